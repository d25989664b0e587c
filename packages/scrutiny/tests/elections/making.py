"""The six archives of the reference tool taken apart, small elections of our own, and JSON changed in one place."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from scrutiny.elections import election as elections
from scrutiny.elections import tally as tallies
from scrutiny.elections import trustees as trustee_lists
from scrutiny.elections.archive import Reader, read_event
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose, Question, Rank
from scrutiny.elections.tally import Partial, Shuffle, Sized, Tally, read_owned
from scrutiny.elections.trustees import Pedersen, Trustees
from scrutiny.errors import ScrutinyError
from scrutiny.groups import by_name
from scrutiny.proofs.schnorr import Bases
from scrutiny.roles import threshold, trustee
from scrutiny.roles.threshold import Ceremony

DATA = Path(__file__).parent / "data"
NAMES = (
    "ed25519-ranked",
    "ed25519-single",
    "ed25519-threshold",
    "ff-single",
    "ff-threshold",
    "rfc3526-ranked",
)
LARGEST = 1 << 20
UUID = "7WhmkbUDDMy1dt"
CHOOSE = (Choose("Shall we?", ("Yes", "No"), 1, 1, blank=True), Choose("Up to two", ("A", "B", "C"), 0, 2))
RANK = (Rank("In which order?", ("A", "B", "C")),)
Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Told:
    """An event of an archive and the contents before it, its payload last."""

    kind: str
    contents: tuple[bytes, ...]


@dataclass(frozen=True)
class Reference:
    """One of the reference tool's elections."""

    archive: bytes
    told: tuple[Told, ...]
    election: Election
    bases: Bases
    trustees: Trustees
    credentials: bytes

    def contents(self, kind: str) -> list[tuple[bytes, ...]]:
        return [told.contents for told in self.told if told.kind == kind]

    @property
    def ballots(self) -> list[bytes]:
        return [content for (content,) in self.contents("Ballot")]

    @property
    def sized(self) -> Sized:
        return tallies.read_sized(self.contents("EncryptedTally")[0][1])

    def tally(self) -> Tally:
        return tallies.read(self.election, self.contents("EncryptedTally")[0][0], self.sized.ballots)

    def shuffles(self) -> list[Shuffle]:
        return [tallies.read_shuffle(self.election.group, content) for content, _owned in self.contents("Shuffle")]

    def partials(self) -> dict[int, Partial]:
        owners, group = len(self.trustees.keys), self.election.group
        found = self.contents("PartialDecryption")
        return {read_owned(owned, owners).owner: tallies.read_partial(group, content) for content, owned in found}

    @property
    def result(self) -> bytes:
        return self.contents("Result")[0][0]


@cache
def reference(name: str) -> Reference:
    archive = (DATA / f"{name}.bel").read_bytes()
    reader, waiting, told = Reader(BytesIO(archive)), list[bytes](), list[Told]()
    for found in reader.records():
        content = reader.content(found, LARGEST)
        if found.kind == "data":
            waiting.append(content)
        else:
            told.append(Told(read_event(content).type, tuple(waiting)))
            waiting = []
    content, listed, credentials, _setup = told[0].contents
    election = elections.read(content)
    trustees = trustee_lists.read(election.group, listed)
    bases = Bases(election.group, election.public_key)
    return Reference(archive, tuple(told), election, bases, trustees, credentials)


@dataclass(frozen=True)
class Own:
    """An election of ours whose trustees are one person, and a group of three of whom two suffice."""

    election: Election
    bases: Bases
    trustees: Trustees
    private: dict[int, int]

    def partials(self, tally: Tally, *owners: int) -> dict[int, Partial]:
        return {owner: tallies.decrypt(self.election, tally, self.private[owner]) for owner in owners}


def ceremony(group_name: str, size: int, needed: int) -> tuple[Pedersen, list[int]]:
    """A group of trustees, and the private key of each."""
    group = by_name(group_name)
    seeds = [threshold.new_seed() for _ in range(size)]
    certs = tuple(threshold.certify(group, seed, size, needed, n) for n, seed in enumerate(seeds, 1))
    known = Ceremony(group, needed, certs)
    polynomials = [threshold.draw_polynomial(group, seed, needed) for seed in seeds]
    secrets = [sum(one.value(group.q, place) for one in polynomials) % group.q for place in range(1, size + 1)]
    signatures = [
        threshold.sign_ceremony(known, seed, one.commitments) for seed, one in zip(seeds, polynomials, strict=True)
    ]
    keys = [threshold.public_key(known, seed, secret) for seed, secret in zip(seeds, secrets, strict=True)]
    return threshold.assembled(known, [one.signed for one in polynomials], signatures, keys), secrets


@cache
def own(group_name: str = "Ed25519", questions: tuple[Question, ...] = CHOOSE) -> Own:
    group = by_name(group_name)
    private, key = trustee.new_key(group)
    together, secrets = ceremony(group_name, 3, 2)
    trustees = Trustees(group, (key, together))
    election = elections.make(group, trustees.public_key(), questions, name="Small", description="", uuid=UUID)
    return Own(election, Bases(group, election.public_key), trustees, dict(enumerate([private, *secrets], 1)))


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every number and text of a JSON value, with its place."""
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, name))
    else:
        yield path, value


def changed_at(value: Any, path: Path_, change: Callable[[Any], Any]) -> Any:
    """A copy in which what stands at that place is changed."""
    made = copy.deepcopy(value)
    inner = made
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = change(inner[path[-1]])
    return made


def refused(attempt: Callable[..., object], *given: object) -> ScrutinyError:
    """The error with which something is refused."""
    with pytest.raises(ScrutinyError) as caught:
        attempt(*given)
    return caught.value
