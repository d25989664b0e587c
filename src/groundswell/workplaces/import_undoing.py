"""Undoing an import: every noted change is taken back, the last one first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.errors import Invalid
from groundswell.workplaces import figures
from groundswell.workplaces.import_writing import KINDS as PLANNED_KINDS
from groundswell.workplaces.models import (
    Headcount,
    Import,
    ImportChange,
    Placement,
    StrengthCount,
    StrengthTest,
    Unit,
)

TABLES: dict[str, type[models.Model]] = {
    "unit": Unit,
    "headcount": Headcount,
    "test": StrengthTest,
    "count": StrengthCount,
}
BATCH = 500


def undo_step(found: Import) -> None:
    """Part of the action that undoes. Raises Invalid where others have built on what the import made."""
    made = _made(found, "unit")
    _check_free(made)
    parents = _parents_outside(made)
    touched = {row.unit_id for row in _in_batches(Headcount, _made(found, "headcount"))}
    for table in ("count", "test", "headcount", "unit"):
        _restore(found, table)
        _delete(TABLES[table], _made(found, table))
    figures.recount_headcounts((touched - {UUID(u) for u in made}) | parents)
    ImportChange.objects.filter(of=found).delete()


def _made(found: Import, table: str) -> list[str]:
    rows = ImportChange.objects.filter(of=found, table=table, before__isnull=True).order_by("-id")
    return list(rows.values_list("row", flat=True))


def _in_batches(table: type[models.Model], ids: Sequence[str]) -> list[Any]:
    manager: Any = table._default_manager
    return [row for n in range(0, len(ids), BATCH) for row in manager.filter(pk__in=ids[n : n + BATCH])]


def _check_free(made: Sequence[str]) -> None:
    mine = set(made)
    for n in range(0, len(made), BATCH):
        some = [UUID(unit) for unit in made[n : n + BATCH]]
        strangers = Unit.objects.filter(parent_id__in=some).values_list("id", flat=True)
        if Placement.objects.filter(unit_id__in=some).exists() or {str(u) for u in strangers} - mine:
            raise Invalid(
                _("Members or other parts stand in units that this import made, so it cannot be undone as a whole."),
                todo=_("Move them first, or close single units instead."),
            )


def _parents_outside(made: Sequence[str]) -> set[UUID]:
    """Units that stood before, under which the import put something."""
    parents = {unit.parent_id for unit in _in_batches(Unit, made) if unit.parent_id}
    return {parent for parent in parents if str(parent) not in set(made)}


def _by_kind(made: Sequence[str]) -> list[list[str]]:
    """The units kind by kind, parts before their wholes: an import puts no kind under itself."""
    units = _in_batches(Unit, made)
    return [[str(unit.id) for unit in units if unit.kind == kind] for kind in reversed(PLANNED_KINDS)]


def _restore(found: Import, table: str) -> None:
    for change in ImportChange.objects.filter(of=found, table=table, before__isnull=False).order_by("-id"):
        manager: Any = TABLES[table]._default_manager
        manager.filter(pk=change.row).update(**(change.before or {}))


def _delete(table: type[models.Model], ids: Sequence[str]) -> None:
    manager: Any = table._default_manager
    if table is Unit:
        for kind_ids in _by_kind(ids):
            _delete_batches(manager, kind_ids)
    else:
        _delete_batches(manager, ids)


def _delete_batches(manager: Any, ids: Sequence[str]) -> None:
    for n in range(0, len(ids), BATCH):
        manager.filter(pk__in=ids[n : n + BATCH]).delete()
