"""`scrutiny election vote|cast|close`: from answers to the encrypted tally."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from scrutiny.cli import files
from scrutiny.cli.sentences import DONE
from scrutiny.elections import credentials as cards
from scrutiny.elections import election as elections
from scrutiny.elections import tally as tallies
from scrutiny.elections.archive import Writer, digest
from scrutiny.elections.questions import Choose, Question
from scrutiny.elections.tally import Sized, Tally
from scrutiny.errors import Malformed, Refused
from scrutiny.identity.words import tracker_words
from scrutiny.proofs.schnorr import Bases
from scrutiny.roles import assembler, auditor, voter
from scrutiny.verify.election import Walk

WORDS = {"voting": "ballots are cast", "closed": "closed", "shuffling": "shuffling", "tallied": "decryption"}


@contextmanager
def walked(folder: Path, *, only_setup: bool = False, needed: str = "", adds: bool = True) -> Iterator[Walk]:
    """The archive of a folder, checked to its end (or only its set-up); nobody works on one that does not hold.

    Raises Refused `phase` where the election is at another point than needed.
    """
    path = files.archive(folder)
    with files.growing(path) if adds else nullcontext(), path.open("rb") as file:
        walk = Walk(file)
        if only_setup:
            walk.begin()
        else:
            walk.run()
        if needed and walk.at.phase != needed:
            raise Refused("phase", at=WORDS.get(walk.at.phase, "result"), needed=WORDS[needed])
        yield walk


def vote(chosen: Namespace) -> int:
    """A ballot from answers and a credential, or from the halves of two registrars."""
    secrets = [_secret(name) for name in (chosen.credential, chosen.half) if name]
    try:
        answers = json.loads(chosen.answers)
    except ValueError as error:
        raise Malformed("json", file="--answers") from error
    with walked(chosen.dir, only_setup=True, adds=False) as walk:
        ballot = voter.vote(walk.election, secrets, answers)
    if chosen.out:
        files.write(chosen.out, ballot)
    else:
        sys.stdout.buffer.write(ballot)
    return DONE


def _secret(name: str) -> str:
    """The credential of a file: the whole text, or the last word of its one line."""
    words = files.given(name).split()
    if not words:
        raise Malformed("credential")
    return cards.parse(words[-1])


def audit(chosen: Namespace) -> int:
    """A ballot that a voter opened instead of casting it. Needs no archive: the file holds the election."""
    try:
        said = json.loads(files.given(chosen.file))
        election = elections.read(said["election"].encode())
        drawn = auditor.numbers(said["randomness"], election.group.q)
        content, credential, vote = said["ballot"].encode(), said["credential"], said["vote"]
        found = auditor.check(election, content, credential, vote, drawn)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed("fields", file=chosen.file) from error
    words, shown = (
        " ".join(tracker_words(found.tracker)),
        [_shown(question, values) for question, values in zip(election.questions, vote, strict=True)],
    )
    if chosen.json:
        sys.stdout.write(json.dumps({"holds": shown, "tracker": found.tracker, "words": words}) + "\n")
        return DONE
    lines = [
        f"{question.question}: {', '.join(map(str, one))}"
        for question, one in zip(election.questions, shown, strict=True)
    ]
    lines += [f"Tracker: {found.tracker}", f"In words: {words}"]
    sys.stdout.write("\n".join(["This ballot holds:", *lines]) + "\n")
    return DONE


def _shown(question: Question, values: list[int]) -> list[str]:
    """What was chosen, in the words of the question."""
    if not isinstance(question, Choose):
        return [f"{answer} {value}" for answer, value in zip(question.answers, values, strict=True) if value]
    texts = (["(blank vote)"] if question.blank else []) + list(question.answers)
    return [text for text, value in zip(texts, values, strict=True) if value]


def cast(chosen: Namespace) -> int:
    """Take a ballot in. The archive's events are passed over, its ballots are not read."""
    ballot = sys.stdin.buffer.read() if chosen.ballot == "-" else files.read(Path(chosen.ballot))
    with walked(chosen.dir, only_setup=True) as walk:
        writer = Writer.open(files.archive(chosen.dir))
        if writer.last_kind not in ("Setup", "Ballot"):
            raise Refused("order")

        def weigh(key: str) -> int | None:
            place = walk.roll.place(key.encode())
            return None if place is None else int(walk.roll.weights[place])

        bases = Bases(walk.election.group, walk.election.public_key)
        tracker = assembler.cast(writer, walk.election, bases, weigh, ballot.strip())
    files.tell(chosen.json, f"Cast. Tracker: {tracker}", tracker=tracker)
    return DONE


def close(chosen: Namespace) -> int:
    """End the ballots and publish the encrypted tally; every ballot is checked before."""
    with walked(chosen.dir, needed="voting") as walk:
        sized, tally = closed_tally(walk)
        writer = Writer.open(files.archive(chosen.dir))
        assembler.close(writer, walk.election, sized, tally)
    files.tell(chosen.json, f"Closed: {sized.ballots} ballots count.", ballots=sized.ballots, weight=sized.weight)
    return DONE


def tally(chosen: Namespace) -> int:
    """Publish the encrypted tally where `close` was cut off before it."""
    with walked(chosen.dir, needed="closed") as walk:
        sized, found = closed_tally(walk)
        content = tallies.to_bytes(walk.election.group, found)
        Writer.open(files.archive(chosen.dir)).append("EncryptedTally", content, sized.to_bytes())
    files.tell(chosen.json, f"Tally published: {sized.ballots} ballots count.", ballots=sized.ballots)
    return DONE


def closed_tally(walk: Walk) -> tuple[Sized, Tally]:
    """What the ballots of a walk make, which has come to their end. Raises Refused `weight`."""
    if walk.at.phase == "voting":
        walk.divide_superseded()
    group, ranked = walk.election.group, iter(walk.ranked_answers() if walk.election.is_ranked else [])
    if walk.election.is_ranked and walk.report.weight != walk.report.counted:
        raise Refused("weight")
    tally = tuple(
        tuple(product)
        if isinstance(question, Choose)
        else tuple(
            sorted(((group.element(a), group.element(b)) for a, b in next(ranked)), key=lambda p: group.number(p[0]))
        )
        for question, product in zip(walk.election.questions, walk.products, strict=True)
    )
    report = walk.report
    return Sized(report.counted, report.weight, digest(tallies.to_bytes(group, tally))), tally
