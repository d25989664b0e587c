"""Who prepares a ballot and lies is named by what they signed; who vanishes is not needed, or nothing is held."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from groundswell.ballots import queries
from groundswell.ballots.actions import due
from groundswell.ballots.models import Envelope, Message, Role
from groundswell.ballots.room import room
from groundswell.demo.custodians import Answer, Holder, Room, _Keeper, cast, in_python, opened, sealed, step
from groundswell.kernel import clock
from groundswell.kernel.errors import Invalid
from groundswell.record.models import Entry
from scrutiny.elections import credentials, election
from scrutiny.elections.credentials import Entry as Listed
from scrutiny.elections.strict import compact
from scrutiny.errors import Refused
from scrutiny.groups import Group, by_name
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.proofs.schnorr import draw
from scrutiny.roles import authority, threshold
from tests.ballots.conftest import Held
from tests.ballots.lies import changed, faults, is_due, play
from tests.ballots.test_hostile import YES
from tests.elections import holders, soon

NOT_HELD = "not-held"
FIRST = Asked("rank", "What first?", ("Pay", "Hours", "Safety"), rule="schulze")


def is_never_held(held: Held) -> bool:
    """At its opening the ballot ends, and nothing is left that somebody could vote with."""
    assert not queries.is_ready(held.ballot)
    with clock.set_to(held.ballot.opening):
        due.settle()
    ended = Entry.objects.filter(type="ballot.certify").order_by("index").last()
    assert ended is not None
    assert NOT_HELD.encode() in bytes(ended.public)
    kept = Message.objects.filter(custodian__ballot=held.ballot).exclude(kept="").exists()
    sealed_to = Envelope.objects.filter(part__ballot=held.ballot).exists()
    return held.ballot.unready == NOT_HELD and not (kept or sealed_to)


def group_of(asked: Room) -> Group:
    return by_name(str(asked["group"]))


def for_another_place(asked: Room, holder: Holder) -> tuple[str, str]:
    return in_python({**asked, "place": int(asked["place"]) % 3 + 1}, holder)


def of_a_higher_degree(asked: Room, holder: Holder) -> tuple[str, str]:
    return in_python({**asked, "threshold": int(asked["threshold"]) + 1}, holder)


@changed
def other_commitments(made: dict[str, Any], asked: Room, holder: Holder) -> None:
    """Chosen when those of the others were known."""
    seed = _Keeper(asked, holder)["certificate"]["seed"]
    fresh = threshold.draw_polynomial(group_of(asked), seed, int(asked["threshold"]))
    made["commitments"] = fresh.signed.to_json()


@changed
def shares_of_one_another(made: dict[str, Any], _asked: Room, _holder: Holder) -> None:
    made["shares"] = made["shares"][1:] + made["shares"][:1]


@changed
def another_key(made: dict[str, Any], asked: Room, holder: Holder) -> None:
    seed, known = _Keeper(asked, holder)["certificate"]["seed"], threshold.Ceremony(group_of(asked), 2, ())
    made["key"] = threshold.public_key(known, seed, draw(known.group)).to_json(known.group)


def complaint_about_nothing(asked: Room, holder: Holder) -> tuple[str, str]:
    group, seed = group_of(asked), _Keeper(asked, holder)["certificate"]["seed"]
    against = int(asked["place"]) % 3 + 1
    share = json.loads(json.loads(asked["said"]["shares"][str(against)])["shares"][int(asked["place"]) - 1])
    mine = threshold.keys_of(group, seed)
    made = threshold.complain(group, mine, int(asked["place"]), against, group.element(share["alpha"]))
    return compact({"complaints": [json.loads(made.to_bytes(group))]}).decode(), ""


@changed
def another_election(made: dict[str, Any], _asked: Room, _holder: Holder) -> None:
    made["elections"] = dict.fromkeys(made["elections"], election.fingerprint(b"another"))


class TestTrusteesWhoMakeTheKey:
    @pytest.mark.parametrize(
        ("at", "lie", "fault"),
        [
            ("certificate", for_another_place, "certificate"),
            ("commitment", of_a_higher_degree, "shares"),
            ("shares", other_commitments, "shares"),
            ("shares", shares_of_one_another, "shares"),
            ("key", another_key, "key"),
            ("key", complaint_about_nothing, "key"),
        ],
    )
    def test_are_named_when_they_lie_and_nothing_is_held(self, early: Held, at: str, lie: Answer, fault: str) -> None:
        play(early, early.custodian(Role.TRUSTEE, 2), {at: lie})
        assert faults(early) == {(Role.TRUSTEE, 2): fault}
        assert is_never_held(early)

    def test_are_named_in_the_record_by_what_they_signed(self, early: Held) -> None:
        liar = early.custodian(Role.TRUSTEE, 2)
        play(early, liar, {"certificate": for_another_place})
        about = str(early.ballot.id)
        said = [bytes(one.public).decode() for one in Entry.objects.filter(type="ballot.custody")]
        named = [one for one in said if about in one]
        refused = [one for one in named if '"refused"' in one]
        assert len(refused) == 1
        assert liar.keys.act_public in refused[0]
        assert Message.objects.get(custodian__ballot=early.ballot, step="certificate!").content

    def test_who_vanish_are_named_to_the_others_and_nothing_is_held(self, early: Held) -> None:
        play(early, early.custodian(Role.TRUSTEE, 3), {"shares": None})
        first, gone = (queries.custodians(early.ballot, Role.TRUSTEE)[place] for place in (0, 2))
        assert room(early.ballot, first)["missing"] == [gone.account.name]
        assert faults(early) == {}
        assert is_never_held(early)

    def test_cannot_confirm_another_election_than_theirs(self, early: Held) -> None:
        with pytest.raises(Invalid):
            play(early, early.custodian(Role.TRUSTEE, 2), {"confirm": another_election})
        assert not Message.objects.filter(
            custodian__ballot=early.ballot, custodian__place=2, step__startswith="confirm"
        ).exists()

    def test_who_vanish_when_the_key_is_made_are_not_needed(self, early: Held) -> None:
        play(early, early.custodian(Role.TRUSTEE, 3), {"confirm": None})
        assert queries.is_ready(early.ballot)
        with clock.set_to(soon(early.ballot.opening)):
            assert cast(early.ballot, early.holder("heron"), YES).tracker


def with_list(change: Callable[[list[Listed], Group, str], list[Listed]]) -> Answer:
    @changed
    def lie(made: dict[str, Any], asked: Room, _holder: Holder) -> None:
        group = group_of(asked)
        for uuid, text in made["lists"].items():
            entries = change(list(credentials.read_entries(group, [text.encode()])), group, uuid)
            made["lists"][uuid] = credentials.to_bytes(sorted(entries, key=lambda one: one.key)).decode()

    return lie


def of_my_own(group: Group, uuid: str) -> Listed:
    (public,) = authority.make(group, uuid, 1).publics
    return Listed(group.text(public), 1)


@with_list
def one_more(entries: list[Listed], group: Group, uuid: str) -> list[Listed]:
    return [*entries, of_my_own(group, uuid)]


@with_list
def one_less(entries: list[Listed], _group: Group, _uuid: str) -> list[Listed]:
    return entries[1:]


@with_list
def one_that_weighs_two(entries: list[Listed], _group: Group, _uuid: str) -> list[Listed]:
    return [replace(entries[0], weight=2), *entries[1:]]


@with_list
def one_of_my_own(entries: list[Listed], group: Group, uuid: str) -> list[Listed]:
    return [*entries[1:], of_my_own(group, uuid)]


@with_list
def one_twice(entries: list[Listed], _group: Group, _uuid: str) -> list[Listed]:
    return [entries[1], *entries[1:]]


@changed
def a_petition_key_more(made: dict[str, Any], _asked: Room, _holder: Holder) -> None:
    made["petition"] = sorted([*made["petition"], "ab" * 32])


@changed
def no_envelope(made: dict[str, Any], _asked: Room, _holder: Holder) -> None:
    made["envelopes"] = {uuid: listed[1:] for uuid, listed in made["envelopes"].items()}


@changed
def other_halves_than_hashed(made: dict[str, Any], asked: Room, holder: Holder) -> None:
    """Chosen when the other's were known."""
    said = _Keeper(asked, holder)["hash"]
    group, ages = group_of(asked), {one["account"]: one["age"] for one in asked["custodians"]["registrar"]}
    fresh = {
        uuid: authority.halves(group, uuid, str(asked["account"]), authority.make(group, uuid, len(secrets))).decode()
        for uuid, secrets in said["secrets"].items()
    }
    plain = json.dumps({"halves": fresh, "petition": []}).encode()
    made["sealed"] = {account: sealed(plain, ages[account]) for account in made["sealed"]}


def found(value: Any, *path: str) -> Any:
    for name in path:
        value = value[name]
    return value


class TestRegistrars:
    @pytest.mark.parametrize("lie", [one_more, one_less, one_that_weighs_two])
    def test_who_issue_too_many_or_too_few_are_named_and_nothing_is_held(self, early: Held, lie: Answer) -> None:
        play(early, early.custodian(Role.REGISTRAR, 1), {"list": lie})
        assert faults(early) == {(Role.REGISTRAR, 1): "list"}
        assert is_never_held(early)

    @pytest.mark.parametrize("place", [1, 2])
    def test_who_put_in_a_credential_of_their_own_end_the_ballot(self, early: Held, place: int) -> None:
        """The other one publishes the right list: nobody sets up a board on one of two."""
        play(early, early.custodian(Role.REGISTRAR, place), {"list": one_of_my_own})
        assert early.ballot.unready == NOT_HELD
        assert early.part.stage == ""
        assert is_never_held(early)

    @pytest.mark.parametrize("lie", [one_twice, no_envelope, a_petition_key_more])
    def test_what_is_no_list_is_refused_and_can_be_sent_again(self, early: Held, lie: Answer) -> None:
        with pytest.raises(Invalid):
            play(early, early.custodian(Role.REGISTRAR, 1), {"list": lie})
        assert not Envelope.objects.filter(part__ballot=early.ballot, custodian__place=1).exists()
        play(early)
        assert queries.is_ready(early.ballot)

    def test_who_send_other_halves_than_they_hashed_get_no_list_from_the_other(self, early: Held) -> None:
        with pytest.raises(Refused, match="hash"):
            play(early, early.custodian(Role.REGISTRAR, 2), {"halves": other_halves_than_hashed})
        assert not Message.objects.filter(custodian__ballot=early.ballot, step="list", custodian__place=1).exists()
        assert is_never_held(early)

    def test_see_nothing_of_each_other_s_secrets(self, early: Held) -> None:
        """One registrar knows half of a credential: what the other sends are public parts and proofs."""
        play(early, early.custodian(Role.REGISTRAR, 1), {"list": None})
        one, other = (early.custodian(Role.REGISTRAR, place) for place in (1, 2))
        asked, theirs = ({**room(early.ballot, c)} for c in queries.custodians(early.ballot, Role.REGISTRAR))
        said = opened(str(found(asked, "said", "halves", "2")), one.keys).decode()
        kept = json.loads(opened(str(found(theirs, "kept", "hash")), other.keys))
        secrets = [secret for listed in kept["secrets"].values() for secret in listed]
        assert len(secrets) == 6
        assert not [secret for secret in secrets if secret in said]

    def test_who_vanish_leave_a_ballot_that_is_not_held(self, early: Held) -> None:
        play(early, early.custodian(Role.REGISTRAR, 2), {"list": None})
        assert is_never_held(early)

    def test_seal_nothing_before_enough_trustees_have_confirmed(self, early: Held) -> None:
        absent = [early.custodian(Role.TRUSTEE, place) for place in (2, 3)]
        people = holders(early.world, early.ballot)
        others = [one for one in people if one.actor.account not in {two.actor.account for two in absent}]
        while sum(step(early.ballot, one) for one in people if one in others or is_due(early, one) != "confirm"):
            continue
        assert is_due(early, early.custodian(Role.REGISTRAR)) is None
        assert step(early.ballot, absent[0])
        assert is_due(early, early.custodian(Role.REGISTRAR)) == "list"
