"""Keeping the roll-ups: every write adds its difference up the tree, nothing is counted when a page is asked for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F

from groundswell.kernel.clock import today
from groundswell.workplaces.models import Closure, Figures, Headcount, MonthFigures, Unit
from scrutiny.organisation.headcounts import Fact, headcount_on, peak_of


def begin(units: Iterable[Unit]) -> None:
    Figures.objects.bulk_create([Figures(unit=unit) for unit in units], batch_size=2000)


def add(units: Iterable[UUID], *, members: int = 0, active: int = 0) -> None:
    """Add these differences to units that the caller has found to gain or lose a person."""
    Figures.objects.filter(unit_id__in=list(units)).update(members=F("members") + members, active=F("active") + active)


@dataclass(frozen=True)
class Heads:
    """How many work in a unit now, and at most in any season."""

    now: int | None
    peak: int | None


def own_headcounts(units: Iterable[UUID], day: dt.date) -> dict[UUID, Heads]:
    """What the facts of each unit itself say on a day; units about which they say nothing are missing."""
    facts: dict[UUID, list[Fact]] = defaultdict(list)
    for row in Headcount.objects.filter(unit_id__in=list(units)):
        facts[row.unit_id].append(
            Fact(day=row.day, count=row.count, season_from=row.season_from, season_to=row.season_to)
        )
    found = {unit: Heads(headcount_on(of, day), peak_of(of, day)) for unit, of in facts.items()}
    return {unit: heads for unit, heads in found.items() if heads.now is not None}


def recount_headcounts(units: Iterable[UUID]) -> None:
    """Work out the headcount of these units and of all above them: the own fact, else the sum of the parts."""
    rows = Closure.objects.filter(descendant_id__in=list(units)).values_list("ancestor_id", flat=True)
    touched = set(rows)
    own = own_headcounts(touched, today())
    parts = _parts_of(touched)
    known: dict[UUID, Heads] = {}
    for unit in _deepest_first(touched):
        below = [known.get(part, heads) for part, heads in parts[unit]]
        summed = Heads(_sum([heads.now for heads in below]), _sum([heads.peak for heads in below]))
        known[unit] = own.get(unit, summed)
    Figures.objects.bulk_update(
        [Figures(unit_id=unit, headcount=heads.now, peak=heads.peak) for unit, heads in known.items()],
        ["headcount", "peak"],
        batch_size=300,
    )


def _parts_of(units: set[UUID]) -> dict[UUID, list[tuple[UUID, Heads]]]:
    """The living units directly below each, with their figures as they stand."""
    parts: dict[UUID, list[tuple[UUID, Heads]]] = defaultdict(list)
    rows = Figures.objects.filter(unit__parent_id__in=list(units), unit__closed__isnull=True)
    for child, parent, count, peak in rows.values_list("unit_id", "unit__parent_id", "headcount", "peak"):
        if parent is not None:
            parts[parent].append((child, Heads(count, peak)))
    return parts


def _deepest_first(units: set[UUID]) -> list[UUID]:
    rows = Closure.objects.filter(descendant_id__in=list(units)).values_list("descendant_id").annotate(n=Count("id"))
    depth = dict(rows)
    return sorted(units, key=lambda unit: -depth[unit])


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
