from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.mandates import MandateValue, check_elected, check_term, living, signatures_needed

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
END = START + dt.timedelta(days=90)
INSTANT = dt.timedelta(microseconds=1)
STEWARD = MandateValue(START, END, None, holder_stands=True)

people = st.frozensets(st.integers(1, 40).map(lambda n: UUID(int=n)), max_size=30)
instants = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


def broken_term(start: dt.datetime, end: dt.datetime) -> str:
    with pytest.raises(RuleBroken) as caught:
        check_term(start, end, DEFAULTS)
    return caught.value.code


def test_a_mandate_holds_from_its_start_until_just_before_its_end() -> None:
    assert not living(STEWARD, START - INSTANT)
    assert living(STEWARD, START)
    assert living(STEWARD, END - INSTANT)
    assert not living(STEWARD, END)


def test_a_mandate_lapses_by_itself() -> None:
    assert not living(STEWARD, END + dt.timedelta(days=3650))


def test_a_mandate_given_back_ends_at_that_moment() -> None:
    given_back = replace(STEWARD, ended=START + dt.timedelta(days=10))
    assert living(given_back, START + dt.timedelta(days=10) - INSTANT)
    assert not living(given_back, START + dt.timedelta(days=10))


def test_ending_a_mandate_late_does_not_prolong_it() -> None:
    assert not living(replace(STEWARD, ended=END + dt.timedelta(days=30)), END)


def test_whoever_no_longer_stands_in_the_unit_holds_no_office_in_it() -> None:
    assert not living(replace(STEWARD, holder_stands=False), START)


@given(instants, instants, st.none() | instants, st.booleans(), instants)
def test_no_mandate_lives_outside_its_term(
    start: dt.datetime, end: dt.datetime, ended: dt.datetime | None, stands: bool, instant: dt.datetime
) -> None:
    if living(MandateValue(start, end, ended, stands), instant):
        assert stands
        assert start <= instant < end
        assert ended is None or instant < ended


@pytest.mark.parametrize(
    ("members", "share", "needed"),
    [(0, 50, 1), (1, 50, 1), (2, 50, 2), (3, 50, 2), (4, 50, 3), (10, 50, 6), (11, 50, 6), (10, 90, 10), (10, 100, 10)],
)
def test_a_share_is_exceeded_not_reached(members: int, share: int, needed: int) -> None:
    assert signatures_needed(members, share) == needed


@given(st.integers(1, 3_000_000), st.integers(50, 99))
def test_the_signatures_needed_are_the_least_that_exceed_the_share(members: int, share: int) -> None:
    needed = signatures_needed(members, share)
    assert 100 * needed > share * members or needed == members
    assert 100 * (needed - 1) <= share * members
    assert 1 <= needed <= members


@given(st.integers(1, 3_000_000))
def test_two_halves_cannot_both_elect(members: int) -> None:
    assert 2 * signatures_needed(members, 50) > members


@given(people, people)
def test_only_the_electorate_elects(signed: frozenset[UUID], electorate: frozenset[UUID]) -> None:
    valid, needed = len(signed & electorate), signatures_needed(len(electorate), 50)
    if valid >= needed:
        check_elected(signed, electorate, 50)
        return
    with pytest.raises(RuleBroken) as caught:
        check_elected(signed, electorate, 50)
    assert caught.value.data == {"signed": valid, "needed": needed}


def test_nobody_is_elected_by_a_unit_without_members() -> None:
    with pytest.raises(RuleBroken) as caught:
        check_elected([UUID(int=1)], [], 50)
    assert caught.value.code == "too-few-signatures"


def test_who_signs_twice_counts_once() -> None:
    electorate = [UUID(int=n) for n in range(1, 4)]
    with pytest.raises(RuleBroken):
        check_elected([electorate[0], electorate[0]], electorate, 50)
    check_elected(electorate[:2], electorate, 50)


def test_no_term_is_longer_than_the_charter_allows() -> None:
    check_term(START, END, DEFAULTS)
    assert broken_term(START, END + INSTANT) == "too-long"


def test_a_term_ends_after_it_starts() -> None:
    assert broken_term(START, START) == "ends-before-it-starts"
    assert broken_term(END, START) == "ends-before-it-starts"
