from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

import pytest
from hypothesis import given
from packages.scrutiny.tests.counting.elections import SEED, names_of, plain, poll, several, strict, votes, winners

from scrutiny.counting.profile import Profile
from scrutiny.counting.ranks import transferable
from scrutiny.counting.scottish import count, count_and_hold
from scrutiny.errors import Refused


def test_the_quota_is_one_more_than_the_whole_part_of_the_share() -> None:
    quotas = [(7, 1, 4), (8, 1, 5), (9, 2, 4), (11, 2, 4), (12, 2, 5), (12, 3, 4), (3, 4, 1), (0, 2, 1)]
    for papers, seats, quota in quotas:
        ballots = [f"{papers} A"] if papers else []
        assert count(poll("A B C D E F", *ballots, seats=seats), SEED).quota == quota


def test_reaching_the_quota_exactly_is_enough_and_leaves_no_surplus() -> None:
    result = count(poll("A B C", "4 A C", "3 B", seats=2, title=""), SEED)
    assert result.quota == 3
    assert names_of(result, result.stages[0]) == ("A B", "", None)
    assert len(result.stages) == 1
    assert winners(result) == "A B"


def test_half_of_the_votes_are_no_majority() -> None:
    result = count(poll("A B C", "5 A", "4 B", "1 C B"), SEED)
    assert result.quota == 6
    assert votes(result, 2) == {"A": "5", "B": "5", "C": "0"}
    assert names_of(result, result.stages[1]) == ("", "C", None)
    assert names_of(result, result.stages[2]) == ("A", "B", None)


def test_a_majority_of_first_preferences_wins_at_once() -> None:
    result = count(poll("A B C", "6 A", "4 B", "1 C B"))
    assert winners(result) == "A"
    assert len(result.stages) == 1


def test_a_surplus_moves_every_paper_at_a_smaller_value() -> None:
    """9 votes, quota 4: two thirds of what A holds stay, and each paper moves at 2/6, cut to 0.33333."""
    result = count(poll("A B C", "4 A B", "2 A C", "2 B", "1 C", seats=2))
    assert result.quota == 4
    assert votes(result, 1) == {"A": "6", "B": "2", "C": "1"}
    assert votes(result, 2) == {"A": "4", "B": "3.33332", "C": "1.66666"}
    assert plain(result.stages[1].non_transferable) == "0.00002"
    assert names_of(result, result.stages[1]) == ("", "", "A")


def test_papers_without_a_next_preference_take_their_share_of_the_surplus_along() -> None:
    """Scotland lets all papers take part in the surplus, also those that can go nowhere."""
    result = count(poll("A B C", "3 A", "3 A B", "2 B", "1 C", seats=2))
    assert votes(result, 2) == {"A": "4", "B": "2.99999", "C": "1"}
    assert plain(result.stages[1].non_transferable) == "1.00001"


def test_a_second_surplus_moves_papers_at_the_product_of_their_values() -> None:
    """15 votes, 3 seats, quota 4. A holds 8: papers move at 4/8 = 0.5. B then holds 3 + 8 x 0.5 = 7, surplus 3:
    the papers of A move on at 3 x 0.5 / 7 = 0.21428, those of B at 3 / 7 = 0.42857.
    """
    result = count(poll("A B C D", "8 A B C", "3 B D", "2 C", "2 D", seats=3), SEED)
    assert result.quota == 4
    assert votes(result, 2) == {"A": "4", "B": "7", "C": "2", "D": "2"}
    assert votes(result, 3) == {"A": "4", "B": "4", "C": "3.71424", "D": "3.28571"}
    assert plain(result.stages[2].non_transferable) == "0.00005"


def test_the_greatest_surplus_moves_first_even_if_it_came_later() -> None:
    """B's surplus of 1 waits while A's is transferred, and C's, which A made greater, goes before it."""
    result = count(poll("A B C D E", "14 A C", "7 B D", "3 C E", "2 D", "2 E", "1 E D", seats=4), SEED)
    assert result.quota == 6
    assert [stage.surplus for stage in result.stages[:4]] == [None, 0, 2, 1]


def test_equal_surpluses_are_separated_by_the_latest_stage_that_differs() -> None:
    """A's surplus makes B equal to C, both with 10; before it C had more, so C's surplus moves first."""
    result = count(poll("A B C D E", "16 A B", "2 B D", "10 C E", "5 D", "4 E", seats=4))
    assert result.quota == 8
    assert votes(result, 2) == {"A": "8", "B": "10", "C": "10", "D": "5", "E": "4"}
    assert [stage.surplus for stage in result.stages[:4]] == [None, 0, 2, 1]
    assert result.lots == ()


def test_equal_surpluses_from_the_first_stage_go_to_the_lot() -> None:
    profile = poll("A B C D", "6 A C", "6 B D", "2 C", "1 D", seats=3)
    with pytest.raises(Refused) as error:
        count(profile)
    assert error.value.data == {"purpose": "surplus", "stage": 2, "among": "1,2"}
    result = count(profile, SEED)
    assert result.lots[0].purpose == "surplus"
    assert result.lots[0].stage == 2
    assert set(result.lots[0].order) == {0, 1}
    assert result.stages[1].surplus == result.lots[0].drawn


def test_the_fewest_are_excluded_and_their_papers_keep_their_value() -> None:
    result = count(poll("A B C D", "4 A", "3 B", "2 C B", "1 D C"))
    assert names_of(result, result.stages[1]) == ("", "D", None)
    assert votes(result, 2) == {"A": "4", "B": "3", "C": "3", "D": "0"}
    assert winners(result) == "B"


def test_whoever_was_excluded_is_no_longer_counted_afterwards() -> None:
    result = count(poll("A B C D", "4 A", "3 B", "2 C B", "1 D C"))
    assert votes(result, 3)["D"] is None


def test_a_tie_for_the_last_place_looks_at_earlier_stages() -> None:
    """After D's exclusion B and C are equal; at the first stage C had fewer."""
    result = count(poll("A B C D", "4 A", "3 B A", "2 C A", "1 D C"))
    assert names_of(result, result.stages[2]) == ("A", "C", None)
    assert result.lots == ()


def test_a_tie_from_the_first_stage_needs_a_lot_and_says_between_whom() -> None:
    profile = poll("A B C D", "4 A", "4 B", "2 C", "2 D")
    with pytest.raises(Refused) as error:
        count(profile)
    assert error.value.code == "lot-needed"
    assert error.value.data == {"purpose": "exclude", "stage": 2, "among": "3,4"}


def test_the_lot_decides_who_is_excluded_and_is_recorded() -> None:
    profile = poll("A B C D", "5 A", "4 B", "2 C A", "2 D B")
    result = count(profile, SEED)
    lot = result.lots[0]
    assert (lot.number, lot.purpose, lot.stage, set(lot.order)) == (1, "exclude", 2, {2, 3})
    assert result.stages[1].excluded == (lot.drawn,)


def test_different_seeds_can_elect_different_candidates() -> None:
    profile = poll("A B", "1 A", "1 B")
    assert {winners(count(profile, bytes([seed]) * 8)) for seed in range(20)} == {"A", "B"}


def test_the_last_vacancies_are_filled_without_reaching_the_quota() -> None:
    result = count(poll("A B C", "6 A", "2 B", "1 C", seats=2))
    assert winners(result) == "A B"
    last = result.stages[-1]
    assert names_of(result, last) == ("B", "C", None)
    assert last.votes[1] is not None
    assert last.votes[1] < 4


def test_nothing_moves_once_the_last_vacancies_can_be_filled() -> None:
    """A's surplus would have moved, but B and C are as many as the vacancies."""
    result = count(poll("A B C", "9 A B", "2 B", "1 C", seats=3))
    assert len(result.stages) == 1
    assert names_of(result, result.stages[0]) == ("A B C", "", None)


def test_fewer_candidates_than_seats_are_all_elected() -> None:
    result = count(poll("A B", "3 A", seats=5))
    assert winners(result) == "A B"
    assert result.seats == 5


def test_without_any_papers_the_lot_does_everything() -> None:
    result = count(poll("A B C", seats=2), SEED)
    assert len(result.elected) == 2
    assert result.valid == 0
    assert result.lots


def test_a_withdrawn_candidate_neither_gets_votes_nor_is_excluded() -> None:
    result = count(poll("A B C", "3 B A", "2 C", "1 A", withdrawn="B"))
    assert votes(result, 1) == {"A": "4", "B": None, "C": "2"}
    assert winners(result) == "A"


def test_papers_for_the_withdrawn_alone_are_invalid_and_lower_the_quota() -> None:
    result = count(poll("A B C", "9 B", "3 A", "2 C", withdrawn="B"))
    assert (result.valid, result.invalid) == (5, 9)
    assert result.quota == 3


def test_elected_candidates_of_one_stage_stand_in_the_order_of_their_votes() -> None:
    result = count(poll("A B C D", "5 A", "7 B", "6 C", "1 D", seats=3))
    assert winners(result) == "B C A"
    assert result.stages[0].elected == (0, 1, 2)


def test_a_paper_skips_those_already_elected() -> None:
    result = count(poll("A B C D", "7 A B C", "6 B D", "2 C", "3 D", seats=3), SEED)
    assert result.quota == 5
    assert names_of(result, result.stages[0])[0] == "A B"
    assert votes(result, 2)["C"] == plain(Fraction(2) + 7 * Fraction(28571, 10**5))


def test_the_papers_that_stay_with_the_elected_are_worth_the_quota() -> None:
    profile = poll("A B C", "4 A B", "2 A C", "2 B", "1 C", seats=2)
    result, held = count_and_hold(profile)
    assert set(held) == set(result.elected)
    assert [(paper.preferences, paper.weight, plain(paper.value)) for paper in held[0]] == [
        ((0, 1), 4, "0.66667"),
        ((0, 2), 2, "0.66667"),
    ]


Paper: TypeAlias = tuple[tuple[int, ...], int, Fraction]


class ByPaper:
    """The rules again, slowly and differently: every paper for itself, in fractions. Stops where a tie begins."""

    def __init__(self, profile: Profile) -> None:
        self.seats = profile.seats
        self.every = range(len(profile.candidates))
        self.continuing = set(self.every)
        self.unmoved: set[int] = set()
        self.kept: dict[int, Fraction] = {}
        self.holding: dict[int, list[Paper]] = {candidate: [] for candidate in self.every}
        papers, _ = transferable(profile)
        self.quota = sum(papers.values()) // (profile.seats + 1) + 1
        for order, weight in papers.items():
            for _ in range(weight):
                self.move(order, 0, Fraction(1))

    def move(self, order: tuple[int, ...], start: int, value: Fraction) -> None:
        for place, candidate in enumerate(order):
            if place >= start and candidate in self.continuing:
                self.holding[candidate].append((order, place, value))
                return

    def votes(self) -> list[Fraction]:
        held = [sum((value for _, _, value in self.holding[candidate]), Fraction(0)) for candidate in self.every]
        return [self.kept.get(candidate, held[candidate]) for candidate in self.every]

    def take(self, candidate: int) -> list[Paper]:
        papers, self.holding[candidate] = self.holding[candidate], []
        return papers

    def stages(self) -> Iterator[tuple[str, int, list[Fraction]]]:
        step, who = "first", -1
        while True:
            now = self.votes()
            reached = {candidate for candidate in self.continuing if now[candidate] >= self.quota}
            self.continuing -= reached
            self.unmoved |= {candidate for candidate in reached if now[candidate] > self.quota}
            yield step, who, now
            filled = len(self.every) - len(self.continuing) - len([c for c in self.every if self.kept.get(c) == 0])
            if filled >= self.seats or len(self.continuing) <= self.seats - filled:
                return
            step = "surplus" if self.unmoved else "exclude"
            chosen = self.unmoved or self.continuing
            extreme = max(now[c] for c in chosen) if self.unmoved else min(now[c] for c in chosen)
            tied = [candidate for candidate in chosen if now[candidate] == extreme]
            if len(tied) > 1:
                return
            who = tied[0]
            self.step(step, who, now[who])

    def step(self, step: str, who: int, held: Fraction) -> None:
        if step == "surplus":
            self.unmoved.remove(who)
            self.kept[who] = Fraction(self.quota)
            for order, place, value in self.take(who):
                share = (held - self.quota) * value / held
                self.move(order, place + 1, Fraction(int(share * 10**5), 10**5))
        else:
            self.continuing.remove(who)
            self.kept[who] = Fraction(0)
            for order, place, value in self.take(who):
                self.move(order, place + 1, value)


@several
@given(strict)
def test_a_count_paper_by_paper_gives_the_same_stages(profile: Profile) -> None:
    result = count(profile, SEED)
    for stage, (step, who, totals) in zip(result.stages, ByPaper(profile).stages(), strict=False):
        assert [held or 0 for held in stage.votes] == totals
        assert stage.surplus == (who if step == "surplus" else None)
        assert stage.excluded == ((who,) if step == "exclude" else ())


@several
@given(strict)
def test_what_the_elected_keep_is_the_quota_and_less_than_a_paper_in_lost_parts(profile: Profile) -> None:
    result, held = count_and_hold(profile, SEED)
    assert result.quota is not None
    moved = {stage.surplus for stage in result.stages}
    for candidate in result.elected:
        kept = sum((paper.value * paper.weight for paper in held[candidate]), Fraction(0))
        final = result.stages[-1].votes[candidate]
        assert final is not None
        lost = Fraction(sum(paper.weight for paper in held[candidate]), 10**5)
        assert final <= kept <= final + lost if candidate in moved else kept == final


@several
@given(strict)
def test_nobody_is_elected_twice_and_all_seats_that_can_be_filled_are(profile: Profile) -> None:
    result = count(profile, SEED)
    assert len(set(result.elected)) == len(result.elected) == min(profile.seats, len(profile.candidates))
    assert sorted(result.elected) == sorted(candidate for stage in result.stages for candidate in stage.elected)


@several
@given(strict)
def test_whoever_has_the_quota_of_first_preferences_is_elected(profile: Profile) -> None:
    result = count(profile, SEED)
    assert result.quota is not None
    first = result.stages[0]
    for candidate, held in enumerate(first.votes):
        if held is not None and held >= result.quota:
            assert candidate in first.elected
