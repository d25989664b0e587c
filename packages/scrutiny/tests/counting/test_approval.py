from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.counting.elections import SEED, groups, messy, poll, several, votes, winners

from scrutiny.counting.approval import by_total, count, from_totals
from scrutiny.counting.profile import Profile
from scrutiny.errors import Malformed, Refused


def test_every_mark_is_one_vote() -> None:
    result = count(poll("A B C", "3 A B", "2 B=C", "1 - C"))
    assert votes(result, 1) == {"A": "3", "B": "5", "C": "3"}
    assert winners(result) == "B"
    assert result.valid == 6


def test_a_mark_given_twice_is_one_vote() -> None:
    assert votes(count(poll("A B", "3 A A B", "1 B"), SEED), 1) == {"A": "3", "B": "4"}


def test_the_plain_vote_is_a_choice_of_one() -> None:
    result = count(poll("A B C", "5 A", "4 B", "3 C A"), most=1)
    assert votes(result, 1) == {"A": "5", "B": "4", "C": "0"}
    assert (result.valid, result.invalid) == (9, 3)


def test_a_paper_with_more_marks_than_allowed_is_invalid_as_a_whole() -> None:
    result = count(poll("A B C", "2 A B", "7 A B C", seats=2), most=2)
    assert (result.valid, result.invalid) == (2, 7)
    assert votes(result, 1) == {"A": "2", "B": "2", "C": "0"}


def test_marks_for_the_withdrawn_count_towards_the_limit_but_for_nobody() -> None:
    result = count(poll("A B C", "2 A B", "3 B", "1 C", withdrawn="B"), most=1)
    assert (result.valid, result.invalid) == (1, 5)
    assert votes(result, 1) == {"A": "0", "B": None, "C": "1"}


def test_a_blank_paper_is_not_valid() -> None:
    result = count(poll("A B", "3 A", "4"))
    assert (result.valid, result.invalid) == (3, 4)


def test_the_seats_go_to_the_most_votes_in_their_order() -> None:
    result = count(poll("A B C D", "3 A", "5 C", "4 D", "1 B", seats=3))
    assert winners(result) == "C D A"
    assert result.stages[0].elected == (0, 2, 3)
    assert groups(result) == ["C", "D", "A", "B"]


def test_equal_votes_within_the_seats_need_no_lot() -> None:
    result = count(poll("A B C", "3 A", "3 B", "1 C", seats=2))
    assert winners(result) == "A B"
    assert groups(result) == ["A=B", "C"]


def test_equal_votes_at_the_last_seat_need_a_lot() -> None:
    profile = poll("A B C", "5 C", "3 A", "3 B", seats=2)
    with pytest.raises(Refused) as error:
        count(profile)
    assert error.value.data == {"purpose": "elect", "stage": 1, "among": "1,2"}
    result = count(profile, SEED)
    assert result.elected == (2, result.lots[0].drawn)


def test_fewer_candidates_than_seats_are_all_elected() -> None:
    assert winners(count(poll("A B", "1 B", seats=9))) == "B A"


@pytest.mark.parametrize("most", [0, -1])
def test_a_limit_below_one_is_refused(most: int) -> None:
    with pytest.raises(Malformed) as error:
        count(poll("A", "1 A"), most=most)
    assert error.value.code == "most"


def test_sums_alone_give_the_same_result() -> None:
    profile = poll("A B C", "3 A B", "2 B=C", "1 - C", seats=2)
    opened = count(profile, SEED)
    assert from_totals(profile, [3, 5, 3], 6, SEED) == opened


def test_sums_alone_need_no_papers() -> None:
    result = from_totals(Profile(("A", "B"), (), 1), [40, 60], 80)
    assert winners(result) == "B"
    assert (result.valid, result.invalid) == (80, 0)


@pytest.mark.parametrize("totals", [[1], [1, 2, 3], [-1, 2], [11, 2]])
def test_sums_that_so_many_papers_cannot_give_are_refused(totals: list[int]) -> None:
    with pytest.raises(Malformed) as error:
        from_totals(Profile(("A", "B"), (), 1), totals, 10)
    assert error.value.code == "totals"


def test_the_order_groups_equal_sums() -> None:
    assert by_total([4, 9, 4, 0], (0, 1, 2, 3)) == ((1,), (0, 2), (3,))
    assert by_total([4, 9, 4, 0], (0, 3)) == ((0,), (3,))
    assert by_total([], ()) == ()


@several
@given(messy, st.integers(1, 4))
def test_no_candidate_has_more_votes_than_there_are_papers(profile: Profile, most: int) -> None:
    result = count(profile, SEED, most)
    assert all(held is not None and 0 <= held <= result.valid for held in result.stages[0].votes)
    assert result.valid + result.invalid == profile.papers
    total = sum(held for held in result.stages[0].votes if held is not None)
    assert total <= most * result.valid


@several
@given(messy)
def test_whoever_is_elected_has_no_fewer_votes_than_whoever_is_not(profile: Profile) -> None:
    result = count(profile, SEED)
    held = [number or 0 for number in result.stages[0].votes]
    elected = set(result.elected)
    for one in elected:
        assert all(held[one] >= held[other] for other in range(4) if other not in elected)
    assert len(elected) == min(4, profile.seats)


@several
@given(messy)
def test_a_higher_limit_never_makes_papers_invalid(profile: Profile) -> None:
    invalid = [count(profile, SEED, most).invalid for most in (1, 2, 3, 4)]
    assert invalid == sorted(invalid, reverse=True)
    assert invalid[-1] == count(profile, SEED).invalid
