"""A kernel that lets the tests at the arithmetic of the field."""

from __future__ import annotations

from scrutiny.groups.fast._numba import compiled, kernel
from scrutiny.groups.fast.field import Element, canonical, carry, is_canonical, is_zero, multiply, square
from scrutiny.groups.fast.lanes import Lanes, Word
from scrutiny.groups.fast.memory import Starts, Words, gather_words, scatter_words
from scrutiny.groups.fast.roots import invert

OPERATIONS = ("product", "square", "inverse", "carried", "canonical", "predicates")


@compiled
def _row(a: Element) -> tuple[Word, ...]:
    return a[0], a[1], a[2], a[3], a[4], a[0], a[0], a[0]


@kernel
def field(lanes: Lanes, a: Words, b: Words, wide: Words, places: Starts, found: Words) -> None:
    """For each operation n rows of eight words, of which five count: a b, a^2, 1 / a, and what becomes of `wide`."""
    n = len(places)
    for first in range(0, n, len(lanes)):
        x = gather_words(lanes, a, places, first)[:5]
        y = gather_words(lanes, b, places, first)[:5]
        z = gather_words(lanes, wide, places, first)[:5]
        here = places[first:]
        scatter_words(lanes, found, here, 0, _row(multiply(x, y)))
        scatter_words(lanes, found[8 * n :], here, 0, _row(square(x)))
        scatter_words(lanes, found[16 * n :], here, 0, _row(invert(x)))
        scatter_words(lanes, found[24 * n :], here, 0, _row(carry(z)))
        scatter_words(lanes, found[32 * n :], here, 0, _row(canonical(z)))
        zero, own = is_zero(z), is_canonical(canonical(z))
        scatter_words(lanes, found[40 * n :], here, 0, (zero, own, zero, zero, zero, zero, zero, zero))
