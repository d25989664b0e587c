"""Products modulo p = 2^255 - 19 in eight lanes: 5 limbs of 51 bits, with the AVX-512 IFMA instructions.

VPMADD52LUQ and VPMADD52HUQ multiply the low 52 bits of two words and add the low or the high 52 bits of the
104-bit product to a third. Limbs have 51 bits, therefore the high half weighs 2 in the next column:

    a_i * b_j = low + 2^52 * high = low + 2^51 * (2 * high)

Bounds. Let every limb of a and b be below 2^52: the instructions would not see more. Then low and high are below
2^52 each. With L_k and H_k the sums of the low and the high halves with i + j = k, column k (0 <= k <= 9) is
C_k = L_k + 2 * H_(k-1); L_k and H_k have min(k + 1, 9 - k) summands. Columns 5 to 9 come back with the factor 19:
C_k + 19 * C_(k+5) < (n + 19 * m) * 2^52, where (n, m) is (1, 14), (4, 11), (7, 8), (10, 5), (13, 2) for k = 0..4: at
most 267 * 2^52 < 2^60.1. The parallel carry hands on at most 534 from column to column, and 19 * 102 from column 4
to column 0. So all limbs of the result are below 2^51 + 2^11: "tight", and fit to be multiplied again.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir

from scrutiny.groups.fast.lanes import LIMB_BITS, OCTET_IR, constant

_MASK: Final = constant(OCTET_IR, 2**LIMB_BITS - 1)
_ZERO: Final = constant(OCTET_IR, 0)


def product(builder: Any, a: list[Any], b: list[Any]) -> list[Any]:
    """a * b."""
    low, high = [_ZERO] * 10, [_ZERO] * 10
    for i in range(5):
        for j in range(5):
            low[i + j] = _multiply_add(builder, "l", low[i + j], a[i], b[j])
            high[i + j] = _multiply_add(builder, "h", high[i + j], a[i], b[j])
    return _reduced(builder, low, high)


def square(builder: Any, a: list[Any]) -> list[Any]:
    """a * a: the products of different limbs are summed once and doubled, which gives the same columns."""
    low, high = [_ZERO] * 10, [_ZERO] * 10
    for i in range(5):
        for j in range(i + 1, 5):
            low[i + j] = _multiply_add(builder, "l", low[i + j], a[i], a[j])
            high[i + j] = _multiply_add(builder, "h", high[i + j], a[i], a[j])
    for k in range(1, 8):
        low[k], high[k] = _shift(builder, low[k], 1), _shift(builder, high[k], 1)
    for i in range(5):
        low[2 * i] = _multiply_add(builder, "l", low[2 * i], a[i], a[i])
        high[2 * i] = _multiply_add(builder, "h", high[2 * i], a[i], a[i])
    return _reduced(builder, low, high)


def _reduced(builder: Any, low: list[Any], high: list[Any]) -> list[Any]:
    columns = [builder.add(low[k], _shift(builder, high[k - 1], 1)) for k in range(1, 10)]
    columns.insert(0, low[0])
    folded = [builder.add(columns[k], _times_19(builder, columns[k + 5])) for k in range(5)]
    carries = [builder.lshr(column, constant(OCTET_IR, LIMB_BITS)) for column in folded]
    limbs = [builder.and_(column, _MASK) for column in folded]
    carries.insert(0, _times_19(builder, carries.pop()))
    return [builder.add(limb, carry) for limb, carry in zip(limbs, carries, strict=True)]


def _times_19(builder: Any, octet: Any) -> Any:
    return builder.add(builder.add(_shift(builder, octet, 4), _shift(builder, octet, 1)), octet)


def _shift(builder: Any, octet: Any, bits: int) -> Any:
    return builder.shl(octet, constant(OCTET_IR, bits))


def _multiply_add(builder: Any, half: str, sum_: Any, a: Any, b: Any) -> Any:
    name = f"llvm.x86.avx512.vpmadd52{half}.uq.512"
    instruction = builder.module.globals.get(name) or ir.Function(
        builder.module, ir.FunctionType(OCTET_IR, [OCTET_IR] * 3), name
    )
    return builder.call(instruction, [sum_, a, b])
