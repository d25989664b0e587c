"""`./run test`: the Python tests on two workers, then those of the browser's code. Arguments go to pytest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(name: str, *command: str, cwd: Path = ROOT) -> int:
    print(f"== {name}", flush=True)
    return subprocess.run(command, cwd=cwd, check=False).returncode


def main(arguments: list[str]) -> int:
    os.environ["GROUNDSWELL_MODE"] = "test"
    os.environ["GROUNDSWELL_DATA"] = str(ROOT / "build" / "test-data")
    os.environ.pop("GROUNDSWELL_DATABASE", None)
    failed = 0
    if arguments:
        return run("tests", sys.executable, "-m", "pytest", *arguments)
    browser = [shutil.which("node") or "node", "tests/run.mjs"]
    failed += run("tests of the browser's code", *browser, cwd=ROOT / "frontend") != 0
    workers = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    failed += run("tests", sys.executable, "-m", "pytest", "-q", *workers, "--durations=8") != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
