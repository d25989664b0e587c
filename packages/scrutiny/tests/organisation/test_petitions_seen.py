"""Petitions as whoever checks the record sees them: each forgery by somebody who writes the record is found."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Refused, RuleBroken
from scrutiny.identity import joint_keys
from scrutiny.organisation import authors, petitions_seen, replay
from scrutiny.organisation.ballots import asked, timetable
from scrutiny.organisation.ballots.seen import INSTANTS, End
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.councils import clocks, petitions
from scrutiny.organisation.councils.petitions import KeyList, Kind, Petition
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.replay import State

ORG = "ab" * 32
DAY = dt.timedelta(days=1)
OPENED = dt.date(2026, 3, 10)
NEXT = OPENED + DAY
UNIT, FIRST, FORCED, MANDATE = (str(UUID(int=n)) for n in (1, 2, 3, 4))
HALVES = [[bytes([2 * n + 1]) * 32, bytes([2 * n + 2]) * 32] for n in range(6)]
SECRETS = {
    joint_keys.joined_public(map(joint_keys.public_half, halves)): joint_keys.joined_secret(halves) for halves in HALVES
}
KEYS = KeyList(tuple(sorted(SECRETS)))
QUESTION = asked.to_text([asked.yes_or_no("Shall we?", "Yes", "No")])
RECALL = Petition(
    UUID(int=9), Kind.RECALL, ORG, f"assembly:{UNIT}", KEYS.digest, UUID(MANDATE), "Never reports back.", OPENED,
    OPENED + DEFAULTS.petition_days * DAY,
)  # fmt: skip
DEMAND = replace(RECALL, id=UUID(int=10), kind=Kind.BALLOT, subject=None, text="Nobody works alone.")


def entry(kind: str, day: dt.date, /, **effect: Any) -> Entry:
    return Entry(ORG, kind, day, None, effect, "cd" * 32)


def opening(one: Petition = RECALL, *, by: int = 0, **changed: Any) -> Entry:
    needed = petitions.needed(one.kind, len(KEYS.keys), DEFAULTS)
    said = {**one.told(), "petition": str(one.id), "mover": KEYS.keys[by].hex(), "needed": needed}
    return entry("petition.open", OPENED, **{**said, **changed})


def signing(place: int, one: Petition = RECALL, day: dt.date = OPENED, under: bytes = b"") -> Entry:
    key = KEYS.keys[place]
    made = joint_keys.sign(SECRETS[key], under or one.message())
    return entry("petition.sign", day, petition=str(one.id), key=key.hex(), signature=made.hex())


def agreeing(place: int, joining: Petition, into: Petition, day: dt.date = OPENED) -> Entry:
    key = KEYS.keys[place]
    made = joint_keys.sign(SECRETS[key], petitions.join_message(joining, into))
    said = {"joining": str(joining.id), "into": str(into.id), "key": key.hex(), "signature": made.hex()}
    return entry("petition.join", day, **said)


def tally(signed: int = 3, one: Petition = RECALL, reached: dt.date = OPENED, day: dt.date = NEXT) -> Entry:
    return entry("petition.tally", day, petition=str(one.id), reached=str(reached), signed=signed)


def announcing(one: Petition = RECALL, *, day: dt.date = NEXT, ballot: str = FORCED, **changed: Any) -> Entry:
    times = clocks.of_petition(one.kind, day - DAY, DEFAULTS, again=day != NEXT)
    said = {"ballot": ballot, "unit": UNIT, "title": "t", "questions": QUESTION, "binding": 1, "rules": {}}
    instants = {name: getattr(times, name).isoformat() for name in INSTANTS}
    said |= {"petition": str(one.id), "electors": 6, "parts": 1}
    return entry("ballot.announce", day, **{**said, **instants, **changed})


def with_keys() -> State:
    """An organisation whose first ballot has handed out petition keys; one mandate."""
    state, begun = State(), OPENED - 40 * DAY
    start = dt.datetime.combine(begun, dt.time(), dt.UTC)
    end = start + DEFAULTS.steward_days * DAY
    take(state, entry("organisation.found", begun, rules=to_json(DEFAULTS), units=0))
    take(state, entry("steward.accept", begun, mandate=MANDATE, start=start.isoformat(), end=end.isoformat()))
    notice = dt.datetime.combine(OPENED - 5 * DAY, dt.time(10), dt.UTC)
    times = timetable.generate(DEFAULTS, notice)
    instants = {name: getattr(times, name).isoformat() for name in INSTANTS}
    said = {"ballot": FIRST, "unit": UNIT, "title": "t", "questions": QUESTION, "binding": 1, "rules": {}}
    take(state, entry("ballot.announce", notice.date(), **said, **instants, electors=6, parts=1))
    take(state, entry("petition.keys", OPENED, ballot=FIRST, keys=KEYS.digest, count=6))
    return state


def take(state: State, *found: Entry) -> State:
    for one in found:
        replay.take(state, one)
    return state


def listing(keys: tuple[bytes, ...] = KEYS.keys, place: int = 0) -> Entry:
    return entry("petition.list", OPENED, keys=KEYS.digest, place=place, listed=b"".join(keys).hex())


def begun(*found: Entry) -> State:
    return take(with_keys(), listing(), *found)


def refused(state: State, one: Entry) -> str:
    with pytest.raises(RuleBroken) as raised:
        replay.take(state, one)
    return raised.value.code


class TestTheCount:
    def test_three_of_six_recall_and_the_ballot_follows(self) -> None:
        state = begun(signing(1), opening(), signing(0), signing(2), tally(), announcing())
        assert state.petitions.begun[str(RECALL.id)].reached == OPENED

    def test_keys_may_be_listed_in_parts(self) -> None:
        state = take(with_keys(), listing(KEYS.keys[:2]), listing(KEYS.keys[2:], 2))
        take(state, opening(), signing(0), signing(1), signing(2), tally())

    def test_a_count_with_too_few_is_a_forgery(self) -> None:
        assert refused(begun(opening(), signing(0), signing(1)), tally(2)) == "petition-count"
        assert refused(begun(opening(), signing(0), signing(1)), tally(3)) == "petition-count"

    def test_a_second_signature_is_not_counted(self) -> None:
        assert refused(begun(opening(), signing(0), signing(1), signing(1)), tally(3)) == "petition-count"

    def test_a_signature_that_is_not_on_the_list_is_not_counted(self) -> None:
        strange = [bytes([70 + n]) * 32 for n in range(2)]
        key = joint_keys.joined_public(map(joint_keys.public_half, strange))
        made = joint_keys.sign(joint_keys.joined_secret(strange), RECALL.message())
        forged = entry("petition.sign", OPENED, petition=str(RECALL.id), key=key.hex(), signature=made.hex())
        assert refused(begun(opening(), signing(0), signing(1), forged), tally(3)) == "petition-count"

    def test_a_signature_under_another_petition_is_not_counted(self) -> None:
        other = signing(2, under=DEMAND.message())
        assert refused(begun(opening(), signing(0), signing(1), other), tally(3)) == "petition-count"

    def test_what_was_signed_is_what_everybody_reads(self) -> None:
        """Signatures for one text are shown under another."""
        changed = opening(text=DEMAND.told()["text"])
        assert refused(begun(changed, signing(0), signing(1), signing(2)), tally(3)) == "petition-count"

    def test_another_day_than_that_on_which_it_was_reached_is_a_forgery(self) -> None:
        state = begun(opening(), signing(0), signing(1), signing(2))
        assert refused(state, tally(reached=NEXT, day=NEXT + DAY)) == "petition-count"

    def test_a_day_counts_when_it_is_over(self) -> None:
        assert refused(begun(opening(), signing(0), signing(1), signing(2)), tally(day=OPENED)) == "petition-count"

    def test_it_is_counted_once(self) -> None:
        assert refused(begun(opening(), signing(0), signing(1), signing(2), tally()), tally()) == "petition-count"

    def test_a_list_with_other_keys_is_found(self) -> None:
        strange = joint_keys.joined_public(map(joint_keys.public_half, [b"x" * 32, b"y" * 32]))
        state = take(with_keys(), listing((*KEYS.keys[:5], strange)), opening(), signing(0), signing(1), signing(2))
        assert refused(state, tally()) == "keys-list"


came_in = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.booleans()), max_size=15)


class TestTheSameCount:
    @given(came_in, st.randoms(use_true_random=False))
    def test_replay_and_the_rule_find_the_same_day_whatever_came_in(
        self, found: list[tuple[int, int, bool]], order: random.Random
    ) -> None:
        """Signatures of keys on the list, by day, true or under something else; each day's in any order."""
        entries = [
            signing(place, day=OPENED + day * DAY, under=b"" if true else b"something else")
            for place, day, true in found
        ]
        order.shuffle(entries)
        entries.sort(key=lambda one: one.day)
        state = begun(opening())
        for one in entries:
            petitions_seen.signed(state.petitions, one.effect, one.day)
        batches = [(one.day, [as_signature(one)]) for one in entries]
        expected = petitions.reached_on(RECALL, KEYS, batches, DEFAULTS)
        days = petitions_seen.by_day(state.petitions, ORG, str(RECALL.id))
        total, reached = 0, None
        for day in sorted(days):
            total += len(days[day])
            reached = reached or (day if total >= 3 else None)
        assert reached == expected


def as_signature(one: Entry) -> petitions.Signature:
    return petitions.Signature(bytes.fromhex(str(one.effect["key"])), bytes.fromhex(str(one.effect["signature"])))


class TestTheBeginning:
    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"needed": 1}, "petition-needed"),
            ({"electorate": "assembly:other"}, "petition-needed"),
            ({"keys": "00" * 32}, "keys-unknown"),
            ({"closes": str(OPENED + 10 * DAY)}, "timetable"),
            ({"opened": str(OPENED - 3 * DAY), "closes": str(RECALL.closes - 3 * DAY)}, "timetable"),
            ({"subject": str(UUID(int=77))}, "no-mandate"),
            ({"subject": ""}, "no-mandate"),
            ({"kind": "ballot"}, "no-mandate"),
            ({"kind": "revenge"}, "effect"),
        ],
    )
    def test_what_the_charter_does_not_say_is_refused(self, changed: dict[str, Any], code: str) -> None:
        assert refused(begun(), opening(**changed)) == code

    def test_it_is_begun_once(self) -> None:
        assert refused(begun(opening()), opening()) == "petition-known"

    def test_keys_are_handed_out_once_and_one_for_each_elector(self) -> None:
        assert (
            refused(with_keys(), entry("petition.keys", OPENED, ballot=FIRST, keys=KEYS.digest, count=6))
            == "keys-known"
        )
        assert (
            refused(with_keys(), entry("petition.keys", OPENED, ballot=FIRST, keys="00" * 32, count=7)) == "keys-known"
        )

    def test_keys_are_listed_in_their_places(self) -> None:
        assert refused(with_keys(), listing(KEYS.keys[2:], 2)) == "keys-list"
        assert refused(begun(), listing()) == "keys-list"


class TestTheBallot:
    def reached(self) -> State:
        return begun(opening(), signing(0), signing(1), signing(2), tally())

    def test_none_is_forced_by_a_petition_that_has_not_reached_its_share(self) -> None:
        assert refused(begun(opening(), signing(0), signing(1)), announcing()) == "petition-count"

    @pytest.mark.parametrize("name", ["opening", "closing", "certified"])
    @pytest.mark.parametrize("days", [-1, 1, 30])
    def test_no_official_delays_a_step_of_it(self, name: str, days: int) -> None:
        instant = dt.datetime.fromisoformat(str(announcing().effect[name])) + days * DAY
        changed: dict[str, Any] = {name: instant.isoformat()}
        assert refused(self.reached(), announcing(**changed)) == "timetable"

    def test_it_is_called_once(self) -> None:
        state = take(self.reached(), announcing())
        assert refused(state, announcing(ballot=str(UUID(int=8)))) == "petition-count"

    def test_where_it_was_not_held_it_is_called_again(self) -> None:
        later = NEXT + 14 * DAY
        state = take(self.reached(), announcing(), entry("ballot.certify", later, ballot=FORCED, outcome=End.NOT_HELD))
        take(state, announcing(day=later + DAY, ballot=str(UUID(int=8))))

    def test_other_electors_do_not_decide_it(self) -> None:
        assert refused(self.reached(), announcing(unit="")) == "questions"

    def test_it_binds(self) -> None:
        assert refused(self.reached(), announcing(binding=0)) == "questions"


class TestJoining:
    other = replace(RECALL, id=UUID(int=11), text="For another reason.")

    def both(self) -> State:
        state = begun(opening(), signing(0), opening(self.other, by=1), signing(1, self.other))
        return take(state, signing(2, self.other), signing(1))

    def test_they_are_counted_together_when_both_movers_have_agreed(self) -> None:
        state = take(self.both(), agreeing(0, RECALL, self.other), agreeing(1, RECALL, self.other))
        take(state, tally(one=self.other))

    def test_nobody_joins_them_alone(self) -> None:
        state = take(self.both(), agreeing(0, RECALL, self.other), agreeing(2, RECALL, self.other))
        assert refused(state, tally(one=self.other)) == "petition-count"

    def test_other_questions_are_not_joined(self) -> None:
        state = begun(opening(), signing(0), opening(DEMAND, by=1), signing(1, DEMAND))
        take(state, signing(2, DEMAND), agreeing(0, DEMAND, RECALL), agreeing(1, DEMAND, RECALL))
        assert refused(state, tally()) == "petition-count"


class TestWhoActs:
    def test_nobody_announces_a_ballot_without_a_petition(self) -> None:
        with pytest.raises(Refused):
            authors.check(ORG, {0: b'{"type":"ballot.announce","actor":"None","body":{"ballot":"x"}}'})
        authors.check(ORG, {0: b'{"type":"ballot.announce","actor":"None","body":{"petition":"x"}}'})
