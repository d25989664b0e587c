"""How strong we are: a unit with its parts, its tests, its gaps and its trend, as far as it may be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Unknown
from groundswell.workplaces import queries, tree
from groundswell.workplaces.models import Closure, Figures, MonthFigures, StrengthCount, StrengthTest, Unit
from groundswell.workplaces.rules import Cell, Shown, suppress
from scrutiny.organisation import vouching
from scrutiny.organisation.strength import Meaning, Share, meaning, percent, shortfall, visit_next

ROWS_A_PAGE = 50
TESTS_SHOWN = 12
MONTHS_SHOWN = 36
STILL_OPEN = dt.timedelta(days=60)


@dataclass(frozen=True)
class Row:
    """One part. `members` and `percent` are None where the count is hidden; `together` tells that the group has it."""

    unit: Unit
    headcount: int | None
    members: int | None
    percent: int | None
    together: bool


@dataclass(frozen=True)
class Together:
    """The parts that are only shown together."""

    names: list[str]
    members: int
    headcount: int | None
    percent: int | None


@dataclass(frozen=True)
class View:
    """A unit as its members see it. `members` is None where the unit as a whole is hidden."""

    unit: Unit
    members: int | None
    headcount: int | None
    percent: int | None
    active: int | None
    rows: list[Row]
    together: Together | None
    target: int
    pages: int
    page: int
    change: int | None

    @property
    def hidden(self) -> bool:
        return self.members is None


def _cells(parts: Collection[Unit], total: int) -> list[Cell[UUID | None]]:
    """One cell for each part, and one for those who stand in the unit itself."""
    cells: list[Cell[UUID | None]] = [Cell(p.id, p.figures.members, p.figures.headcount) for p in parts]
    rest = total - sum(cell.count for cell in cells)
    return [*cells, Cell(None, rest, None)] if rest > 0 and cells else cells


def is_shown(unit: UUID) -> bool:
    """Whether the count of a unit may be shown: it is shown in every table on the path from the top to it."""
    floor = rules().floor
    path = queries.path(unit)
    above: Unit | None = None
    for part in path:
        siblings = queries.parts(above.id) if above else queries.top_units()
        total = above.figures.members if above else sum(u.figures.members for u in siblings)
        if part.id not in suppress(_cells(siblings, total), total, floor).alone:
            return False
        above = next(u for u in siblings if u.id == part.id)
    return True


def view(unit_id: UUID, page: int = 1) -> View:
    """The unit and one page of its parts. Raises Unknown."""
    unit = queries.unit(unit_id)
    floor, target = rules().floor, rules().target_percent
    parts = queries.parts(unit_id)
    figures: Figures = unit.figures
    visible = not unit.closed and is_shown(unit_id)
    shown = suppress(_cells(parts, figures.members), figures.members, floor) if visible else None
    pages = max(1, -(-len(parts) // ROWS_A_PAGE))
    page = min(max(1, page), pages)
    some = parts[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    months = trend(unit_id) if visible else []
    share = percent(figures.members, figures.headcount or 0) if visible else None
    return View(
        unit=unit,
        members=figures.members if visible else None,
        headcount=figures.headcount,
        percent=share,
        active=figures.active if visible and figures.active >= floor else None,
        rows=[_row(part, shown) for part in some],
        together=_together(parts, figures.members, shown),
        target=target,
        pages=pages,
        page=page,
        change=_change(months, share),
    )


def _row(part: Unit, shown: Shown[UUID | None] | None) -> Row:
    figures: Figures = part.figures
    alone = shown is not None and part.id in shown.alone
    return Row(
        unit=part,
        headcount=figures.headcount,
        members=figures.members if alone else None,
        percent=percent(figures.members, figures.headcount or 0) if alone else None,
        together=shown is not None and part.id in shown.group,
    )


def _together(parts: Collection[Unit], total: int, shown: Shown[UUID | None] | None) -> Together | None:
    if shown is None or not shown.group:
        return None
    by_key = {cell.key: cell for cell in _cells(parts, total)}
    group = [by_key[key] for key in shown.group]
    names = {part.id: part.name for part in parts}
    members = total if shown.together is None else shown.together
    heads = [cell.of for cell in group if cell.key is not None]
    headcount = None if None in heads else sum(of or 0 for of in heads)
    return Together(
        names=[names[key] for key in shown.group if key is not None],
        members=members,
        headcount=headcount,
        percent=percent(members, headcount or 0),
    )


def alarm(unit_id: UUID) -> bool:
    """More members than people who ever work there: said even where the counts are hidden."""
    figures: Figures = Figures.objects.get(unit_id=unit_id)
    return vouching.alarm(figures.members, figures.peak)


@dataclass(frozen=True)
class Month:
    month: dt.date
    percent: int | None


def trend(unit_id: UUID) -> list[Month]:
    """Density month by month, oldest first; months under the floor are left out."""
    floor = rules().floor
    rows = MonthFigures.objects.filter(unit_id=unit_id, members__gte=floor).order_by("-month")[:MONTHS_SHOWN]
    return [Month(row.month, percent(row.members, row.headcount or 0)) for row in reversed(list(rows))]


def _change(months: list[Month], now_percent: int | None) -> int | None:
    """Points gained since about a year ago, or since the first month that is known."""
    known = [m for m in months[-12:] if m.percent is not None]
    return now_percent - (known[0].percent or 0) if known and now_percent is not None else None


def overview(actor: Actor) -> list[View]:
    """The workplaces of a member, for the first page."""
    workplaces = {queries.workplace_of(unit) or unit for unit in actor.units}
    return [view(unit.id) for unit in queries.units(workplaces)]


@dataclass(frozen=True)
class Gaps:
    """Parts with few or no members, parts with few or nobody active, and languages that nobody active speaks."""

    few_members: list[str]
    few_active: list[str]
    languages: list[str]


def gaps(unit_id: UUID, spoken: Mapping[str, int]) -> Gaps:
    """What to fill next below a unit. `spoken` counts the active members who speak each language."""
    floor = rules().floor
    parts = queries.parts(unit_id)
    wanted = {code for part in queries.below(unit_id) for code in part.languages}
    return Gaps(
        few_members=[p.name for p in parts if p.figures.members < floor],
        few_active=[p.name for p in parts if p.figures.members >= floor and p.figures.active < floor],
        languages=sorted(code for code in wanted if spoken.get(code, 0) < floor),
    )


# Tests of strength


@dataclass(frozen=True)
class Result:
    """A test as one unit's members see it; figures are None where they are hidden or not yet counted."""

    test: StrengthTest
    count: int | None
    of: int | None
    percent: int | None
    cast: int | None
    meaning: Meaning | None
    change: int | None


def test(test_id: UUID) -> StrengthTest:
    found: StrengthTest | None = StrengthTest.objects.filter(id=test_id).select_related("unit").first()
    if found is None:
        raise Unknown
    return found


def results(unit_id: UUID) -> list[Result]:
    """The tests that this unit took part in, the newest first, each compared with the one before it."""
    counts = (
        StrengthCount.objects.filter(unit_id=unit_id)
        .select_related("test")
        .order_by("-test__day", "-test_id")[: TESTS_SHOWN + 1]
    )
    whole = [_result(count.test, count.count, count.of, count.cast) for count in counts]
    asked = StrengthTest.objects.filter(unit_id=unit_id).exclude(counts__unit_id=unit_id)
    whole += [_summed(unit_id, t) for t in asked.order_by("-day")[:TESTS_SHOWN]]
    whole.sort(key=lambda r: r.test.day, reverse=True)
    return [_compared(result, whole[n + 1 :]) for n, result in enumerate(whole)][:TESTS_SHOWN]


def _result(of_test: StrengthTest, count: int, of: int, cast: int | None) -> Result:
    """Counts under the floor are hidden, those of all who were asked too: both would show persons."""
    reached = percent(count, of)
    if count < rules().floor or reached is None:
        return Result(of_test, None, of, None, None, None, None)
    return Result(of_test, count, of, reached, cast, meaning(reached, of_test.target_percent), None)


def _summed(unit_id: UUID, of_test: StrengthTest) -> Result:
    """A test of a unit that was counted in its parts."""
    inside = tree.descendants(unit_id)
    rows = StrengthCount.objects.filter(test=of_test, unit_id__in=inside).values_list("count", "of")
    count, of = sum(row[0] for row in rows), sum(row[1] for row in rows)
    return _result(of_test, count, of, None) if rows else Result(of_test, None, None, None, None, None, None)


def _compared(result: Result, earlier: list[Result]) -> Result:
    before = next((r.percent for r in earlier if r.percent is not None), None)
    if result.percent is None or before is None:
        return result
    return Result(
        result.test,
        result.count,
        result.of,
        result.percent,
        result.cast,
        result.meaning,
        result.percent - before,
    )


@dataclass(frozen=True)
class Part:
    """One unit of a test: shown alone, or only together with others."""

    unit: Unit
    of: int | None
    count: int | None
    percent: int | None
    lacking: int | None


@dataclass(frozen=True)
class TestView:
    test: StrengthTest
    whole: Result
    parts: list[Part]
    next_unit: Unit | None
    uncounted: list[Unit]


def test_view(of_test: StrengthTest) -> TestView:
    """A test with its parts as far as they may be shown, and the unit to visit next."""
    units = {u.id: u for u in queries.below(of_test.unit_id)}
    rows = [c for c in StrengthCount.objects.filter(test=of_test) if c.unit_id in units]
    cells: list[Cell[UUID | None]] = [Cell(row.unit_id, row.count, row.of) for row in rows]
    total, of = sum(r.count for r in rows), sum(r.of for r in rows)
    shown = suppress(cells, total, rules().floor)
    alone = [Share(str(r.unit_id), r.count, r.of) for r in rows if r.unit_id in shown.alone]
    chosen = visit_next(alone, of_test.target_percent)
    counted = {row.unit_id for row in rows}
    children = [u for u in units.values() if u.parent_id == of_test.unit_id] or [units[of_test.unit_id]]
    return TestView(
        test=of_test,
        whole=_result(of_test, total, of, None) if rows else Result(of_test, None, None, None, None, None, None),
        parts=[_part(units[r.unit_id], r, r.unit_id in shown.alone, of_test.target_percent) for r in rows],
        next_unit=units[UUID(chosen)] if chosen else None,
        uncounted=[u for u in children if u.id not in counted and of_test.unit_id not in counted],
    )


def _part(unit: Unit, row: StrengthCount, alone: bool, target: int) -> Part:
    if not alone:
        return Part(unit, row.of, None, None, None)
    lacking = shortfall(Share(str(unit.id), row.count, row.of), target)
    return Part(unit, row.of, row.count, percent(row.count, row.of), lacking)


def open_tests(stewarded: Collection[UUID]) -> list[StrengthTest]:
    """Tests that are not closed, in the parts that these stewards could count."""
    inside = Closure.objects.filter(descendant_id__in=list(stewarded)).values("ancestor_id")
    return list(
        StrengthTest.objects.filter(unit_id__in=inside, closed=False, day__gte=today() - STILL_OPEN)
        .exclude(counts__unit_id__in=list(stewarded))
        .order_by("day")
    )
