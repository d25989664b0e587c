"""Inherited offices as whoever checks the record sees them: none lasts, and none comes in later or alone."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation import replay
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.councils import inherited
from scrutiny.organisation.councils.inherited import INHERITED
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.mandates_seen import Given
from scrutiny.organisation.replay import State

ORG = "ab" * 32
DAY = dt.timedelta(days=1)
FOUNDED = dt.date(2026, 3, 2)
UNIT, HERON, ROWAN, MADE, ELECTED = (str(UUID(int=n)) for n in range(1, 6))


def entry(kind: str, day: dt.date, /, **effect: Any) -> Entry:
    return Entry(ORG, kind, day, None, effect, "cd" * 32)


def times(day: dt.date, days: int = DEFAULTS.steward_days) -> dict[str, str]:
    start = dt.datetime.combine(day, dt.time(9), dt.UTC)
    return {"start": start.isoformat(), "end": (start + days * DAY).isoformat()}


def founded() -> State:
    """With two stewards, who are in office from the founding on."""
    state = State()
    replay.take(state, entry("organisation.found", FOUNDED, rules=to_json(DEFAULTS), units=1))
    for mandate in (HERON, ROWAN):
        replay.take(state, entry("steward.accept", FOUNDED, mandate=mandate, unit=UNIT, **times(FOUNDED)))
    return state


def taking(day: dt.date = FOUNDED + 10 * DAY, **changed: Any) -> Entry:
    said = {"mandate": MADE, "unit": UNIT, "offices": [HERON, ROWAN], **times(day)}
    return entry("mandate.inherit", day, **{**said, **changed})


def refused(state: State, one: Entry) -> str:
    with pytest.raises(RuleBroken) as raised:
        replay.take(state, one)
    return raised.value.code


def test_is_an_office_that_no_ballot_has_given() -> None:
    state = founded()
    replay.take(state, taking())
    made = state.offices[MADE]
    assert (made.inherited, made.unit, made.living_on(FOUNDED + 11 * DAY)) == (True, UNIT, True)
    assert not state.offices[HERON].inherited


@pytest.mark.parametrize("offices", [[HERON], [HERON, HERON], [HERON, MADE], [HERON, ROWAN, ROWAN], []])
def test_stands_on_two_others(offices: list[str]) -> None:
    assert refused(founded(), taking(offices=offices)) == "inherited-twice"


def test_stands_on_offices_that_live() -> None:
    state = founded()
    replay.take(state, entry("steward.end", FOUNDED + DAY, mandate=ROWAN))
    assert refused(state, taking()) == "inherited-twice"


def test_comes_with_the_founding_or_not_at_all() -> None:
    last = inherited.last_day(FOUNDED, DEFAULTS)
    replay.take(founded(), taking(last))
    state = founded()
    state.offices[HERON].end += 9 * DAY
    state.offices[ROWAN].end += 9 * DAY
    assert refused(state, taking(last + DAY)) == "inherited-late"


def test_is_no_longer_than_that_of_a_steward_and_begins_when_it_is_taken() -> None:
    day = FOUNDED + 10 * DAY
    assert refused(founded(), taking(**times(day, DEFAULTS.steward_days + 1))) == "too-long"
    assert refused(founded(), taking(**times(day + DAY))) == "starts-before-it-is-given"
    assert refused(founded(), taking(mandate=HERON)) == "mandate-known"


def given_by_ballot(start: dt.datetime, day: dt.date) -> Given:
    return Given("b", UNIT, 0, 1, start, start + 300 * DAY, day + 7 * DAY)


def test_is_nothing_where_a_ballot_has_given_the_office() -> None:
    state = founded()
    state.mandates[ELECTED] = given_by_ballot(dt.datetime(2026, 3, 5, tzinfo=dt.UTC), FOUNDED)
    assert refused(state, taking()) == "seat-taken"


@pytest.mark.parametrize("after", [0, 20])
def test_is_over_where_the_mandate_of_the_ballot_begins(after: int) -> None:
    state, day = founded(), FOUNDED + 60 * DAY
    replay.take(state, taking())
    start = dt.datetime.combine(day + after * DAY, dt.time(), dt.UTC)
    state.mandates[ELECTED] = given_by_ballot(start, day)
    replay.take(state, entry("mandate.accept", day, mandate=ELECTED))
    assert state.offices[MADE].end == start
    assert not state.offices[MADE].living_on(start.date() + DAY)
    assert state.offices[HERON].end > start


@given(st.lists(st.sampled_from(sorted({step.event for step in INHERITED.steps})), max_size=8))
def test_no_path_leads_from_an_inherited_office_to_one_that_lasts(events: list[str]) -> None:
    """Whatever happens in whatever order: it is claimed, confirmed by two, held for a time, and over."""
    state, passed = INHERITED.first, [INHERITED.first]
    for event in events:
        try:
            state = INHERITED.after(state, event)
        except RuleBroken:
            continue
        passed.append(state)
    assert inherited.HELD not in passed or inherited.CONFIRMED in passed
    assert len(passed) <= 4
