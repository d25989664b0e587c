"""Voting on paper: slips from two registrars, an urn that two tellers open, and what either of them could try."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from groundswell.ballots import queries, stations
from groundswell.ballots.actions import casting, due, papers
from groundswell.ballots.actions.casting import NotAccepted
from groundswell.ballots.actions.papers import SlipsUsed
from groundswell.ballots.board import file_of
from groundswell.ballots.models import Caster, Envelope, Role, SlipWanted, Spoilt, Station
from groundswell.charter.queries import is_founded
from groundswell.demo import papers as paper
from groundswell.demo.custodians import cast, step
from groundswell.demo.papers import HalfSlip, batch, confirm, enter, pairs
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.record.models import Entry
from groundswell.record.signing import by_seed
from scrutiny.elections import ballot as ballots
from scrutiny.elections.credentials import new_secret
from scrutiny.errors import MistypedCard
from scrutiny.organisation import acts
from scrutiny.verify.election import verify
from tests.ballots.conftest import Held, adopt
from tests.ballots.test_after_the_close import THE_TABLE_THAT_TELLS, everything, has
from tests.ballots.urn import KEEPERS, NO, ON_PAPER, YES, Table, announced_for_all, ask
from tests.cast import NOW, World, signed_in
from tests.elections import holders, ready, soon

PUBLIC = {"ballot", "station", "by", "mandate"}


@pytest.fixture(scope="module")
def table_once(cast_once: tuple[World, str], django_db_blocker: DjangoDbBlocker) -> Iterator[Table]:
    made, rows = cast_once
    with django_db_blocker.unblock(), transaction.atomic(), clock.set_to(NOW):
        if not is_founded():
            connection.creation.deserialize_db_from_string(rows)
        world = copy.deepcopy(made)
        adopt(ballot_group="Ed25519")
        ballot = announced_for_all(world)
        for name in ON_PAPER:
            ask(world, ballot, name)
        ready(world, ballot)
        held = Held(world, ballot.id)
        with clock.set_to(ballot.observers):
            printed = [paper.slips(ballot, held.custodian(Role.REGISTRAR, place)) for place in (1, 2)]
        yield Table(world, ballot.id, pairs(*printed))
        transaction.set_rollback(True)


@pytest.fixture
def table(table_once: Table, db: None, clock_stands: None) -> Iterator[Table]:
    """An hour after the opening."""
    with clock.set_to(soon(table_once.ballot.opening)):
        due.settle()
        yield Table(copy.deepcopy(table_once.world), table_once.id, dict(table_once.slips))


class TestSlips:
    def test_nothing_is_sealed_for_those_who_vote_on_paper_and_they_do_not_lack_it(self, table: Table) -> None:
        people = {table.world.people[name].account for name in ON_PAPER}
        assert not Envelope.objects.filter(account__in=people).exists()
        for place in (1, 2):
            found = queries.custodians(table.ballot, Role.REGISTRAR)[place - 1]
            assert queries.lost_credentials(found) == {}

    def test_each_elector_gets_two_different_halves(self, table: Table) -> None:
        assert set(table.slips) == {table.number(name) for name in ON_PAPER}
        assert all(len(set(halves)) == 2 for halves in table.halves)

    def test_a_slip_is_read_back_from_its_code_and_a_slip_of_the_pen_is_named(self, table: Table) -> None:
        made = HalfSlip(table.part.uuid, 7, new_secret())
        assert paper.read(str(made)) == made
        text = str(made)
        with pytest.raises(MistypedCard):
            paper.read(text[:-1] + ("2" if text[-1] == "1" else "1"))

    def test_registrars_see_whom_to_hand_them_to_and_trustees_see_nothing(self, table: Table) -> None:
        told = table.told(table.custodian(Role.REGISTRAR), f"/ballots/room/{table.id}")
        names = {line["name"] for part in told["slips"] for line in part["people"]}
        assert names == {name.title() for name in ON_PAPER}
        assert "slips" not in table.told(table.custodian(Role.TRUSTEE), f"/ballots/room/{table.id}")

    def test_who_votes_on_paper_is_told_so_in_the_booth(self, table: Table) -> None:
        told = table.told(table.holder("tern"), f"/ballots/booth/{table.part.id}")
        assert told["state"] == "paper"
        page = signed_in(table.world.tern).get(f"/ballots/{table.id}/").content.decode()
        assert "You vote on paper" in page
        assert "Vote now" not in page


class TestTheUrn:
    def test_papers_of_two_tellers_are_on_the_board_and_count(self, table: Table, tmp_path: Path) -> None:
        cast(table.ballot, table.holder("kestrel"), YES)
        made = table.ballots(YES, NO, YES)
        station = enter(table.part, table.one, table.other, made)
        assert len(table.on_board()) == 1
        trackers = confirm(table.part, table.other, station)
        assert trackers == sorted(trackers)
        assert {one.decode() for one in table.on_board()} > set(made)
        assert queries.voted(table.part) == 4
        with clock.set_to(table.ballot.closing):
            due.settle()
        with clock.set_to(table.ballot.decrypting):
            from_room(table)
        assert table.ballot.counts["whole"] == [8, 4, 3]
        file = tmp_path / "ballot.bel"
        file.write_bytes(b"".join(file_of(table.part)))
        with file.open("rb") as archive:
            assert verify(archive).result == [[0, 3, 1]]

    def test_nothing_is_left_of_slips_after_the_close(self, table: Table) -> None:
        confirm(table.part, table.other, enter(table.part, table.one, table.other, table.ballots(YES, NO, YES)))
        with clock.set_to(table.ballot.closing):
            due.settle()
        assert not any(model.objects.exists() for model in (Caster, SlipWanted, Station, Spoilt, Envelope))
        shown = [
            json.loads(bytes(one.public))["effect"] for one in Entry.objects.filter(type__startswith="ballot.papers")
        ]
        assert [set(one) for one in shown] == [PUBLIC | {"election", "papers"}, PUBLIC]

    def test_not_even_a_single_paper_leads_to_its_voter_after_the_close(self, table: Table) -> None:
        """Who asked for a slip stands in the record's private part for good: nothing beside it names a ballot."""
        halves = table.slips[table.number("tern")]
        station = enter(table.part, table.one, table.other, table.ballots(YES, slips=[halves]))
        (content,) = stations.contents_of(station)
        outline = ballots.outline(queries.election_of(table.part), content.encode())
        confirm(table.part, table.other, station)
        unsalted = stations.digest("", [content])
        ballot = {outline.tracker, outline.credential, casting.hash_of(outline), unsalted, *halves}
        tern = {str(table.world.tern.account)}
        assert THE_TABLE_THAT_TELLS in {t for t, rows in everything().items() if any(has(r, ballot) for r in rows)}
        with clock.set_to(table.ballot.closing):
            due.settle()
        rows = everything()
        assert not [name for name, lines in rows.items() if any(has(line, {station.salt}) for line in lines)]
        assert not [name for name, lines in rows.items() if any(has(x, tern) and has(x, ballot) for x in lines)]

    def test_papers_that_nobody_confirmed_are_dropped_at_the_close(self, table: Table) -> None:
        enter(table.part, table.one, table.other, table.ballots(YES, NO, YES))
        with clock.set_to(table.ballot.closing):
            due.settle()
        assert queries.voted(table.part) == 0
        assert not Station.objects.exists()

    def test_fewer_papers_than_slips_leave_slips_over(self, table: Table) -> None:
        """Somebody put no paper in, or one that nobody can read."""
        confirm(
            table.part,
            table.other,
            enter(table.part, table.one, table.other, table.ballots(YES, slips=table.halves[:1])),
        )
        assert queries.voted(table.part) == 1
        enter(table.part, table.one, table.other, table.ballots(NO, YES, slips=table.halves[1:]))

    def test_what_was_taken_back_can_be_entered_anew(self, table: Table) -> None:
        made = table.ballots(YES, NO, YES)
        station = enter(table.part, table.one, table.other, made)
        back = acts.TakePapersBack(table.ballot.id, station.id)
        with pytest.raises(Unknown):
            papers.take_back(table.holder("tern").actor, table.part.id, back)
        papers.take_back(table.other.actor, table.part.id, back)
        assert not Caster.objects.exists()
        again = enter(table.part, table.one, table.other, made)
        confirm(table.part, table.other, again)
        with pytest.raises(Gone, match="on the board already"):
            papers.take_back(table.one.actor, table.part.id, acts.TakePapersBack(table.ballot.id, again.id))

    def test_the_page_of_tellers_does_the_same(self, table: Table) -> None:
        told = table.told(table.one, f"/ballots/station/{table.part.id}")
        assert (told["state"], told["stations"]) == ("open", [])
        assert {one["name"] for one in told["tellers"]} == {"Rowan", "Tern"}
        made = table.ballots(YES, NO, YES)
        act, salt = batch(table.part, table.other, made)
        said = {"station": str(act.station), "election": act.election, "co_teller": str(act.co_teller)}
        said |= {"digest": act.digest, "salt": salt, "ballots": json.dumps(made)}
        assert table.call(table.one, "", act, **said).json() == {"refused": []}
        waiting = table.told(table.other, f"/ballots/station/{table.part.id}")["stations"][0]
        assert (waiting["papers"], waiting["mine"], waiting["confirmed"]) == (3, 0, 0)
        assert stations.digest(waiting["salt"], waiting["ballots"]) == act.digest
        assert "Papers wait for your confirmation" in table.browser(table.other).get("/").content.decode()
        assert (
            "Papers wait for your confirmation"
            in table.browser(table.other).get(f"/ballots/{table.id}/").content.decode()
        )
        confirming = acts.ConfirmPapers(table.ballot.id, act.station, act.digest)
        answer = table.call(table.other, "/confirm", confirming, station=str(act.station), digest=act.digest)
        assert len(answer.json()["trackers"]) == 3
        back = acts.TakePapersBack(table.ballot.id, act.station)
        assert table.call(table.one, "/back", back, station=str(act.station)).status_code == 410

    def test_what_is_sent_again_is_answered_as_it_was(self, table: Table) -> None:
        made = table.ballots(YES, NO, YES)
        act, salt = batch(table.part, table.other, made)
        first = papers.enter(table.one.actor, table.part, act, salt, made)
        count = Entry.objects.count()
        assert papers.enter(table.one.actor, table.part, act, salt, made) == first
        trackers = confirm(table.part, table.other, first)
        assert confirm(table.part, table.other, first) == trackers
        assert papers.enter(table.one.actor, table.part, act, salt, made) == first
        assert Entry.objects.count() == count + 1
        assert len(table.on_board()) == 3


def from_room(table: Table) -> None:
    for one in holders(table.world, table.ballot):
        step(table.ballot, one)


@housekeeping
def hand_over(table: Table, account: UUID) -> None:
    """The first trustee's key is somebody else's."""
    trustee = queries.custodians(table.ballot, Role.TRUSTEE)[0]
    trustee.account_id = account
    trustee.save(update_fields=["account"])


class TestSlipsThatAreNotGood:
    def state(self, table: Table, halves: Sequence[str]) -> str:
        outline = ballots.outline(queries.election_of(table.part), table.ballots(YES, slips=[halves])[0].encode())
        return str(table.call(table.one, "/slip", credential=outline.credential).json()["state"])

    def test_a_good_one_is_good_until_it_is_used(self, table: Table) -> None:
        assert self.state(table, table.halves[0]) == "good"
        enter(table.part, table.one, table.other, table.ballots(YES, slips=table.halves[:1]))
        assert self.state(table, table.halves[0]) == "used"

    def test_a_foreign_one_and_one_of_which_a_half_is_missing_are_unknown(self, table: Table) -> None:
        mixed = [table.halves[0][0], table.halves[1][1]]
        for halves in ([new_secret(), new_secret()], table.halves[0][:1], mixed):
            assert self.state(table, halves) == "unknown"
            with pytest.raises(NotAccepted):
                enter(table.part, table.one, table.other, table.ballots(YES, slips=[halves]))
        assert not Station.objects.exists()

    def test_one_that_is_in_two_urns_is_refused_in_the_second(self, table: Table) -> None:
        first = enter(table.part, table.one, table.other, table.ballots(YES, slips=table.halves[:1]))
        for _time in range(2):
            with pytest.raises(SlipsUsed) as error:
                enter(table.part, table.one, table.other, table.ballots(NO, NO, slips=table.halves[:2]))
            assert len(error.value.credentials) == 1
            if not first.confirmed:
                confirm(table.part, table.other, first)
        assert queries.voted(table.part) == 1

    def test_one_whose_owner_voted_before_is_named_and_the_rest_is_kept(self, table: Table) -> None:
        """Somebody who got the halves out of the registrars' hands, and cast on a phone."""
        (mine,) = table.ballots(YES, slips=[table.slips[table.number("tern")]])
        casting.cast(table.world.tern.account, table.part.id, mine.encode())
        made = table.ballots(NO, NO, NO)
        act, salt = batch(table.part, table.other, made)
        said = {"station": str(act.station), "election": act.election, "co_teller": str(act.co_teller)}
        said |= {"digest": act.digest, "salt": salt, "ballots": json.dumps(made)}
        refused = table.call(table.one, "", act, **said).json()["refused"]
        credential = ballots.outline(queries.election_of(table.part), mine.encode()).credential
        assert refused == [credential]
        assert not Station.objects.exists()
        left = [
            one
            for one in made
            if ballots.outline(queries.election_of(table.part), one.encode()).credential != credential
        ]
        confirm(table.part, table.other, enter(table.part, table.one, table.other, left))
        assert queries.voted(table.part) == 3

    def test_nobody_votes_on_a_phone_with_a_slip_that_was_handed_in(self, table: Table) -> None:
        station = enter(table.part, table.one, table.other, table.ballots(YES, NO, YES))
        (mine,) = table.ballots(NO, slips=[table.slips[table.number("tern")]])
        for _time in range(2):
            with pytest.raises(Forbidden, match="used at the station"):
                casting.cast(table.world.tern.account, table.part.id, mine.encode())
            if not station.confirmed:
                confirm(table.part, table.other, station)

    def test_a_ballot_that_was_opened_to_check_it_is_none(self, table: Table) -> None:
        made = table.ballots(YES, NO, YES)
        casting.spoil(table.one.actor.person, table.part.id, made[0].encode())
        with pytest.raises(NotAccepted):
            enter(table.part, table.one, table.other, made)


class TestTellersWhoCheat:
    def test_one_alone_puts_nothing_on_the_board(self, table: Table) -> None:
        made = table.ballots(YES, NO, YES)
        with pytest.raises(Forbidden, match="another steward"):
            enter(table.part, table.one, table.one, made)
        station = enter(table.part, table.one, table.other, made)
        with pytest.raises(Forbidden, match="The other teller confirms"):
            confirm(table.part, table.one, station)
        with pytest.raises(Unknown):
            confirm(table.part, table.holder("tern"), station)
        assert table.on_board() == []

    def test_one_more_paper_than_slips_finds_no_slip(self, table: Table) -> None:
        """A ballot needs a credential that is on the list: there are as many as slips."""
        more = [*table.halves, table.halves[0]]
        with pytest.raises(Invalid, match="twice"):
            enter(table.part, table.one, table.other, table.ballots(YES, NO, YES, YES, slips=more))
        more = [*table.halves, [new_secret(), new_secret()]]
        with pytest.raises(NotAccepted, match="not on the list"):
            enter(table.part, table.one, table.other, table.ballots(YES, NO, YES, YES, slips=more))

    @pytest.mark.parametrize("changed", [{"papers": 4}, {"digest": "00" * 32}, {"election": "other"}])
    def test_what_was_signed_is_what_was_sent(self, table: Table, changed: dict[str, Any]) -> None:
        with pytest.raises(Invalid):
            enter(table.part, table.one, table.other, table.ballots(YES, NO, YES), **changed)

    def test_an_order_that_could_tell_something_is_refused(self, table: Table) -> None:
        with pytest.raises(Invalid):
            enter(table.part, table.one, table.other, table.ballots(YES, NO, YES)[::-1])

    def test_false_proofs_are_refused_and_none_of_the_batch_is_taken(self, table: Table) -> None:
        made = table.ballots(YES, NO, YES)
        said = json.loads(made[0])
        said["answers"][0]["choices"].reverse()
        false = json.dumps(said, separators=(",", ":"))
        outline = lambda text: ballots.outline(queries.election_of(table.part), text.encode()).tracker  # noqa: E731
        with pytest.raises(NotAccepted):
            enter(table.part, table.one, table.other, sorted([false, *made[1:]], key=outline))
        assert not Station.objects.exists()

    def test_who_keeps_the_keys_is_no_teller(self, table: Table) -> None:
        """Not even a steward: a registrar has halves, and a trustee could open single ballots."""
        keeper = table.custodian(Role.REGISTRAR)
        for teller, other in ((keeper, table.other), (table.one, keeper)):
            with pytest.raises(Forbidden):
                enter(table.part, teller, other, table.ballots(YES, NO, YES))
        hand_over(table, table.other.actor.person)
        with pytest.raises(Forbidden):
            enter(table.part, table.one, table.other, table.ballots(YES, NO, YES))

    def test_a_member_without_office_is_no_teller(self, table: Table) -> None:
        hand_over(table, table.world.dove.account)
        plain = [name for name in KEEPERS if not queries.custodian(table.ballot, table.world.people[name].account)]
        for name in (*plain, "dove"):
            assert table.browser(table.holder(name)).get(f"/ballots/station/{table.part.id}").status_code == 403
        assert table.told(table.holder("tern"), f"/ballots/station/{table.part.id}")["state"] == "open"

    def test_another_person_cannot_sign_for_a_teller(self, table: Table) -> None:
        made = table.ballots(YES, NO, YES)
        act, salt = batch(table.part, table.other, made)
        said = {"station": str(act.station), "election": act.election, "co_teller": str(act.co_teller)}
        said |= {"digest": act.digest, "salt": salt, "ballots": json.dumps(made)}
        given = by_seed(table.other.keys.act, table.other.keys.act_public)(act)
        signed = {"signed": given.content.hex(), "signature": given.signature.hex()}
        assert table.call(table.one, "", None, **signed, **said).status_code == 422
        assert table.call(table.one, "", acts.TakePapersBack(table.ballot.id, act.station), **said).status_code == 422
        assert not Station.objects.exists()

    def test_nothing_is_entered_or_confirmed_outside_of_the_voting_time(self, table: Table) -> None:
        made = table.ballots(YES, NO, YES)
        station = enter(table.part, table.one, table.other, made[:2])
        for instant in (table.ballot.closing, table.ballot.opening.replace(hour=0)):
            with clock.set_to(instant):
                with pytest.raises(Gone):
                    confirm(table.part, table.other, station)
                with pytest.raises(Gone):
                    enter(table.part, table.one, table.other, made[2:])
        with clock.set_to(table.ballot.closing):
            due.settle()
            with pytest.raises(Unknown):
                confirm(table.part, table.other, station)
        assert table.on_board() == []

    @pytest.mark.parametrize(
        "said",
        [
            {"ballots": "[1]"},
            {"ballots": "x"},
            {"ballots": "[]"},
            {"ballots": '["x"]'},
            {"station": "x"},
            {"co_teller": ""},
            {"signature": "x"},
            {"salt": ""},
        ],
    )
    def test_what_cannot_be_read_is_refused(self, table: Table, said: dict[str, str]) -> None:
        made = table.ballots(YES, NO, YES)
        act, salt = batch(table.part, table.other, made)
        whole = {"station": str(act.station), "election": act.election, "co_teller": str(act.co_teller)}
        whole |= {"digest": act.digest, "salt": salt, "ballots": json.dumps(made)}
        assert table.call(table.one, "", act, **{**whole, **said}).status_code == 422
        assert not Station.objects.exists()
