"""Which ballot a change of the charter demands."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed, RuleBroken
from scrutiny.organisation.acts import ChangeRules, RuleValue, parse
from scrutiny.organisation.ballots.amendments import ALL_MEMBERS, CertifiedBallot, check_change, demanded
from scrutiny.organisation.ballots.decision import Counts
from scrutiny.organisation.charter import DEFAULTS, Value

BALLOT, INDUSTRY, FIELDS = UUID(int=1), UUID(int=2), UUID(int=3)
LONGER: dict[str, Value] = {"voting_days": 10}
CARRIED = CertifiedBallot(
    ballot=BALLOT,
    electorate=ALL_MEMBERS,
    values=LONGER,
    whole=Counts(electors=200, voted=100, in_favour=67),
    branches={INDUSTRY: Counts(150, 75, 50), FIELDS: Counts(50, 25, 17)},
)


def refused(ballot: CertifiedBallot, values: dict[str, Value] = LONGER) -> str:
    with pytest.raises(RuleBroken) as caught:
        check_change(DEFAULTS, values, ballot)
    return caught.value.code


def test_a_ballot_of_all_members_in_every_branch_changes_a_rule() -> None:
    check_change(DEFAULTS, LONGER, CARRIED)


def test_a_ballot_about_something_else_changes_nothing() -> None:
    assert refused(CARRIED, {"voting_days": 11}) == "other-question"
    assert refused(CARRIED, {**LONGER, "notice_days": 20}) == "other-question"


def test_a_part_does_not_change_the_charter_of_all() -> None:
    assert refused(replace(CARRIED, electorate=str(INDUSTRY))) == "wrong-electorate"


def test_too_few_who_voted_change_nothing() -> None:
    assert refused(replace(CARRIED, whole=Counts(201, 100, 100))) == "quorum-missed"


def test_the_share_is_exceeded_and_not_reached() -> None:
    assert refused(replace(CARRIED, whole=Counts(200, 100, 66))) == "share-missed"


def test_one_branch_cannot_change_the_charter_against_the_other() -> None:
    assert refused(replace(CARRIED, branches={INDUSTRY: Counts(150, 75, 75), FIELDS: Counts(50, 25, 12)})) == (
        "branch-missed"
    )
    assert refused(replace(CARRIED, branches={})) == "branch-missed"


def test_a_branch_without_electors_is_in_nobodys_way() -> None:
    check_change(DEFAULTS, LONGER, replace(CARRIED, branches={**CARRIED.branches, UUID(int=9): Counts(0, 0, 0)}))


def test_without_double_majority_the_whole_decides() -> None:
    rules = replace(DEFAULTS, double_majority=False)
    check_change(rules, LONGER, replace(CARRIED, branches={FIELDS: Counts(50, 25, 0)}))


def test_giving_up_the_double_majority_needs_it_once_more() -> None:
    assert demanded(DEFAULTS, {"double_majority": 0}).each_branch
    assert demanded(replace(DEFAULTS, double_majority=False), {"double_majority": 1}).each_branch


@given(st.integers(50, 90), st.integers(50, 90), st.integers(33, 90), st.integers(33, 90))
def test_who_changes_the_bar_must_clear_the_old_one_and_the_new_one(
    share: int, new_share: int, quorum: int, new_quorum: int
) -> None:
    rules = replace(DEFAULTS, rule_share_percent=share, rule_quorum_percent=quorum)
    demand = demanded(rules, {"rule_share_percent": new_share, "rule_quorum_percent": new_quorum})
    assert demand.share_percent == max(share, new_share)
    assert demand.quorum_percent == max(quorum, new_quorum)


def test_no_ballot_leads_out_of_the_bounds() -> None:
    for values, error in (
        ({"floor": 2}, RuleBroken),
        ({"floor": 30}, RuleBroken),
        ({}, RuleBroken),
        ({"president_for_life": 1}, Malformed),
    ):
        with pytest.raises(error):
            demanded(DEFAULTS, values)


def test_two_rules_that_are_tied_change_together() -> None:
    assert demanded(DEFAULTS, {"floor": 30, "public_floor": 40}).electorate == ALL_MEMBERS


@pytest.mark.parametrize("value", [10, "at-work-when-elected"])
def test_the_act_of_a_change_comes_back_as_it_was(value: Value) -> None:
    act = ChangeRules(ballot=BALLOT, rules=(RuleValue("some_rule", value),))
    assert parse("charter.change", act.body()) == act


@pytest.mark.parametrize("value", [None, True, 1.5, [1]])
def test_the_value_in_an_act_is_a_number_or_a_code(value: object) -> None:
    with pytest.raises(Malformed):
        parse("charter.change", {"ballot": str(BALLOT), "rules": [{"rule": "floor", "value": value}]})  # type: ignore[dict-item]
