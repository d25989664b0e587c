"""Mandates: given, accepted, living, over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.councils import mandates
from scrutiny.organisation.councils.mandates import (
    ACCEPTED,
    DECLINED,
    ENDS,
    FALLEN,
    GIVEN,
    LAID_DOWN,
    LAPSED,
    LIVING,
    MANDATE,
    NOT_ACCEPTED,
    NOT_ELIGIBLE,
    RECALLED,
    End,
    Mandate,
    accept,
    check_given,
    check_living,
    ended,
    living,
    living_on,
    longest_end,
    member_until,
    over_at,
    state_at,
    with_standing,
)
from scrutiny.organisation.standing import ENDED, MEMBER, OUT_OF_WORK, Standing

GIVEN_AT = dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
INSTANT = dt.timedelta(microseconds=1)
START, END = GIVEN_AT + 10 * DAY, GIVEN_AT + 300 * DAY
ANNA, BORIS = UUID(int=1), UUID(int=2)
WAITING = Mandate(
    UUID(int=50), ANNA, "assembly:a", "council:c", 1, "ballot-1", "ab" * 32, given=GIVEN_AT, start=START, end=END
)
HELD = accept(WAITING, ANNA, GIVEN_AT + DAY)
ABOVE = replace(
    HELD, id=UUID(int=51), electorate="council:c", body="branch-congress:b", rests_on=HELD, end=END - 20 * DAY
)

days = st.integers(-30, 400).map(lambda n: GIVEN_AT + n * DAY)


@st.composite
def any_mandate(draw: st.DrawFn, *, nested: bool = True) -> Mandate:
    """Any that can come about: who has accepted does not decline, and who has not accepted has nothing to lay down."""
    accepted = draw(st.none() | st.integers(0, 6).map(lambda n: GIVEN_AT + n * DAY))
    how = st.sampled_from([one for one in ENDS if one != (DECLINED if accepted else LAID_DOWN)])
    end = draw(st.none() | st.builds(End, how, st.integers(0, 350).map(lambda n: GIVEN_AT + n * DAY)))
    below = draw(st.none() | any_mandate(nested=False)) if nested else None
    start = GIVEN_AT + draw(st.integers(0, 40)) * DAY
    last = start + draw(st.integers(1, 365)) * DAY
    return replace(WAITING, start=start, end=last, accepted=accepted, ended=end, rests_on=below)


def refused(of: Mandate) -> str:
    with pytest.raises(RuleBroken) as caught:
        check_given(of, DEFAULTS)
    return caught.value.code


def not_accepted(of: Mandate, by: UUID, instant: dt.datetime) -> str:
    with pytest.raises(RuleBroken) as caught:
        accept(of, by, instant)
    return caught.value.code


def test_a_mandate_comes_from_a_ballot_of_a_named_electorate() -> None:
    check_given(WAITING, DEFAULTS)
    assert refused(replace(WAITING, ballot="")) == "no-ballot"
    assert refused(replace(WAITING, electorate="")) == "no-electors"


def test_only_an_inherited_office_has_no_ballot_yet_and_it_ends_like_any_other() -> None:
    check_given(replace(WAITING, ballot="", inherited=True), DEFAULTS)
    assert refused(replace(WAITING, ballot="", inherited=True, end=START + 366 * DAY)) == "too-long"


def test_no_mandate_is_longer_than_the_charter_allows() -> None:
    check_given(replace(WAITING, end=START + 365 * DAY), DEFAULTS)
    assert refused(replace(WAITING, end=START + 365 * DAY + INSTANT)) == "too-long"
    assert longest_end(START, DEFAULTS) == START + 365 * DAY


def test_a_mandate_ends_after_it_starts_and_starts_after_it_is_given() -> None:
    assert refused(replace(WAITING, end=START)) == "ends-before-it-starts"
    assert refused(replace(WAITING, start=GIVEN_AT - INSTANT)) == "starts-before-it-is-given"


def test_a_delegate_of_delegates_does_not_outlast_the_mandate_below() -> None:
    check_given(replace(WAITING, rests_on=HELD), DEFAULTS)
    assert refused(replace(WAITING, rests_on=HELD, end=END + INSTANT)) == "outlasts-the-one-below"
    assert longest_end(START, DEFAULTS, HELD) == END


def test_a_mandate_lives_from_its_start_until_just_before_its_end() -> None:
    assert [living(HELD, one) for one in (START - INSTANT, START, END - INSTANT, END)] == [False, True, True, False]
    assert [state_at(HELD, one) for one in (GIVEN_AT, START - INSTANT, START, END)] == [GIVEN, ACCEPTED, LIVING, LAPSED]


def test_nobody_holds_an_office_that_they_have_not_accepted() -> None:
    assert not any(living(WAITING, GIVEN_AT + n * DAY) for n in range(400))
    assert state_at(WAITING, GIVEN_AT + 7 * DAY - INSTANT) == GIVEN
    assert state_at(WAITING, GIVEN_AT + 7 * DAY) == NOT_ACCEPTED


def test_who_accepts_after_the_start_begins_then() -> None:
    late = replace(WAITING, start=GIVEN_AT, accepted=GIVEN_AT + 3 * DAY)
    assert not living(late, GIVEN_AT + 2 * DAY)
    assert living(late, GIVEN_AT + 3 * DAY)


def test_only_the_elected_accept_and_only_once_and_in_time() -> None:
    assert not_accepted(WAITING, BORIS, GIVEN_AT) == "other-holder"
    assert not_accepted(HELD, ANNA, GIVEN_AT + DAY) == "accepted-already"
    assert not_accepted(WAITING, ANNA, GIVEN_AT - INSTANT) == "too-early"
    assert not_accepted(WAITING, ANNA, GIVEN_AT + 7 * DAY) == "too-late"
    assert accept(WAITING, ANNA, GIVEN_AT + 7 * DAY - INSTANT).accepted


def test_what_was_declined_is_not_accepted_afterwards() -> None:
    declined = ended(WAITING, DECLINED, GIVEN_AT + DAY)
    assert state_at(declined, GIVEN_AT + DAY) == DECLINED
    assert not_accepted(declined, ANNA, GIVEN_AT + 2 * DAY) == "over"


@pytest.mark.parametrize("how", [RECALLED, LAID_DOWN, NOT_ELIGIBLE])
def test_a_living_mandate_ends_in_the_instant_in_which_its_end_is_written(how: str) -> None:
    instant = START + 5 * DAY
    over = ended(HELD, how, instant)
    assert living(over, instant - INSTANT)
    assert not living(over, instant)
    assert state_at(over, instant) == how


def test_who_has_accepted_cannot_decline_any_more_but_lay_down() -> None:
    with pytest.raises(RuleBroken) as caught:
        ended(HELD, DECLINED, START)
    assert caught.value.code == "no-such-step"


def test_who_has_not_accepted_has_nothing_to_lay_down_but_can_decline() -> None:
    with pytest.raises(RuleBroken) as caught:
        ended(WAITING, LAID_DOWN, GIVEN_AT + DAY)
    assert caught.value.code == "no-such-step"
    assert ended(WAITING, DECLINED, GIVEN_AT + DAY).ended


def test_what_is_over_does_not_end_a_second_time() -> None:
    with pytest.raises(RuleBroken) as caught:
        ended(HELD, RECALLED, END)
    assert caught.value.code == "over"


def test_a_mandate_above_falls_with_the_one_on_which_it_rests() -> None:
    instant = START + 5 * DAY
    fallen = replace(ABOVE, rests_on=ended(HELD, RECALLED, instant))
    assert living(fallen, instant - INSTANT)
    assert state_at(fallen, instant) == FALLEN
    assert living(replace(ABOVE, rests_on=HELD), instant)


def test_a_mandate_above_does_not_begin_before_the_one_below() -> None:
    early = replace(ABOVE, start=GIVEN_AT, accepted=GIVEN_AT)
    assert not living(early, START - INSTANT)
    assert living(early, START)
    assert not living(replace(early, rests_on=WAITING), START)


def test_every_act_of_office_asks_first() -> None:
    check_living(HELD, ANNA, START)
    with pytest.raises(RuleBroken) as other:
        check_living(HELD, BORIS, START)
    with pytest.raises(RuleBroken) as late:
        check_living(HELD, ANNA, END)
    assert other.value.code == "other-holder"
    assert (late.value.code, late.value.data) == ("no-mandate", {"state": LAPSED})


def test_being_dismissed_ends_no_mandate() -> None:
    dismissed = Standing(OUT_OF_WORK, dt.date(2020, 1, 1), out_of_work_since=START.date())
    known = with_standing(HELD, dismissed, DEFAULTS)
    assert all(living(known, START + n * DAY) for n in range(1, 290))
    assert MANDATE.after(LIVING, "out-of-work") == LIVING


def test_being_out_of_work_longer_than_the_charters_time_ends_it_unless_a_dispute_is_open() -> None:
    since = dt.date(2024, 6, 15)
    out = Standing(OUT_OF_WORK, dt.date(2020, 1, 1), out_of_work_since=since)
    assert member_until(out, DEFAULTS) == dt.date(2026, 6, 15)
    lapsed = with_standing(HELD, out, DEFAULTS)
    midnight = dt.datetime(2026, 6, 15, tzinfo=dt.UTC)
    assert living(lapsed, midnight - INSTANT)
    assert state_at(lapsed, midnight) == NOT_ELIGIBLE
    assert living(with_standing(HELD, replace(out, dispute_open=True), DEFAULTS), END - INSTANT)


def test_who_left_or_became_management_holds_nothing_from_that_day() -> None:
    gone = with_standing(HELD, Standing(ENDED, dt.date(2020, 1, 1), ended=dt.date(2026, 5, 1)), DEFAULTS)
    assert living(gone, dt.datetime(2026, 4, 30, 23, tzinfo=dt.UTC))
    assert not living(gone, dt.datetime(2026, 5, 1, tzinfo=dt.UTC))


def test_who_is_at_work_stays_and_an_end_that_is_written_down_stands() -> None:
    assert with_standing(HELD, Standing(MEMBER, dt.date(2020, 1, 1)), DEFAULTS) == HELD
    recalled = ended(HELD, RECALLED, START)
    assert with_standing(recalled, Standing(ENDED, None, ended=GIVEN_AT.date()), DEFAULTS) == recalled


def test_nothing_that_an_employer_or_an_official_does_is_an_end() -> None:
    assert {step.after for step in MANDATE.steps if step.guard == "employer"} == {GIVEN, ACCEPTED, LIVING}
    assert set(mandates.GUARDS) == MANDATE.guards()
    assert not {"extended", "renewed", "approved", "suspended"} & MANDATE.events()


@given(any_mandate(), days)
def test_a_living_mandate_was_accepted_is_in_its_term_and_nothing_ended_it(
    mandate: Mandate, instant: dt.datetime
) -> None:
    if living(mandate, instant):
        assert mandate.accepted is not None
        assert max(mandate.start, mandate.accepted) <= instant < mandate.end
        assert mandate.ended is None or instant < mandate.ended.instant
        assert mandate.rests_on is None or living(mandate.rests_on, instant)


@given(any_mandate(), days)
def test_a_mandate_lives_exactly_in_the_state_living(mandate: Mandate, instant: dt.datetime) -> None:
    assert living(mandate, instant) == (state_at(mandate, instant) == LIVING)
    assert (instant >= over_at(mandate)) == (state_at(mandate, instant) in MANDATE.ends())


@given(any_mandate())
def test_as_time_passes_a_mandate_only_takes_steps_of_its_table(mandate: Mandate) -> None:
    seen = [state_at(mandate, GIVEN_AT + n * DAY) for n in range(-5, 420)]
    assert all(after in MANDATE.reachable(before) for before, after in pairwise(seen))


@given(any_mandate(), st.integers(-5, 420))
def test_a_day_counts_when_the_mandate_lives_in_some_instant_of_it(mandate: Mandate, n: int) -> None:
    midnight = dt.datetime(2026, 3, 1, tzinfo=dt.UTC) + n * DAY
    instants = [midnight, midnight + DAY - INSTANT, *(midnight + dt.timedelta(hours=h) for h in range(24))]
    assert living_on(mandate, midnight.date()) == any(living(mandate, one) for one in instants)
