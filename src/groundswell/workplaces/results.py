"""Tests of strength as far as they may be shown: what a unit reached, its parts, and which one to visit next.

Counts are written down where they were made and added up the tree. What is shown follows the same rule as membership,
level by level from the unit of the test downwards, so that no two pages together tell a count that one of them hides.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Unknown
from groundswell.workplaces import queries, tree
from groundswell.workplaces.models import Closure, StrengthCount, StrengthTest, Unit
from groundswell.workplaces.rules import Cell, suppress
from scrutiny.organisation.strength import Meaning, Share, meaning, percent, shortfall, visit_next

TESTS_SHOWN = 12


@dataclass(frozen=True)
class Counted:
    """How many of how many took part in a unit and below it; `cast` how many voted at all, where known."""

    count: int
    of: int
    cast: int | None = None


@dataclass(frozen=True)
class Sums:
    """One test added up: what each unit reached, and the parts of each that were counted."""

    root: UUID
    by_unit: dict[UUID, Counted]
    parts: dict[UUID, list[UUID]]

    def visible_parts(self, unit: UUID, floor: int) -> frozenset[UUID | None]:
        """The parts of a unit whose counts may be shown alone, if its own count may be shown."""
        cells: list[Cell[UUID | None]] = [
            Cell(part, self.by_unit[part].count, self.by_unit[part].of) for part in self.parts.get(unit, [])
        ]
        rest = self.by_unit[unit].count - sum(cell.count for cell in cells)
        if rest > 0 and cells:
            cells.append(Cell(None, rest, None))
        return suppress(cells, self.by_unit[unit].count, floor).alone

    def shows(self, path: Iterable[UUID], floor: int) -> bool:
        """Whether the last unit of a path from the root may be shown: every table on the way shows the next one."""
        above: UUID | None = None
        for unit in path:
            if unit not in self.by_unit or (above and unit not in self.visible_parts(above, floor)):
                return False
            above = unit
        return above is not None and self.by_unit[above].count >= floor


def sums(of_test: StrengthTest) -> Sums:
    """Add a test up from where it was counted to its unit. A unit's own count stands for all below it."""
    rows = {row.unit_id: row for row in StrengthCount.objects.filter(test=of_test)}
    paths: dict[UUID, list[UUID]] = defaultdict(list)
    for ancestor, unit in (
        Closure.objects.filter(descendant_id__in=list(rows), ancestor_id__in=tree.descendants(of_test.unit_id))
        .order_by("depth")
        .values_list("ancestor_id", "descendant_id")
    ):
        paths[unit].append(ancestor)
    by_unit: dict[UUID, Counted] = {}
    parts: dict[UUID, list[UUID]] = defaultdict(list)
    for unit, path in paths.items():
        if any(above in rows for above in path[1:]):
            continue
        row = rows[unit]
        for below, above in pairwise(path):
            if below not in parts[above]:
                parts[above].append(below)
        for above in path:
            so_far = by_unit.get(above, Counted(0, 0))
            by_unit[above] = Counted(so_far.count + row.count, so_far.of + row.of, row.cast if above == unit else None)
    return Sums(of_test.unit_id, by_unit, dict(parts))


@dataclass(frozen=True)
class Result:
    """A test as one unit's members see it; figures are None where they are hidden or not yet counted."""

    test: StrengthTest
    count: int | None = None
    of: int | None = None
    percent: int | None = None
    cast: int | None = None
    meaning: Meaning | None = None
    change: int | None = None


def test(test_id: UUID) -> StrengthTest:
    """Raises Unknown."""
    found: StrengthTest | None = StrengthTest.objects.filter(id=test_id).select_related("unit").first()
    if found is None:
        raise Unknown
    return found


def results(unit_id: UUID) -> list[Result]:
    """The tests that this unit took part in, the newest first, each compared with the one before it."""
    inside = Closure.objects.filter(ancestor_id=unit_id).values("descendant_id")
    counted = StrengthCount.objects.filter(unit_id__in=inside).values("test_id")
    tests = StrengthTest.objects.filter(id__in=counted) | StrengthTest.objects.filter(unit_id=unit_id)
    newest = list(tests.select_related("unit").order_by("-day", "id")[: TESTS_SHOWN + 1])
    found = [result(of_test, sums(of_test), unit_id) for of_test in newest]
    return [_compared(one, found[n + 1 :]) for n, one in enumerate(found)][:TESTS_SHOWN]


def result(of_test: StrengthTest, added: Sums, unit_id: UUID) -> Result:
    """What a unit reached in a test, where that may be shown; how many were asked is never hidden."""
    reached = added.by_unit.get(unit_id)
    if reached is None:
        return Result(of_test)
    upward = tree.ancestors(unit_id)
    path = reversed(upward[: upward.index(added.root) + 1])
    share = percent(reached.count, reached.of)
    if share is None or not added.shows(path, rules().floor):
        return Result(of_test, of=reached.of)
    return Result(of_test, reached.count, reached.of, share, reached.cast, meaning(share, of_test.target_percent))


def _compared(one: Result, earlier: list[Result]) -> Result:
    before = next((r.percent for r in earlier if r.percent is not None), None)
    if one.percent is None or before is None:
        return one
    return replace(one, change=one.percent - before)


@dataclass(frozen=True)
class Part:
    """One part in a test; None where its count is not shown alone."""

    unit: Unit
    of: int
    count: int | None = None
    percent: int | None = None
    lacking: int | None = None


@dataclass(frozen=True)
class TestView:
    """A test at one unit: what it reached, its parts, the one to visit next, and those not counted yet."""

    test: StrengthTest
    unit: Unit
    whole: Result
    parts: list[Part]
    next_unit: Unit | None
    uncounted: list[Unit]


def test_view(of_test: StrengthTest, unit: Unit) -> TestView:
    """A test as seen from its unit or from one below it. Raises Unknown for a unit outside the test."""
    if not tree.stands_under(unit.id, of_test.unit_id):
        raise Unknown
    added = sums(of_test)
    whole = result(of_test, added, unit.id)
    shown = added.visible_parts(unit.id, rules().floor) if whole.percent is not None else frozenset()
    places = {part.id: part for part in queries.units(added.parts.get(unit.id, []))}
    parts = [_part(place, added.by_unit[key], key in shown, of_test) for key, place in places.items()]
    shares = [Share(str(p.unit.id), p.count, p.of) for p in parts if p.count is not None]
    chosen = visit_next(shares, of_test.target_percent)
    return TestView(
        test=of_test,
        unit=unit,
        whole=whole,
        parts=parts,
        next_unit=places[UUID(chosen)] if chosen else None,
        uncounted=[part for part in queries.parts(unit.id) if part.id not in places] if places else [],
    )


def _part(unit: Unit, reached: Counted, alone: bool, of_test: StrengthTest) -> Part:
    if not alone:
        return Part(unit, reached.of)
    lacking = shortfall(Share(str(unit.id), reached.count, reached.of), of_test.target_percent)
    return Part(unit, reached.of, reached.count, percent(reached.count, reached.of), lacking)


def open_tests(stewarded: Collection[UUID]) -> list[StrengthTest]:
    """Tests that are not closed, in the parts that these stewards could count and have not counted."""
    earliest = today() - dt.timedelta(days=rules().test_open_days)
    inside = Closure.objects.filter(descendant_id__in=list(stewarded)).values("ancestor_id")
    below = Closure.objects.filter(ancestor_id__in=list(stewarded)).values("descendant_id")
    return list(
        StrengthTest.objects.filter(unit_id__in=inside, closed=False, day__gte=earliest)
        .exclude(counts__unit_id__in=below)
        .order_by("day")
    )
