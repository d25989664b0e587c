"""Powers, inverses and square roots in the field of p = 2^255 - 19."""

from __future__ import annotations

from scrutiny.groups.fast._numba import compiled
from scrutiny.groups.fast.field import (
    ROOT_OF_MINUS_ONE,
    Element,
    add,
    carry,
    choose,
    equal,
    is_zero,
    multiply,
    square,
)
from scrutiny.groups.fast.lanes import Word


@compiled
def square_times(a: Element, times: int) -> Element:
    """a^(2^times), for times >= 1."""
    a = square(a)
    for _ in range(times - 1):
        a = square(a)
    return a


@compiled
def _long_power(a: Element) -> tuple[Element, Element]:
    """a^(2^250 - 1) and a^11: where the exponents below have their ones in common.

    With r(n) = a^(2^n - 1), the chain goes r(m + n) = r(m)^(2^n) * r(n) over n = 5, 10, 20, 40, 50, 100, 200, 250.
    """
    a2 = square(a)
    a9 = multiply(square_times(a2, 2), a)
    a11 = multiply(a9, a2)
    r5 = multiply(square(a11), a9)
    r10 = multiply(square_times(r5, 5), r5)
    r20 = multiply(square_times(r10, 10), r10)
    r40 = multiply(square_times(r20, 20), r20)
    r50 = multiply(square_times(r40, 10), r10)
    r100 = multiply(square_times(r50, 50), r50)
    r200 = multiply(square_times(r100, 100), r100)
    return multiply(square_times(r200, 50), r50), a11


@compiled
def invert(a: Element) -> Element:
    """1 / a = a^(p - 2), where p - 2 = (2^250 - 1) * 2^5 + 11; 0 for 0."""
    power, a11 = _long_power(a)
    return multiply(square_times(power, 5), a11)


@compiled
def power_5_8(a: Element) -> Element:
    """a^((p - 5) / 8), where (p - 5) / 8 = (2^250 - 1) * 4 + 1."""
    power, _ = _long_power(a)
    return multiply(square_times(power, 2), a)


@compiled
def quartic_character(a: Element) -> Element:
    """a^((p - 1) / 4): 1 exactly where a is the fourth power of an element other than 0.

    (p - 1) / 4 = 2 * (p - 5) / 8 + 1.
    """
    return multiply(square(power_5_8(a)), a)


@compiled
def root_of_ratio(u: Element, v: Element) -> tuple[Word, Element]:
    """A square root r of u / v, for loose u and v, v not 0; with a mask that is all ones where there is one.

    Else r is a square root of i * u / v, with i = 2^((p - 1) / 4) a root of -1: i is no square, as p = 5 (mod 8), so
    one of u / v and i * u / v is. RFC 8032 (section 5.1.3) takes r = u v^3 (u v^7)^((p - 5) / 8); then v r^2 is u
    times a fourth root of unity, and r or i r is what we want:

        v r^2 =    u        -u           i u           -i u
                   r        i r          r (of i u/v)  i r (of i u/v)
    """
    v3 = multiply(square(v), v)
    v7 = multiply(square(v3), v)
    r = multiply(multiply(u, v3), power_5_8(multiply(u, v7)))
    found = multiply(v, square(r))
    u_tight = carry(u)
    iu = multiply(u, ROOT_OF_MINUS_ONE)
    minus_u, minus_iu = is_zero(add(found, u_tight)), is_zero(add(found, iu))
    r = choose(minus_u | minus_iu, multiply(r, ROOT_OF_MINUS_ONE), r)
    return equal(found, u_tight) | minus_u, r
