"""A rule of the charter is refused and changed by double majority, in real browsers: tests/charter_journey.py."""

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
        [sys.executable, "tests/charter_journey.py"],
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


def test_a_rule_stays_as_it_is_where_one_branch_is_against(seen: dict[str, Any]) -> None:
    assert seen["one branch against"] == "branch-against"
    assert "Not carried: most voted for it, but not in every branch." in seen["one branch against, result"]
    assert "Fields11114no" in seen["one branch against, result"]
    assert "A ballot stays open for 7 days." in seen["one branch against, charter"]


def test_a_rule_is_changed_where_both_branches_are_for_it(seen: dict[str, Any]) -> None:
    assert seen["both for it"] == "carried"
    assert "Fields11118yes" in seen["both for it, result"]
    assert "A ballot stays open for 10 days." in seen["both for it, charter"]
    assert "to be confirmed by" in seen["both for it, charter"]


def test_the_clock_asks_whether_a_rule_holds_on_and_without_a_majority_it_falls_back(seen: dict[str, Any]) -> None:
    assert "Nobody announced this ballot, and nobody can stop it." in seen["asked again"]
    assert "A ballot stays open for 10 days." in seen["asked again"]
    assert seen["not confirmed"] == "not-carried"
    assert "These rules were not confirmed by this ballot." in seen["not confirmed, page"]
    assert "A ballot stays open for 7 days." in seen["not confirmed, charter"]
    assert "What was adopted last was not confirmed: the safe default holds since" in seen["not confirmed, charter"]
