"""Products modulo p = 2^255 - 19 in one lane: 5 limbs of 51 bits, 64 x 64 -> 128 bit multiplications.

Bounds. Let every limb of a and b be below 2^54. With 2^255 = 19 (mod p), column k of the product is the sum of the
five a_i * b_j with i + j = k, or i + j = k + 5 and then times 19. The factor 19 goes to the limb first: 19 * 2^54 <
2^58.3 is still a word. The largest column is column 0, below (1 + 4 * 19) * 2^108 < 2^114.3.

Carries go once through the columns in 128 bits. Column k hands on its bits from 51 up: less than 2^63.3, a word.
Column 4 has no factor 19: it is below 5 * 2^108 + 2^63.3 < 2^110.4, hands on less than 2^59.4, and 19 times that,
below 2^63.7, still fits into a word together with the 51 bits left in column 0. Those bits beyond 51, fewer than
2^12.7, go to limb 1. So all limbs of the result are below 2^51 + 2^13: "tight".
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir

from scrutiny.groups.fast.lanes import LIMB_BITS, WORD_IR

_WIDE_IR: Final = ir.IntType(128)
_MASK: Final = ir.Constant(WORD_IR, 2**LIMB_BITS - 1)


def product(builder: Any, a: list[Any], b: list[Any]) -> list[Any]:
    """a * b."""
    wide_a, wide_b = _widened(builder, a), _widened(builder, b)
    wide_19b = _widened(builder, [_times(builder, limb, 19) for limb in b])
    return _carried(
        builder,
        [
            _sum(builder, [builder.mul(wide_a[i], wide_b[k - i] if i <= k else wide_19b[k - i + 5]) for i in range(5)])
            for k in range(5)
        ],
    )


def square(builder: Any, a: list[Any]) -> list[Any]:
    """a * a: equal products are formed once, with one factor doubled (below 2^55) and the other times 19 if due."""
    plain = _widened(builder, a)
    doubled = _widened(builder, [_times(builder, limb, 2) for limb in a])
    times_19 = _widened(builder, [_times(builder, limb, 19) for limb in a])
    columns: list[list[Any]] = [[] for _ in range(5)]
    for i in range(5):
        for j in range(i, 5):
            left = plain[i] if i == j else doubled[i]
            right = plain[j] if i + j < 5 else times_19[j]
            columns[(i + j) % 5].append(builder.mul(left, right))
    return _carried(builder, [_sum(builder, column) for column in columns])


def _carried(builder: Any, columns: list[Any]) -> list[Any]:
    limbs = []
    carry = ir.Constant(WORD_IR, 0)
    for column in columns:
        total = builder.add(column, builder.zext(carry, _WIDE_IR))
        limbs.append(builder.and_(builder.trunc(total, WORD_IR), _MASK))
        carry = builder.trunc(builder.lshr(total, ir.Constant(_WIDE_IR, LIMB_BITS)), WORD_IR)
    lowest = builder.add(limbs[0], _times(builder, carry, 19))
    limbs[0] = builder.and_(lowest, _MASK)
    limbs[1] = builder.add(limbs[1], builder.lshr(lowest, ir.Constant(WORD_IR, LIMB_BITS)))
    return limbs


def _times(builder: Any, word: Any, factor: int) -> Any:
    return builder.mul(word, ir.Constant(WORD_IR, factor))


def _widened(builder: Any, words: list[Any]) -> list[Any]:
    return [builder.zext(word, _WIDE_IR) for word in words]


def _sum(builder: Any, values: list[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total = builder.add(total, value)
    return total
