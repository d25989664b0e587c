"""`./run demo_election`: whole elections through the site, confirmed by the reference tool and by ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GROUNDSWELL_", "PYTEST_"))
    }
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=900)


@pytest.mark.parametrize("asked", [(), ("--kind", "threshold"), ("--kind", "ranked"), ("--group", "Ed25519")])
def test_an_election_is_confirmed_by_tools_that_know_nothing_of_the_site(
    asked: tuple[str, ...], tmp_path: Path
) -> None:
    if shutil.which("chromium") is None:
        pytest.skip("needs chromium: apt-get install chromium")
    made = run(sys.executable, "tests/demo_election.py", "--voters", "12", "--out", str(tmp_path), *asked)
    assert made.returncode == 0, made.stderr[-4000:]
    assert "12 ballots of 12 electors" in made.stdout
    ours = run(sys.executable, "-m", "scrutiny.cli", "election", "verify", str(tmp_path), "--quiet")
    assert ours.returncode == 0, ours.stdout + ours.stderr
    assert run(sys.executable, "tests/demo_election.py", "--out", str(tmp_path)).returncode == 2
    if "Ed25519" in asked:
        return
    if shutil.which("belenios-tool") is None:
        pytest.skip("needs belenios-tool: apt-get install belenios-tool")
    reference = run("belenios-tool", "election", "verify", "--dir", str(tmp_path))
    assert reference.returncode == 0, reference.stdout + reference.stderr
    assert "all checks passed" in reference.stdout + reference.stderr
