"""Open elections in councils as whoever checks the record sees them: each forgery by whoever writes it is found."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from scrutiny.errors import RuleBroken
from scrutiny.organisation import replay
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.councils.clocks import midnight_after
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.replay import State

ORG = "ab" * 32
DAY = dt.timedelta(days=1)
BEGUN = dt.date(2026, 3, 2)
CALLED = BEGUN + 10 * DAY
CLOSES = midnight_after(CALLED) + (DEFAULTS.voting_days - 1) * DAY
COUNTED = CLOSES.date()
UNIT, SHOP, FARM = (str(UUID(int=n)) for n in (1, 2, 3))
HERON, FINCH, WREN, STEWARD, ELECTION, ABOVE, OTHER = (str(UUID(int=n)) for n in range(10, 17))
COUNCIL, CONGRESS = f"council:{UNIT}", f"branch-congress:{UUID(int=4)}"
SEED = "07" * 32
END = midnight_after(BEGUN) + 80 * DAY


def entry(kind: str, day: dt.date, /, **effect: Any) -> Entry:
    return Entry(ORG, kind, day, None, effect, "cd" * 32)


def take(state: State, *found: Entry) -> State:
    for one in found:
        replay.take(state, one)
    return state


def refused(state: State, one: Entry) -> str:
    with pytest.raises(RuleBroken) as raised:
        replay.take(state, one)
    return raised.value.code


def sent(mandate: str, unit: str, into: str = COUNCIL) -> Entry:
    start = midnight_after(BEGUN) - DAY
    times = {"start": start.isoformat(), "end": END.isoformat()}
    return entry("steward.accept", BEGUN, mandate=mandate, unit=unit, **times, **({"into": into} if into else {}))


def seated(**rules: Any) -> State:
    """Three delegates in the council, and a steward who is none."""
    return take(
        State(),
        entry("organisation.found", BEGUN, rules={**to_json(DEFAULTS), **rules}),
        sent(HERON, SHOP),
        sent(FINCH, FARM),
        sent(WREN, FARM),
        sent(STEWARD, SHOP, into=""),
    )


def calling(**changed: Any) -> Entry:
    said = {"election": ELECTION, "unit": UNIT, "council": COUNCIL, "into": CONGRESS, "seats": 1, "seed": SEED}
    return entry(
        "council.call", CALLED, **{**said, "candidates": [HERON, FINCH], "closes": CLOSES.isoformat(), **changed}
    )


def paper(mandate: str, *ranks: int, day: dt.date = CALLED) -> Entry:
    return entry("council.vote", day, election=ELECTION, mandate=mandate, ranks=list(ranks))


PAPERS = (paper(HERON, 1, 2), paper(FINCH, 2, 1), paper(WREN, 1, 0))


def giving(day: dt.date = COUNTED, /, **changed: Any) -> Entry:
    said = {"mandate": ABOVE, "ballot": ELECTION, "place": 0, "seat": 1, "follows": "", "rests_on": HERON}
    return entry("mandate.give", day, **{**said, "start": CLOSES.isoformat(), "end": END.isoformat(), **changed})


def voted(**rules: Any) -> State:
    return take(seated(**rules), calling(), *PAPERS)


def elected(**rules: Any) -> State:
    return take(voted(**rules), giving(), entry("mandate.accept", COUNTED, mandate=ABOVE))


class TestCalling:
    def test_is_taken_once(self) -> None:
        assert refused(take(seated(), calling()), calling()) == "election-known"

    @pytest.mark.parametrize(
        "changed",
        [
            {"candidates": [HERON, STEWARD]},
            {"candidates": [HERON, HERON]},
            {"candidates": [HERON, OTHER]},
            {"candidates": []},
            {"seats": 0},
            {"into": COUNCIL},
            {"into": ""},
            {"council": CONGRESS},
        ],
    )
    def test_names_delegates_of_that_council_and_where_they_go(self, changed: dict[str, Any]) -> None:
        assert refused(seated(), calling(**changed)) == "candidates"

    @pytest.mark.parametrize("days", [-1, 1])
    def test_lasts_the_charters_days(self, days: int) -> None:
        assert refused(seated(), calling(closes=(CLOSES + days * DAY).isoformat())) == "timetable"


class TestPapers:
    def test_come_from_delegates_who_sit_there(self) -> None:
        state = take(seated(), calling())
        assert refused(state, paper(STEWARD, 1, 2)) == "no-mandate"

    def test_come_once_from_each(self) -> None:
        state = take(seated(), calling(), paper(HERON, 1, 2))
        assert refused(state, paper(HERON, 2, 1)) == "voted-already"

    def test_do_not_come_when_it_is_over(self) -> None:
        assert refused(take(seated(), calling()), paper(HERON, 1, 2, day=COUNTED)) == "election-over"

    def test_are_for_an_election_that_was_called(self) -> None:
        assert refused(seated(), paper(HERON, 1, 2)) == "election-unknown"

    @pytest.mark.parametrize("ranks", [(1,), (1, 1), (3, 0), (-1, 0)])
    def test_can_be_counted(self, ranks: tuple[int, ...]) -> None:
        assert refused(take(seated(), calling()), paper(HERON, *ranks)) == "paper"

    def test_of_a_mandate_that_ended_is_refused(self) -> None:
        state = take(seated(), calling(), entry("steward.end", CALLED, mandate=HERON, reason="resigned"))
        assert refused(state, paper(HERON, 1, 2)) == "no-mandate"


class TestGiving:
    def test_whom_the_papers_elect_sits_above(self) -> None:
        assert elected().delegates(CONGRESS, COUNTED) == {ABOVE}

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"place": 1, "rests_on": FINCH}, "not-elected"),
            ({"rests_on": FINCH}, "rests-on-other"),
            ({"rests_on": ""}, "rests-on-other"),
            ({"seat": 2}, "no-such-seat"),
            ({"ballot": OTHER}, "no-ballot"),
            ({"end": (END + DAY).isoformat()}, "outlasts-the-one-below"),
        ],
    )
    def test_is_what_the_papers_say_and_no_more(self, changed: dict[str, Any], code: str) -> None:
        assert refused(voted(), giving(**changed)) == code

    def test_before_it_is_over_nobody_is_elected(self) -> None:
        start = midnight_after(CALLED).isoformat()
        assert refused(voted(), giving(CALLED, start=start)) == "not-elected"

    def test_too_few_papers_elect_nobody(self) -> None:
        state = take(seated(quorum_percent=75), calling(), *PAPERS[:2])
        assert refused(state, giving()) == "not-elected"

    def test_a_base_that_is_over_bears_nothing(self) -> None:
        state = take(voted(), entry("steward.end", CALLED, mandate=HERON, reason="resigned"))
        assert refused(state, giving()) == "no-mandate"

    def test_members_mandates_rest_on_nothing(self) -> None:
        state = take(seated(), calling(candidates=[HERON]), paper(HERON, 1), paper(FINCH, 1))
        assert refused(state, giving(rests_on=STEWARD)) == "rests-on-other"
        take(state, giving())


class TestFalling:
    def test_what_rests_on_a_mandate_ends_with_it(self) -> None:
        state = take(elected(), entry("recall.openly", COUNTED, mandate=HERON))
        assert state.delegates(CONGRESS, COUNTED) == set()
        assert state.offices[ABOVE].ended
        assert state.mandates[ABOVE].ended

    def test_the_same_papers_name_the_next(self) -> None:
        state = take(elected(), entry("recall.openly", COUNTED, mandate=HERON))
        follower = giving(mandate=OTHER, place=1, rests_on=FINCH, follows=ABOVE)
        assert take(state, follower).mandates[OTHER].seat == 1

    def test_nobody_follows_whoever_still_sits(self) -> None:
        follower = giving(mandate=OTHER, place=1, rests_on=FINCH, follows=ABOVE)
        assert refused(elected(), follower) == "no-vacancy"

    def test_nothing_is_done_with_a_mandate_that_fell(self) -> None:
        state = take(elected(), entry("recall.openly", COUNTED, mandate=HERON))
        assert refused(state, entry("mandate.lay_down", COUNTED, mandate=ABOVE)) == "mandate-ended"


class TestVotesOfCouncils:
    def call(self, unit: str, mandate: str) -> Entry:
        said = {"question": OTHER, "unit": unit, "mandate": mandate, "title": "", "text": ""}
        return entry("vote.call", CALLED, **said, closes=CLOSES.isoformat())

    def cast(self, mandate: str, unit: str = SHOP) -> Entry:
        return entry("vote.cast", CALLED, question=OTHER, mandate=mandate, position="against", reason="", unit=unit)

    def test_are_cast_by_those_who_sit_there(self) -> None:
        state = take(seated(), self.call(UNIT, HERON), self.cast(HERON), self.cast(FINCH, FARM))
        assert set(state.votes[OTHER].votes) == {HERON, FINCH}

    def test_whoever_sits_elsewhere_has_no_vote(self) -> None:
        assert refused(seated(), self.call(SHOP, HERON)) == "not-here"
        state = take(seated(), self.call(SHOP, STEWARD))
        assert refused(state, self.cast(HERON)) == "not-here"
