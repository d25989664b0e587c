"""The field of p = 2^255 - 19, for one lane or eight.

An element is a tuple of five words ("limbs") and means the sum of limb_i * 2^(51 i), modulo p. Three degrees of
reduction are told apart:

    canonical   the one representation below p, all limbs below 2^51
    tight       limbs below 2^51 + 2^13: what `multiply`, `square`, `carry` and memory give
    loose       limbs that `multiply` can take: below 2^54 in one lane, below 2^52 in eight (see `product_scalar` and
                `product_ifma`); `settle` makes limbs below 2^54 loose in either case

`add` and `subtract` work limb by limb and carry nothing. What they give is below 2^54 in all their uses: `points`
says why, elsewhere `carry` follows at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numba import types

from scrutiny.groups.fast import product_ifma, product_scalar
from scrutiny.groups.fast._numba import compiled, intrinsic, overloads
from scrutiny.groups.fast.lanes import LIMB_BITS, OCTET, Word, pack, spread, unpack

Element = tuple[Word, Word, Word, Word, Word]

PRIME: Final = 2**255 - 19

_MASK = np.uint64(2**LIMB_BITS - 1)
_BITS = np.uint64(LIMB_BITS)
_U0, _U1, _U4, _U19, _U63 = map(np.uint64, (0, 1, 4, 19, 63))
# 4p, limb by limb: at least 2^53 - 76 everywhere.
_BIAS_0, _BIAS = np.uint64(4 * (2**51 - 19)), np.uint64(4 * (2**51 - 1))


def limbs(value: int) -> Element:
    """The canonical element for an integer."""
    value %= PRIME
    return (
        np.uint64(value & (2**51 - 1)),
        np.uint64(value >> 51 & (2**51 - 1)),
        np.uint64(value >> 102 & (2**51 - 1)),
        np.uint64(value >> 153 & (2**51 - 1)),
        np.uint64(value >> 204),
    )


ZERO: Final = limbs(0)
UNIT: Final = limbs(1)
ROOT_OF_MINUS_ONE: Final = limbs(pow(2, (PRIME - 1) // 4, PRIME))


def _emitting(scalar: Callable[..., list[Any]], ifma: Callable[..., list[Any]]) -> Callable[..., Any]:
    """The code generator for a product; an element of one lane next to one of eight counts for all of them."""

    def generate(_target: Any, builder: Any, signature: Any, arguments: list[Any]) -> Any:
        factors = [unpack(builder, argument) for argument in arguments]
        if signature.return_type.dtype is not OCTET:
            return pack(builder, scalar(builder, *factors))
        return pack(builder, ifma(builder, *([spread(builder, limb) for limb in factor] for factor in factors)))

    return generate


@intrinsic
def _multiply(_context: Any, a: Any, b: Any) -> Any:
    word = OCTET if OCTET in (a.dtype, b.dtype) else types.uint64
    return types.UniTuple(word, 5)(a, b), _emitting(product_scalar.product, product_ifma.product)


@intrinsic
def _square(_context: Any, a: Any) -> Any:
    return types.UniTuple(a.dtype, 5)(a), _emitting(product_scalar.square, product_ifma.square)


multiply: Callable[[Element, Element], Element] = _multiply
"""a * b, tight, for loose a and b."""

square: Callable[[Element], Element] = _square
"""a * a, tight, for loose a."""


@compiled
def add(a: Element, b: Element) -> Element:
    """a + b, limb by limb."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]


@compiled
def subtract(a: Element, b: Element) -> Element:
    """a - b + 4p, limb by limb: grows a by less than 2^53. b may have limbs up to 2^53 - 76, as sums of two have."""
    return (
        a[0] + _BIAS_0 - b[0],
        a[1] + _BIAS - b[1],
        a[2] + _BIAS - b[2],
        a[3] + _BIAS - b[3],
        a[4] + _BIAS - b[4],
    )


@compiled
def carry(a: Element) -> Element:
    """The same element, tight, for limbs below 2^59: they hand on less than 2^8, limb 4 less than 19 * 2^8."""
    top = a[4] >> _BITS
    return (
        (a[0] & _MASK) + ((top << _U4) + (top << _U1) + top),
        (a[1] & _MASK) + (a[0] >> _BITS),
        (a[2] & _MASK) + (a[1] >> _BITS),
        (a[3] & _MASK) + (a[2] >> _BITS),
        (a[4] & _MASK) + (a[3] >> _BITS),
    )


def settle(a: Element) -> Element:
    """Makes a loose element fit for `multiply`: nothing to do in one lane, `carry` in eight."""
    raise NotImplementedError


@overloads(settle)
def _settle(a: Any) -> Callable[[Any], Any]:
    if a.dtype is OCTET:
        return lambda a: carry(a)  # noqa: PLW0108 - numba wants a plain function
    return lambda a: a


@compiled
def canonical(a: Element) -> Element:
    """The representation below p, for limbs below 2^59.

    `carry` makes the value less than 2p: limbs below 2^51 + 2^13 mean less than 2^255 + 2^218. Then value + 19 has
    bit 255 or more exactly when value >= p. That bit, found by a sequential carry and never more than 1, decides
    whether p is subtracted, which is: add 19 and drop bit 255.
    """
    a0, a1, a2, a3, a4 = carry(a)
    beyond = (a0 + _U19) >> _BITS
    beyond = (a1 + beyond) >> _BITS
    beyond = (a2 + beyond) >> _BITS
    beyond = (a3 + beyond) >> _BITS
    beyond = (a4 + beyond) >> _BITS
    a0 = a0 + (beyond << _U4) + (beyond << _U1) + beyond
    a1 = a1 + (a0 >> _BITS)
    a2 = a2 + (a1 >> _BITS)
    a3 = a3 + (a2 >> _BITS)
    a4 = a4 + (a3 >> _BITS)
    return a0 & _MASK, a1 & _MASK, a2 & _MASK, a3 & _MASK, a4 & _MASK


@compiled
def is_zero(a: Element) -> Word:
    """All ones where a = 0 (mod p), else 0; for limbs below 2^59."""
    b = canonical(a)
    return _none_of(b[0] | b[1] | b[2] | b[3] | b[4])


@compiled
def is_canonical(a: Element) -> Word:
    """All ones where a, with limbs below 2^51, is its own canonical representation, else 0."""
    b = canonical(a)
    return _none_of((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3]) | (a[4] ^ b[4]))


@compiled
def equal(a: Element, b: Element) -> Word:
    """All ones where tight a and b are the same element, else 0."""
    return is_zero(subtract(a, b))


@compiled
def mask(bit: Word) -> Word:
    """All ones for 1 and 0 for 0."""
    return _U0 - bit


@compiled
def _none_of(bits: Word) -> Word:
    """All ones for 0, and 0 for 1..2^63 - 1: only 0 - 1 has its highest bit set."""
    return mask((bits - _U1) >> _U63)


@compiled
def choose(condition: Word, a: Element, b: Element) -> Element:
    """a where the mask `condition` is all ones, b where it is 0."""
    return (
        b[0] ^ ((a[0] ^ b[0]) & condition),
        b[1] ^ ((a[1] ^ b[1]) & condition),
        b[2] ^ ((a[2] ^ b[2]) & condition),
        b[3] ^ ((a[3] ^ b[3]) & condition),
        b[4] ^ ((a[4] ^ b[4]) & condition),
    )


@compiled
def everywhere(word: Word, a: Element) -> Element:
    """A constant, in as many lanes as `word` has."""
    return choose(word, a, a)


@compiled
def from_words(w0: Word, w1: Word, w2: Word, w3: Word) -> Element:
    """The low 255 bits of a 256-bit number of four words, limbs below 2^51. Not reduced: may be p or more."""
    return (
        w0 & _MASK,
        ((w0 >> np.uint64(51)) | (w1 << np.uint64(13))) & _MASK,
        ((w1 >> np.uint64(38)) | (w2 << np.uint64(26))) & _MASK,
        ((w2 >> np.uint64(25)) | (w3 << np.uint64(39))) & _MASK,
        (w3 >> np.uint64(12)) & _MASK,
    )


@compiled
def to_words(a: Element) -> tuple[Word, Word, Word, Word]:
    """Four words of 64 bits, for a canonical element."""
    return (
        a[0] | (a[1] << np.uint64(51)),
        (a[1] >> np.uint64(13)) | (a[2] << np.uint64(38)),
        (a[2] >> np.uint64(26)) | (a[3] << np.uint64(25)),
        (a[3] >> np.uint64(39)) | (a[4] << np.uint64(12)),
    )
