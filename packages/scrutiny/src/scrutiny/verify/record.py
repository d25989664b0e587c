"""Checking a whole record: signatures, every entry, every tile, then what the entries make of the organisation.

Entries are read as a stream; what is kept does not grow with them but for the mandates that are known. The root is
worked out from all entries, never only from tiles; tiles are compared with it, so that proofs cut from them hold too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from scrutiny.encoding import commitment
from scrutiny.errors import Malformed, Refused, ScrutinyError, Unverified
from scrutiny.organisation import authors, replay, shown
from scrutiny.organisation import entries as public
from scrutiny.organisation.authors import Authors
from scrutiny.organisation.ballots import confirming
from scrutiny.organisation.charter import Adoption
from scrutiny.organisation.replay import State
from scrutiny.record import checkpoints, merkle, source, tiles
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.policy import Policy, policy_hash
from scrutiny.record.source import Source, read_tile
from scrutiny.record.tiles import Builder, Tile

Progress = Callable[[int, int], None]


class Step(IntEnum):
    """In the order in which they are met. docs/protocol/record.md says of each what it keeps out."""

    POLICY = 1
    CHECKPOINT = 2
    WITNESSES = 3
    GROWTH = 4
    FILES = 5
    ENTRIES = 6
    TILES = 7
    FORM = 8
    REPLAY = 9
    OPENINGS = 10
    AUTHORS = 11


@contextmanager
def checking(step: Step, **place: str | int) -> Iterator[None]:
    """What is raised inside is raised with the number of the step and the place."""
    try:
        yield
    except Unverified:
        raise
    except ScrutinyError as error:
        raise Unverified(error.code, **{"step": int(step), **place, **error.data}) from error


@dataclass(frozen=True)
class Opening:
    """What the private part of an entry was: shown to whoever may see it."""

    salt: bytes
    private: bytes


@dataclass
class Report:
    """`since` is the size of the older checkpoint; `witnesses` maps names to the instants of their cosignatures."""

    origin: str = ""
    size: int = 0
    root: str = ""
    policy: str = ""
    witnesses: dict[str, int] = field(default_factory=dict)
    quorum: str = ""
    since: int | None = None
    verified: int = 0
    authors: Authors = field(default_factory=Authors)
    state: State = field(default_factory=State)

    @property
    def sealed(self) -> int:
        """Entries whose private part was not shown and, as far as the record says, was not deleted."""
        return self.size - self.verified - self.state.erased

    @property
    def never_asked(self) -> list[Adoption]:
        """Rules of the charter that fell back without a ballot about them: no fault, but one may ask why."""
        state = self.state
        return confirming.never_asked(state.adopted, state.confirming, state.last_day) if state.last_day else []

    def to_json(self) -> dict[str, Any]:
        state = self.state
        return {
            "verified": True,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "policy": self.policy,
            "witnesses": self.witnesses,
            "since": self.since,
            "acts": {
                "signed": self.authors.signed,
                "by_unknown_keys": self.authors.strange,
                "unsigned": self.authors.unsigned,
            },
            "entries": {"verified": self.verified, "sealed": self.sealed, "erased": state.erased},
            "organisation": {
                "id": state.org,
                "founded": state.founded.isoformat() if state.founded else None,
                "last_day": state.last_day.isoformat() if state.last_day else None,
                "members": state.members,
                "mandates": len(state.offices),
                "audited": state.audited,
                "ended": state.ended,
                "never_asked": {one.rule: str(one.confirm_by) for one in self.never_asked},
                "acts": dict(sorted(state.types.items())),
            },
        }


def verify(
    files: Source,
    policy: bytes,
    *,
    since: bytes | None = None,
    openings: Mapping[int, Opening] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Raises Unverified with `step` and, where there is one, the `entry` or the `file`.

    `since` is a checkpoint that was kept from an earlier check: nothing of the record may have changed below it.
    """
    with checking(Step.POLICY):
        from scrutiny.record import policy as policies  # noqa: PLC0415 - the name is taken by the argument

        trusted = policies.parse(policy)
    report = Report(policy=policy_hash(policy), quorum=trusted.quorum)
    found = _checkpoint(files, trusted, report)
    older = _older(since, trusted, found)
    report.since = older.size if older else None
    walk = _Walk(files, found, older, dict(openings or {}), report)
    walk.run(progress)
    with checking(Step.AUTHORS):
        report.authors = authors.check(report.state.org, {i: one.private for i, one in walk.openings.items()})
    return report


def _checkpoint(files: Source, policy: Policy, report: Report) -> Checkpoint:
    with checking(Step.CHECKPOINT, file=source.CHECKPOINT):
        content = files.fetch(source.CHECKPOINT)
        checkpoints.verified(content, [log.key for log in policy.logs])
    with checking(Step.WITNESSES, file=source.CHECKPOINT):
        _note, found, seen = policy.verify(content)
    names = {witness.key: witness.name for witness in policy.witnesses}
    report.witnesses = {names[key]: instant for key, instant in seen.items()}
    report.origin, report.size, report.root = found.origin, found.size, found.root.hex()
    return found


def _older(since: bytes | None, policy: Policy, found: Checkpoint) -> Checkpoint | None:
    """The log's own signature is enough here: two roots that it signed for one size are the proof against it."""
    if since is None:
        return None
    with checking(Step.GROWTH):
        _note, older = checkpoints.verified(since, [log.key for log in policy.logs])
        if older.origin != found.origin:
            raise Refused("origin", origin=older.origin)
        if older.size > found.size:
            raise Refused("shorter", size=found.size, since=older.size)
    return older


class _Walk:
    def __init__(
        self, files: Source, found: Checkpoint, older: Checkpoint | None, openings: dict[int, Opening], report: Report
    ) -> None:
        self.files, self.found, self.older, self.openings, self.report = files, found, older, openings, report
        self.builder = Builder()
        self.suspect: int | None = None  # the first entry whose hash is not that of its tile
        self.tile_error: Unverified | None = None
        self.late: Unverified | None = None  # what is wrong with an entry, told only when the entry is the log's

    def run(self, progress: Progress | None) -> None:
        self._check_growth()
        for tile in tiles.each_tile(tiles.ENTRIES, self.found.size):
            self._bundle(tile)
            if progress:
                progress(self.builder.size, self.found.size)
        for tile, content in self.builder.partial():
            self._compare(tile, content)
        self._finish()

    def _bundle(self, tile: Tile) -> None:
        with checking(Step.FILES, file=tile.path, entry=tile.number * tiles.WIDTH):
            found = tiles.unbundle(read_tile(self.files, tile), tile.width)
        self._compare_leaves(tile, found)
        for content in found:
            for full, hashes in self.builder.add(content):
                self._compare(full, hashes)
            self._entry(self.builder.size - 1, content)
            self._check_growth()

    def _compare_leaves(self, bundle: Tile, found: list[bytes]) -> None:
        """Which entry differs from the tile of hashes. Either may have been changed: the root tells at the end."""
        if self.suspect is not None:
            return
        leaves = Tile(0, bundle.number, bundle.width)
        with checking(Step.TILES, file=leaves.path, entry=bundle.number * tiles.WIDTH):
            hashes = tiles.hashes(read_tile(self.files, leaves), leaves.width)
        for place, (content, hashed) in enumerate(zip(found, hashes, strict=True), bundle.number * tiles.WIDTH):
            if merkle.leaf_hash(content) != hashed:
                self.suspect = place
                return

    def _compare(self, tile: Tile, content: bytes) -> None:
        """A tile that is served against the one that the entries give."""
        if self.tile_error is not None:
            return
        place = {"file": tile.path, "entry": tile.number * tiles.WIDTH ** (tile.level + 1)}
        try:
            with checking(Step.TILES, **place):
                if read_tile(self.files, tile) != content:
                    raise Refused("tile")
        except Unverified as error:
            self.tile_error = error

    def _check_growth(self) -> None:
        """Where no entry was changed on its way, it is the log that has two histories."""
        if self.older is None or self.builder.size != self.older.size or self.suspect is not None:
            return
        if self.builder.frontier.root() != self.older.root:
            raise Unverified("fork", step=int(Step.GROWTH), size=self.older.size)

    def _entry(self, index: int, content: bytes) -> None:
        if self.late is not None:
            return
        try:
            with checking(Step.FORM, entry=index):
                entry = public.read(content)
            with checking(Step.REPLAY, entry=index):
                replay.take(self.report.state, entry)
            with checking(Step.OPENINGS, entry=index):
                self._opened(index, entry)
        except Unverified as error:
            self.late = error

    def _opened(self, index: int, entry: public.Entry) -> None:
        opening = self.openings.get(index)
        if opening is None:
            return
        if commitment(opening.salt, opening.private).hex() != entry.c:
            raise Refused("opening")
        shown.check(entry, opening.private)
        self.report.verified += 1

    def _finish(self) -> None:
        """What is wrong, in the order of what it means: another history, a changed entry, a changed tile, a rule."""
        if self.builder.frontier.root() != self.found.root:
            place = {} if self.suspect is None else {"entry": self.suspect}
            raise Unverified("entry" if place else "root", **{"step": int(Step.ENTRIES), **place})
        if self.suspect is not None:
            tile = tiles.tile_for(0, self.suspect // tiles.WIDTH, self.found.size)
            raise Unverified("tile", step=int(Step.TILES), entry=self.suspect, file=tile.path)
        for error in (self.tile_error, self.late):
            if error is not None:
                raise error


def read_openings(lines: Iterable[str]) -> dict[int, Opening]:
    """From lines of JSON with `index`, `salt` and `private`, the last two as hexadecimal and as text.

    Raises Malformed `openings` with the line.
    """
    found = {}
    for number, line in enumerate(lines, 1):
        try:
            value = json.loads(line)
            salt, private = bytes.fromhex(value["salt"]), value["private"].encode()
            if len(salt) != merkle.HASH_BYTES or type(value["index"]) is not int:
                raise ValueError(number)
            found[value["index"]] = Opening(salt, private)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Malformed("openings", line=number) from error
    return found
