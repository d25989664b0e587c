"""Keeping the roll-ups: every write adds its difference up the tree, nothing is counted when a page is asked for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Max, Sum

from groundswell.kernel.clock import today
from groundswell.workplaces.models import Closure, Figures, Headcount, MonthFigures, Unit
from scrutiny.organisation.headcounts import Fact, headcount_on, peak_of

AT_A_TIME = 500


def begin(units: Iterable[Unit]) -> None:
    Figures.objects.insert(
        ("unit_id", "members", "active", "headcount", "peak"), ((unit.id, 0, 0, None, None) for unit in units)
    )


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
    rows = Headcount.objects.filter(unit_id__in=list(units))
    for unit, since, count, start, end in rows.values_list("unit_id", "day", "count", "season_from", "season_to"):
        facts[unit].append(Fact(since, count, start, end))
    found = {unit: Heads(headcount_on(of, day), peak_of(of, day)) for unit, of in facts.items()}
    return {unit: heads for unit, heads in found.items() if heads.now is not None}


def recount_headcounts(units: Iterable[UUID]) -> None:
    """Work out the headcount of these units and of all above them: the own fact, else the sum of the parts.

    Level by level from the deepest, so many at a time, so that a large tree needs no more memory than a small one.
    """
    for level in _deepest_first(list(units)):
        for n in range(0, len(level), AT_A_TIME):
            _recount(level[n : n + AT_A_TIME])


def _recount(units: Sequence[UUID]) -> None:
    own = own_headcounts(units, today())
    summed = _sums_of_parts([unit for unit in units if unit not in own])
    heads = [(unit, own.get(unit) or summed.get(unit, Heads(None, None))) for unit in units]
    Figures.objects.set_many("unit_id", ("headcount", "peak"), [(of.now, of.peak, unit) for unit, of in heads])


def _sums_of_parts(units: Sequence[UUID]) -> dict[UUID, Heads]:
    """What the living units directly below each add up to; parts without a figure add nothing."""
    rows = Figures.objects.filter(unit__parent_id__in=units, unit__closed__isnull=True)
    sums = rows.values_list("unit__parent_id").annotate(Sum("headcount"), Sum("peak"))
    return {parent: Heads(now, peak) for parent, now, peak in sums if parent is not None}


def _deepest_first(units: Sequence[UUID]) -> list[list[UUID]]:
    """These units and all above them, those of one depth together, the deepest first."""
    touched: set[UUID] = set()
    for n in range(0, len(units), AT_A_TIME):
        above = Closure.objects.filter(descendant_id__in=units[n : n + AT_A_TIME])
        touched.update(above.values_list("ancestor_id", flat=True))
    levels: dict[int, list[UUID]] = defaultdict(list)
    everyone = sorted(touched)
    for n in range(0, len(everyone), AT_A_TIME):
        rows = Closure.objects.filter(descendant_id__in=everyone[n : n + AT_A_TIME])
        for unit, depth in rows.values_list("descendant_id").annotate(depth=Max("depth")):
            levels[depth].append(unit)
    return [levels[depth] for depth in sorted(levels, reverse=True)]


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
