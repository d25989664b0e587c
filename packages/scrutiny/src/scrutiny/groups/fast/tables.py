"""Tables for a fixed base: every d * 256^k B for d = 0..128 and k = 0..31, so that an exponent costs 32 additions."""

from __future__ import annotations

from typing import Final

import numpy as np

from scrutiny.groups.fast._numba import kernel
from scrutiny.groups.fast.field import multiply
from scrutiny.groups.fast.inverses import inverses
from scrutiny.groups.fast.lanes import ONE
from scrutiny.groups.fast.memory import (
    LIMBS,
    NIELS_WORDS,
    POINT_WORDS,
    Starts,
    Words,
    gather_point,
    load_element,
    scatter_niels,
    scatter_point,
)
from scrutiny.groups.fast.points import IDENTITY, add_cached, cached, double_times, niels

WIDTH: Final = 8
DIGITS: Final = 32
ROWS: Final = 2 ** (WIDTH - 1) + 1
_ADD: Final = np.uint64(0)


@kernel
def build(base: Words, starts: Starts, table: Words) -> None:
    """Fills the table, 32 times 129 rows in Niels form, for the point in `base`. `starts` is [0]."""
    rows = np.arange(DIGITS * ROWS) * POINT_WORDS
    multiples = np.empty(DIGITS * ROWS * POINT_WORDS, np.uint64)
    power = gather_point(ONE, base, starts, 0)
    for k in range(DIGITS):
        step = cached(power)
        multiple = IDENTITY
        for d in range(ROWS):
            scatter_point(ONE, multiples, rows, k * ROWS + d, multiple)
            multiple = add_cached(multiple, step, _ADD)
        power = double_times(power, WIDTH)
    scratch = np.empty(len(rows) * LIMBS, np.uint64)
    inverses(ONE, multiples, rows, scratch)
    places = np.arange(DIGITS * ROWS) * NIELS_WORDS
    for index in range(len(rows)):
        point = gather_point(ONE, multiples, rows, index)
        inverse = load_element(ONE, scratch, index)
        scatter_niels(ONE, table, places, index, niels(multiply(point[0], inverse), multiply(point[1], inverse)))
