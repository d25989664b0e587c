"""Writing the parts of a plan: what is new is made, what is known is updated, and every change is noted for undoing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.kernel.clock import today
from groundswell.kernel.ids import new_id
from groundswell.workplaces.actions import add_units
from groundswell.workplaces.lists.likeness import normal
from groundswell.workplaces.lists.plan import Heads, Plan, Test
from groundswell.workplaces.lists.plan import Unit as PlannedUnit
from groundswell.workplaces.models import Headcount, Import, ImportChange, StrengthCount, StrengthTest, Unit
from groundswell.workplaces.queries import below_ids
from scrutiny.encoding import sha256

KINDS = ("branch", "enterprise", "site", "department", "crew", "shift")
SQL_PARAMETERS = 500


def write(found: Import, plan: Plan, size: int) -> None:
    """Write the next `size` items of the plan: units first, then headcounts, then tests."""
    start, left = found.done, size
    parts: list[tuple[Sequence[Any], Callable[[Import, Any], None]]] = [
        (list(plan.units.values()), _write_units),
        (list(plan.heads.values()), _write_heads),
        (plan.tests, _write_tests),
    ]
    for items, writer in parts:
        some = items[max(0, start) : max(0, start) + left] if left > 0 else []
        if some:
            writer(found, some)
            found.done += len(some)
            left -= len(some)
        start -= len(items)


def key_in(found: Import, key: str) -> str:
    """The key of a planned unit or test below the place of this import."""
    return sha256(f"{found.unit_id or 'top'}|{key}".encode()).hex()


def ids_of(found: Import, keys: Sequence[str]) -> dict[str, UUID]:
    """The units that these planned keys have become; what was merged since stands for what it was merged into."""
    wanted = {key_in(found, key): key for key in set(keys) if key}
    names = list(wanted)
    ids: dict[str, UUID] = {}
    merged: dict[str, UUID] = {}
    for n in range(0, len(names), SQL_PARAMETERS):
        rows = Unit.objects.filter(key__in=names[n : n + SQL_PARAMETERS])
        for key, unit, into in rows.values_list("key", "id", "merged_into"):
            if key and into:
                merged[wanted[key]] = into
            elif key:
                ids[wanted[key]] = unit
    return ids | {key: _last_of_merges(into) for key, into in merged.items()}


def _last_of_merges(unit: UUID) -> UUID:
    """Merges make no rings: a unit that was merged away is closed and nothing is merged into it."""
    found = Unit.objects.get(id=unit)
    while found.merged_into_id:
        found = Unit.objects.get(id=found.merged_into_id)
    return found.id


def _write_units(found: Import, planned: Sequence[PlannedUnit]) -> None:
    known = ids_of(found, [u.key for u in planned] + [u.parent for u in planned])
    by_place = _by_place(found) if len(known) < len(planned) else {}
    new: list[Unit] = []
    for unit in planned:
        if unit.key in known:
            continue
        parent = known[unit.parent] if unit.parent else found.unit_id
        same = (
            by_place.get((parent, unit.kind, normal(unit.name, firm=unit.kind == "enterprise"))) if by_place else None
        )
        if same is not None:
            _recognise(found, same, unit)
            known[unit.key] = same.id
        else:
            new.append(_new_unit(found, unit, parent))
            known[unit.key] = new[-1].id
    add_units(new)


def _new_unit(found: Import, unit: PlannedUnit, parent: UUID | None) -> Unit:
    return Unit(
        id=new_id(),
        parent_id=parent,
        kind=unit.kind,
        name=unit.name,
        languages=list(unit.languages),
        key=key_in(found, unit.key),
        opened=today(),
        made_by=found,
    )


def _by_place(found: Import) -> dict[tuple[UUID | None, str, str], Unit]:
    """Units made by hand below the place of the import, by where they stand and what they are called."""
    inside = below_ids(found.unit_id) if found.unit_id else None
    living = Unit.objects.filter(key__isnull=True, closed__isnull=True)
    rows = living if inside is None else living.filter(id__in=inside)
    return {(unit.parent_id, unit.kind, normal(unit.name, firm=unit.kind == "enterprise")): unit for unit in rows}


def _recognise(found: Import, unit: Unit, planned: PlannedUnit) -> None:
    """A unit made by hand that the sheet names too: it keeps its name, and is known by its key from now on."""
    _note(found, "unit", unit.id, key=unit.key)
    unit.key = key_in(found, planned.key)
    unit.save(update_fields=["key"])


def _write_heads(found: Import, planned: Sequence[Heads]) -> None:
    ids = ids_of(found, [heads.unit for heads in planned])
    known = _known_heads(list(set(ids.values())))
    new: dict[tuple[UUID, dt.date, str], tuple[Any, ...]] = {}
    for heads in planned:
        slot = ids[heads.unit], dt.date.fromisoformat(heads.day), heads.season_from
        earlier = known.get(slot)
        if earlier is None:
            new.setdefault(slot, (*slot, heads.season_to, heads.count, found.source, found.id))
        elif earlier.count != heads.count:
            _note(found, "headcount", earlier.pk, count=earlier.count, source=earlier.source)
            earlier.count, earlier.source = heads.count, found.source
            earlier.save(update_fields=["count", "source"])
    Headcount.objects.insert(
        ("unit_id", "day", "season_from", "season_to", "count", "source", "made_by_id"), new.values()
    )


def _known_heads(units: Sequence[UUID]) -> dict[tuple[UUID, dt.date, str], Headcount]:
    return {
        (row.unit_id, row.day, row.season_from): row
        for n in range(0, len(units), SQL_PARAMETERS)
        for row in Headcount.objects.filter(unit_id__in=units[n : n + SQL_PARAMETERS])
    }


def _write_tests(found: Import, planned: Sequence[Test]) -> None:
    ids = ids_of(found, [test.unit for test in planned])
    keys = {key_in(found, test.key): test for test in planned}
    known: dict[str, StrengthTest] = {}
    names = list(keys)
    for n in range(0, len(names), SQL_PARAMETERS):
        known.update({t.key: t for t in StrengthTest.objects.filter(key__in=names[n : n + SQL_PARAMETERS]) if t.key})
    _update_counts(found, {key: (known[key], test) for key, test in keys.items() if key in known})
    target = rules().target_percent
    new = {key: test for key, test in keys.items() if key not in known}
    made = [_new_test(found, key, test, ids[test.unit], target) for key, test in new.items()]
    StrengthTest.objects.bulk_create(made, batch_size=1000)
    counts = [
        StrengthCount(test=test, unit_id=test.unit_id, count=p.count, of=p.of, cast=p.cast, day=test.day)
        for test, p in zip(made, new.values(), strict=True)
    ]
    StrengthCount.objects.bulk_create(counts, batch_size=1000)


def _new_test(found: Import, key: str, test: Test, unit: UUID, target: int) -> StrengthTest:
    day = dt.date.fromisoformat(test.day)
    return StrengthTest(
        id=new_id(),
        unit_id=unit,
        title=test.title[:120],
        kind="vote",
        target_percent=target,
        day=day,
        key=key,
        closed=True,
        made_by=found,
    )


def _update_counts(found: Import, again: dict[str, tuple[StrengthTest, Test]]) -> None:
    """Figures of tests that are known already: replaced where they differ, never added."""
    rows = {c.test_id: c for c in StrengthCount.objects.filter(test__in=[t for t, _p in again.values()])}
    for test, planned in again.values():
        row = rows.get(test.id)
        if row is not None and (row.count, row.of, row.cast) != (planned.count, planned.of, planned.cast):
            _note(found, "count", row.pk, count=row.count, of=row.of, cast=row.cast)
            row.count, row.of, row.cast = planned.count, planned.of, planned.cast
            row.save(update_fields=["count", "of", "cast"])


def _note(found: Import, table: str, row: object, **before: object) -> None:
    """What stood in a row that is about to be changed."""
    ImportChange.objects.create(of=found, table=table, row=str(row), before=before)


def units_with_heads(found: Import, plan: Plan) -> list[UUID]:
    return list(ids_of(found, [heads.unit for heads in plan.heads.values()]).values())
