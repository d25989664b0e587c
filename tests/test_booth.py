"""Ballots that the browser makes, checked by the library; the other way round: frontend/tests/booth.test.ts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scrutiny.elections import ballot as ballots
from scrutiny.elections import election as elections
from scrutiny.elections.credentials import new_secret
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose, Question, Rank
from scrutiny.errors import Refused
from scrutiny.groups import by_name
from scrutiny.identity.words import tracker_words
from scrutiny.proofs.schnorr import Bases
from scrutiny.randomness import random_below
from scrutiny.roles import auditor

ROOT = Path(__file__).resolve().parents[1]
YES = Choose("Strike? «да» или “нет” \\ \n \u2028", ("Yes", "No"), 1, 1, blank=True)
TEN = Choose("Committee", tuple("abcdefghij"), 0, 3)
ALL = Choose("All of them", ("a", "b"), 2, 2)
ORDER = Rank("Order", ("x", "y", "z"))
SECRET = 4_711


def asked_of(group_name: str, *questions: Question) -> Election:
    group = by_name(group_name)
    key = group.power(group.g, SECRET)
    uuid = elections.new_uuid()
    return elections.make(group, key, questions, name="Booth", description="A test.", uuid=uuid)


def cast(*asked: tuple[Election, Sequence[str], Sequence[Sequence[int]]]) -> list[dict[str, Any]]:
    """What the browser's code makes of these votes."""
    if shutil.which("node") is None:
        pytest.skip("needs node")
    sent = [{"election": e.content.decode(), "credentials": list(c), "vote": v} for e, c, v in asked]
    done = subprocess.run(
        ["node", "tests/cast.mjs"],
        cwd=ROOT / "frontend",
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def decrypted(election: Election, pair: Any) -> int:
    """The small number in a ciphertext, for whoever knows the election's secret."""
    group = election.group
    hidden = group.divide(pair[1], group.power(pair[0], SECRET))
    return next(n for n in range(3) if hidden == group.power(group.g, n))


@pytest.mark.parametrize("group", ["BELENIOS-2048", "Ed25519", "RFC-3526-2048"])
def test_a_ballot_that_was_opened_holds_what_was_chosen_and_nothing_else(group: str, tmp_path: Path) -> None:
    questions = (YES, TEN, ORDER) if group != "BELENIOS-2048" else (YES, TEN)
    vote = [[0, 0, 1], [1, 0, 1, *[0] * 7], [2, 1, 0]][: len(questions)]
    election = asked_of(group, *questions)
    (made,) = cast((election, [new_secret(), new_secret()], vote))
    said = json.loads(made["audit"])
    drawn = auditor.numbers(said["randomness"], election.group.q)
    found = auditor.check(election, said["ballot"].encode(), said["credential"], vote, drawn)
    assert found.tracker == made["tracker"]
    for number, other in ((1, [0, 1, 0]), (2, [1, 1, 0, *[0] * 7]), (3, [1, 2, 0])):
        if number <= len(questions):
            changed = [*vote[: number - 1], other, *vote[number:]]
            with pytest.raises(Refused, match="encryption"):
                auditor.check(election, said["ballot"].encode(), said["credential"], changed, drawn)
    with pytest.raises(Refused, match="randomness"):
        auditor.check(election, said["ballot"].encode(), said["credential"], vote, drawn[:-1])
    file = tmp_path / "ballot-check.json"
    file.write_text(made["audit"])
    done = subprocess.run(
        [sys.executable, "-m", "scrutiny.cli", "election", "audit", str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Strike?" in done.stdout
    assert " ".join(tracker_words(made["tracker"])) in done.stdout
    file.write_text(made["audit"][:-50])
    done = subprocess.run(
        [sys.executable, "-m", "scrutiny.cli", "election", "audit", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


@pytest.mark.parametrize(
    ("group", "questions", "votes"),
    [
        ("BELENIOS-2048", (YES, TEN), ([[1, 0, 0], [0] * 10], [[0, 1, 0], [1, 1, 1, *[0] * 7]])),
        ("Ed25519", (YES, TEN, ALL), ([[0, 0, 1], [0] * 9 + [1], [1, 1]], [[1, 0, 0], [0] * 10, [1, 1]])),
        ("RFC-3526-2048", (YES, ORDER), ([[0, 1, 0], [3, 1, 2]],)),
        ("Ed25519", (ORDER,), ([[255, 0, 7]],)),
    ],
)
def test_the_library_accepts_what_the_browser_casts(
    group: str, questions: tuple[Question, ...], votes: tuple[list[list[int]], ...]
) -> None:
    election = asked_of(group, *questions)
    halves = [new_secret(), new_secret()]
    bases = Bases(election.group, election.public_key)
    for vote, made in zip(votes, cast(*((election, halves, vote) for vote in votes)), strict=True):
        ballot = ballots.read(election, made["content"].encode())
        ballots.verify(election, bases, ballot)
        assert ballot.tracker == made["tracker"]
        for answer, values in zip(ballot.answers, vote, strict=True):
            if isinstance(answer, ballots.Chosen):
                assert [decrypted(election, pair) for pair in answer.choices] == values
            else:
                hidden = election.group.divide(answer.choices[1], election.group.power(answer.choices[0], SECRET))
                assert election.group.decode(hidden, len(values)) == values


def test_many_random_votes() -> None:
    election = asked_of("Ed25519", YES, TEN)
    votes = []
    for _ in range(12):
        first = random_below(3)
        chosen = {random_below(10) for _ in range(random_below(4))}
        votes.append([[int(n == first) for n in range(3)], [int(n in chosen) for n in range(10)]])
    bases = Bases(election.group, election.public_key)
    for made in cast(*((election, [new_secret()], vote) for vote in votes)):
        ballots.verify(election, bases, ballots.read(election, made["content"].encode()))
