"""Archives as stories that can be told otherwise: events with their contents, put together again with right hashes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from scrutiny.elections import election as elections
from scrutiny.elections import tally as tallies
from scrutiny.elections import trustees as trustee_lists
from scrutiny.elections.archive import Event, Reader, data_record, digest, first_record, read_event, record
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose, Question, Rank
from scrutiny.elections.strict import compact
from scrutiny.elections.tally import Owned
from scrutiny.errors import Unverified
from scrutiny.groups import by_name
from scrutiny.proofs.schnorr import Bases
from scrutiny.roles import assembler, authority, trustee, voter
from scrutiny.verify.election import verify

DATA = Path(__file__).parents[1] / "elections" / "data"
TIMESTAMP = 1_780_000_000


@dataclass(frozen=True)
class Told:
    """An event and the contents before it, its payload last."""

    kind: str
    contents: tuple[bytes, ...] = ()


def bytes_of(story: Sequence[Told]) -> bytes:
    """The archive of a story: every content under its hash, every event after its parent."""
    made, parent = [first_record(TIMESTAMP)], None
    for height, told in enumerate(story):
        made += [data_record(content, TIMESTAMP) for content in told.contents]
        payload = digest(told.contents[-1]) if told.contents else None
        event = Event(height, told.kind, parent, payload).to_bytes()
        parent = digest(event)
        made.append(record(f"{parent}.event.json", event, TIMESTAMP))
    return b"".join(made)


def story_of(archive: bytes) -> list[Told]:
    reader, waiting, story = Reader(BytesIO(archive)), list[bytes](), list[Told]()
    for found in reader.records():
        content = reader.content(found, 1 << 30)
        if found.kind == "data":
            waiting.append(content)
        else:
            story.append(Told(read_event(content).type, tuple(waiting)))
            waiting = []
    return story


def told_otherwise(
    story: Sequence[Told], kind: str, change: Callable[[Any], Any], which: int = 0, n: int = 0
) -> list[Told]:
    """The story with one content of one event changed as JSON; hashes that name it follow."""
    place = [i for i, told in enumerate(story) if told.kind == kind][n]
    contents = list(story[place].contents)
    old = contents[which]
    contents[which] = compact(change(json.loads(old)))
    contents = [content.replace(digest(old).encode(), digest(contents[which]).encode()) for content in contents]
    return [*story[:place], replace(story[place], contents=tuple(contents)), *story[place + 1 :]]


def refused(archive: bytes) -> Unverified:
    """How an archive is refused; fails where it is not."""
    try:
        verify(BytesIO(archive))
    except Unverified as error:
        return error
    raise AssertionError("the archive was taken")


@dataclass(frozen=True)
class Made:
    """A small election, with what its people know."""

    election: Election
    trustees: trustee_lists.Trustees
    story: list[Told]
    secrets: tuple[str, ...]
    private: int


CHOOSE = (Choose("Shall we?", ("Yes", "No"), 1, 1, blank=True), Choose("Up to two", ("A", "B", "C"), 0, 2))
RANK = (Rank("In which order?", ("A", "B", "C")),)


def make(
    group_name: str = "Ed25519", questions: tuple[Question, ...] = CHOOSE, voters: int = 3, again: int = 1
) -> Made:
    """An election with one trustee; the first `again` voters vote twice."""
    group = by_name(group_name)
    private, key = trustee.new_key(group)
    trustees = trustee_lists.Trustees(group, (key,))
    election = elections.make(group, key.key, questions, name="Small", description="", uuid=elections.new_uuid())
    made = authority.make(group, election.uuid, voters)
    listed = authority.public_list(group, made.publics)
    parts = (election.content, trustees.to_bytes(), listed)
    setup = {n: digest(p) for n, p in zip(("election", "trustees", "credentials"), parts, strict=True)}
    answer = [([0, 1, 0] if q.blank else [1, 0, 1]) if isinstance(q, Choose) else [1, 2, 3] for q in questions]
    bases = Bases(group, election.public_key)
    ballots = [voter.vote(election, [s], answer, bases) for s in (*made.secrets, *made.secrets[:again])]
    story = [Told("Setup", (*parts, compact(setup))), *(Told("Ballot", (ballot,)) for ballot in ballots)]
    return Made(election, trustees, finished(election, trustees, story, private), made.secrets, private)


def ballots_of(story: Sequence[Told]) -> list[bytes]:
    return [told.contents[0] for told in story if told.kind == "Ballot"]


def finished(election: Election, trustees: trustee_lists.Trustees, story: Sequence[Told], private: int) -> list[Told]:
    """A story of setup and ballots, with all that comes after."""
    group = election.group
    sized, tally = assembler.counted(election, lambda _key: 1, ballots_of(story))
    rest = [Told("EndBallots"), Told("EncryptedTally", (tallies.to_bytes(group, tally), sized.to_bytes()))]
    if election.is_ranked:
        shuffled = trustee.shuffle(election, tally)
        content = shuffled.to_bytes(group)
        rest += [Told("Shuffle", (content, Owned(1, digest(content)).to_bytes())), Told("EndShuffles")]
        tally = tallies.verify_shuffle(election, tally, shuffled)
    partial = tallies.decrypt(election, tally, private)
    content = partial.to_bytes(group)
    rest.append(Told("PartialDecryption", (content, Owned(1, digest(content)).to_bytes())))
    found = tallies.result(election, tallies.opened(trustees, tally, {1: partial}), sized.weight)
    return [*story, *rest, Told("Result", (tallies.result_to_bytes(found),))]
