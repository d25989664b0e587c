"""The loops that Python calls, over batches in memory.

`lanes` is `ONE` or `EIGHT`, and every batch a multiple of so many long. A batch of points is a flat uint64 array of
20 words a point (X, Y, Z, T of five limbs, tight), one of encodings has 8 words each, of which 4 count; `rows` says
where each point begins, `wire` where each encoding does. Exponents have four words, least significant first.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from scrutiny.groups.fast import tables, yao
from scrutiny.groups.fast._numba import compiled, kernel
from scrutiny.groups.fast.field import (
    UNIT,
    ZERO,
    add,
    canonical,
    carry,
    choose,
    everywhere,
    from_words,
    is_canonical,
    is_zero,
    mask,
    multiply,
    square,
    subtract,
    to_words,
)
from scrutiny.groups.fast.inverses import inverses
from scrutiny.groups.fast.lanes import ONE, Lanes, Word
from scrutiny.groups.fast.membership import in_subgroup
from scrutiny.groups.fast.memory import (
    LIMBS,
    NIELS_WORDS,
    POINT_WORDS,
    Starts,
    Words,
    gather_niels,
    gather_point,
    gather_words,
    load_element,
    load_word,
    scatter_point,
    scatter_words,
    store_word,
)
from scrutiny.groups.fast.points import D, Extended, add_cached, add_niels, cached
from scrutiny.groups.fast.recoding import recode
from scrutiny.groups.fast.roots import root_of_ratio

_BIT: Final = np.uint64(1)
_SIGN: Final = np.uint64(63)


@kernel
def decode(lanes: Lanes, encodings: Words, wire: Starts, points: Words, rows: Starts, valid: Words) -> None:
    """Points for encodings, and all ones in `valid` where they are canonical, on the curve and in the subgroup."""
    for first in range(0, len(rows), len(lanes)):
        point, good = _decoded(gather_words(lanes, encodings, wire, first))
        scatter_point(lanes, points, rows, first, point)
        store_word(lanes, valid, first, good)


@compiled
def _decoded(words: tuple[Word, ...]) -> tuple[Extended, Word]:
    """RFC 8032, section 5.1.3, and stricter: y must be below p. The identity where the encoding is no good."""
    sign = words[3] >> _SIGN
    y = from_words(words[0], words[1], words[2], words[3])
    yy = square(y)
    on_curve, x = root_of_ratio(carry(subtract(yy, UNIT)), carry(add(multiply(yy, D), UNIT)))
    parity = canonical(x)[0] & _BIT
    x = choose(mask(parity ^ sign), carry(subtract(ZERO, x)), x)
    good = on_curve & is_canonical(y) & in_subgroup(x, y)
    # x = 0 has no other sign.
    good = good ^ (good & is_zero(x) & mask(sign))
    x, y = choose(good, x, ZERO), choose(good, y, UNIT)
    return (x, y, everywhere(good, UNIT), multiply(x, y)), good


@kernel
def encode(lanes: Lanes, points: Words, rows: Starts, encodings: Words, wire: Starts) -> None:
    """The encodings of RFC 8032, section 5.1.2: y, with the lowest bit of x as bit 255."""
    scratch = np.empty(len(rows) * LIMBS, np.uint64)
    inverses(lanes, points, rows, scratch)
    for first in range(0, len(rows), len(lanes)):
        point = gather_point(lanes, points, rows, first)
        inverse = load_element(lanes, scratch, first // len(lanes))
        x = canonical(multiply(point[0], inverse))
        w0, w1, w2, w3 = to_words(canonical(multiply(point[1], inverse)))
        w3 = w3 | (x[0] << _SIGN)
        scatter_words(lanes, encodings, wire, first, (w0, w1, w2, w3, w0, w1, w2, w3))


@kernel
def multiply_each(
    lanes: Lanes, points: Words, rows: Starts, exponents: Words, products: Words, product_rows: Starts
) -> None:
    """Every point times each of its exponents, an array (n, m, 4).

    `product_rows` has m parts of length n: where the products with the first exponents begin, then the second, ...
    """
    n, m, width = exponents.shape[0], exponents.shape[1], len(lanes)
    fresh = _identities(m * width * yao.BUCKETS)
    buckets = np.empty_like(fresh)
    places = _bucket_places(m, width)
    starts = np.empty(m * yao.DIGITS * width, np.int64)
    signs = np.empty(m * yao.DIGITS * width, np.uint64)
    for first in range(0, n, width):
        for j in range(m):
            for lane in range(width):
                at = j * yao.DIGITS * width + lane
                origin = places[j * yao.BUCKETS * width + lane]
                exponent = exponents[first + lane, j]
                recode(exponent, yao.WIDTH, yao.DIGITS, origin, 0, POINT_WORDS, starts, signs, at, width)
        buckets[:] = fresh
        yao.fill(lanes, gather_point(lanes, points, rows, first), m, buckets, starts, signs)
        for j in range(m):
            product = yao.weigh(lanes, buckets, places[j * yao.BUCKETS * width :])
            scatter_point(lanes, products, product_rows, j * n + first, product)


@compiled
def _bucket_places(exponents: int, lanes: int) -> Starts:
    """Where each bucket begins, ordered by exponent, bucket, lane; in memory they lie by exponent, lane, bucket."""
    places = np.empty(exponents * yao.BUCKETS * lanes, np.int64)
    for exponent in range(exponents):
        for bucket in range(yao.BUCKETS):
            for lane in range(lanes):
                row = (exponent * lanes + lane) * yao.BUCKETS + bucket
                places[(exponent * yao.BUCKETS + bucket) * lanes + lane] = row * POINT_WORDS
    return places


@compiled
def _identities(count: int) -> Words:
    """So many times the identity."""
    rows = np.zeros((count, POINT_WORDS), np.uint64)
    rows[:, LIMBS] = 1
    rows[:, 2 * LIMBS] = 1
    return rows.reshape(-1)


@kernel
def add_fixed(lanes: Lanes, points: Words, rows: Starts, exponents: Words, table: Words) -> None:
    """Adds to every point the base of the table times an exponent; `exponents` is an array (n, 4)."""
    width = len(lanes)
    starts = np.empty(tables.DIGITS * width, np.int64)
    signs = np.empty(tables.DIGITS * width, np.uint64)
    stride = tables.ROWS * NIELS_WORDS
    for first in range(0, len(rows), width):
        for lane in range(width):
            exponent = exponents[first + lane]
            recode(exponent, tables.WIDTH, tables.DIGITS, 0, stride, NIELS_WORDS, starts, signs, lane, width)
        point = gather_point(lanes, points, rows, first)
        for k in range(tables.DIGITS):
            at = k * width
            point = add_niels(point, gather_niels(lanes, table, starts, at), load_word(lanes, signs, at))
        scatter_point(lanes, points, rows, first, point)


@kernel
def add_up(points: Words, rows: Starts, sums: Words, sum_rows: Starts, minus: int) -> None:
    """Adds point after point to the sum that `sum_rows` names for it, or subtracts it where `minus` is 1."""
    for index in range(len(rows)):
        point = cached(gather_point(ONE, points, rows, index))
        total = add_cached(gather_point(ONE, sums, sum_rows, index), point, mask(np.uint64(minus)))
        scatter_point(ONE, sums, sum_rows, index, total)
