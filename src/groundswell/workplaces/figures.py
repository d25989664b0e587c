"""Keeping the roll-ups: every write adds its difference up the tree, nothing is counted when a page is asked for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from groundswell.kernel.clock import today
from groundswell.workplaces.models import Closure, Figures, Headcount, MonthFigures, Unit
from scrutiny.organisation.headcounts import Fact, headcount_on


def begin(units: Iterable[Unit]) -> None:
    Figures.objects.bulk_create([Figures(unit=unit) for unit in units], batch_size=2000)


def add(units: Iterable[UUID], *, members: int = 0, active: int = 0) -> None:
    """Add these differences to units that the caller has found to gain or lose a person."""
    Figures.objects.filter(unit_id__in=list(units)).update(members=F("members") + members, active=F("active") + active)


def own_headcounts(units: Iterable[UUID], day: dt.date) -> dict[UUID, int]:
    """What the facts of each unit itself say of a day; units without facts are missing."""
    facts: dict[UUID, list[Fact]] = defaultdict(list)
    for row in Headcount.objects.filter(unit_id__in=list(units)):
        facts[row.unit_id].append(
            Fact(day=row.day, count=row.count, season_from=row.season_from, season_to=row.season_to)
        )
    found = {unit: headcount_on(of, day) for unit, of in facts.items()}
    return {unit: count for unit, count in found.items() if count is not None}


def recount_headcounts(units: Iterable[UUID]) -> None:
    """Work out the headcount of these units and of all above them: the own fact, else the sum of the parts."""
    rows = Closure.objects.filter(descendant_id__in=list(units)).values_list("ancestor_id", flat=True)
    touched = set(rows)
    depth = dict.fromkeys(touched, 0)
    for ancestor, _descendant, steps in Closure.objects.filter(
        ancestor_id__in=list(touched), descendant_id__in=list(touched)
    ).values_list("ancestor_id", "descendant_id", "depth"):
        depth[ancestor] = max(depth[ancestor], steps)
    own = own_headcounts(touched, today())
    known: dict[UUID, int | None] = {}
    parts: dict[UUID, list[tuple[UUID, int | None]]] = defaultdict(list)
    children = Figures.objects.filter(unit__parent_id__in=list(touched), unit__closed__isnull=True)
    for child, parent, count in children.values_list("unit_id", "unit__parent_id", "headcount"):
        parts[parent].append((child, count))
    for unit in sorted(touched, key=lambda u: depth[u]):
        known[unit] = own.get(unit, _sum([known.get(child, count) for child, count in parts[unit]]))
    Figures.objects.bulk_update(
        [Figures(unit_id=unit, headcount=count) for unit, count in known.items()],
        ["headcount"],
        batch_size=500,
    )


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def recount_seasons() -> None:
    """Once a day: units whose season may have begun or ended, and all above them."""
    seasonal = set(Headcount.objects.exclude(season_from="").values_list("unit_id", flat=True))
    if seasonal:
        recount_headcounts(seasonal)


def keep_month() -> None:
    """Keep the figures of the month that begins, once."""
    month = today().replace(day=1)
    if MonthFigures.objects.filter(month=month).exists():
        return
    MonthFigures.objects.bulk_create(
        [
            MonthFigures(unit_id=f.unit_id, month=month, members=f.members, headcount=f.headcount)
            for f in Figures.objects.filter(unit__closed__isnull=True)
        ],
        batch_size=2000,
    )
