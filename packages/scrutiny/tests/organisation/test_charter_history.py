"""Which values hold on a day, whatever was adopted and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, RuleBroken
from scrutiny.organisation import charter
from scrutiny.organisation.charter import DEFAULTS, Adoption, fallen_back, in_force, lapsed

MAY = dt.date(2026, 5, 1)


def after(days: int) -> dt.date:
    return MAY + dt.timedelta(days=days)


def values_of(rule: charter.Rule) -> st.SearchStrategy[charter.Value]:
    """Any value that the rule may have, as in JSON."""
    if isinstance(rule.kind, charter.Number):
        return st.integers(rule.kind.low, rule.kind.high)
    return st.integers(0, 1) if isinstance(rule.kind, charter.YesNo) else st.sampled_from(rule.kind.codes)


@st.composite
def adoptions(draw: st.DrawFn) -> Adoption:
    rule = draw(st.sampled_from(charter.all_rules()))
    adopted = draw(st.integers(0, 400))
    lasts = draw(st.none() | st.integers(1, 400))
    return Adoption(rule.name, draw(values_of(rule)), after(adopted), None if lasts is None else after(adopted + lasts))


histories = st.lists(adoptions(), max_size=12)
days = st.integers(-10, 900).map(after)


@given(histories, days)
def test_the_charter_keeps_its_bounds_on_every_day(history: list[Adoption], day: dt.date) -> None:
    charter.check(in_force(history, day))


@given(histories, days)
def test_what_is_adopted_later_says_nothing_about_today(history: list[Adoption], day: dt.date) -> None:
    assert in_force(history, day) == in_force([one for one in history if one.adopted <= day], day)


@given(histories, days)
def test_a_rule_that_was_not_confirmed_has_its_safe_default(history: list[Adoption], day: dt.date) -> None:
    rules = in_force(history, day)
    raised = {"public_floor", "trustees_needed", "notice_days"}  # these follow the rules that they are tied to
    for name in lapsed(history, day).keys() - raised:
        assert getattr(rules, name) == getattr(DEFAULTS, name)


@given(histories)
def test_all_falls_back_in_the_end_where_everything_must_be_confirmed(history: list[Adoption]) -> None:
    dated = [replace(one, confirm_by=one.confirm_by or after(500)) for one in history]
    assert in_force(dated, after(900)) == DEFAULTS


@given(histories, days, adoptions())
def test_the_last_adoption_counts(history: list[Adoption], day: dt.date, one: Adoption) -> None:
    last = Adoption(one.rule, one.value, day)
    found = charter.latest([*history, last], day)
    assert found[one.rule] == last


def test_without_a_history_the_defaults_hold() -> None:
    assert in_force([], MAY) == DEFAULTS


def test_a_value_holds_until_the_day_by_which_it_should_have_been_confirmed() -> None:
    history = [Adoption("voting_days", 10, MAY, after(30))]
    assert [in_force(history, after(n)).voting_days for n in (-1, 0, 29, 30)] == [7, 10, 10, 7]


def test_a_lapsed_value_does_not_bring_an_older_one_back() -> None:
    history = [Adoption("voting_days", 20, MAY), Adoption("voting_days", 10, after(1), after(30))]
    assert in_force(history, after(30)).voting_days == 7


def test_a_value_that_was_not_confirmed_is_named_though_another_came_later() -> None:
    one = Adoption("voting_days", 10, MAY, after(30))
    late = Adoption("voting_days", 10, after(31), after(60))
    assert fallen_back([one, late], after(29)) == []
    assert fallen_back([one, late], after(31)) == [one]
    assert fallen_back([one, replace(late, adopted=after(30))], after(31)) == []
    assert fallen_back([one, late], after(60)) == [one, late]


@given(histories, days)
def test_what_is_lapsed_today_has_fallen_back(history: list[Adoption], day: dt.date) -> None:
    assert set(lapsed(history, day).values()) <= set(fallen_back(history, day))


def test_confirming_is_adopting_again() -> None:
    history = [Adoption("voting_days", 10, MAY, after(30)), Adoption("voting_days", 10, after(29), after(60))]
    assert in_force(history, after(59)).voting_days == 10


def test_of_two_on_one_day_the_later_one_counts() -> None:
    assert in_force([Adoption("voting_days", 10, MAY), Adoption("voting_days", 12, MAY)], MAY).voting_days == 12


def test_a_public_floor_that_fell_back_never_stays_under_the_floor() -> None:
    history = [Adoption("floor", 30, MAY), Adoption("public_floor", 40, MAY, after(30))]
    assert in_force(history, after(30)).public_floor == 30


def test_yes_and_no_and_choices_come_back_as_such() -> None:
    rules = in_force([Adoption("branch_parity", 0, MAY), Adoption("eligible", "at-work-when-elected", MAY)], MAY)
    assert (rules.branch_parity, rules.eligible) == (False, "at-work-when-elected")


@pytest.mark.parametrize(
    ("rule", "value", "error"),
    [("president_for_life", 1, Malformed), ("floor", "5", Malformed), ("floor", 1, RuleBroken)],
)
def test_a_history_with_what_cannot_be_is_refused(rule: str, value: charter.Value, error: type[Exception]) -> None:
    with pytest.raises(error):
        in_force([Adoption(rule, value, MAY)], MAY)
