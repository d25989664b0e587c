"""The closure table: written only here. Source: the transitive closure pattern for trees in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from groundswell.workplaces.models import Closure, Unit


def ancestors(unit: UUID) -> list[UUID]:
    """The unit itself first, then upward to the top."""
    rows = Closure.objects.filter(descendant_id=unit).order_by("depth")
    return list(rows.values_list("ancestor_id", flat=True))


def ancestors_of_all(units: Iterable[UUID]) -> set[UUID]:
    """Every unit at or above any of these."""
    return set(Closure.objects.filter(descendant_id__in=list(units)).values_list("ancestor_id", flat=True))


def descendants(unit: UUID) -> set[UUID]:
    """The unit itself and all below it."""
    return set(Closure.objects.filter(ancestor_id=unit).values_list("descendant_id", flat=True))


def stands_under(unit: UUID, above: UUID) -> bool:
    return bool(Closure.objects.filter(descendant_id=unit, ancestor_id=above).exists())


def enter(unit: Unit) -> None:
    """Add a new unit, which has nothing below it, under its parent."""
    enter_all([unit])


def enter_all(units: Sequence[Unit]) -> None:
    """Add new units, each after its parent, in one query for reading and one for writing."""
    outside = {u.parent_id for u in units if u.parent_id} - {u.id for u in units}
    paths: dict[UUID, list[UUID]] = {parent: [] for parent in outside}
    for row in Closure.objects.filter(descendant_id__in=list(outside)).order_by("depth"):
        paths[row.descendant_id].append(row.ancestor_id)
    for unit in units:
        paths[unit.id] = [unit.id, *(paths[unit.parent_id] if unit.parent_id else [])]
    Closure.objects.insert(
        ("ancestor_id", "descendant_id", "depth"),
        ((above, unit.id, depth) for unit in units for depth, above in enumerate(paths[unit.id])),
    )


def move(unit: UUID, parent: UUID | None) -> None:
    """Hang a unit with all below it under another parent."""
    below = dict(Closure.objects.filter(ancestor_id=unit).values_list("descendant_id", "depth"))
    Closure.objects.filter(descendant_id__in=list(below)).exclude(ancestor_id__in=list(below)).delete()
    above = ancestors(parent) if parent else []
    Closure.objects.bulk_create(
        [
            Closure(ancestor_id=a, descendant_id=d, depth=depth + 1 + height)
            for height, a in enumerate(above)
            for d, depth in below.items()
        ],
        batch_size=2000,
    )
