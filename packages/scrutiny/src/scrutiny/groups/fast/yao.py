"""Several exponents for one point: Yao's method (1976; Knuth, TAOCP 2, section 4.6.3, exercise 9).

With digits in base 16, e P is the sum over k of d_k * 16^k P. Go up through the powers 16^k P and add each to the
bucket for the size of its digit, from 1 to 8; in the end e P is the sum of j times bucket j. The powers cost 252
doublings once for all exponents of the point, each exponent 64 additions and 14 for the buckets.

A point has, for each exponent and each lane, nine rows of buckets; number 0 takes what the digit 0 adds.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from scrutiny.groups.fast._numba import compiled
from scrutiny.groups.fast.lanes import Lanes
from scrutiny.groups.fast.memory import Starts, Words, gather_point, load_word, scatter_point
from scrutiny.groups.fast.points import Extended, add_cached, cached, double_times

WIDTH: Final = 4
DIGITS: Final = 64
BUCKETS: Final = 9
_ADD: Final = np.uint64(0)


@compiled
def fill(lanes: Lanes, point: Extended, exponents: int, buckets: Words, starts: Starts, signs: Words) -> None:
    """Adds 16^k P to the bucket of digit k, for all k and all exponents.

    `starts` and `signs` are ordered by exponent, digit, lane, as `recode` writes them.
    """
    for k in range(DIGITS):
        power = cached(point)
        for exponent in range(exponents):
            at = (exponent * DIGITS + k) * len(lanes)
            bucket = gather_point(lanes, buckets, starts, at)
            scatter_point(lanes, buckets, starts, at, add_cached(bucket, power, load_word(lanes, signs, at)))
        if k < DIGITS - 1:
            point = double_times(point, WIDTH)


@compiled
def weigh(lanes: Lanes, buckets: Words, starts: Starts) -> Extended:
    """The sum of j times bucket j: running sums from the highest bucket down are added up.

    `starts` says, by bucket and lane, where the buckets of one exponent begin.
    """
    running = gather_point(lanes, buckets, starts, (BUCKETS - 1) * len(lanes))
    total = running
    for j in range(BUCKETS - 2, 0, -1):
        bucket = gather_point(lanes, buckets, starts, j * len(lanes))
        running = add_cached(running, cached(bucket), _ADD)
        total = add_cached(total, cached(running), _ADD)
    return total
