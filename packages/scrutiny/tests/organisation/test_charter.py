from __future__ import annotations

from dataclasses import asdict, replace
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, RuleBroken
from scrutiny.organisation import charter
from scrutiny.organisation.charter import DEFAULTS, CharterRules
from scrutiny.organisation.charter.rules import reconciled, with_values

BOUNDS = {of.rule: of for of in charter.bounds()}
names = st.sampled_from(sorted(BOUNDS))


def values_of(rule: charter.Rule) -> st.SearchStrategy[charter.Value]:
    """Any value that the rule may have, as in JSON."""
    if isinstance(rule.kind, charter.Number):
        return st.integers(rule.kind.low, rule.kind.high)
    return st.integers(0, 1) if isinstance(rule.kind, charter.YesNo) else st.sampled_from(rule.kind.codes)


allowed = st.fixed_dictionaries({rule.name: values_of(rule) for rule in charter.all_rules()})


def broken(rules: CharterRules) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(RuleBroken) as caught:
        charter.check(rules)
    return caught.value.code, caught.value.data


def test_the_defaults_are_those_of_the_founding_documents() -> None:
    assert {
        "founders_needed": 3,
        "first_stewards": 2,
        "vouches_needed": 2,
        "vouch_wait_days": 30,
        "vouch_quota": 5,
        "vouch_quota_days": 90,
        "card_valid_days": 14,
        "open_cards": 5,
        "opened_by": 3,
        "floor": 5,
        "public_floor": 20,
        "steward_days": 90,
        "steward_share_percent": 50,
        "review_share_percent": 50,
        "out_of_work_months": 24,
        "key_return_days": 7,
        "key_return_vouches": 2,
        "target_percent": 65,
        "active_days": 120,
        "ballot_floor": 20,
        "open_vote_below": 5,
        "complaint_days": 1,
        "registrars_needed": 2,
        "pledge_decks": 2,
        "pledge_wait_days": 1,
        "pledge_trigger_hours": 48,
        "double_majority": True,
        "branch_parity": True,
        "eligible": "members",
    }.items() <= asdict(DEFAULTS).items()


def test_the_defaults_keep_their_own_bounds() -> None:
    charter.check(DEFAULTS)


def test_every_number_says_what_it_counts() -> None:
    assert {of.unit for of in BOUNDS.values()} == set(charter.UNITS)
    assert all(of.low <= of.default <= of.high for of in BOUNDS.values())


def test_every_field_is_a_rule_under_a_heading_and_the_headings_do_not_come_twice() -> None:
    rules = charter.all_rules()
    assert [rule.name for rule in rules] == list(asdict(DEFAULTS))
    assert [heading for heading, _of in groupby(rules, lambda rule: rule.heading)] == list(charter.HEADINGS)


@given(names, st.integers(1, 1000))
def test_a_rule_under_its_least_is_refused_by_name(name: str, under: int) -> None:
    value = BOUNDS[name].low - under
    code, data = broken(replace(DEFAULTS, **{name: value}))
    assert (code, data["rule"], data["value"]) == ("out-of-bounds", name, value)


@given(names, st.integers(1, 1000))
def test_a_rule_over_its_most_is_refused_by_name(name: str, over: int) -> None:
    value = BOUNDS[name].high + over
    code, data = broken(replace(DEFAULTS, **{name: value}))
    assert (code, data["rule"], data["value"]) == ("out-of-bounds", name, value)


def test_nobody_can_lower_the_floor_until_persons_show() -> None:
    assert broken(replace(DEFAULTS, floor=2))[1]["low"] == 3


def test_no_office_can_be_made_endless() -> None:
    assert broken(replace(DEFAULTS, steward_days=366))[1]["high"] == 365


def test_one_voucher_is_never_enough() -> None:
    assert broken(replace(DEFAULTS, vouches_needed=1))[1]["rule"] == "vouches_needed"


def test_outsiders_are_not_shown_smaller_counts_than_members() -> None:
    code, data = broken(replace(DEFAULTS, floor=30))
    assert (code, data) == ("public-under-floor", {"rule": "public_floor", "value": 20, "low": 30})
    charter.check(replace(DEFAULTS, floor=30, public_floor=30))


def test_a_tally_never_needs_more_trustees_than_there_are() -> None:
    code, data = broken(replace(DEFAULTS, trustees_quorum=4))
    assert (code, data) == ("quorum-over-trustees", {"rule": "trustees_needed", "value": 3, "low": 4})


def test_observers_can_be_named_once_a_ballot_is_announced() -> None:
    assert broken(replace(DEFAULTS, notice_days=6))[0] == "observers-before-notice"


@given(allowed)
def test_rules_come_back_from_json_as_they_were(values: dict[str, charter.Value]) -> None:
    rules = reconciled(with_values(DEFAULTS, values))
    charter.check(rules)
    assert charter.from_json(charter.to_json(rules)) == rules


def test_json_has_one_and_zero_for_yes_and_no() -> None:
    stored = charter.to_json(replace(DEFAULTS, branch_parity=False))
    assert (type(stored["branch_parity"]), stored["branch_parity"], stored["double_majority"]) == (int, 0, 1)
    assert charter.from_json(stored).branch_parity is False


def test_a_rule_that_was_not_stored_has_its_default() -> None:
    assert charter.from_json({"floor": 7}) == replace(DEFAULTS, floor=7)
    assert charter.from_json({}) == DEFAULTS


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(Malformed) as caught:
        charter.from_json({"president_for_life": 1})
    assert (caught.value.code, caught.value.data) == ("unknown-rule", {"rule": "president_for_life"})


@pytest.mark.parametrize("value", [True, "5", None, [5]])
def test_a_rule_that_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(Malformed) as caught:
        charter.from_json({"floor": value})  # type: ignore[dict-item]
    assert caught.value.code == "wrong-value"


@pytest.mark.parametrize(("name", "value"), [("branch_parity", 2), ("branch_parity", "1"), ("eligible", 1)])
def test_a_value_of_another_kind_is_refused(name: str, value: charter.Value) -> None:
    with pytest.raises(Malformed) as caught:
        charter.from_json({name: value})
    assert (caught.value.code, caught.value.data) == ("wrong-value", {"rule": name})


def test_nobody_can_make_the_employers_side_eligible() -> None:
    with pytest.raises(RuleBroken) as caught:
        charter.from_json({"eligible": "management"})
    assert caught.value.code == "no-such-choice"


def test_stored_rules_out_of_bounds_are_refused() -> None:
    with pytest.raises(RuleBroken):
        charter.from_json({"floor": 1})
