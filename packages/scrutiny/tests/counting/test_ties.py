from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.counting.elections import several

from scrutiny.counting.ties import narrowed

histories = st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), max_size=5)


def test_without_a_history_nobody_is_ahead() -> None:
    assert narrowed([2, 0], [], min) == (2, 0)


def test_the_stage_just_before_decides_first() -> None:
    assert narrowed([0, 1], [[5, 1], [1, 5]], min) == (0,)
    assert narrowed([0, 1], [[5, 1], [1, 5]], max) == (1,)


def test_equal_stages_are_passed_over() -> None:
    assert narrowed([0, 1], [[3, 2], [4, 4], [7, 7]], min) == (1,)


def test_a_stage_that_separates_some_leaves_the_others_to_the_one_before() -> None:
    assert narrowed([0, 1, 2], [[2, 1, 0], [4, 4, 6]], min) == (1,)
    assert narrowed([0, 1, 2], [[2, 1, 9], [4, 4, 6]], max) == (2,)


def test_whoever_was_set_aside_does_not_come_back() -> None:
    """At the first stage the third had the fewest, but the later stage had already spoken."""
    assert narrowed([0, 1, 2], [[5, 5, 0], [4, 4, 6]], min) == (0, 1)


def test_those_not_concerned_do_not_matter() -> None:
    assert narrowed([1, 2], [[0, 4, 4, 9], [0, 3, 2, 9]], min) == (2,)
    assert narrowed([1, 2], [[0, 4, 4, 9], [0, 3, 2, 9]], max) == (1,)


@several
@given(histories, st.sets(st.integers(0, 3), min_size=1))
def test_those_left_were_equal_at_every_stage_or_one_is_left(history: list[list[int]], tied: set[int]) -> None:
    left = narrowed(sorted(tied), history, min)
    assert left
    assert set(left) <= tied
    if len(left) > 1:
        assert all(len({votes[candidate] for candidate in left}) == 1 for votes in history)


@several
@given(histories, st.sets(st.integers(0, 3), min_size=1))
def test_the_latest_stage_that_differs_is_obeyed(history: list[list[int]], tied: set[int]) -> None:
    left = narrowed(sorted(tied), history, max)
    for votes in reversed(history):
        if len({votes[candidate] for candidate in tied}) > 1:
            best = max(votes[candidate] for candidate in tied)
            assert all(votes[candidate] == best for candidate in left)
            break
    else:
        assert set(left) == tied
