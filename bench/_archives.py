"""Archives of elections to measure with, made once and kept in a folder of the cache."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

from scrutiny import parallel
from scrutiny.elections import election as elections
from scrutiny.elections import tally as tallies
from scrutiny.elections import trustees as trustee_lists
from scrutiny.elections.archive import Event, data_record, digest, first_record, record
from scrutiny.elections.questions import Choose
from scrutiny.elections.strict import compact
from scrutiny.elections.tally import Owned, Sized
from scrutiny.groups import by_name
from scrutiny.proofs.schnorr import Bases
from scrutiny.roles import authority, trustee, voter

TIMESTAMP = 1_780_000_000
QUESTIONS = {
    "yes-no-blank": (Choose("Shall we?", ("Yes", "No"), 1, 1, blank=True), [0, 1, 0]),
    "ten-up-to-three": (Choose("Whom?", tuple("ABCDEFGHIJ"), 0, 3), [1, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
}
AT_ONCE = 100


@lru_cache(maxsize=2)
def _prepared(content: bytes) -> tuple[elections.Election, Bases]:
    election = elections.read(content)
    return election, Bases(election.group, election.public_key)


def _vote(content: bytes, secrets: list[str], answer: list[int]) -> list[bytes]:
    election, bases = _prepared(content)
    return [voter.vote(election, [secret], [answer], bases) for secret in secrets]


def folder() -> Path:
    place = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "scrutiny" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    return place


def archive(group_name: str, question: str, ballots: int) -> Path:
    """A folder with one archive of so many ballots and its result; made if it is not there."""
    place = folder() / f"{group_name}-{question}-{ballots}"
    if not place.exists():
        beside = place.with_name(place.name + ".part")
        beside.mkdir(exist_ok=True)
        for old in beside.iterdir():
            old.unlink()
        _make(group_name, question, ballots, beside)
        beside.rename(place)
    return next(place.glob("*.bel"))


def _make(group_name: str, question: str, ballots: int, place: Path) -> None:
    group, (asked, answer) = by_name(group_name), QUESTIONS[question]
    private, key = trustee.new_key(group)
    trustees = trustee_lists.Trustees(group, (key,))
    uuid = elections.new_uuid()
    names = {"name": "Bench", "description": "d", "administrator": "a", "credential_authority": "c"}
    election = elections.make(group, key.key, (asked,), uuid=uuid, **names)
    made = authority.make(group, uuid, ballots)
    sums = [(group.one, group.one)] * asked.choices
    with (place / f"{uuid}.bel").open("wb") as file, parallel.on() as spread:
        out = Appender(file)
        listed = authority.public_list(group, made.publics)
        parts = [election.content, trustees.to_bytes(), listed]
        setup = {n: digest(p) for n, p in zip(("election", "trustees", "credentials"), parts, strict=True)}
        out.event("Setup", *parts, compact(setup))

        def take(cast: list[bytes]) -> None:
            for content in cast:
                out.event("Ballot", content)
                for n, (alpha, beta) in enumerate(_pairs(content)):
                    a, b = sums[n]
                    sums[n] = group.multiply(a, group.element(alpha)), group.multiply(b, group.element(beta))
            if sys.stderr.isatty():
                sys.stderr.write(f"\rmaking {group_name} {question}: {out.height - 1:,} of {ballots:,} ballots")

        for start in range(0, ballots, AT_ONCE):
            secrets = list(made.secrets[start : start + AT_ONCE])
            for cast in spread.put(_vote, election.content, secrets, answer):
                take(cast)
        for cast in spread.rest():
            take(cast)
        tally = (tuple(sums),)
        content = tallies.to_bytes(group, tally)
        out.event("EndBallots")
        out.event("EncryptedTally", content, Sized(ballots, ballots, digest(content)).to_bytes())
        partial = tallies.decrypt(election, tally, private)
        content = partial.to_bytes(group)
        out.event("PartialDecryption", content, Owned(1, digest(content)).to_bytes())
        openings = tallies.opened(trustees, tally, {1: partial})
        out.event("Result", tallies.result_to_bytes(tallies.result(election, openings, ballots)))


def _pairs(content: bytes) -> list[tuple[str, str]]:
    """The ciphertexts of a ballot that was just made."""
    import json  # noqa: PLC0415 - only here

    return [(pair["alpha"], pair["beta"]) for pair in json.loads(content)["answers"][0]["choices"]]


class Appender:
    """Writes events one after the other, without waiting for the disk."""

    def __init__(self, file: object) -> None:
        self.file, self.height, self.parent = file, 0, None
        self.write(first_record(TIMESTAMP))

    def write(self, content: bytes) -> None:
        self.file.write(content)  # type: ignore[attr-defined]

    def event(self, kind: str, *contents: bytes) -> None:
        for content in contents:
            self.write(data_record(content, TIMESTAMP))
        payload = digest(contents[-1]) if contents else None
        event = Event(self.height, kind, self.parent, payload).to_bytes()
        self.write(record(f"{digest(event)}.event.json", event, TIMESTAMP))
        self.height, self.parent = self.height + 1, digest(event)
