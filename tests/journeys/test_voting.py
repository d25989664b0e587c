"""A ballot from the first key to the result, in real browsers at 360 px, by the keyboard: tests/ballot_journey.py."""

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
        [sys.executable, "tests/ballot_journey.py"],
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
    """No request left the site, nothing failed, axe finds nothing, and nothing is wider than the phone."""
    assert seen["faults"] == []


def test_a_member_votes_and_finds_the_tracker(seen: dict[str, Any]) -> None:
    assert seen["found"]
    assert seen["found by words"]


def test_voting_again_replaces_the_ballot(seen: dict[str, Any]) -> None:
    assert seen["another"]
    assert seen["replaced"]


def test_a_ballot_that_is_opened_holds_what_was_chosen_and_never_counts(seen: dict[str, Any]) -> None:
    assert seen["audit"] == "holds Yes"
    assert seen["still counts"]


def test_two_of_three_trustees_open_the_result(seen: dict[str, Any]) -> None:
    assert seen["trustees"] == 3
    assert seen["whole"] == [20, 20, 13]


def test_a_majority_of_all_is_not_enough_where_a_branch_is_against(seen: dict[str, Any]) -> None:
    assert "Not carried: most voted for it, but not in every branch." in seen["result"]
    assert "Branch by branch" in seen["result"]
    assert seen["outcome"] == "branch-against"
