"""Slips, an urn and two tellers in real browsers at 360 px, by the keyboard: tests/paper_journey.py."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.site import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def seen(assets: Path) -> dict[str, Any]:
    if shutil.which("chromium") is None:
        pytest.skip("needs chromium")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GROUNDSWELL_", "PYTEST_"))
    }
    if "GROUNDSWELL_PICTURES" in os.environ:
        environment["GROUNDSWELL_PICTURES"] = os.environ["GROUNDSWELL_PICTURES"]
    done = subprocess.run(
        [sys.executable, "tests/paper_journey.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_nothing_went_wrong_in_any_browser(seen: dict[str, Any]) -> None:
    """No request left the site, axe finds nothing, and nothing is wider than the phone. The network was cut once."""
    assert seen["faults"] == []


def test_each_registrar_prints_a_half_for_whoever_votes_on_paper(seen: dict[str, Any]) -> None:
    assert seen["cards"] == [4, 4]
    assert len(seen["names"]) == 4
    assert "Stop work" in seen["on a card"]
    assert not any(name in seen["on a card"] for name in ("Morning3", "Morning4", "Morning5"))


def test_a_slip_of_the_pen_is_named(seen: dict[str, Any]) -> None:
    assert "group 1" in seen["mistyped"]
    assert [line.count("good") for line in seen["slips"]] == [1, 1, 1]


def test_a_slip_with_which_somebody_has_voted_is_named_and_all_others_are_kept(seen: dict[str, Any]) -> None:
    assert f"voted with slip {seen['elsewhere']} already" in seen["used"]


def test_more_papers_than_slips_are_not_counted(seen: dict[str, Any]) -> None:
    assert "more papers than good slips: 1 too many" in seen["too many"]
    assert seen["paper"] == "Paper 4 of 4"


def test_the_protocol_has_the_sums_and_says_that_so_few_are_not_hung_up(seen: dict[str, Any]) -> None:
    """The lot has left out one paper with the slip that turned out to be used."""
    assert "Papers counted: 3. Slips opened: 4." in seen["protocol"]
    assert f"Slips with which somebody had voted already: {seen['elsewhere']}." in seen["protocol"]
    assert "Yes 2 No 1 Blank 0" in seen["protocol"] or "Yes 3 No 0 Blank 0" in seen["protocol"]
    assert "Heron, signature" in seen["protocol"]
    assert "Rowan, signature" in seen["protocol"]
    assert seen["few"]


def test_the_other_teller_sees_the_same_fingerprint_and_puts_them_on_the_board(seen: dict[str, Any]) -> None:
    assert "Papers wait for your confirmation" in seen["rowan sees"]
    assert seen["same digest"]
    assert len(seen["trackers"]) == 3
    assert all(tracker in seen["board"] for tracker in seen["trackers"])
