"""The table of docs/protocol/ballots.md: what we refuse, and what the reference tool does with the same archive."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from packages.scrutiny.tests.verify.stories import CHOOSE, RANK, Made, bytes_of, make, refused
from packages.scrutiny.tests.verify.weaknesses import WEAKNESSES, honest

from scrutiny.verify.steps import Step

PAGE = (Path(__file__).parents[4] / "docs/protocol/ballots.md").read_text()
ROW = re.compile(r"^\| (.+) \| (\d+) \| (accepts|refuses) \|$", re.MULTILINE)
SAID = {name: (int(step), verdict) for name, step, verdict in ROW.findall(PAGE)}
TOOL = shutil.which("belenios-tool")
needs_tool = pytest.mark.skipif(TOOL is None, reason="skipped: apt install belenios-tool")


@pytest.fixture(scope="module")
def made() -> Made:
    return honest()


def asked(archive: bytes, uuid: str, folder: Path) -> str:
    """What `belenios-tool election verify` does with an archive."""
    (folder / f"{uuid}.bel").write_bytes(archive)
    done = subprocess.run(["belenios-tool", "election", "verify"], cwd=folder, capture_output=True, check=False)
    return "refuses" if done.returncode else "accepts"


def test_every_weakness_stands_in_the_table() -> None:
    assert SAID.keys() == WEAKNESSES.keys()


def test_every_step_stands_in_the_table() -> None:
    rows = re.findall(r"^\| (\d+) \| ([a-z ]+) \|", PAGE, re.MULTILINE)
    assert [(int(number), name) for number, name in rows] == [
        (int(step), step.name.lower().replace("_", " ")) for step in Step
    ]


@pytest.mark.parametrize("name", WEAKNESSES)
def test_ours_refuses_at_the_step_of_the_table(made: Made, name: str) -> None:
    assert refused(bytes_of(WEAKNESSES[name](made))).data["step"] == SAID[name][0]


@needs_tool
@pytest.mark.parametrize("name", WEAKNESSES)
def test_the_reference_tool_does_what_the_table_says(made: Made, tmp_path: Path, name: str) -> None:
    story = WEAKNESSES[name](made)
    uuid = json.loads(story[0].contents[0])["uuid"]
    assert asked(bytes_of(story), uuid, tmp_path) == SAID[name][1]


@needs_tool
@pytest.mark.parametrize(("group", "questions"), [("BELENIOS-2048", CHOOSE), ("RFC-3526-2048", CHOOSE + RANK)])
def test_the_reference_tool_confirms_our_elections(tmp_path: Path, group: str, questions: tuple[object, ...]) -> None:
    made = make(group, questions, voters=3)  # type: ignore[arg-type]
    assert asked(bytes_of(made.story), made.election.uuid, tmp_path) == "accepts"
