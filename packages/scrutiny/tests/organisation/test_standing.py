from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation import standing
from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.standing import (
    CAUSES,
    ENDED,
    ENDINGS,
    MEMBER,
    OUT_OF_WORK,
    WAITING,
    Standing,
    check_appeal,
    is_member_on,
    lapsed_since,
    lapses_on,
    months_later,
    transition,
)

JOINED = dt.date(2023, 5, 2)
DISMISSED = dt.date(2024, 1, 31)
STATES = (WAITING, MEMBER, OUT_OF_WORK, ENDED)
AT_WORK = Standing(MEMBER, JOINED)
OUT = Standing(OUT_OF_WORK, JOINED, out_of_work_since=DISMISSED)
GONE = Standing(ENDED, JOINED, ended=dt.date(2024, 6, 1))

days = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


def no_appeal(of: Standing, reason: str) -> str:
    with pytest.raises(RuleBroken) as caught:
        check_appeal(of, reason)
    return caught.value.code


def test_every_step_of_the_table_leads_to_a_known_state() -> None:
    assert {state for state, _, _ in standing.state_table()} == set(STATES)
    assert {after for _, _, after in standing.state_table()} <= set(STATES)


def test_what_is_not_in_the_table_is_refused() -> None:
    events = {event for _, event, _ in standing.state_table()}
    for state, event in product(STATES, events):
        if (state, event) in standing.TRANSITIONS:
            continue
        with pytest.raises(RuleBroken) as caught:
            transition(state, event)
        assert caught.value.data == {"state": state, "event": event}


@pytest.mark.parametrize("cause", CAUSES)
def test_nothing_that_an_employer_does_is_an_event_of_the_table(cause: str) -> None:
    assert cause not in {event for _, event, _ in standing.state_table()}


def test_being_out_of_work_is_not_an_end() -> None:
    assert transition(MEMBER, "out-of-work") == OUT_OF_WORK
    assert transition(OUT_OF_WORK, "back-at-work") == MEMBER


@pytest.mark.parametrize("event", ENDINGS)
def test_leaving_moving_and_management_end_a_membership_with_or_without_work(event: str) -> None:
    assert transition(MEMBER, event) == transition(OUT_OF_WORK, event) == ENDED


def test_nobody_becomes_a_member_but_by_admission_or_by_the_assembly() -> None:
    doors = {(state, event) for state, event, after in standing.state_table() if after == MEMBER}
    assert doors == {(WAITING, "admitted"), (OUT_OF_WORK, "back-at-work"), (ENDED, "restored")}


def test_only_those_out_of_work_can_lapse() -> None:
    assert [state for state, event, _ in standing.state_table() if event == "lapsed"] == [OUT_OF_WORK]


def test_the_diagram_shows_every_step_once() -> None:
    drawn = standing.diagram().splitlines()
    assert drawn[0] == "stateDiagram-v2"
    assert "    member --> out_of_work: out-of-work" in drawn
    assert len(drawn) == len(set(drawn)) == len(standing.TRANSITIONS) + 3


def test_a_member_counts_from_the_first_day() -> None:
    assert not is_member_on(AT_WORK, JOINED - dt.timedelta(days=1), DEFAULTS)
    assert is_member_on(AT_WORK, JOINED, DEFAULTS)
    assert is_member_on(AT_WORK, dt.date(2090, 1, 1), DEFAULTS)


@given(days)
def test_who_waits_is_no_member_on_any_day(day: dt.date) -> None:
    assert not is_member_on(Standing(WAITING, None), day, DEFAULTS)
    assert not is_member_on(Standing(WAITING, JOINED), day, DEFAULTS)


def test_who_was_dismissed_counts_for_the_charters_months() -> None:
    assert lapses_on(OUT, DEFAULTS) == dt.date(2026, 1, 31)
    assert is_member_on(OUT, dt.date(2026, 1, 30), DEFAULTS)
    assert not is_member_on(OUT, dt.date(2026, 1, 31), DEFAULTS)


def test_another_charter_gives_other_months() -> None:
    assert lapses_on(OUT, replace(DEFAULTS, out_of_work_months=6)) == dt.date(2024, 7, 31)


@given(days)
def test_an_open_dispute_keeps_a_membership_however_long_it_lasts(day: dt.date) -> None:
    disputed = replace(OUT, dispute_open=True)
    assert lapses_on(disputed, DEFAULTS) is None
    assert is_member_on(disputed, day, DEFAULTS) == (day >= JOINED)


def test_when_the_dispute_ends_late_the_membership_ends_with_it() -> None:
    late = dt.date(2027, 3, 3)
    assert is_member_on(replace(OUT, dispute_open=True), late, DEFAULTS)
    assert not is_member_on(OUT, late, DEFAULTS)


def test_who_is_at_work_cannot_lapse() -> None:
    assert lapses_on(AT_WORK, DEFAULTS) is None
    assert lapses_on(replace(AT_WORK, out_of_work_since=DISMISSED), DEFAULTS) is None


def test_a_membership_out_of_work_without_a_known_day_is_not_ended_by_that() -> None:
    assert is_member_on(replace(OUT, out_of_work_since=None), dt.date(2050, 1, 1), DEFAULTS)


def test_who_has_gone_was_a_member_until_then() -> None:
    assert is_member_on(GONE, dt.date(2024, 5, 31), DEFAULTS)
    assert not is_member_on(GONE, dt.date(2024, 6, 1), DEFAULTS)
    assert not is_member_on(replace(GONE, ended=None), JOINED, DEFAULTS)


@given(days, days, st.integers(6, 120))
def test_dismissal_never_shortens_a_membership_below_the_charters_months(
    since: dt.date, day: dt.date, months: int
) -> None:
    rules = replace(DEFAULTS, out_of_work_months=months)
    out = Standing(OUT_OF_WORK, dt.date.min, out_of_work_since=since)
    assert is_member_on(out, day, rules) == (day < months_later(since, months))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-11-30", 1, "2024-12-30"),
        ("2024-12-31", 12, "2025-12-31"),
        ("2024-08-31", 0, "2024-08-31"),
    ],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, later: str) -> None:
    assert months_later(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(later)


@given(days, st.integers(0, 240), st.integers(0, 240))
def test_more_months_are_never_earlier(day: dt.date, some: int, more: int) -> None:
    assert months_later(day, some) <= months_later(day, some + more)


@given(days, st.integers(0, 240))
def test_so_many_months_later_is_so_many_months_later(day: dt.date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1


@pytest.mark.parametrize("reason", ENDINGS)
def test_the_assembly_can_be_asked_about_every_end_that_was_somebodys_judgement(reason: str) -> None:
    check_appeal(GONE, reason)


def test_an_assembly_is_not_another_door_for_whom_nobody_vouched() -> None:
    assert no_appeal(Standing(ENDED, None), "left") == "never-admitted"


def test_there_is_no_appeal_while_the_membership_stands() -> None:
    assert no_appeal(AT_WORK, "management") == "not-ended"
    assert no_appeal(OUT, "management") == "not-ended"


def test_the_charters_months_are_not_a_judgement_to_appeal_against() -> None:
    assert no_appeal(GONE, "lapsed") == "lapsed"


@given(days, days, st.integers(6, 120))
def test_what_was_lost_since_a_day_tells_whether_a_membership_has_lapsed(
    since: dt.date, day: dt.date, months: int
) -> None:
    rules = replace(DEFAULTS, out_of_work_months=months)
    out = Standing(OUT_OF_WORK, since, out_of_work_since=since)
    lapses = lapses_on(out, rules)
    assert lapses is not None
    assert (since <= lapsed_since(day, rules)) == (lapses <= day)
