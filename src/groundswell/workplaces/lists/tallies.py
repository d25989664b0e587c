"""Tallies of votes: which rows are tests of strength, and which of several rows of one vote counts.

A revised tally replaces, it never adds. A rerun or a run-off is a later test of the same unit. The same figures in
several rows of one case are one tally that was written down several times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from groundswell.workplaces.lists.columns import Role
from groundswell.workplaces.lists.likeness import normal
from groundswell.workplaces.lists.reading import Value
from groundswell.workplaces.lists.values import BadValueError, as_day, as_whole

Note = Callable[[int, str, str], None]
DEFAULT_TITLE = "Vote"


class Cells(Protocol):
    """A row by meaning, see plan.Cells."""

    def has(self, role: Role) -> bool: ...
    def text(self, role: Role) -> str: ...
    def all(self, role: Role) -> list[tuple[str, Value]]: ...


@dataclass(frozen=True)
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


def read_tally(cells: Cells, unit: str, row: int, note: Callable[[str, str], None]) -> Tally | None:
    """The tally of a row; None where it has none, or one that cannot be used (which is noted)."""
    days = cells.all(Role.TEST_DAY)
    if not days or not cells.has(Role.ELIGIBLE) or not cells.has(Role.VOTES_FOR):
        return None
    try:
        day = as_day(days[0][1])
    except BadValueError:
        note("not-a-day", days[0][0])
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
    for header, value in cells.all(role):
        try:
            total += as_whole(value)
        except BadValueError:
            note("not-a-number", header)
            return None
    return total


def settle(tallies: Sequence[Tally], note: Note) -> list[Tally]:
    """The tallies that count: repeats once, revisions in place of what they revise, impossible ones left out."""
    counted: dict[tuple[str, str, str], Tally] = {}
    seen: dict[tuple[object, ...], int] = {}
    for tally in tallies:
        same = (tally.case, tally.sort, tally.category, tally.day, tally.count, tally.of, tally.cast)
        if tally.case and same in seen:
            note(tally.row, "repeated", "")
            continue
        seen[same] = tally.row
        slot = (tally.unit, tally.sort, "" if tally.case else tally.day.isoformat())
        earlier = counted.get(slot)
        if earlier is None or _replaces(tally, earlier):
            if earlier is not None:
                note(earlier.row, "replaced", "")
            counted[slot] = tally
        else:
            note(tally.row, "replaced", "")
    return [tally for tally in counted.values() if _possible(tally, note)]


def _replaces(tally: Tally, earlier: Tally) -> bool:
    """A revised tally replaces one that is not; else the later one of a vote, and of one day the later row."""
    revised = tally.category.startswith("revised"), earlier.category.startswith("revised")
    return revised[0] if revised[0] != revised[1] else tally.day >= earlier.day


def _possible(tally: Tally, note: Note) -> bool:
    if tally.of == 0:
        note(tally.row, "nobody-asked", "")
    elif tally.count > tally.of:
        note(tally.row, "more-than-asked", "")
    return 0 < tally.of >= tally.count
