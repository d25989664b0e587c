"""How strong we are: a unit with its parts, its gaps and its trend, as far as it may be shown."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from groundswell.charter.queries import rules
from groundswell.kernel.actor import Actor
from groundswell.workplaces import placements, queries
from groundswell.workplaces.models import Figures, MonthFigures, Unit
from groundswell.workplaces.rules import Cell, Shown, suppress
from scrutiny.organisation import vouching
from scrutiny.organisation.strength import percent

ROWS_A_PAGE = 50
MONTHS_SHOWN = 36
MOST_SPEAKERS = 5_000  # a larger part is asked about languages workplace by workplace


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
class Month:
    month: dt.date
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
    months: list[Month]
    change: int | None

    @property
    def hidden(self) -> bool:
        return self.members is None


def _cells(parts: Collection[Unit], total: int) -> list[Cell[UUID | None]]:
    """One cell for each part, and one for those who stand in the unit itself."""
    return _with_rest([Cell(p.id, p.figures.members, p.figures.headcount) for p in parts], total)


def _with_rest(cells: list[Cell[UUID | None]], total: int) -> list[Cell[UUID | None]]:
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


def shown_alone(parts: Iterable[tuple[UUID, int, int | None]], total: int) -> frozenset[UUID]:
    """Which parts of a whole with so many members may be shown with their own counts: for figures that follow from
    them. Each part is its id, its members and its headcount.
    """
    cells = _with_rest([Cell(unit, members, headcount) for unit, members, headcount in parts], total)
    return frozenset(unit for unit in suppress(cells, total, rules().floor).alone if unit)


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
        months=months,
        change=_change(months, share),
    )


def tops() -> list[Row]:
    """All that stands at the top of the tree, in one table."""
    units = queries.top_units()
    total = sum(unit.figures.members for unit in units)
    shown = suppress(_cells(units, total), total, rules().floor)
    return [_row(unit, shown) for unit in units]


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
    heads = [cell.of for cell in group]  # of those who stand in the unit itself nobody knows how many they could be
    headcount = None if None in heads else sum(of or 0 for of in heads)
    return Together(
        names=[names[key] if key else _("directly in this unit") for key in shown.group],
        members=members,
        headcount=headcount,
        percent=percent(members, headcount or 0),
    )


def alarm(unit_id: UUID) -> bool:
    """More members than people who ever work there: said even where the counts are hidden."""
    figures: Figures = Figures.objects.get(unit_id=unit_id)
    return vouching.alarm(figures.members, figures.peak)


def trend(unit_id: UUID) -> list[Month]:
    """Density month by month, oldest first; months in which the count would be hidden are left out.

    The parts of every whole on the path are weighed for each month anew: otherwise an old month would tell what is
    hidden now.
    """
    path = [unit.id for unit in queries.path(unit_id)]
    shown = set.intersection(*(_months_alone(unit, above) for unit, above in zip(path, [None, *path], strict=False)))
    rows = MonthFigures.objects.filter(unit_id=unit_id, month__in=shown).order_by("-month")[:MONTHS_SHOWN]
    return [Month(row.month, percent(row.members, row.headcount or 0)) for row in reversed(list(rows))]


def _months_alone(unit_id: UUID, above: UUID | None) -> set[dt.date]:
    """The months in which the count of a unit could be shown in the table of the one above it."""
    cells: dict[dt.date, list[Cell[UUID | None]]] = defaultdict(list)
    for row in MonthFigures.objects.filter(unit__parent_id=above):
        cells[row.month].append(Cell(row.unit_id, row.members, row.headcount))
    totals = {month: sum(cell.count for cell in some) for month, some in cells.items()}
    if above:
        totals = dict(MonthFigures.objects.filter(unit_id=above).values_list("month", "members"))
    floor = rules().floor
    weighed = {month: suppress(_with_rest(cells[month], total), total, floor) for month, total in totals.items()}
    return {month for month, seen in weighed.items() if unit_id in seen.alone}


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
    """Parts too small to be shown alone, parts with few or nobody active, and languages that nobody active speaks."""

    not_alone: list[str]
    few_active: list[str]
    languages: list[str]


def gaps(unit_id: UUID) -> Gaps:
    """What to fill next below a unit, as far as the table tells it.

    Which of the parts shown together is the small one is not said: with that the others could be worked out.
    """
    floor = rules().floor
    unit, parts = queries.unit(unit_id), queries.parts(unit_id)
    alone = suppress(_cells(parts, unit.figures.members), unit.figures.members, floor).alone
    wanted = queries.languages_below(unit_id) if unit.figures.active <= MOST_SPEAKERS else set()
    spoken = placements.spoken_below(unit_id) if wanted else {}
    return Gaps(
        not_alone=[p.name for p in parts if p.id not in alone],
        few_active=[p.name for p in parts if p.id in alone and p.figures.active < floor],
        languages=sorted(code for code in wanted if spoken.get(code, 0) < floor),
    )
