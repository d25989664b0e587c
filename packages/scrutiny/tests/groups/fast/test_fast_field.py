from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt
import pytest

pytest.importorskip("numba")

from packages.scrutiny.tests.groups.fast import probes
from packages.scrutiny.tests.groups.fast.reference import P

from scrutiny.groups.fast.lanes import EIGHT, ONE
from scrutiny.groups.fast.memory import Words

Limbs = list[int]

TIGHT = 2**51 + 2**13
LOOSE = {"scalar": 2**54, "ifma": 2**52}
WIDE = 2**59


def value(limbs: Limbs) -> int:
    return sum(limb << 51 * index for index, limb in enumerate(limbs))


def split(number: int) -> Limbs:
    return [number >> 51 * index & (2**51 - 1) for index in range(4)] + [number >> 204]


def cases(bound: int, seed: int) -> list[Limbs]:
    """40 elements: limbs at their bounds, the neighbourhood of 0 and of multiples of p, and random ones."""
    some = random.Random(seed)
    edges = [
        [bound - 1] * 5,
        [0] * 5,
        [1, 0, 0, 0, 0],
        [2**51 - 1] * 5,
        [bound - 1, 0, 0, 0, 0],
        [0, 0, 0, 0, bound - 1],
    ]
    near = [split(multiple * P + offset) for multiple in (1, 2) for offset in (-1, 0, 1)]
    mixed = [[some.choice((0, 1, 2**51 - 1, 2**51, bound - 1)) for _ in range(5)] for _ in range(12)]
    return edges + near + mixed + [[some.randrange(bound) for _ in range(5)] for _ in range(16)]


def rows(elements: list[Limbs]) -> Words:
    found = np.zeros((len(elements), 8), np.uint64)
    found[:, :5] = elements
    return found.reshape(-1)


def probed(path: str, a: list[Limbs], b: list[Limbs], wide: list[Limbs]) -> dict[str, list[Limbs]]:
    places: npt.NDArray[np.int64] = np.arange(len(a), dtype=np.int64) * 8
    found = np.zeros(len(probes.OPERATIONS) * len(a) * 8, np.uint64)
    probes.field(EIGHT if path == "ifma" else ONE, rows(a), rows(b), rows(wide), places, found)
    by_operation = found.reshape(len(probes.OPERATIONS), len(a), 8)[:, :, :5].tolist()
    return dict(zip(probes.OPERATIONS, by_operation, strict=True))


def test_products_squares_and_inverses_are_right_and_tight_with_limbs_at_their_bounds(path: str) -> None:
    a, b = cases(LOOSE[path], 1), cases(LOOSE[path], 2)[::-1]
    found = probed(path, a, b, a)
    for x, y, product, square, inverse in zip(a, b, found["product"], found["square"], found["inverse"], strict=True):
        assert value(product) % P == value(x) * value(y) % P
        assert value(square) % P == value(x) ** 2 % P
        assert value(inverse) % P == pow(value(x), P - 2, P)
        assert max(product + square + inverse) < TIGHT


def test_every_pair_of_extreme_limbs_multiplies_without_overflow(path: str) -> None:
    bound = LOOSE[path]
    extreme = [[bound - 1 if pattern >> index & 1 else 0 for index in range(5)] for pattern in range(32)]
    a, b = [x for x in extreme for _ in extreme], extreme * len(extreme)
    found = probed(path, a, b, a)
    for x, y, product in zip(a, b, found["product"], strict=True):
        assert value(product) % P == value(x) * value(y) % P
        assert max(product) < TIGHT


def test_carrying_and_reducing_are_right_for_limbs_up_to_their_bound(path: str) -> None:
    wide = cases(WIDE, 3)
    found = probed(path, cases(TIGHT, 4), cases(TIGHT, 5), wide)
    for z, carried, canonical, (zero, own, *_) in zip(
        wide, found["carried"], found["canonical"], found["predicates"], strict=True
    ):
        assert value(carried) % P == value(z) % P
        assert max(carried) < TIGHT
        assert canonical == split(value(z) % P)
        assert zero == (2**64 - 1 if value(z) % P == 0 else 0)
        assert own == 2**64 - 1
