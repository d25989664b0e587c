"""Which points of the curve lie in the subgroup of order q, without a multiplication by q.

The curve has 8 q points, and the 8 points of its torsion form a cyclic group. So a point P lies in the subgroup of
order q exactly when P = 8 R for a point R of the curve; and as 2 Q = P leaves for Q only the choice between one point
and the same plus 4 times a point of order 8, that is so exactly when P = 2 Q and then Q, whichever it is, is in turn
4 times a point. (To halve is the idea of Pornin, "Point-Halving and Subgroup Membership in Twisted Edwards Curves",
2022; the pairing in the last step is that of Koshelev, "Subgroup membership testing on elliptic curves via the Tate
pairing", 2022.) We compute on the Montgomery form, Curve25519 (RFC 7748, section 4.1):

    v^2 = u^3 + A u^2 + u,  A = 486662,  u = (1 + y) / (1 - y),  v = c u / x,  c^2 = -(A + 2)

1. Halving. The isogeny (u, v) -> (U, V) = (v^2 / u^2, v (1 - u^2) / u^2) to V^2 = U^3 - 2 A U^2 + (A^2 - 4) U,
   followed by its dual (U, V) -> (V^2 / (4 U^2), V (A^2 - 4 - U^2) / (8 U^2)), is the doubling.
   So P = 2 Q only if u = w^2 is a square. Then V = +-2 w U, and put into the equation of that curve, U is a root of
   U^2 - (2 A + 4 u) U + (A^2 - 4), which are A + 2 u +- 2 v / w = A + 2 u +- 2 c w / x. Their product A^2 - 4 is no
   square in the field: exactly one of the two roots is a square s^2, and it is the U of a point that has an original
   Q = (u', v'): v' = s u', and u' + 1 / u' = U - A, 1 / u' - u' = V / s = +-2 w s, which give
   u' = (s^2 - A +- 2 w s) / 2.
2. Fourths. Q is 4 times a point exactly when the Tate pairing of Q with the point (1, t), t^2 = A + 2, which has
   order 4, is 1: 4 divides p - 1. The tangent there is v = t u, it meets the curve again in (0, 0), and so
   f = (v - t u)^2 / u has a fourfold zero in (1, t), a fourfold pole at infinity and, at infinity, the leading
   coefficient 1: the pairing is f(Q)^((p - 1) / 4). With v' = s u' we have f(Q) = u' (s - t)^2.

The two signs of w, s, c and t, and which of the halves Q is, do not matter: they lead to Q or -Q, plus the point
(0, 0) or not, which is 4 times a point of order 8. The formulas fail only for x = 0: the identity and (0, 0).
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
    equal,
    is_zero,
    limbs,
    multiply,
    square,
    subtract,
)
from scrutiny.groups.fast.lanes import Word
from scrutiny.groups.fast.roots import quartic_character, root_of_ratio


def _root(value: int) -> int:
    """A square root in the field of an integer that has one."""
    root = pow(value, (PRIME + 3) // 8, PRIME)
    if root * root % PRIME != value % PRIME:
        root = root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    return root


_A_VALUE: Final = 486662
_A: Final = limbs(_A_VALUE)
_TWO_C: Final = limbs(2 * _root(-_A_VALUE - 2))
_T: Final = limbs(_root(_A_VALUE + 2))
# A square root of i (A^2 - 4), where i is the root of -1 that `root_of_ratio` uses.
_OTHER: Final = limbs(_root(pow(2, (PRIME - 1) // 4, PRIME) * (_A_VALUE**2 - 4)))
_EIGHT: Final = limbs(8)


@compiled
def in_subgroup(x: Element, y: Element) -> Word:
    """All ones where the affine point (x, y) of the curve is in the subgroup of order q, else 0; x and y tight."""
    halvable, w, s, s_below = _half(x, y)
    # f(Q) = u' (s - t)^2 with s = s / s_below, times 16 s_below^4, which is a fourth power.
    twice_u = carry(
        add(
            multiply(s, _sum(s, multiply(_sum(w, w), s_below))),
            subtract(ZERO, multiply(_A, square(s_below))),
        )
    )
    line = carry(subtract(s, multiply(_T, s_below)))
    f = multiply(multiply(twice_u, _EIGHT), square(line))
    fourth = equal(quartic_character(f), UNIT)
    return _choose_word(is_zero(x), equal(y, UNIT), halvable & fourth)


@compiled
def _half(x: Element, y: Element) -> tuple[Word, Element, Element, Element]:
    """Step 1: whether there is w; w; and s as a fraction. With U = N / (x (1 - y)):

        N = x (A (1 - y) + 2 (1 + y)) + 2 c w (1 - y)

    If U is no square, `root_of_ratio` gives r with r^2 = i U; then the other root is (A^2 - 4) / U, and its square
    root is that of i (A^2 - 4) divided by r.
    """
    above, below = _sum(UNIT, y), carry(subtract(UNIT, y))
    square_u, w = root_of_ratio(above, below)
    first = multiply(x, _sum(multiply(_A, below), _sum(above, above)))
    second = multiply(multiply(_TWO_C, w), below)
    square_root, r = root_of_ratio(_sum(first, second), multiply(x, below))
    return square_u, w, choose(square_root, r, _OTHER), choose(square_root, UNIT, r)


@compiled
def _sum(a: Element, b: Element) -> Element:
    """a + b, carried."""
    return carry(add(a, b))


@compiled
def _choose_word(condition: Word, a: Word, b: Word) -> Word:
    """a where the mask is all ones, b where it is 0."""
    return b ^ ((a ^ b) & condition)
