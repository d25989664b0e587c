"""Batches of points of Ed25519 as numpy arrays: what the checks of ballots are made of.

Only for public data: the time taken depends on the values. Every batch is worked on in one thread; the interpreter's
lock is not held meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scrutiny.groups.fast import kernels, tables
from scrutiny.groups.fast.choice import available
from scrutiny.groups.fast.lanes import EIGHT, ONE, Lanes
from scrutiny.groups.fast.memory import LIMBS, NIELS_WORDS, POINT_WORDS, WIRE_WORDS
from scrutiny.groups.fast.points import ORDER

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Starts = npt.NDArray[np.int64]
Index = slice | npt.NDArray[Any] | Sequence[int]

_ORDER_WORDS: Final = tuple(np.uint64(ORDER >> 64 * index & 2**64 - 1) for index in range(4))


class Points:
    """A batch of points of the subgroup. `len()` counts them; a slice or an array of numpy picks some."""

    __slots__ = ("rows",)

    def __init__(self, rows: Words) -> None:
        """`rows` is (n, 20): X, Y, Z and T in extended coordinates, five limbs each. Only this package makes any."""
        self.rows: Final = _kept(rows)

    def __reduce__(self) -> tuple[type[Points], tuple[Words]]:
        return Points, (self.rows,)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Index) -> Points:
        return Points(self.rows[index])


class Table:
    """What was computed beforehand for one base: 32 times 129 points, half a megabyte."""

    __slots__ = ("words",)

    def __init__(self, words: Words) -> None:
        self.words: Final = _kept(words)

    def __reduce__(self) -> tuple[type[Table], tuple[Words]]:
        return Table, (self.words,)


def decode(encodings: Bytes) -> tuple[Points, npt.NDArray[np.bool_]]:
    """The points for (n, 32) encodings, and which of them are good: canonical, on the curve, in the subgroup.

    Canonical means that y is below p, and that x = 0 has no sign. Where an encoding is no good, the point is the
    identity; the identity's own encoding is good.
    """
    lanes, count = _lanes(), len(encodings)
    wire = np.zeros((_padded(count, lanes), WIRE_WORDS), np.uint64)
    wire[:count, :4] = _words(encodings, 2)
    wire[count:, 0] = 1
    points = np.empty((len(wire), POINT_WORDS), np.uint64)
    valid = np.empty(len(wire), np.uint64)
    kernels.decode(lanes, wire.reshape(-1), _places(wire), points.reshape(-1), _places(points), valid)
    return Points(points[:count]), valid[:count] != 0


def encode(points: Points) -> Bytes:
    """The (n, 32) encodings."""
    lanes = _lanes()
    rows = _pad(points.rows, lanes)
    wire = np.empty((len(rows), WIRE_WORDS), np.uint64)
    kernels.encode(lanes, rows.reshape(-1), _places(rows), wire.reshape(-1), _places(wire))
    return wire[: len(points), :4].astype("<u8").view(np.uint8)


def table(encoding: bytes) -> Table:
    """The table for one base. Raises ValueError for what is no encoding of a point of the subgroup."""
    if len(encoding) != 32:
        raise ValueError("a point has 32 bytes")
    points, good = decode(np.frombuffer(encoding, np.uint8).reshape(1, 32))
    if not good.all():
        raise ValueError("not a point of the subgroup, or not written in the one canonical way")
    words = np.empty(tables.DIGITS * tables.ROWS * NIELS_WORDS, np.uint64)
    tables.build(points.rows.reshape(-1), np.zeros(1, np.int64), words)
    return Table(words)


def commitments(
    points: Points,
    exponents: Bytes,
    base: Table,
    base_exponents: Bytes,
    also: Sequence[tuple[Table, Bytes]] = (),
) -> Bytes:
    """The (n, m, 32) encodings of e * P + b * B, for every point P, its m exponents e and as many b of the base B.

    All exponents are (n, m, 32) bytes, little-endian and below q (ValueError otherwise). The m exponents of a point
    share the doublings. `also` names more bases with their exponents, whose multiples are added as well.
    """
    rows = _multiples(points, exponents)
    for fixed, multipliers in ((base, base_exponents), *also):
        if multipliers.shape != exponents.shape:
            raise ValueError("as many exponents for a base as for the points")
        _add_fixed(rows, fixed, multipliers.reshape(-1, 32))
    return encode(Points(rows)).reshape(exponents.shape)


def multiply_fixed(base: Table, exponents: Bytes) -> Points:
    """The n multiples of one base by (n, 32) exponents below q."""
    rows = _identities(len(exponents))
    _add_fixed(rows, base, exponents)
    return Points(rows)


def add(a: Points, b: Points) -> Points:
    """Sums, one by one."""
    return _combine(a, b, minus=False)


def subtract(a: Points, b: Points) -> Points:
    """Differences, one by one."""
    return _combine(a, b, minus=True)


def total(points: Points) -> Points:
    """The sum of all points, as a batch of one; the identity for none."""
    return sums(points, np.zeros(len(points), np.int64), 1)


def sums(points: Points, group: npt.NDArray[np.integer[Any]], groups: int) -> Points:
    """The sum of the points of each group: `group` says for every point which, from 0 to groups - 1."""
    if len(group) != len(points) or (len(group) and not 0 <= int(group.min()) <= int(group.max()) < groups):
        raise ValueError("every point belongs to one of the groups")
    found = _identities(groups)
    where = group.astype(np.int64) * POINT_WORDS
    kernels.add_up(points.rows.reshape(-1), _places(points.rows), found.reshape(-1), where, 0)
    return Points(found)


def warm_up() -> None:
    """Compiles everything that the chosen path needs, or loads it from the cache."""
    encoding = np.zeros((1, 32), np.uint8)
    encoding[0, 0] = 1
    exponents = np.zeros((1, 1, 32), np.uint8)
    points, _ = decode(encoding)
    commitments(points, exponents, table(encoding.tobytes()), exponents)
    total(points)


def _kept(words: Words) -> Words:
    """One kind of array only, for which kernels are compiled; what comes from another process can be read-only."""
    return np.require(words, np.uint64, ["C", "A", "W"])


def _lanes() -> Lanes:
    path = available()
    if not path:
        raise RuntimeError("there is no fast path here")
    return EIGHT if path == "ifma" else ONE


def _padded(count: int, lanes: Lanes) -> int:
    return -(-count // len(lanes)) * len(lanes)


def _pad(rows: Words, lanes: Lanes) -> Words:
    """Rows of points, with identities up to a multiple of the lanes."""
    missing = _padded(len(rows), lanes) - len(rows)
    return np.concatenate([rows, _identities(missing)]) if missing else rows


def _identities(count: int) -> Words:
    rows = np.zeros((count, POINT_WORDS), np.uint64)
    rows[:, [LIMBS, 2 * LIMBS]] = 1
    return rows


def _places(rows: Words) -> Starts:
    """Where each row begins in the flat array."""
    return np.arange(0, rows.size, rows.shape[1], dtype=np.int64)


def _words(encodings: Bytes, dimensions: int) -> Words:
    """(..., 32) bytes as (..., 4) words, least significant first."""
    if encodings.dtype != np.uint8 or encodings.ndim != dimensions or encodings.shape[-1] != 32:
        raise ValueError("an array of 32 bytes each is wanted")
    return np.ascontiguousarray(encodings).view("<u8").astype(np.uint64)


def _exponents(encodings: Bytes, dimensions: int) -> Words:
    """Exponents as words. Raises ValueError unless all are below q."""
    words = _words(encodings, dimensions)
    below = np.zeros(words.shape[:-1], bool)
    for index, order_word in enumerate(_ORDER_WORDS):
        below = (words[..., index] < order_word) | ((words[..., index] == order_word) & below)
    if not below.all():
        raise ValueError("exponents are below the order of the group")
    return words


def _multiples(points: Points, exponents: Bytes) -> Words:
    """Every point times each of its m exponents: rows (n * m, 20)."""
    if exponents.ndim != 3 or len(exponents) != len(points):
        raise ValueError("each point has its exponents")
    lanes, (count, m) = _lanes(), exponents.shape[:2]
    rows = _pad(points.rows, lanes)
    padded = np.zeros((len(rows), m, 4), np.uint64)
    padded[:count] = _exponents(exponents, 3)
    products = np.empty((len(rows), m, POINT_WORDS), np.uint64)
    where = np.arange(len(rows) * m, dtype=np.int64).reshape(len(rows), m).T.ravel() * POINT_WORDS
    kernels.multiply_each(lanes, rows.reshape(-1), _places(rows), padded, products.reshape(-1), where)
    return products[:count].reshape(-1, POINT_WORDS)


def _add_fixed(rows: Words, base: Table, exponents: Bytes) -> None:
    """Adds a multiple of the base to every row, in place. What does not fill all lanes goes one by one."""
    lanes, words = _lanes(), _exponents(exponents, 2)
    whole = len(rows) // len(lanes) * len(lanes)
    flat = rows.reshape(-1)
    kernels.add_fixed(lanes, flat, _places(rows)[:whole], words[:whole], base.words)
    kernels.add_fixed(ONE, flat, _places(rows)[whole:], words[whole:], base.words)


def _combine(a: Points, b: Points, *, minus: bool) -> Points:
    if len(a) != len(b):
        raise ValueError("batches of the same length")
    found = a.rows.copy()
    kernels.add_up(b.rows.reshape(-1), _places(b.rows), found.reshape(-1), _places(found), int(minus))
    return Points(found)
