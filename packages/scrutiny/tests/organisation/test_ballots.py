"""When a ballot happens, who is counted together, what is decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots.decision import Counts, Demand, Outcome, decide, ordinary
from scrutiny.organisation.ballots.floors import decided_openly, joined
from scrutiny.organisation.ballots.timetable import Phase, Timetable, check, generate
from scrutiny.organisation.charter import DEFAULTS

NOTICE = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
METAL, PORT, EMPTY = (UUID(int=n) for n in (1, 2, 3))


class TestTimetable:
    table = generate(DEFAULTS, NOTICE)

    def test_is_generated_from_the_charter_and_allowed_by_it(self) -> None:
        check(DEFAULTS, self.table)
        assert self.table.opening == NOTICE + DEFAULTS.notice_days * DAY
        assert self.table.closing == self.table.opening + DEFAULTS.voting_days * DAY

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"notice": NOTICE + DAY}, "notice"),
            ({"observers": table.observers - DAY}, "observers"),
            ({"observers": table.opening}, "observers"),
            ({"closing": table.closing - DAY}, "voting"),
            ({"decrypting": table.decrypting - dt.timedelta(seconds=1)}, "complaints"),
            ({"certified": table.certified - DAY}, "contest"),
            ({"closing": table.opening - DAY}, "order"),
            ({"notice": table.certified}, "order"),
        ],
    )
    def test_with_a_step_missing_is_refused(self, change: dict[str, dt.datetime], code: str) -> None:
        with pytest.raises(RuleBroken) as error:
            check(DEFAULTS, replace(self.table, **change))
        assert error.value.code == code

    def test_may_be_longer(self) -> None:
        later = {name: getattr(self.table, name) + 9 * DAY for name in ("closing", "decrypting", "certified")}
        check(DEFAULTS, replace(self.table, **later))

    @pytest.mark.parametrize(
        ("instant", "phase"),
        [
            (NOTICE - DAY, Phase.DRAFT),
            (NOTICE, Phase.ANNOUNCED),
            (table.opening - dt.timedelta(microseconds=1), Phase.ANNOUNCED),
            (table.opening, Phase.VOTING),
            (table.closing - dt.timedelta(microseconds=1), Phase.VOTING),
            (table.closing, Phase.COMPLAINTS),
            (table.decrypting, Phase.COUNTING),
            (table.certified, Phase.CERTIFIED),
            (table.certified + 999 * DAY, Phase.CERTIFIED),
        ],
    )
    def test_says_what_may_happen_now(self, instant: dt.datetime, phase: Phase) -> None:
        assert self.table.phase(instant) is phase

    def test_is_a_value(self) -> None:
        assert self.table == Timetable(**vars(self.table))


SIZES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 60), min_size=1, max_size=12)


class TestFloors:
    def test_small_parts_go_together_and_large_ones_stay_apart(self) -> None:
        assert joined({"a": 90, "b": 7, "c": 9, "d": 30}, 20) == (("a",), ("b", "c", "d"))
        assert joined({"a": 20, "b": 20}, 20) == (("a",), ("b",))
        assert joined({"paper": 0, "a": 25, "b": 40}, 20) == (("a", "paper"), ("b",))

    def test_all_together_are_too_few(self) -> None:
        with pytest.raises(RuleBroken) as error:
            joined({"a": 9, "b": 10}, 20)
        assert error.value.code == "too-few"

    @given(SIZES, st.integers(1, 40))
    def test_nobody_is_lost_and_no_group_is_under_the_floor(self, sizes: dict[str, int], floor: int) -> None:
        if sum(sizes.values()) < floor:
            return
        groups = joined(sizes, floor)
        assert sorted(part for group in groups for part in group) == sorted(sizes)
        assert all(sum(sizes[part] for part in group) >= floor for group in groups)
        assert groups == joined(dict(reversed(sizes.items())), floor)

    def test_few_decide_openly(self) -> None:
        assert [decided_openly(n, DEFAULTS.open_vote_below) for n in (4, 5)] == [True, False]


def outcome(whole: Counts, demand: Demand, **branches: Counts) -> tuple[Outcome, tuple[UUID, ...]]:
    ids = {"metal": METAL, "port": PORT, "empty": EMPTY}
    found = decide(demand, whole, {ids[name]: counts for name, counts in branches.items()})
    return found.outcome, found.against


class TestDecision:
    whole = ordinary(DEFAULTS, whole=True)
    part = ordinary(DEFAULTS, whole=False)

    def test_needs_the_quorum_and_more_than_the_share(self) -> None:
        assert outcome(Counts(100, 33, 17), self.part) == (Outcome.CARRIED, ())
        assert outcome(Counts(100, 32, 32), self.part) == (Outcome.NO_QUORUM, ())
        assert outcome(Counts(100, 34, 17), self.part) == (Outcome.NOT_CARRIED, ())

    def test_a_branch_that_is_against_stops_a_decision_of_the_whole(self) -> None:
        for_it, against, nobody = Counts(80, 60, 50), Counts(20, 20, 10), Counts(0, 0, 0)
        assert outcome(Counts(100, 80, 60), self.whole, metal=for_it, port=against, empty=nobody) == (
            Outcome.BRANCH_AGAINST,
            (PORT,),
        )
        assert outcome(Counts(100, 80, 61), self.whole, metal=for_it, port=Counts(20, 20, 11)) == (Outcome.CARRIED, ())
        assert outcome(Counts(100, 80, 60), self.part, metal=for_it, port=against)[0] is Outcome.CARRIED

    def test_a_double_majority_without_branches_carries_nothing(self) -> None:
        assert outcome(Counts(100, 80, 60), self.whole)[0] is Outcome.BRANCH_AGAINST

    def test_a_consultation_decides_nothing(self) -> None:
        asked = ordinary(DEFAULTS, whole=True, binding=False)
        assert outcome(Counts(100, 100, 100), asked, metal=Counts(100, 100, 100))[0] is Outcome.ADVICE

    def test_where_nobody_voted_nothing_is_carried(self) -> None:
        assert outcome(Counts(0, 0, 0), self.part)[0] is Outcome.NOT_CARRIED

    @given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
    def test_carried_means_what_the_charter_says(self, electors: int, voted: int, in_favour: int) -> None:
        voted = min(voted, electors)
        in_favour = min(in_favour, voted)
        carried = outcome(Counts(electors, voted, in_favour), self.part)[0] is Outcome.CARRIED
        enough = voted * 100 >= electors * DEFAULTS.quorum_percent
        assert carried == (enough and in_favour * 100 > voted * DEFAULTS.share_percent)
