"""The one clock."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from groundswell.kernel import clock

THEN = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)


def test_the_clock_is_set_inside_the_block_only() -> None:
    with clock.set_to(THEN):
        assert clock.now() == THEN
        assert clock.today() == dt.date(2026, 3, 2)
    assert clock.now() != THEN


def test_the_clock_is_set_back_when_the_block_fails() -> None:
    with pytest.raises(RuntimeError, match="inside"), clock.set_to(THEN):
        raise RuntimeError("inside")
    assert clock.now() != THEN


def test_blocks_may_stand_in_one_another() -> None:
    later = THEN + dt.timedelta(days=1)
    with clock.set_to(THEN):
        with clock.set_to(later):
            assert clock.now() == later
        assert clock.now() == THEN


@override_settings(MODE="serve")
def test_the_clock_of_a_served_site_is_not_set_by_hand() -> None:
    with pytest.raises(RuntimeError, match="not set by hand"), clock.set_to(THEN):
        pytest.fail("the clock was set")


@given(st.timedeltas(min_value=dt.timedelta(days=-900), max_value=dt.timedelta(days=900)))
def test_the_demonstration_shifts_the_clock(shift: dt.timedelta) -> None:
    with override_settings(CLOCK_SHIFT=shift):
        true = dt.datetime.now(dt.UTC) + shift
        assert abs(clock.now() - true) < dt.timedelta(seconds=2)


def test_the_present_is_told_to_the_second_and_no_finer() -> None:
    assert clock.now().microsecond == 0
    assert clock.now().tzinfo is dt.UTC
