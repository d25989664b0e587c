"""Which counts may be shown: small ones are hidden, and with them as many others as subtraction would need.

Everybody who reads a table is taken to know how many work in each part, how this rule works, and all other counts
shown. The rule, for the parts of a unit whose own count is shown:

1. A part with fewer members than the floor is hidden; none is not told from few.
2. Hidden parts are shown together, as one group with one count.
3. While the group is not safe, one more part joins it. Safe is a group of two or more, with at least as many members
   as the floor, with at least two people who are not members, and in which of every part either nothing is known (it
   could have no member at all, since the others have room for the whole count) or that it is at or above the floor.
   Which part joins next follows from headcounts only, never from members: first those who stand in the unit itself,
   then the part with the fewest people. Were it the one with the fewest members, being chosen would tell something.
4. If all parts together are not safe, nothing is shown but the unit's own count. That is so where nearly all are
   members.
5. A unit that is hidden in the table above it, or whose own count is under the floor, shows no counts at all, and
   neither does anything below it.

Those who stand in a unit but in none of its parts are a part like any other: without them the parts could be added up
and the rest be found by subtraction. Members of two parts count once in the whole, so the total may be less than the
sum; then the group's count is the sum of its parts.

What is not hidden, on purpose: that few are *not* members. A unit in which 48 of 50 are with us is what everyone works
for, and the floor protects members from being known, not others. So where nearly all of a unit are members, its total
alone says that each part is nearly full.

Not prevented: who sees that a count has grown by one on a day on which somebody joined may guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")

# How many people of a group at least must not be members, so that a reader never sees that all of them are, or that
# a group was made larger because all of them are.
SPARE = 2


@dataclass(frozen=True)
class Cell(Generic[K]):
    """A part: `count` of `of`; `of` is None where nobody knows how many work there."""

    key: K
    count: int
    of: int | None


@dataclass(frozen=True)
class Shown(Generic[K]):
    """What may be shown of a unit: whether its total, the keys of parts shown alone, the keys of those shown
    together, and their count. `together` is None where not even that may be shown, or nothing is hidden.
    """

    total: bool
    alone: frozenset[K]
    group: tuple[K, ...]
    together: int | None = None


def suppress(cells: Sequence[Cell[K]], total: int, floor: int) -> Shown[K]:
    """Apply the rule to the parts of one unit. Where the total itself is under the floor nothing is shown."""
    if total < floor:
        return Shown(total=False, alone=frozenset(), group=())
    order = sorted(cells, key=_joins_first)
    hidden = {cell.key for cell in cells if cell.count < floor}
    while hidden and not (safe := _is_safe(order, hidden, total, floor)) and len(hidden) < len(order):
        hidden.add(next(cell.key for cell in order if cell.key not in hidden))
    return Shown(
        total=True,
        alone=frozenset(cell.key for cell in cells if cell.key not in hidden),
        group=tuple(cell.key for cell in cells if cell.key in hidden),
        together=sum(cell.count for cell in cells if cell.key in hidden) if hidden and safe else None,
    )


def _joins_first(cell: Cell[K]) -> tuple[bool, int]:
    return cell.of is not None, cell.of or 0


def _is_safe(order: Sequence[Cell[K]], hidden: Set[K], total: int, floor: int) -> bool:
    count = sum(cell.count for cell in order if cell.key in hidden)
    most = list(_most(order, hidden, total, floor))
    spare = sum(most) - count
    if len(hidden) < 2 or count < floor or spare < SPARE:
        return False
    least = (max(0, of_one - spare) for of_one in most)
    return all(n == 0 or n >= floor for n in least)


def _most(order: Sequence[Cell[K]], hidden: Set[K], total: int, floor: int) -> Iterator[int]:
    """For each hidden part the most that it can have, for a reader who knows the rule: its headcount, the total
    (which counts each member once) and, where a part that would have joined first is shown, less than the floor.
    """
    joined = True
    for cell in order:
        joined = joined and cell.key in hidden
        if cell.key in hidden:
            bound = total if cell.of is None else min(total, cell.of)
            yield bound if joined else min(bound, floor - 1)


def with_rest(cells: Sequence[Cell[K]], total: int) -> list[Cell[K | None]]:
    """The parts and, under the key None, those who stand in the unit itself, if there must be any."""
    found: list[Cell[K | None]] = [Cell(cell.key, cell.count, cell.of) for cell in cells]
    rest = total - sum(cell.count for cell in cells)
    return [*found, Cell(None, rest, None)] if rest > 0 and cells else found


@dataclass(frozen=True)
class Node(Generic[K]):
    """A unit with its own count (each member once) and its parts."""

    key: K
    count: int
    of: int | None
    parts: tuple[Node[K], ...] = ()


def suppress_tree(root: Node[K], floor: int) -> dict[K, Shown[K | None]]:
    """The table of every unit that shows counts. A unit that is not in the answer shows none."""
    if root.count < floor:
        return {}
    cells = [Cell(part.key, part.count, part.of) for part in root.parts]
    shown = suppress(with_rest(cells, root.count), root.count, floor)
    tables = {root.key: shown}
    for part in root.parts:
        if part.key in shown.alone:
            tables |= suppress_tree(part, floor)
    return tables


def few(count: int, floor: int) -> bool:
    """Whether a count is shown as "few or none"."""
    return count < floor
