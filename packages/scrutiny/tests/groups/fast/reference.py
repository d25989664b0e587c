"""Ed25519 in plain integers, as RFC 8032 has it: slow and obvious."""

from __future__ import annotations

import random
from functools import cache

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

Point = tuple[int, int]
IDENTITY: Point = (0, 1)


def root(value: int) -> int | None:
    found = pow(value, (P + 3) // 8, P)
    for candidate in (found, found * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == value % P:
            return candidate
    return None


def with_y(y: int, sign: int) -> Point | None:
    x = root((y * y - 1) * pow(D * y * y + 1, -1, P) % P)
    if x is None:
        return None
    return (x if x & 1 == sign else -x % P), y


BASE = with_y(4 * pow(5, -1, P) % P, 0) or IDENTITY


def add(a: Point, b: Point) -> Point:
    return _affine(_add((*a, 1), (*b, 1)))


def negative(a: Point) -> Point:
    return -a[0] % P, a[1]


def multiply(exponent: int, a: Point) -> Point:
    total = (*IDENTITY, 1)
    for bit in bin(exponent)[2:]:
        total = _add(total, total)
        if bit == "1":
            total = _add(total, (*a, 1))
    return _affine(total)


def _add(a: tuple[int, int, int], b: tuple[int, int, int]) -> tuple[int, int, int]:
    """The law of addition, with x = X / Z and y = Y / Z so that nothing need be inverted."""
    (x1, y1, z1), (x2, y2, z2) = a, b
    z, x, y = z1 * z2 % P, x1 * x2 % P, y1 * y2 % P
    t = D * x * y % P
    f, g = (z * z - t) % P, (z * z + t) % P
    return z * f * (x1 * y2 + x2 * y1) % P, z * g * (y + x) % P, f * g % P


def _affine(a: tuple[int, int, int]) -> Point:
    inverse = pow(a[2], -1, P)
    return a[0] * inverse % P, a[1] * inverse % P


def encode(a: Point) -> bytes:
    return (a[1] | (a[0] & 1) << 255).to_bytes(32, "little")


def decode(encoding: bytes) -> Point | None:
    """Only points of the subgroup in canonical form."""
    number = int.from_bytes(encoding, "little")
    y, sign = number & (2**255 - 1), number >> 255
    point = with_y(y, sign) if y < P else None
    if point is None or encode(point) != encoding or multiply(Q, point) != IDENTITY:
        return None
    return point


@cache
def torsion() -> list[Point]:
    """The eight points whose order divides 8: j times one of order 8, for j = 0..7."""
    some = random.Random(8)
    while True:
        found = with_y(some.randrange(P), 0)
        generator = multiply(Q, found) if found else IDENTITY
        if multiply(4, generator) != IDENTITY:
            return [multiply(j, generator) for j in range(8)]
