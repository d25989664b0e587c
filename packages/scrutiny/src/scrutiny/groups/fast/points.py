"""The curve of Ed25519, -x^2 + y^2 = 1 + d x^2 y^2, in extended coordinates.

Formulas of Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves Revisited" (2008), as RFC 8032 (section 5.1.4) has
them. They are complete for this curve: right for every pair of points, the identity and equal points included.

    Extended   (X, Y, Z, T): x = X / Z, y = Y / Z, T = X Y / Z                            all tight
    Cached     (Y + X, Y - X, 2 Z, 2 d T): a point prepared to be added to others         all loose (settled)
    Niels      (y + x, y - x, 2 d x y): the same for Z = 1                                all tight

On bounds: below, a sum of two tight elements has limbs below 2^52 + 2^14, and `subtract` adds less than 2^53 to its
first argument, so that everything handed to `settle` has limbs below 2^54, which is loose.
"""

from __future__ import annotations

from typing import Final

from scrutiny.groups.fast._numba import compiled
from scrutiny.groups.fast.field import (
    PRIME,
    UNIT,
    ZERO,
    Element,
    add,
    carry,
    choose,
    limbs,
    multiply,
    settle,
    square,
    subtract,
)
from scrutiny.groups.fast.lanes import Word

Extended = tuple[Element, Element, Element, Element]
Cached = tuple[Element, Element, Element, Element]
Niels = tuple[Element, Element, Element]

ORDER: Final = 2**252 + 27742317777372353535851937790883648493
D_VALUE: Final = -121665 * pow(121666, -1, PRIME) % PRIME
D: Final = limbs(D_VALUE)
_TWO_D: Final = limbs(2 * D_VALUE)

IDENTITY: Final[Extended] = (ZERO, UNIT, UNIT, ZERO)


@compiled
def _joined(e: Element, f: Element, g: Element, h: Element) -> Extended:
    """Where all the formulas end: x = E / G, y = H / F."""
    return multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h)


@compiled
def _double_parts(x: Element, y: Element, z: Element) -> tuple[Element, Element, Element, Element]:
    a, b, zz = square(x), square(y), square(z)
    h = add(a, b)
    e = settle(subtract(h, square(settle(add(x, y)))))
    g = subtract(a, b)
    # 2^52 + 2^14 and below 2^51 + 2^53 + 2^13: together below 2^54.
    f = settle(add(add(zz, zz), g))
    return e, f, settle(g), settle(h)


@compiled
def double_times(p: Extended, times: int) -> Extended:
    """2^times P for times >= 1. T is formed only at the end: doubling does not need it."""
    x, y, z = p[0], p[1], p[2]
    for _ in range(times - 1):
        e, f, g, h = _double_parts(x, y, z)
        x, y, z = multiply(e, f), multiply(g, h), multiply(f, g)
    e, f, g, h = _double_parts(x, y, z)
    return _joined(e, f, g, h)


@compiled
def cached(p: Extended) -> Cached:
    """P prepared for `add_cached`."""
    return settle(add(p[1], p[0])), settle(subtract(p[1], p[0])), settle(add(p[2], p[2])), multiply(p[3], _TWO_D)


@compiled
def niels(x: Element, y: Element) -> Niels:
    """The point with affine x and y prepared for `add_niels`."""
    return carry(add(y, x)), carry(subtract(y, x)), multiply(multiply(x, y), _TWO_D)


@compiled
def add_cached(p: Extended, q: Cached, minus: Word) -> Extended:
    """P + Q, or P - Q where the mask `minus` is all ones."""
    return _add(p, q[0], q[1], multiply(p[3], q[3]), multiply(p[2], q[2]), minus)


@compiled
def add_niels(p: Extended, q: Niels, minus: Word) -> Extended:
    """P + Q, or P - Q where the mask `minus` is all ones."""
    return _add(p, q[0], q[1], multiply(p[3], q[2]), add(p[2], p[2]), minus)


@compiled
def _add(p: Extended, q_sum: Element, q_difference: Element, c: Element, d: Element, minus: Word) -> Extended:
    """-Q has x and T negated: y + x and y - x change places, and so do F = D - C and G = D + C.

    C is tight, D a sum of two tight elements at most.
    """
    a = multiply(settle(subtract(p[1], p[0])), choose(minus, q_sum, q_difference))
    b = multiply(settle(add(p[1], p[0])), choose(minus, q_difference, q_sum))
    plus, less = settle(add(d, c)), settle(subtract(d, c))
    return _joined(settle(subtract(b, a)), choose(minus, plus, less), choose(minus, less, plus), settle(add(b, a)))
