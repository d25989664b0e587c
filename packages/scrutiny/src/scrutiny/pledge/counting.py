"""The count, as every reader works it out: distinct, valid, not withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scrutiny.encoding import sha256
from scrutiny.errors import Refused, ScrutinyError, Unverified
from scrutiny.pledge import checks, withdrawals
from scrutiny.pledge.board import Board, Listed
from scrutiny.pledge.entries import Entry
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.steps import Step, failing
from scrutiny.pledge.withdrawals import Countersigned

Slot = tuple[int, int]


@dataclass(frozen=True)
class Uncounted:
    """An entry of the list that does not count, and at which step it failed."""

    hash: bytes
    step: int
    code: str


@dataclass
class Tally:
    """`counted` and `withdrawn` in the order of the record; `used` are the cards that were played."""

    counted: list[Entry] = field(default_factory=list)
    withdrawn: list[Entry] = field(default_factory=list)
    uncounted: list[Uncounted] = field(default_factory=list)
    used: dict[Slot, bytes] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.counted)

    def shares(self, deck: int) -> dict[int, int]:
        """The published shares of a deck, from 1, those of withdrawn entries too."""
        every = [*self.counted, *self.withdrawn]
        return {one.indices[deck - 1]: int.from_bytes(one.shares[deck - 1], "little") for one in every}


def check_listed(listed: Listed, entry: Entry, _tally: Tally, _board: Board) -> None:
    """What is served is what the record lists. Raises Refused `other-entry`."""
    if entry.hash() != listed.hash or not listed.agrees(entry):
        raise Refused("other-entry")


def check_voided(listed: Listed, entry: Entry, _tally: Tally, board: Board) -> None:
    """None of its cards was voided before. Raises Refused `voided`."""
    if any(board.voided.get(slot, listed.place) < listed.place for slot in entry.slots):
        raise Refused("voided")


def check_repeated(_listed: Listed, entry: Entry, tally: Tally, _board: Board) -> None:
    """None of its cards was played before. Raises Refused `used-card`."""
    if any(slot in tally.used for slot in entry.slots):
        raise Refused("used-card")


Check = Callable[[Listed, Entry, Tally, Board], None]
CHECKS: tuple[tuple[Step, Check], ...] = (
    (Step.COUNT_LISTED, check_listed),
    (Step.COUNT_VOIDED, check_voided),
    (Step.COUNT_REPEATED, check_repeated),
)


def count(
    manifest: Manifest,
    board: Board,
    served: Mapping[bytes, bytes],
    countersigned: Sequence[Countersigned] = (),
) -> Tally:
    """`served` maps hashes to entries as the server gives them; what it does not give cannot count, and is listed."""
    tally = Tally()
    for listed in board.listed:
        try:
            entry = _counts(manifest, listed, served, tally, board)
        except Unverified as error:
            tally.uncounted.append(Uncounted(listed.hash, int(error.data["step"]), error.code))
        else:
            tally.counted.append(entry)
            tally.used |= dict.fromkeys(entry.slots, listed.hash)
    _withdraw(manifest, board, tally, countersigned)
    return tally


def _counts(manifest: Manifest, listed: Listed, served: Mapping[bytes, bytes], tally: Tally, board: Board) -> Entry:
    with failing(Step.COUNT_LISTED):
        if listed.hash not in served:
            raise Refused("not-served")
    entry = checks.check(manifest, served[listed.hash])
    for step, one in CHECKS:
        with failing(step):
            one(listed, entry, tally, board)
    return entry


def _withdraw(manifest: Manifest, board: Board, tally: Tally, countersigned: Sequence[Countersigned]) -> None:
    """Those in the record, and those that a trustee countersigned while the record was no longer than this."""
    known = {entry.hash(): entry for entry in tally.counted}
    gone = {
        found for found in (_withdrawn(manifest, known, one) for one in _all(manifest, board, countersigned)) if found
    }
    tally.withdrawn = [entry for entry in tally.counted if entry.hash() in gone]
    tally.counted = [entry for entry in tally.counted if entry.hash() not in gone]


def _all(manifest: Manifest, board: Board, countersigned: Sequence[Countersigned]) -> Iterable[bytes]:
    yield from (content for _place, content in board.withdrawals)
    for seen in countersigned:
        if seen.size <= board.size and _holds(manifest, seen):
            yield seen.withdrawal


def _holds(manifest: Manifest, seen: Countersigned) -> bool:
    try:
        withdrawals.check_countersigned(manifest, seen)
    except ScrutinyError:
        return False
    return True


def _withdrawn(manifest: Manifest, known: Mapping[bytes, Entry], content: bytes) -> bytes | None:
    """The hash of the entry that it takes back; None where it is none: anyone can send one."""
    try:
        found = withdrawals.read(content, len(manifest.decks))
        withdrawals.check(manifest, known[found.entry], found)
    except (ScrutinyError, KeyError):
        return None
    return found.entry


def of_served(contents: Iterable[bytes]) -> dict[bytes, bytes]:
    """Entries by their hashes."""
    return {sha256(content): content for content in contents}
