"""The counts of two Scottish wards, figure by figure against what the councils published."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from packages.scrutiny.tests.counting.elections import official, shared, sums, ward

from scrutiny.counting import blt, scottish
from scrutiny.counting.profile import Profile
from scrutiny.counting.stages import Result, as_json

WARDS = ("glasgow_2007_linn", "dundee_2022_ward1")


@cache
def known(name: str) -> tuple[dict[str, Any], Result]:
    """The official report, and our count under the names that the report uses."""
    report = official(f"{name}.stages.json")
    read = ward(name)
    names = tuple(report["stages"][0]["votes"])
    for ours, theirs in zip(read.candidates, names, strict=True):
        assert ours.casefold().startswith(theirs.casefold())
    return report, scottish.count(Profile(names, read.ballots, read.seats, read.title))


def exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


@pytest.fixture(scope="module", params=WARDS)
def both(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    report, result = known(request.param)
    ours: dict[str, Any] = dict(as_json(result))
    return report, ours


def test_seats_votes_and_quota_are_the_official_ones(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    report, ours = both
    assert ours["rule"] == report["rule"]
    assert ours["seats"] == report["seats"]
    assert ours["valid_votes"] == report["valid_votes"]
    assert exact(ours["quota"]) == exact(report["quota"])
    assert ours["invalid_votes"] == 0


def test_there_are_as_many_stages_as_in_the_official_report(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    report, ours = both
    assert len(ours["stages"]) == len(report["stages"])


def test_every_figure_of_every_stage_is_the_official_one(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    report, ours = both
    for mine, theirs in zip(ours["stages"], report["stages"], strict=True):
        assert set(mine["votes"]) == set(theirs["votes"])
        for name, held in theirs["votes"].items():
            assert exact(mine["votes"][name]) == exact(held), name
        assert exact(mine["non_transferable"]) == exact(theirs["non_transferable"])


def test_every_decision_of_every_stage_is_the_official_one(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    report, ours = both
    for mine, theirs in zip(ours["stages"], report["stages"], strict=True):
        for key in ("elected", "excluded", "surplus"):
            assert mine[key] == theirs[key]


def test_the_figures_of_glasgow_are_written_as_in_the_report() -> None:
    """There the report writes five decimals throughout; so do we, and the texts are the same."""
    report, result = known("glasgow_2007_linn")
    ours: dict[str, Any] = dict(as_json(result))
    assert ours["quota"] == report["quota"]
    for mine, theirs in zip(ours["stages"], report["stages"], strict=True):
        assert mine["votes"] == theirs["votes"]
        assert mine["non_transferable"] == theirs["non_transferable"]


@pytest.mark.parametrize("name", WARDS)
def test_no_vote_appears_or_disappears(name: str) -> None:
    report, result = known(name)
    assert sums(result) == [report["valid_votes"]] * len(result.stages)


def test_the_councillors_of_linn_are_elected_in_this_order() -> None:
    _, result = known("glasgow_2007_linn")
    assert result.names(result.elected) == ("David Ritchie", "Sadie Docherty", "John McKenzie", "Margot Clark")


def test_no_lot_was_needed_in_either_ward() -> None:
    for name in WARDS:
        assert known(name)[1].lots == ()


def test_a_seed_changes_nothing_where_no_lot_is_needed() -> None:
    read = ward("dundee_2022_ward1")
    assert scottish.count(read) == scottish.count(read, b"12345678")


@pytest.mark.parametrize(
    ("name", "papers", "elected"),
    [
        ("dundee_2012_ward8.blt", 7588, ["Derek SCOTT", "Ken GUILD", "Laurie BIDWELL", "Kevin Malcolm CORDELL"]),
        ("glasgow_2022_by_election_linn_ward.blt", 5132, ["John CARSON"]),
    ],
)
def test_two_more_real_wards_are_counted(name: str, papers: int, elected: list[str]) -> None:
    result = scottish.count(blt.read(shared(name)).profile)
    assert result.valid == papers
    assert list(result.names(result.elected)) == [
        next(full for full in result.candidates if full.startswith(start)) for start in elected
    ]
    assert sums(result) == [papers] * len(result.stages)


@pytest.mark.parametrize("name", WARDS)
def test_a_real_file_in_another_order_of_lines_counts_the_same(name: str) -> None:
    read = ward(name)
    backwards = Profile(read.candidates, tuple(reversed(read.ballots)), read.seats, read.title)
    assert scottish.count(backwards) == scottish.count(read)
