"""Words side by side: one `uint64`, or eight of them in one 512-bit register.

The arithmetic of this package is written once, over "words". A word is either a `uint64` or an `Octet`: eight
`uint64` that hold eight independent computations. `+ - & | ^ << >>` work on both; a `uint64` next to an `Octet`
stands for eight copies of itself. Everything wraps modulo 2^64.

How many lanes a kernel works with follows from the type of its argument `lanes`: the tuple `ONE` or `EIGHT`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.extending import models, register_model

from scrutiny.groups.fast._numba import intrinsic, overloads

Lanes = tuple[int, ...]
Word = Any
"""np.uint64, or in compiled code an Octet."""

ONE: Final[Lanes] = (0,)
EIGHT: Final[Lanes] = (0, 1, 2, 3, 4, 5, 6, 7)

LIMB_BITS: Final = 51
WORD_IR = ir.IntType(64)
OCTET_IR = ir.VectorType(WORD_IR, 8)
_INDEX_IR = ir.IntType(32)


class Octet(types.Type):  # type: ignore[misc]
    """numba's name for eight uint64 in one register."""


@register_model(Octet)
class OctetModel(models.PrimitiveModel):  # type: ignore[misc]
    """And what it is made of."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, OCTET_IR)


OCTET = Octet(name="Octet")


def word_type(lanes: Any) -> Any:
    """The numba type of a word for the numba type of `lanes`."""
    return OCTET if lanes.count == len(EIGHT) else types.uint64


def constant(kind: Any, value: int) -> Any:
    """An LLVM constant of type `kind` (WORD_IR or OCTET_IR) with `value` in every lane."""
    if kind == WORD_IR:
        return ir.Constant(WORD_IR, value)
    return ir.Constant(OCTET_IR, [ir.Constant(WORD_IR, value)] * 8)


def spread(builder: Any, value: Any) -> Any:
    """An LLVM value as an octet: eight copies of a uint64."""
    if value.type == OCTET_IR:
        return value
    undefined = ir.Constant(OCTET_IR, ir.Undefined)
    first = builder.insert_element(undefined, value, ir.Constant(_INDEX_IR, 0))
    return builder.shuffle_vector(first, undefined, shuffle([0] * 8))


def unpack(builder: Any, array: Any) -> list[Any]:
    """The elements of an LLVM array."""
    return [builder.extract_value(array, index) for index in range(array.type.count)]


def pack(builder: Any, values: list[Any]) -> Any:
    """An LLVM array of these elements."""
    array = ir.Constant(ir.ArrayType(values[0].type, len(values)), ir.Undefined)
    for index, value in enumerate(values):
        array = builder.insert_value(array, value, index)
    return array


def shuffle(order: list[int]) -> Any:
    """The constant by which LLVM picks eight words out of two octets: 0..7 of the first, 8..15 of the second."""
    return ir.Constant(ir.VectorType(_INDEX_IR, 8), [ir.Constant(_INDEX_IR, index) for index in order])


def _define(symbol: Callable[[Any, Any], Any], instruction: str) -> None:
    """Gives one operator its meaning where an octet stands on either side."""

    @intrinsic
    def on_octets(_context: Any, left: Any, right: Any) -> Any:
        def generate(_target: Any, builder: Any, _signature: Any, arguments: list[Any]) -> Any:
            return getattr(builder, instruction)(*(spread(builder, value) for value in arguments))

        return OCTET(left, right), generate

    @overloads(symbol)
    def typed(left: Any, right: Any) -> Callable[[Any, Any], Any] | None:
        if OCTET in (left, right) and {left, right} <= {OCTET, types.uint64}:
            return lambda left, right: on_octets(left, right)  # noqa: PLW0108 - numba wants a plain function
        return None


for _symbol, _instruction in (
    (operator.add, "add"),
    (operator.sub, "sub"),
    (operator.and_, "and_"),
    (operator.or_, "or_"),
    (operator.xor, "xor"),
    (operator.lshift, "shl"),
    (operator.rshift, "lshr"),
):
    _define(_symbol, _instruction)
