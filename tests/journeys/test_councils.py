"""The life of a mandate in real browsers at 360 px, by the keyboard: tests/council_journey.py."""

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
    done = subprocess.run(
        [sys.executable, "tests/council_journey.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_nothing_went_wrong_in_any_browser(seen: dict[str, Any]) -> None:
    """No request left the site, axe finds nothing, and nothing is wider than the phone."""
    assert seen["faults"] == []


def test_a_member_stands_and_says_why(seen: dict[str, Any]) -> None:
    assert "I will tell you every Tuesday what was said." in seen["stands"]
    assert "It announces itself; nobody can delay it." in seen["stands"]


def test_whoever_is_elected_is_told_and_accepts(seen: dict[str, Any]) -> None:
    assert "You were elected: Steward of Industry" in seen["elected"]
    assert "It is accepted, and begins on" in seen["elected, accepted"]
    assert "7 of 7 electors voted" in seen["elected, accepted"]
    assert "Draft a ballot" in seen["in office"]


def test_a_petition_that_reaches_its_share_ends_the_mandate_by_a_ballot_that_opens_by_itself(
    seen: dict[str, Any],
) -> None:
    assert "nobody can stop it" in seen["reached"]
    assert "Only stewards announce ballots." in seen["recalled"]


def test_the_seat_goes_to_whom_the_same_papers_put_next(seen: dict[str, Any]) -> None:
    assert "You were elected: Steward of Industry" in seen["follows"]
    assert "The same ballots, after the seat fell vacant" in seen["follows, accepted"]
    assert "Draft a ballot" in seen["follower in office"]


def test_a_mandate_lapses_by_the_clock_and_its_holder_is_refused(seen: dict[str, Any]) -> None:
    assert "Only stewards announce ballots." in seen["lapsed"]
    assert "Industrynobody now" in seen["offices"]
