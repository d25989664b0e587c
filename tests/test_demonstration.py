"""The demonstration that is committed is what the code tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_the_demonstration_is_as_committed() -> None:
    """Three years are told again, which takes some minutes; every row is compared."""
    command = [sys.executable, "-m", "groundswell.config.manage", "make_demo", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
