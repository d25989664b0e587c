"""`./run check`: every check, one after the other, and then the count of those that failed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
PACKAGES = ["src", "packages", "tests", "tools", "bench", "run"]

CHECKS: dict[str, list[str]] = {
    "lint": [str(BIN / "ruff"), "check", "--quiet", *PACKAGES],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", *PACKAGES],
    "types": [str(BIN / "mypy"), "-p", "scrutiny", "-p", "groundswell"],
    "import contracts": [str(BIN / "lint-imports"), "--no-cache"],
    "migrations are complete": [
        PYTHON,
        "-m",
        "groundswell.config.manage",
        "makemigrations",
        "--check",
        "--dry-run",
    ],
    "settings": [PYTHON, "-m", "groundswell.config.manage", "check", "--fail-level", "WARNING"],
    "translations are complete": [PYTHON, "tools/translations.py", "check"],
    "types of the browser's code": ["node", "node_modules/typescript/bin/tsc", "--noEmit"],
    "docs": [PYTHON, "tools/docs.py", "check"],
}


def passes(name: str, command: list[str]) -> bool:
    start = time.monotonic()
    folder = ROOT / "frontend" if command[0] == "node" else ROOT
    command = [shutil.which(command[0]) or command[0], *command[1:]]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    mark = "ok" if done.returncode == 0 else "FAILED"
    print(f"{mark:6} {name} ({time.monotonic() - start:.0f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def main(wanted: list[str]) -> int:
    os.environ["GROUNDSWELL_MODE"] = "test"
    os.environ["GROUNDSWELL_DATA"] = str(ROOT / "build" / "test-data")
    chosen = {name: command for name, command in CHECKS.items() if not wanted or name.split()[0] in wanted}
    failed = [name for name, command in chosen.items() if not passes(name, command)]
    print(f"{len(chosen) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
