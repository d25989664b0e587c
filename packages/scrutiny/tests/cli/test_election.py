"""The command `scrutiny election`: the scripts of the page, and what happens when something is wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scrutiny.elections import credentials
from scrutiny.elections.archive import Writer

PAGE = (Path(__file__).parents[4] / "docs/how-to/election.md").read_text()
SCRIPTS = dict(re.findall(r"<!-- runs: (\w+) -->\n```sh\n(.*?)```", PAGE, re.DOTALL))
VOTE = [[0, 1, 0]]


class Folder:
    """A folder in which the command is called."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scrutiny.cli", "election", *arguments]
        return subprocess.run(command, cwd=self.path, input=given, capture_output=True, text=True, check=False)

    def done(self, *arguments: str, given: str = "") -> str:
        found = self.run(*arguments, given=given)
        assert found.returncode == 0, found.stderr
        return found.stdout

    def refused(self, *arguments: str, given: str = "", code: int = 1) -> str:
        """What is said; never a traceback."""
        found = self.run(*arguments, given=given)
        assert found.returncode == code, found.stdout + found.stderr
        assert "Traceback" not in found.stderr
        return found.stderr + found.stdout

    def secret(self, number: int) -> str:
        return (self.path / "credentials.secret.txt").read_text().splitlines()[number - 1]

    def cast(self, number: int, answers: object = VOTE) -> str:
        ballot = self.done("vote", "--credential", "-", "--answers", json.dumps(answers), given=self.secret(number))
        return self.done("cast", given=ballot)


@pytest.fixture
def empty(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def voting(empty: Folder) -> Folder:
    """An election in the quick group, open for two voters."""
    question = ("--question", "Shall we?", "--answers", "Yes,No", "--blank", "--group", "Ed25519")
    empty.done("new", "--name", "Small", *question)
    empty.done("credentials", "make", "--count", "2")
    empty.done("trustee", "key")
    empty.done("open")
    return empty


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_of_the_page_hold_an_election_that_both_programs_confirm(tmp_path: Path, name: str) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    command = tools / "scrutiny"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scrutiny.cli "$@"\n')
    command.chmod(0o755)
    folder = tmp_path / "election"
    folder.mkdir()
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
    script = "set -e\n" + SCRIPTS[name]
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Verified." in done.stdout
    if shutil.which("belenios-tool") is None:
        pytest.skip("skipped: apt install belenios-tool")
    assert subprocess.run(["belenios-tool", "election", "verify"], cwd=folder, check=False).returncode == 0


def test_the_single_script_has_ten_lines_or_little_more() -> None:
    assert len(SCRIPTS["single"].splitlines()) <= 12


def test_secrets_are_for_their_owner_only_and_never_replaced(voting: Folder) -> None:
    for name in ("credentials.secret.txt", "trustee-1.secret.json"):
        assert stat.S_IMODE((voting.path / name).stat().st_mode) == 0o600
    before = voting.secret(1)
    assert "exists already" in voting.refused("credentials", "make", "--count", "2")
    assert voting.secret(1) == before


def test_the_last_ballot_of_a_voter_counts(voting: Folder) -> None:
    for answers in ([[1, 0, 0]], [[0, 0, 1]], [[0, 1, 0]]):
        voting.cast(1, answers)
    voting.cast(2)
    voting.done("close")
    voting.done("decrypt", "--trustee", "1", "--key", "trustee-1.secret.json")
    voting.done("result")
    assert json.loads(voting.done("verify", "--json"))["result"] == [[0, 2, 0]]


def test_without_a_result_the_check_ends_with_three(voting: Folder) -> None:
    voting.cast(1)
    assert "no result yet" in voting.refused("verify", code=3)
    assert json.loads(voting.run("show", "--json").stdout)["ballots"] == 1


class TestGrowth:
    def test_an_older_copy_shows_that_nothing_was_removed(self, voting: Folder) -> None:
        voting.cast(1)
        path = next(voting.path.glob("*.bel"))
        older = voting.path / "yesterday"
        older.write_bytes(path.read_bytes())
        voting.cast(2)
        said = voting.refused("verify", "--since", "yesterday", "--json", code=3)
        assert json.loads(said)["since"] == older.stat().st_size
        older.write_bytes(path.read_bytes() + b"x")
        said = voting.refused("verify", "--since", "yesterday")
        assert "step 1" in said

    def test_a_checkpoint_is_kept_and_gone_on_from(self, voting: Folder) -> None:
        voting.cast(1)
        first = voting.refused("verify", "--checkpoint", "kept", "--json", code=3)
        assert json.loads(first)["since"] == 0
        voting.cast(2)
        voting.done("close")
        again = voting.refused("verify", "--checkpoint", "kept", "--json", code=3)
        assert json.loads(again)["since"] > 0
        assert json.loads(again)["counted"] == 2
        assert "growth" in voting.refused("verify", "--checkpoint", "kept", self.broken(voting))

    def broken(self, voting: Folder) -> str:
        """Another archive that begins otherwise."""
        content = bytearray(next(voting.path.glob("*.bel")).read_bytes())
        content[700] ^= 1
        (voting.path / "other").write_bytes(bytes(content))
        return "other"


@pytest.mark.slow
def test_weighed_ballots_are_confirmed_by_the_reference_tool(empty: Folder) -> None:
    empty.done("new", "--name", "Weights", "--question", "Shall we?", "--answers", "Yes,No", "--blank")
    (empty.path / "weights").write_text("3\n2\n")
    empty.done("credentials", "make", "--count", "2", "--weights", "weights")
    empty.done("trustee", "key")
    empty.done("open")
    empty.cast(1)
    empty.cast(2, [[0, 0, 1]])
    empty.done("close")
    empty.done("decrypt", "--trustee", "1", "--key", "trustee-1.secret.json")
    empty.done("result")
    assert json.loads(empty.done("verify", "--json"))["result"] == [[0, 3, 2]]
    if shutil.which("belenios-tool") is None:
        pytest.skip("skipped: apt install belenios-tool")
    assert subprocess.run(["belenios-tool", "election", "verify"], cwd=empty.path, check=False).returncode == 0


@pytest.mark.parametrize(("options", "said"), [
    (["--question", "?"], "--answers"),
    (["--question", "?", "--answers", "A,B", "--min", "2", "--max", "1"], "Between 2 and 1"),
    (["--question", "?", "--answers", "A,B", "--ranked", "--group", "BELENIOS-2048"], "ranked answers"),
    (["--questions", "nothing.json"], "missing"),
])  # fmt: skip
def test_questions_that_cannot_be_asked_are_refused(empty: Folder, options: list[str], said: str) -> None:
    found = empty.run("new", "--name", "n", *options)
    if found.returncode == 0:
        empty.done("credentials", "make", "--count", "1")
        empty.done("trustee", "key")
        found = empty.run("open")
    assert found.returncode == 1
    assert said in found.stderr
    assert "Traceback" not in found.stderr


def test_two_registrars_make_halves_that_work_together(empty: Folder) -> None:
    empty.done("new", "--name", "Two", "--question", "Shall we?", "--answers", "Yes,No", "--group", "Ed25519")
    for name in ("ana", "ben"):
        empty.done("credentials", "half", "--name", name, "--count", "2")
    empty.done("credentials", "join", "ana", "ben")
    empty.done("trustee", "key")
    empty.done("open")
    for name in ("ana", "ben"):
        first = (empty.path / f"half-{name}.secret.txt").read_text().splitlines()[0]
        (empty.path / f"slip-{name}").write_text(first)
    vote = ("vote", "--answers", "[[1,0]]", "--out", "ballot.json", "--credential", "slip-ana")
    empty.done(*vote, "--half", "slip-ben")
    assert "Cast" in empty.done("cast", "ballot.json")
    empty.done(*vote)
    assert "not on the list" in empty.refused("cast", "ballot.json")


def test_halves_that_do_not_agree_with_their_hash_are_refused(empty: Folder) -> None:
    empty.done("new", "--name", "Two", "--question", "Shall we?", "--answers", "Yes,No", "--group", "Ed25519")
    for name in ("ana", "ben"):
        empty.done("credentials", "half", "--name", name, "--count", "1")
    (empty.path / "half-ben.hash").write_text("x" * 43)
    assert "hash" in empty.refused("credentials", "join", "ana", "ben")
    assert not (empty.path / "credentials.json").exists()


class TestWhatGoesWrong:
    def test_a_mistyped_credential_names_the_group(self, voting: Folder) -> None:
        slip = voting.secret(1)
        parts = slip.split("-")
        typed = (first + parts[2][1:] for first in credentials.BASE58 if first != parts[2][0])
        seen = (group for group in typed if credentials._check(2, group[:-1]) != group[-1])  # one in 58 is not
        wrong = "-".join((*parts[:2], next(seen), parts[3]))
        assert "Group 3" in voting.refused("vote", "--credential", "-", "--answers", "[[0,1,0]]", given=wrong)

    @pytest.mark.parametrize("answers", ["[[1,1,0]]", "[[2,0,0]]", "[[0,1]]", "[]", "{}", "no", "[[0,1,0],[1]]"])
    def test_impossible_answers_are_refused(self, voting: Folder, answers: str) -> None:
        said = voting.refused("vote", "--credential", "-", "--answers", answers, given=voting.secret(1))
        assert "Nothing was changed" in said

    def test_a_closed_election_takes_no_ballot(self, voting: Folder) -> None:
        ballot = voting.done("vote", "--credential", "-", "--answers", "[[0,1,0]]", given=voting.secret(1))
        voting.done("close")
        before = sorted((one.name, one.stat().st_size) for one in voting.path.iterdir())
        assert "too late" in voting.refused("cast", given=ballot)
        assert sorted((one.name, one.stat().st_size) for one in voting.path.iterdir()) == before

    def test_a_wrong_key_decrypts_nothing(self, voting: Folder) -> None:
        voting.cast(1)
        voting.done("close")
        (voting.path / "other.json").write_text('{"private_key":"12345"}')
        assert "does not belong" in voting.refused("decrypt", "--trustee", "1", "--key", "other.json")
        assert "trustee" in voting.refused("decrypt", "--trustee", "7", "--key", "trustee-1.secret.json")

    def test_steps_in_the_wrong_order_say_what_comes_first(self, voting: Folder, tmp_path: Path) -> None:
        assert "needs the point" in voting.refused("decrypt", "--trustee", "1", "--key", "trustee-1.secret.json")
        assert "needs the point" in voting.refused("result")
        nothing = Folder(tmp_path / "nothing")
        nothing.path.mkdir()
        for command in (["open"], ["trustee", "key"], ["credentials", "make", "--count", "1"]):
            assert "missing" in nothing.refused(*command)
        assert "exactly one archive" in nothing.refused("cast", given="{}")

    def test_a_result_needs_enough_trustees(self, voting: Folder) -> None:
        voting.cast(1)
        voting.done("close")
        assert "Not enough" in voting.refused("result")

    def test_a_damaged_archive_is_not_worked_on(self, voting: Folder) -> None:
        voting.cast(1)
        path = next(voting.path.glob("*.bel"))
        content = bytearray(path.read_bytes())
        content[-700] ^= 1
        path.write_bytes(bytes(content))
        assert voting.refused("close")
        said = voting.refused("verify")
        assert "step" in said
        assert path.read_bytes() == bytes(content)

    def test_wrong_usage_and_every_help(self, empty: Folder) -> None:
        assert empty.run("nonsense").returncode == 2
        for part in ("new", "open", "vote", "cast", "close", "shuffle", "decrypt", "result", "show", "verify"):
            assert "usage" in empty.done(part, "--help")


def test_a_closing_that_was_cut_off_is_completed(voting: Folder) -> None:
    voting.cast(1)
    path = next(voting.path.glob("*.bel"))
    Writer.open(path).append("EndBallots")
    assert "needs the point" in voting.refused("decrypt", "--trustee", "1", "--key", "trustee-1.secret.json")
    voting.done("tally")
    voting.done("decrypt", "--trustee", "1", "--key", "trustee-1.secret.json")
    assert "Verified" in voting.done("result")


def test_the_bench_tells_something_of_each_group() -> None:
    command = [sys.executable, "-m", "scrutiny.cli", "bench", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [row["group"] for row in json.loads(done.stdout)] == ["BELENIOS-2048", "RFC-3526-2048", "Ed25519"]


def test_a_trustee_who_sends_a_wrong_share_is_named(empty: Folder) -> None:
    empty.done("new", "--name", "Three", "--question", "Shall we?", "--answers", "Yes,No", "--group", "Ed25519")
    for n in "123":
        empty.done("trustee", "certify", "--index", n, "--size", "3", "--threshold", "2")
    for step in ("commit", "share"):
        for n in "123":
            empty.done("trustee", step, "--index", n)
    path = empty.path / "group-3.shares.json"
    value = json.loads(path.read_text())
    value["shares"][0] = value["shares"][1]
    path.write_text(json.dumps(value))
    assert "trustees 3" in empty.refused("trustee", "check", "--index", "1")
    assert "Trustee 3 cheats" in empty.done("trustee", "judge", "complaint-1-3.json")
    empty.done("trustee", "check", "--index", "2")
