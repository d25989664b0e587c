"""The examples of docs/protocol/pledges.md run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from packages.scrutiny.tests.pledge.stories import reached, seed_of, world
from packages.scrutiny.tests.pledge.test_commands import codes, opened

from scrutiny.cli import main
from scrutiny.identity.signatures import public_key
from scrutiny.pledge.steps import Step

PAGE = (Path(__file__).resolve().parents[4] / "docs/protocol/pledges.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_in_python_run_one_after_the_other() -> None:
    names = {
        "terms": world().manifest.terms,
        "trustees_key": world().manifest.trustees,
        "ada_seed": seed_of("Ada"),
        "ada_public": public_key(seed_of("Ada")),
    }
    found = blocks("python")
    assert len(found) == 3
    for block in found:
        exec(compile(block, "pledges.md", "exec"), names)


def test_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    folder = opened(tmp_path / "pledge", reached(), 1, 2)
    (tmp_path / "cards").write_text(codes(1, 4))
    (folder / "members").rename(tmp_path / "members")
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    for line in lines:
        assert main(shlex.split(line)[1:]) == 0, line
    assert len(lines) == 3
    assert "3 signed:" in capsys.readouterr().out


def test_every_step_is_on_the_page() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE)
    listed = [int(number) for row in rows for number in row.split(",")]
    assert listed == [int(step) for step in Step]
