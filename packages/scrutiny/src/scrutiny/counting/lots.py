"""Ties are broken by lots that anyone can draw again: from a seed agreed before the votes were known.

The n-th lot of a count puts the tied candidates into the order of
SHA-256("groundswell/lot/v1" 0x00 seed 0x00 n "|" purpose "|" candidate), where n, counted from 1, and the candidate's
number on the paper, counted from 1, are decimal, and the seed is its raw bytes. The first in that order is drawn. Every
lot is kept in the result: its number, what it decided, at which stage, between whom, and the order it gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused

DOMAIN = b"groundswell/lot/v1"
LEAST_SEED = 8
MOST_SEED = 1_024


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot that was drawn. `order` holds candidates counted from 0, the one drawn first; stages count from 1."""

    number: int
    purpose: str
    stage: int
    order: tuple[int, ...]

    @property
    def drawn(self) -> int:
        return self.order[0]


def seed_from_hex(text: str) -> bytes:
    """The seed of the lots from its published hexadecimal form.

    Raises Malformed with code "lot-seed" unless it is 8 to 1,024 bytes of hexadecimal, spaces allowed.
    """
    try:
        seed = bytes.fromhex(text)
    except ValueError as error:
        raise Malformed("lot-seed", reason="not-hexadecimal") from error
    if not LEAST_SEED <= len(seed) <= MOST_SEED:
        raise Malformed("lot-seed", reason="length", bytes=len(seed))
    return seed


class Lots:
    """The lots of one count, drawn one after the other. Without a seed every draw is refused."""

    def __init__(self, seed: bytes | None) -> None:
        self._seed = seed
        self._drawn: list[Lot] = []

    @property
    def drawn(self) -> tuple[Lot, ...]:
        return tuple(self._drawn)

    def order(self, purpose: str, stage: int, among: Iterable[int]) -> tuple[int, ...]:
        """Put the tied candidates into the order of the next lot, and remember it.

        Raises Refused with code "lot-needed" (data: purpose, stage, among) if no seed was agreed.
        """
        tied = sorted(set(among))
        if self._seed is None:
            names = ",".join(str(candidate + 1) for candidate in tied)
            raise Refused("lot-needed", purpose=purpose, stage=stage, among=names)
        number = len(self._drawn) + 1
        ordered = tuple(sorted(tied, key=lambda candidate: self._digest(number, purpose, candidate)))
        self._drawn.append(Lot(number, purpose, stage, ordered))
        return ordered

    def one(self, purpose: str, stage: int, among: Iterable[int]) -> int:
        """The candidate drawn first. With a single candidate nothing is drawn. Raises Refused as `order` does."""
        tied = sorted(set(among))
        return tied[0] if len(tied) == 1 else self.order(purpose, stage, tied)[0]

    def _digest(self, number: int, purpose: str, candidate: int) -> bytes:
        seed = self._seed or b""
        return sha256(b"\0".join((DOMAIN, seed, f"{number}|{purpose}|{candidate + 1}".encode())))


def fill(ranking: Sequence[Sequence[int]], seats: int, lots: Lots) -> tuple[int, ...]:
    """The candidates of an order who get the seats; a lot is drawn only in the group that does not fit.

    Raises Refused with code "lot-needed" as `Lots.order` does.
    """
    elected: list[int] = []
    for group in ranking:
        room = seats - len(elected)
        if room <= 0:
            break
        elected += group if len(group) <= room else lots.order("elect", 1, group)[:room]
    return tuple(elected)
