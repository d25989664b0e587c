"""A workplace sends a delegate, a council one of them further, at 360 px, by the keyboard: tests/sending_journey.py."""

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
        [sys.executable, "tests/sending_journey.py"],
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


def test_so_few_send_their_delegate_with_signatures(seen: dict[str, Any]) -> None:
    assert "Council of Motors" in seen["signed"]
    assert seen["signed"].count("Heron") == 2  # who is put forward, and for whom is signed
    assert "Most members have signed." in seen["carried"]
    assert "Delegate of Press shop: Council of Motors · yours until" in seen["delegate"]


def test_a_council_puts_one_of_its_own_forward_who_says_yes(seen: dict[str, Any]) -> None:
    assert "Then the delegates of this council vote in the open." in seen["named"]
    assert "You were put forward: Delegate of Motors: Congress of Industry" in seen["asked"]
    assert "I go there and come back." in seen["stands"]


def test_delegates_vote_in_the_open_on_the_day_that_comes_by_itself(seen: dict[str, Any]) -> None:
    assert "Your council elects: Delegate of Motors: Congress of Industry" in seen["called"]
    assert "Everybody will see your paper." in seen["paper"]
    assert "Heron, Press shopyes" in seen["voted"]


def test_whoever_is_elected_accepts_and_rests_on_the_mandate_below(seen: dict[str, Any]) -> None:
    assert "You were elected: Delegate of Motors: Congress of Industry" in seen["elected"]
    assert "When that ends, this ends." in seen["given"]
    assert "Then it lapses by itself." in seen["accepted"]
    assert "What Heron was told, and did" in seen["account"]


def test_it_falls_when_the_workplace_ends_the_mandate_below(seen: dict[str, Any]) -> None:
    assert "the mandate below, on which it rested, is over" in seen["fallen"]
