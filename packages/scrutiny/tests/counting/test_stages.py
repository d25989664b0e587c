from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.counting.elections import SEED, messy, poll, some, strict

from scrutiny.counting import meek, rules, scottish
from scrutiny.counting.profile import Profile
from scrutiny.counting.stages import as_json, decimal, json_text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(0), 0, "0"),
        (Fraction(0), 5, "0.00000"),
        (Fraction(7), 0, "7"),
        (Fraction(7), 2, "7.00"),
        (Fraction(1, 10**5), 5, "0.00001"),
        (Fraction(190500454, 10**5), 5, "1905.00454"),
        (Fraction(-129), 5, "-129.00000"),
        (Fraction(-1, 100), 2, "-0.01"),
        (Fraction(10**12), 1, "1000000000000.0"),
    ],
)
def test_a_number_is_written_with_exactly_its_decimals(value: Fraction, places: int, text: str) -> None:
    assert decimal(value, places) == text


@pytest.mark.parametrize(("value", "places"), [(Fraction(1, 3), 9), (Fraction(1, 2), 0), (Fraction(1, 10**6), 5)])
def test_nothing_is_rounded_for_show(value: Fraction, places: int) -> None:
    with pytest.raises(ValueError, match="more than"):
        decimal(value, places)


@some
@given(st.integers(-(10**15), 10**15), st.integers(0, 9))
def test_what_is_written_is_the_number(scaled: int, places: int) -> None:
    value = Fraction(scaled, 10**places)
    written = decimal(value, places)
    assert Fraction(written) == value
    assert len(written.partition(".")[2]) == places


def test_the_json_of_a_count_has_the_keys_of_the_official_reports() -> None:
    result = scottish.count(poll("A B C", "4 A B", "2 A C", "2 B", "1 C", seats=2, title="Ward"))
    assert as_json(result) == {
        "title": "Ward",
        "rule": "scottish",
        "candidates": ["A", "B", "C"],
        "withdrawn": [],
        "seats": 2,
        "valid_votes": 9,
        "invalid_votes": 0,
        "quota": "4.00000",
        "elected": ["A", "B"],
        "stages": [
            {
                "votes": {"A": "6.00000", "B": "2.00000", "C": "1.00000"},
                "non_transferable": "0.00000",
                "elected": ["A"],
                "excluded": [],
                "surplus": None,
            },
            {
                "votes": {"A": "4.00000", "B": "3.33332", "C": "1.66666"},
                "non_transferable": "0.00002",
                "elected": [],
                "excluded": [],
                "surplus": "A",
            },
            {
                "votes": {"A": "4.00000", "B": "3.33332", "C": "0.00000"},
                "non_transferable": "1.66668",
                "elected": ["B"],
                "excluded": ["C"],
                "surplus": None,
            },
        ],
        "ranking": [],
        "tables": [],
        "lots": [],
    }


def test_meek_adds_the_quota_and_the_keep_values_of_each_stage() -> None:
    result = meek.count(poll("Castor Pollux Helen", "4 Castor Pollux", "2 Helen", seats=2))
    stage = json.loads(json_text(result))["stages"][1]
    assert stage["quota"] == "2.000000001"
    assert stage["keep"] == {"Castor": "0.500000001", "Pollux": "1.000000000", "Helen": "1.000000000"}


def test_whoever_left_earlier_has_null_and_whoever_leaves_now_has_nothing() -> None:
    result = scottish.count(poll("A B C D", "4 A", "3 B", "2 C B", "1 D C", "1 A"))
    stages = json.loads(json_text(result))["stages"]
    assert stages[1]["votes"]["D"] == "0.00000"
    assert stages[2]["votes"]["D"] is None


def test_the_lots_are_in_the_json_with_everyone_concerned() -> None:
    result = scottish.count(poll("A B", "1 A", "1 B"), SEED)
    (lot,) = json.loads(json_text(result))["lots"]
    assert lot["number"] == 1
    assert lot["purpose"] == "exclude"
    assert lot["stage"] == 2
    assert lot["between"] == ["A", "B"]
    assert sorted(lot["order"]) == ["A", "B"]
    assert lot["order"][0] in json.loads(json_text(result))["stages"][1]["excluded"]


def test_the_tables_of_a_rule_are_in_the_json() -> None:
    result = rules.count(poll("A B", "3 A", "1 B A"), "schulze")
    duels = json.loads(json_text(result))["tables"][0]
    assert duels == {
        "name": "duels",
        "columns": ["A", "B"],
        "rows": {"A": {"A": "", "B": "3"}, "B": {"A": "1", "B": ""}},
    }
    assert json.loads(json_text(result))["ranking"] == [["A"], ["B"]]


def test_the_withdrawn_are_named() -> None:
    result = scottish.count(poll("A B C", "3 A", "1 C", withdrawn="B"))
    assert json.loads(json_text(result))["withdrawn"] == ["B"]


def test_names_of_all_languages_stand_as_they_are() -> None:
    text = json_text(scottish.count(poll("Zoë 李", "3 Zoë", "1 李")))
    assert "Zoë" in text
    assert "李" in text
    assert text.endswith("\n")


def test_the_quota_of_a_stage_is_its_own_or_that_of_the_count() -> None:
    fixed = scottish.count(poll("A B", "3 A", "1 B"))
    assert fixed.quota_at(fixed.stages[0]) == fixed.quota == fixed.fixed_quota == 3
    moving = meek.count(poll("A B", "3 A", "1 B"))
    assert moving.quota_at(moving.stages[0]) == moving.stages[0].quota
    assert moving.fixed_quota is None


def floats(value: object) -> bool:
    if isinstance(value, dict):
        return any(floats(each) for each in value.values())
    if isinstance(value, list):
        return any(floats(each) for each in value)
    return isinstance(value, float)


@pytest.mark.parametrize("rule", rules.RULES)
@some
@given(profile=messy)
def test_no_number_of_any_rule_is_a_floating_point_number(rule: str, profile: Profile) -> None:
    result = rules.count(profile, rule, SEED)
    assert not floats(json.loads(json_text(result)))
    for stage in result.stages:
        assert all(held is None or isinstance(held, Fraction) for held in stage.votes)


@some
@given(strict)
def test_the_json_holds_what_the_result_holds(profile: Profile) -> None:
    result = scottish.count(profile, SEED)
    read = json.loads(json_text(result))
    assert read["elected"] == list(result.names(result.elected))
    for shown, stage in zip(read["stages"], result.stages, strict=True):
        held = [None if text is None else Fraction(text) for text in shown["votes"].values()]
        assert tuple(held) == stage.votes
        assert Fraction(shown["non_transferable"]) == stage.non_transferable
