"""What the record says of one pledge, and how the server writes it there.

Entries are appended at fixed times, sorted by their hashes, so that their order tells nothing about when and from where
they came. The record keeps hash, indices and shares; the entry itself is served beside it and deleted at expiry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scrutiny.encoding import Json
from scrutiny.errors import Malformed
from scrutiny.organisation import entries as record_entries
from scrutiny.pledge import statements, trustees_said
from scrutiny.pledge.entries import Entry
from scrutiny.pledge.statements import hexadecimal, items, number
from scrutiny.pledge.terms import MOST_CARDS, MOST_DECKS, MOST_TRUSTEES
from scrutiny.pledge.trustees_said import Notice
from scrutiny.record.merkle import leaf_hash, root_of

MANIFEST, ENTRIES, WITHDRAWALS, VOIDED = "pledge.manifest", "pledge.entries", "pledge.withdrawals", "pledge.voided"
NOTICE, SEALED = "pledge.notice", "pledge.sealed"
LONGEST_WITHDRAWAL = 64 + 64 * MOST_DECKS
MOST_IN_BATCH = 150  # with four decks these stay below the 65,535 bytes of an entry of the record


@dataclass(frozen=True)
class Listed:
    """An entry as the record lists it: `place` is the number of the record's entry that holds the batch."""

    place: int
    hash: bytes
    indices: tuple[int, ...]
    shares: tuple[bytes, ...]

    def agrees(self, entry: Entry) -> bool:
        return (self.indices, self.shares) == (entry.indices, entry.shares)


@dataclass
class Board:
    """The record as far as `size`, with its `root`: what it says of the pledge with this h (hexadecimal).

    `manifest` is the place where h entered it; `voided` maps deck and index to the place of their voiding; `sealed` are
    the hashes of what trustees sealed.
    """

    h: str
    size: int = 0
    root: bytes = b""
    manifest: int | None = None
    listed: list[Listed] = field(default_factory=list)
    withdrawals: list[tuple[int, bytes]] = field(default_factory=list)
    voided: dict[tuple[int, int], int] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    sealed: dict[int, str] = field(default_factory=dict)


def read(record: Iterable[bytes], h: bytes) -> Board:
    """From the entries of the record, from the first on. Raises Malformed `pledge-effect` with the entry."""
    board = Board(h.hex())
    leaves = []
    for place, content in enumerate(record):
        leaves.append(leaf_hash(content))
        if b'"pledge.' in content:
            take(board, place, content)
    board.size, board.root = len(leaves), root_of(leaves)
    return board


def take(board: Board, place: int, content: bytes) -> None:
    """One entry of the record, for whoever has found those of pledges already and knows size and root from elsewhere.

    Raises Malformed.
    """
    try:
        entry = record_entries.read(content)
    except Malformed as error:
        raise Malformed(error.code, entry=place) from error
    reader = READERS.get(entry.type)
    if reader is None or entry.effect.get("pledge") != board.h:
        return
    try:
        reader(board, place, dict(entry.effect))
    except (Malformed, TypeError, KeyError) as error:
        raise Malformed("pledge-effect", entry=place) from error


def manifest_effect(h: bytes) -> dict[str, Json]:
    return {"pledge": h.hex()}


def _manifest(board: Board, place: int, effect: dict[str, Any]) -> None:
    statements.fields(effect, {"pledge"})
    if board.manifest is None:
        board.manifest = place


def batches(waiting: Sequence[Entry]) -> list[list[Entry]]:
    """What waits, sorted by hash, in parts that fit into one entry of the record each."""
    ordered = sorted(waiting, key=lambda entry: entry.hash())
    return [ordered[at : at + MOST_IN_BATCH] for at in range(0, len(ordered), MOST_IN_BATCH)]


def entries_effect(h: bytes, batch: Sequence[Entry]) -> dict[str, Json]:
    """One batch, sorted by hash."""
    ordered = sorted(batch, key=lambda entry: entry.hash())
    return {
        "pledge": h.hex(),
        "entries": [[one.hash().hex(), list(one.indices), [share.hex() for share in one.shares]] for one in ordered],
    }


def _entries(board: Board, place: int, effect: dict[str, Any]) -> None:
    found = [
        _listed(place, one) for one in items(statements.fields(effect, {"pledge", "entries"})["entries"], 1, MOST_CARDS)
    ]
    hashes = [one.hash for one in found]
    if hashes != sorted(set(hashes)):
        raise Malformed("pledge-order")
    board.listed += found


def _listed(place: int, value: Any) -> Listed:
    hashed, indices, shares = items(value, 3, 3)
    return Listed(
        place,
        bytes.fromhex(hexadecimal(hashed)),
        tuple(number(one, 0) for one in items(indices, 1, MOST_DECKS)),
        tuple(bytes.fromhex(hexadecimal(one)) for one in items(shares, 1, MOST_DECKS)),
    )


def withdrawals_effect(h: bytes, batch: Sequence[bytes]) -> dict[str, Json]:
    return {"pledge": h.hex(), "withdrawals": sorted(one.hex() for one in batch)}


def _withdrawals(board: Board, place: int, effect: dict[str, Any]) -> None:
    listed = items(statements.fields(effect, {"pledge", "withdrawals"})["withdrawals"], 1, MOST_CARDS)
    for one in listed:
        board.withdrawals.append(
            (place, bytes.fromhex(hexadecimal(one, len(statements.text(one, 2 * LONGEST_WITHDRAWAL)) // 2)))
        )


def voided_effect(h: bytes, slots: Sequence[tuple[int, int]]) -> dict[str, Json]:
    """Leftover cards, by deck and index: entries with them after this place do not count."""
    return {"pledge": h.hex(), "cards": [list(slot) for slot in sorted(slots)]}


def _voided(board: Board, place: int, effect: dict[str, Any]) -> None:
    listed = items(statements.fields(effect, {"pledge", "cards"})["cards"], 1, MOST_CARDS * MOST_DECKS)
    for value in listed:
        deck, index = items(value, 2, 2)
        board.voided.setdefault((number(deck, 1), number(index, 1)), place)


def notice_effect(notice: Notice) -> dict[str, Json]:
    return {
        "pledge": notice.h.hex(),
        "trustee": notice.trustee,
        "size": notice.size,
        "root": notice.root.hex(),
        "shown": notice.shown,
        "signature": notice.signature.hex(),
    }


def _notice(board: Board, _place: int, effect: dict[str, Any]) -> None:
    found = statements.fields(effect, {"pledge", "trustee", "size", "root", "shown", "signature"})
    board.notices.append(
        trustees_said.Notice(
            h=bytes.fromhex(board.h),
            trustee=number(found["trustee"], 1, MOST_TRUSTEES),
            size=number(found["size"], 0),
            root=bytes.fromhex(hexadecimal(found["root"])),
            shown=number(found["shown"], 0),
            signature=bytes.fromhex(hexadecimal(found["signature"], 64)),
        )
    )


def sealed_effect(h: bytes, trustee: int, sealed_hash: bytes) -> dict[str, Json]:
    """Of what a trustee sealed to readers, only the hash."""
    return {"pledge": h.hex(), "trustee": trustee, "sealed": sealed_hash.hex()}


def _sealed(board: Board, _place: int, effect: dict[str, Any]) -> None:
    found = statements.fields(effect, {"pledge", "trustee", "sealed"})
    board.sealed[number(found["trustee"], 1, MOST_TRUSTEES)] = hexadecimal(found["sealed"])


READERS: Mapping[str, Callable[[Board, int, dict[str, Any]], None]] = {
    MANIFEST: _manifest,
    ENTRIES: _entries,
    WITHDRAWALS: _withdrawals,
    VOIDED: _voided,
    NOTICE: _notice,
    SEALED: _sealed,
}
