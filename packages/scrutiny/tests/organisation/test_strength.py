from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.organisation.strength import (
    Coverage,
    Meaning,
    Share,
    languages_without,
    meaning,
    outcome,
    percent,
    shortfall,
    units_without,
    visit_next,
)

targets = st.integers(10, 100)
shares = st.tuples(st.integers(0, 400), st.integers(0, 400)).map(lambda pair: Share("a", min(pair), max(pair)))


def named(*rows: tuple[str, int, int]) -> list[Share]:
    return [Share(*row) for row in rows]


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 50, 0), (50, 50, 100), (49, 50, 98), (129, 200, 64), (130, 200, 65), (1, 300, 0)]
)
def test_percents_are_rounded_down(part: int, whole: int, shown: int) -> None:
    assert percent(part, whole) == shown


def test_there_is_no_percent_of_nobody() -> None:
    assert percent(0, 0) is None
    assert percent(5, 0) is None


@given(shares)
def test_a_hundred_percent_means_everybody(share: Share) -> None:
    assert (percent(share.count, share.of) == 100) == (share.count == share.of > 0)


@pytest.mark.parametrize(
    ("reached", "says"),
    [
        (100, Meaning.WON),
        (65, Meaning.WON),
        (64, Meaning.CLOSE),
        (55, Meaning.CLOSE),
        (54, Meaning.SHORT),
        (33, Meaning.SHORT),
        (32, Meaning.WEAK),
        (0, Meaning.WEAK),
    ],
)
def test_a_result_means_how_it_stands_against_its_target(reached: int, says: Meaning) -> None:
    assert meaning(reached, 65) == says


def test_a_small_target_is_close_before_it_is_half() -> None:
    assert meaning(5, 10) == Meaning.CLOSE
    assert meaning(0, 10) == Meaning.CLOSE


@given(shares, targets)
def test_a_test_is_won_exactly_where_nobody_is_lacking(share: Share, target: int) -> None:
    result = outcome(share, target)
    if share.of:
        assert result.won == (result.lacking == 0) == (100 * share.count >= target * share.of)
    if share.count:
        assert result.won == (result.meaning == Meaning.WON)


@given(shares, targets)
def test_the_shortfall_is_the_least_that_would_win(share: Share, target: int) -> None:
    lacking = shortfall(share, target)
    assert 100 * (share.count + lacking) >= target * share.of
    assert lacking == 0 or 100 * (share.count + lacking - 1) < target * share.of


@given(shares, shares, targets)
def test_the_change_is_what_the_two_percents_show(now: Share, before: Share, target: int) -> None:
    result, earlier = outcome(now, target, before), percent(before.count, before.of)
    if result.percent is None or earlier is None:
        assert result.change is None
    else:
        assert earlier + (result.change or 0) == result.percent


def test_a_first_test_has_nothing_to_be_compared_with() -> None:
    assert outcome(Share("a", 30, 50), 65).change is None


def test_a_test_with_nobody_is_named_so() -> None:
    assert outcome(Share("a", 0, 50), 65).meaning == Meaning.NOBODY
    assert outcome(Share("a", 0, 0), 65).meaning == Meaning.NOBODY
    assert not outcome(Share("a", 0, 0), 65).won


def test_a_badge_worn_by_two_thirds_is_a_test_won() -> None:
    result = outcome(Share("a", 34, 50), 65, Share("a", 20, 50))
    assert (result.percent, result.won, result.change, result.lacking) == (68, True, 28, 0)


def test_the_unit_that_lacks_most_people_is_visited_next() -> None:
    rows = named(("night", 5, 20), ("day", 40, 100), ("maintenance", 0, 10))
    assert [shortfall(row, 65) for row in rows] == [8, 25, 7]
    assert visit_next(rows, 65) == "day"


def test_of_two_that_lack_as_many_the_larger_is_visited_first() -> None:
    assert visit_next(named(("small", 3, 20), ("large", 55, 100)), 65) == "large"


@given(st.permutations(named(("a", 0, 10), ("b", 0, 10), ("c", 0, 9))))
def test_whom_to_visit_does_not_depend_on_the_order_of_the_table(rows: list[Share]) -> None:
    assert visit_next(rows, 65) == "b"


def test_when_all_have_reached_the_target_nobody_has_to_be_visited() -> None:
    assert visit_next(named(("a", 7, 10), ("b", 65, 100)), 65) is None
    assert visit_next([], 65) is None


def test_units_with_few_active_are_a_gap_and_few_is_not_told_from_nobody() -> None:
    rows = [Coverage("a", 0), Coverage("b", 4), Coverage("c", 5)]
    assert units_without(rows, 5) == ["a", "b"]


def test_a_language_of_the_unit_that_few_active_members_speak_is_a_gap() -> None:
    rows = [Coverage("a", 9, frozenset({"ru", "ro"})), Coverage("b", 9, frozenset({"es"}))]
    assert languages_without(rows, {"ru": 5, "ro": 4, "pl": 0}, 5) == ["es", "ro"]


def test_without_languages_there_is_no_language_gap() -> None:
    assert languages_without([Coverage("a", 0)], {}, 5) == []
