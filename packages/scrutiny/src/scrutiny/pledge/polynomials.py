"""Shamir's polynomials and Feldman's commitments: f(0) is the secret, f(i) the share of card i.

Sources: Shamir, "How to share a secret", CACM 1979; Feldman, "A practical scheme for non-interactive verifiable secret
sharing", FOCS 1987.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from gmpy2 import invert, mpz

from scrutiny.errors import Refused
from scrutiny.pledge import ristretto
from scrutiny.pledge.ristretto import L
from scrutiny.randomness import random_below

WEIGHT_BYTES = 16


def draw(threshold: int) -> tuple[int, ...]:
    """A polynomial of degree threshold - 1, none of whose coefficients is zero."""
    return tuple(1 + random_below(L - 1) for _ in range(threshold))


def value(coefficients: Sequence[int], place: int) -> int:
    """f(place), by Horner's rule."""
    order, result = mpz(L), mpz(0)
    for coefficient in reversed(coefficients):
        result = (result * place + coefficient) % order
    return int(result)


def commitments(coefficients: Sequence[int]) -> tuple[bytes, ...]:
    return tuple(ristretto.base(one) for one in coefficients)


def powers(place: int, count: int) -> list[int]:
    """place^0, place^1, ..."""
    order, found = mpz(L), [mpz(1)]
    while len(found) < count:
        found.append(found[-1] * place % order)
    return [int(one) for one in found[:count]]


def committed(points: Sequence[bytes], place: int) -> bytes:
    """f(place) * G, from the commitments alone."""
    return ristretto.combined(powers(place, len(points)), points)


def check_all(points: Sequence[bytes], values: Sequence[bytes], seed: bytes) -> None:
    """That values[i - 1] = f(i) * G for every i, in one equation with a random weight of 128 bits for each.

    The weights follow from `seed`, a hash of all of them: nobody can choose values after the weights. Raises Refused
    `polynomial`.
    """
    stream = hashlib.shake_256(seed).digest(WEIGHT_BYTES * len(values))
    weights = [
        mpz(int.from_bytes(stream[at : at + WEIGHT_BYTES], "little")) for at in range(0, len(stream), WEIGHT_BYTES)
    ]
    sums = _weighted_powers(weights, len(points))
    weighted = ristretto.combined([int(weight) for weight in weights], values)
    if weighted != ristretto.combined(sums, points):
        raise Refused("polynomial")


def _weighted_powers(weights: Sequence[mpz], count: int) -> list[int]:
    """For every k below count the sum of weight_i * i^k."""
    order, current, found = mpz(L), list(weights), []
    for _ in range(count):
        found.append(int(sum(current, mpz(0)) % order))
        current = [one * place % order for place, one in enumerate(current, 1)]
    return found


def at_zero(places: Sequence[int]) -> dict[int, int]:
    """Lagrange's coefficients: f(0) is the sum of coefficient * f(place). Places are distinct, none of them zero."""
    order, whole = mpz(L), mpz(1)
    for place in places:
        whole = whole * place % order
    found = {}
    for place in places:
        bottom = mpz(place)
        for other in places:
            if other != place:
                bottom = bottom * (other - place) % order
        found[place] = int(whole * invert(bottom, order) % order)
    return found


def interpolated(shares: Mapping[int, int]) -> int:
    """f(0) from as many shares as f has coefficients."""
    weights = at_zero(list(shares))
    return sum(weights[place] * share for place, share in shares.items()) % L
