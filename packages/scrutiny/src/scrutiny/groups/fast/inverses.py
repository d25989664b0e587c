"""One inversion for a whole batch: Montgomery's trick, for each lane apart."""

from __future__ import annotations

from scrutiny.groups.fast._numba import compiled
from scrutiny.groups.fast.field import UNIT, everywhere, multiply
from scrutiny.groups.fast.lanes import Lanes
from scrutiny.groups.fast.memory import Starts, Words, gather_point, load_element, store_element
from scrutiny.groups.fast.roots import invert


@compiled
def inverses(lanes: Lanes, points: Words, rows: Starts, found: Words) -> None:
    """Writes 1 / Z of all points to `found`, as elements in the order of `rows`. No Z may be 0, and none ever is.

    Upwards `found` takes the product of the Z before each point. The product of all is inverted; downwards, that
    times the product before a point is 1 / Z, and that times Z is the inverse of the product before it.
    """
    groups = len(rows) // len(lanes)
    if groups == 0:
        return
    product = everywhere(gather_point(lanes, points, rows, 0)[2][0], UNIT)
    for group in range(groups):
        store_element(lanes, found, group, product)
        product = multiply(product, gather_point(lanes, points, rows, group * len(lanes))[2])
    inverse = invert(product)
    for group in range(groups - 1, -1, -1):
        store_element(lanes, found, group, multiply(inverse, load_element(lanes, found, group)))
        inverse = multiply(inverse, gather_point(lanes, points, rows, group * len(lanes))[2])
