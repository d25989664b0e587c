"""How many to ask for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from groundswell.pledges.rules import of_share, suggested

SIZES = st.integers(0, 5000)


def test_half_of_those_who_work_there_make_a_crowd() -> None:
    assert suggested(46, None, 5, 2).wanted == 23
    assert suggested(47, 40, 5, 2).wanted == 24


def test_where_few_took_part_in_the_open_the_target_stays_in_reach() -> None:
    assert suggested(100, 12, 5, 2).wanted == 24


def test_never_below_what_the_charter_wants() -> None:
    assert suggested(3, 0, 5, 2).wanted == 5


@given(SIZES, st.none() | SIZES, st.integers(3, 100), st.integers(0, 20))
def test_there_are_always_enough_cards(heads: int, took_part: int | None, least: int, margin: int) -> None:
    made = suggested(heads, took_part, least, margin)
    assert made.wanted + made.assumed <= made.cards
    assert made.assumed >= margin
    assert made.wanted >= least


@given(st.integers(1, 100), SIZES)
def test_a_share_is_rounded_up_and_never_more_than_all(percent: int, heads: int) -> None:
    assert percent * heads <= 100 * of_share(percent, heads) < percent * heads + 100
    assert of_share(percent, heads) <= heads
