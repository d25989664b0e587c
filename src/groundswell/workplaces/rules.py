"""Which counts may be shown: small ones are hidden, and with them as many others as subtraction would need.

The rule, for the parts of a unit whose own count is shown:

1. A part with fewer members than the floor is hidden; none is not told from few.
2. Hidden parts are shown together, as one group with one count: the total less the shown parts, which anyone could
   work out anyway.
3. While the group is a single part, or its count is under the floor, or all who work there are members (so that each
   part's count would be its headcount), the smallest shown part joins it.
4. A unit that is hidden in the table above it, or whose own count is under the floor, shows no counts at all, and
   neither does anything below it.

Members of two parts count once in the whole, so the total may be less than the sum; then subtraction yields even less.
Not prevented: who sees that a count has grown by one on a day on which somebody joined may guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")


@dataclass(frozen=True)
class Cell(Generic[K]):
    """A part: `count` of `of`; `of` is None where nobody knows how many work there."""

    key: K
    count: int
    of: int | None


@dataclass(frozen=True)
class Shown(Generic[K]):
    """What may be shown: the keys of parts shown alone, and those of the group shown together."""

    total: bool
    alone: frozenset[K]
    group: tuple[K, ...]


def suppress(cells: Sequence[Cell[K]], total: int, floor: int) -> Shown[K]:
    """Apply the rule to the parts of one unit. Where the total itself is under the floor nothing is shown."""
    if total < floor:
        return Shown(total=False, alone=frozenset(), group=())
    group = [cell for cell in cells if cell.count < floor]
    others = sorted((c for c in cells if c.count >= floor), key=lambda c: c.count, reverse=True)
    while group and others and not _is_safe(group, floor):
        group.append(others.pop())
    hidden = {cell.key for cell in group}
    return Shown(
        total=True,
        alone=frozenset(cell.key for cell in others),
        group=tuple(cell.key for cell in cells if cell.key in hidden),
    )


def _is_safe(group: Sequence[Cell[K]], floor: int) -> bool:
    count = sum(cell.count for cell in group)
    places = [cell.of for cell in group]
    full = None not in places and count >= sum(of or 0 for of in places)
    return len(group) > 1 and count >= floor and not full


def few(count: int, floor: int) -> bool:
    """Whether a count is shown as "few or none"."""
    return count < floor
