"""Tallies of votes: which rows are tests of strength, and which of several rows of one vote counts.

A revised tally replaces, it never adds. A rerun or a run-off is a later test of the same unit. The same figures in
several rows of one case are one tally that was written down several times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from groundswell.workplaces.lists.columns import Column, Role
from groundswell.workplaces.lists.grid import Value
from groundswell.workplaces.lists.likeness import normal
from groundswell.workplaces.lists.values import BadValueError, as_day, as_whole

Note = Callable[[int, str, str], None]
DEFAULT_TITLE = "Vote"


class Cells(Protocol):
    """A row by meaning, see plan.Cells."""

    def has(self, role: Role) -> bool: ...
    def text(self, role: Role) -> str: ...
    def all(self, role: Role) -> list[tuple[Column, Value]]: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """One row's figures. `sort` tells first votes, reruns and run-offs apart."""

    row: int
    unit: str
    case: str
    sort: str
    category: str
    day: dt.date
    title: str
    count: int
    of: int
    cast: int | None

    @property
    def slot(self) -> tuple[str, str, str]:
        """Which vote this is of: in a case the kind of vote says it, else the day and the title."""
        return (self.unit, self.sort, "") if self.case else (self.unit, normal(self.title), self.day.isoformat())


def has_tally(cells: Cells) -> bool:
    return cells.has(Role.TEST_DAY) and cells.has(Role.ELIGIBLE) and cells.has(Role.VOTES_FOR)


def read_tally(cells: Cells, unit: str, row: int, note: Callable[[str, str], None]) -> Tally | None:
    """The tally of a row; None where it has none, or one that cannot be used (which is noted)."""
    days = cells.all(Role.TEST_DAY)
    if not days or not cells.has(Role.ELIGIBLE) or not cells.has(Role.VOTES_FOR):
        return None
    try:
        day = as_day(days[0][1], days[0][0].month_first)
    except BadValueError:
        note("not-a-day", days[0][0].header)
        return None
    of = _sum(cells, Role.ELIGIBLE, note)
    count = _sum(cells, Role.VOTES_FOR, note)
    if of is None or count is None:
        return None
    sort = normal(cells.text(Role.TALLY_TYPE))
    title = cells.text(Role.TEST_TITLE) or cells.text(Role.TALLY_TYPE) or DEFAULT_TITLE
    cast = _sum(cells, Role.VOTES_CAST, note) if cells.has(Role.VOTES_CAST) else None
    return Tally(
        row, unit, cells.text(Role.CASE), sort, normal(cells.text(Role.TALLY_CATEGORY)), day, title, count, of, cast
    )


def _sum(cells: Cells, role: Role, note: Callable[[str, str], None]) -> int | None:
    total = 0
    for column, value in cells.all(role):
        try:
            total += as_whole(value)
        except BadValueError:
            note("not-a-number", column.header)
            return None
    return total


Slot = tuple[str, str, str]


def settle(tallies: Sequence[Tally], note: Note) -> list[Tally]:
    """The tallies that count: repeats once, revisions in place of what they revise, impossible ones left out."""
    counted: dict[Slot, Tally] = {}
    seen: set[tuple[object, ...]] = set()
    for tally in (t for t in tallies if _possible(t, note)):
        same = (tally.case, tally.sort, tally.category, tally.day, tally.count, tally.of, tally.cast)
        if tally.case and same in seen:
            note(tally.row, "repeated", "")
            continue
        seen.add(same)
        _count(counted, tally, note)
    return list(counted.values())


def _count(counted: dict[Slot, Tally], tally: Tally, note: Note) -> None:
    slot = _slot(counted, tally)
    earlier = counted.get(slot)
    if earlier is None:
        counted[slot] = tally
        return
    loser = earlier if _replaces(tally, earlier) else tally
    counted[slot] = replace(tally, unit=earlier.unit) if loser is earlier else earlier
    note(loser.row, "replaced" if _revised(tally) or _revised(earlier) else "later", "")


def _slot(counted: dict[Slot, Tally], tally: Tally) -> Slot:
    """Which vote a tally is of. A revision may stand under another code of the unit: in its case, the vote with the
    same number of voters is meant.
    """
    slot = tally.slot
    known = counted.get(slot)
    if not tally.case or not _revised(tally) or (known and known.of == tally.of):
        return slot
    alike = [s for s, t in counted.items() if (t.case, t.sort, t.of) == (tally.case, tally.sort, tally.of)]
    return alike[0] if len(alike) == 1 else slot


def _revised(tally: Tally) -> bool:
    return tally.category.startswith("revised")


def _replaces(tally: Tally, earlier: Tally) -> bool:
    """A revised tally replaces one that is not; else the later one of a vote, and of one day the later row."""
    if _revised(tally) != _revised(earlier):
        return _revised(tally)
    return tally.day >= earlier.day


def _possible(tally: Tally, note: Note) -> bool:
    if tally.of == 0:
        note(tally.row, "nobody-asked", "")
    elif tally.count > tally.of:
        note(tally.row, "more-than-asked", "")
    return 0 < tally.of >= tally.count
