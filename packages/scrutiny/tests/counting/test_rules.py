from __future__ import annotations

import pytest
from packages.scrutiny.tests.counting.elections import SEED, poll, winners

from scrutiny.cli.count import RULES as OFFERED
from scrutiny.counting import approval, judgment, meek, rules, schulze, scottish
from scrutiny.errors import Malformed, Refused

PROFILE = poll("A B C", "5 A B", "4 B C", "3 C B", "2 B=C", "1 - A", seats=2)


def test_the_command_offers_exactly_the_rules_there_are() -> None:
    assert OFFERED == rules.RULES


@pytest.mark.parametrize("rule", rules.RULES)
def test_every_rule_says_its_name(rule: str) -> None:
    assert rules.count(PROFILE, rule, SEED).rule == rule


def test_the_door_leads_to_the_rules_themselves() -> None:
    assert rules.count(PROFILE, "scottish", SEED) == scottish.count(PROFILE, SEED)
    assert rules.count(PROFILE, "meek", SEED) == meek.count(PROFILE, SEED)
    assert rules.count(PROFILE, "schulze", SEED) == schulze.count(PROFILE, SEED)
    assert rules.count(PROFILE, "approval", SEED) == approval.count(PROFILE, SEED)
    assert rules.count(PROFILE, "judgment", SEED) == judgment.count(PROFILE, SEED)


def test_limits_and_grades_reach_the_rules_that_know_them() -> None:
    assert rules.count(PROFILE, "approval", SEED, most=1) == approval.count(PROFILE, SEED, 1)
    grades = ("yes", "perhaps", "no")
    assert rules.count(PROFILE, "judgment", SEED, grades=grades) == judgment.count(PROFILE, SEED, grades)
    with pytest.raises(Malformed):
        rules.count(PROFILE, "approval", most=0)
    with pytest.raises(Malformed):
        rules.count(PROFILE, "judgment", grades=("one",))


@pytest.mark.parametrize("rule", ["", "Scottish", "stv", "plurality"])
def test_another_rule_is_refused(rule: str) -> None:
    with pytest.raises(Refused) as error:
        rules.count(PROFILE, rule)
    assert (error.value.code, error.value.data) == ("rule-unknown", {"rule": rule})


def test_the_same_papers_can_elect_differently_under_different_rules() -> None:
    """Everybody's second choice has no first preferences: the duels elect it, transferable votes exclude it first."""
    profile = poll("A B C", "5 A C", "4 B C", "2 C")
    assert winners(rules.count(profile, "schulze")) == "C"
    assert winners(rules.count(profile, "approval")) == "C"
    assert winners(rules.count(profile, "scottish")) == "A"
