"""Exponents as signed digits: e = sum of d_k * 2^(width * k), with -2^(width - 1) <= d_k < 2^(width - 1).

Only the size of a digit chooses a row of a table; its sign then says whether to add or to subtract. Exponents are
below 2^253, as those modulo q are, so that with 64 digits of 4 bits, or 32 of 8 bits, the last digit is at most 2
or 32 with what is carried into it, and carries nothing on.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from scrutiny.groups.fast._numba import compiled
from scrutiny.groups.fast.memory import Starts, Words

_ADD: Final = np.uint64(0)
_SUBTRACT: Final = np.uint64(2**64 - 1)


@compiled
def recode(
    exponent: Words,
    width: int,
    digits: int,
    origin: int,
    stride: int,
    row: int,
    starts: Starts,
    signs: Words,
    first: int,
    step: int,
) -> None:
    """Writes where the row for each digit d_k begins, origin + k * stride + |d_k| * row, and the mask of its sign.

    They go to number first + k * step of `starts` and `signs`: one lane among others. `exponent` has four words,
    and `width` divides 64.
    """
    carried = 0
    for k in range(digits):
        bit = width * k
        size = int((exponent[bit // 64] >> np.uint64(bit % 64)) & np.uint64(2**width - 1)) + carried
        negative = size >= 2 ** (width - 1)
        carried = int(negative)
        signs[first + k * step] = _SUBTRACT if negative else _ADD
        starts[first + k * step] = origin + k * stride + (2**width - size if negative else size) * row
