"""The scripts of the page for hosts, run one after the other as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from groundswell.host.tests.places import call, rows

PAGE = (Path(__file__).parents[4] / "docs/how-to/host.md").read_text()
SCRIPTS = dict(re.findall(r"<!-- runs: (\w+) -->\n```sh\n(.*?)```", PAGE, re.DOTALL))


def stub(file: Path, text: str) -> None:
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


def test_the_scripts_of_the_page_back_up_restore_and_upgrade(tmp_path: Path) -> None:
    if not shutil.which("age-keygen"):
        pytest.skip("age is not installed: apt-get install age")
    here, there = tmp_path / "srv" / "groundswell", tmp_path / "srv" / "groundswell-restored"
    assert call(here, "migrate").returncode == 0
    stub(tmp_path / "run", f'shift; exec "{sys.executable}" -m groundswell.config.manage "$@"')
    stub(tmp_path / "git", "exit 0")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GROUNDSWELL_")}
    environment |= {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GROUNDSWELL_DATA": str(here)}
    assert list(SCRIPTS) == ["key", "backup", "restore", "upgrade"]
    for script in SCRIPTS.values():
        command = "set -eu\n" + script.replace("/srv/", f"{tmp_path}/srv/")
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert rows(here / "groundswell.sqlite3") == rows(there / "groundswell.sqlite3")
    assert (tmp_path / "before-upgrade.age").exists()


def test_the_page_names_every_setting_that_a_host_may_give() -> None:
    text = (Path(__file__).parents[2] / "config" / "environment.py").read_text()
    known = re.search(r"KNOWN = \((.*?)\)", text)
    assert known
    for name in re.findall(r'"(\w+)"', known[1]):
        assert name == "MODE" or f"`GROUNDSWELL_{name}`" in PAGE, name
