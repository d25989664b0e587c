"""A recall petition in real browsers at 360 px, by the keyboard: tests/petition_journey.py."""

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
        [sys.executable, "tests/petition_journey.py"],
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
    """No request left the site, axe finds nothing, and nothing is wider than the phone."""
    assert seen["faults"] == []


def test_a_member_begins_a_petition_and_is_told_who_can_know_what(seen: dict[str, Any]) -> None:
    assert "There is no petition now." in seen["list"]
    assert "The signature is sent without your sign-in." in seen["first"]
    assert seen["no text"]
    assert seen["read"]
    assert "Signatures so far: 1. Needed: 3." in seen["begun"]


def test_the_page_shows_the_count_only(seen: dict[str, Any]) -> None:
    assert "Signatures so far: 1. Needed: 3 of 7 electors." in seen["page"]
    assert "We have not seen Heron" in seen["page"]
    assert not any(name in seen["page"] for name in ("Morning2", "morning2"))


def test_signatures_are_sent_without_any_cookie(seen: dict[str, Any]) -> None:
    assert seen["cookies"] == [False] * 4


def test_a_second_signature_of_one_member_is_refused(seen: dict[str, Any]) -> None:
    assert "Signatures so far: 2." in seen["second"]
    assert "You have signed this already" in seen["twice"]


def test_a_program_of_its_own_counts_the_same(seen: dict[str, Any]) -> None:
    assert "Signatures so far: 3." in seen["third"]
    assert seen["counted"] == 3


def test_when_the_day_is_over_the_ballot_is_announced_by_itself(seen: dict[str, Any]) -> None:
    assert "nobody can stop it" in seen["reached"]
    assert "Recall Heron" in seen["ballot"]
    assert "Binding" in seen["ballot"]
    assert "This petition cannot be signed any more." in seen["too late"]


def test_a_delegate_votes_in_the_open(seen: dict[str, Any]) -> None:
    assert "in favour" in seen["delegate"]
    assert "Rowan, Industry" in seen["elector"]
    assert "All shops are ready." in seen["elector"]


def test_a_forced_ballot_is_forced(seen: dict[str, Any]) -> None:
    assert "Announced" in seen["forced"]
    assert "Do you agree to this text?" in seen["forced"]
    assert "Binding" in seen["forced"]


def test_whoever_is_recalled_is_refused_from_then_on(seen: dict[str, Any]) -> None:
    assert seen["may announce"]
    assert "Only stewards announce ballots." in seen["refused"]
    assert "The ballot was carried." in seen["carried"]
