"""Undoing an import: what it made is deleted, what it changed is put back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.actions import erase
from groundswell.kernel.errors import Invalid
from groundswell.workplaces import figures
from groundswell.workplaces.models import (
    Closure,
    Figures,
    Headcount,
    Import,
    ImportChange,
    MonthFigures,
    Proposal,
    StrengthCount,
    StrengthTest,
    Unit,
    UnitEvent,
)

TABLES: dict[str, type[models.Model]] = {"unit": Unit, "headcount": Headcount, "count": StrengthCount}


def undo_step(found: Import) -> None:
    """Part of the action that undoes. Raises Invalid where others have built on what the import made."""
    _check_free(found)
    touched = _outside(found)
    _restore(found)
    erase(StrengthCount.objects.filter(test__made_by=found))
    erase(StrengthTest.objects.filter(made_by=found))
    erase(Headcount.objects.filter(made_by=found))
    erase(Closure.objects.filter(descendant__made_by=found))
    for table in (Figures, MonthFigures, UnitEvent):
        erase(table.objects.filter(unit__made_by=found))
    erase(Unit.objects.filter(made_by=found))
    figures.recount_headcounts(touched)
    erase(ImportChange.objects.filter(of=found))


def _check_free(found: Import) -> None:
    """Whether nothing but the import itself hangs on its units: whatever protects a unit, in any app, keeps it."""
    protected = [r for r in Unit._meta.related_objects if getattr(r, "on_delete", None) is models.PROTECT]
    built: list[models.QuerySet[Any]] = [
        r.related_model._default_manager.filter(**{f"{r.field.name}__made_by": found}) for r in protected
    ]
    built += [table.objects.filter(unit__made_by=found) for table in (Proposal, Headcount, StrengthTest)]
    built += [StrengthCount.objects.filter(unit__made_by=found).exclude(test__made_by=found)]
    for rows in built:
        if hasattr(rows.model, "made_by"):
            rows = rows.exclude(made_by=found)  # noqa: PLW2901 - its own rows do not hold it back
        if rows.exists():
            raise Invalid(
                _("Members, later figures or other parts stand in units that this import made: it cannot be undone."),
                todo=_("Move or undo those first, or close single units instead."),
            )


def _outside(found: Import) -> set[UUID]:
    """Units that stood before and whose headcount the import changed, or that of a part."""
    parents = Unit.objects.filter(made_by=found, parent__isnull=False).exclude(parent__made_by=found)
    heads = Headcount.objects.filter(made_by=found).exclude(unit__made_by=found)
    changed = ImportChange.objects.filter(of=found, table="headcount").values_list("row", flat=True)
    updated = Headcount.objects.filter(pk__in=[int(row) for row in changed])
    return {
        *parents.values_list("parent_id", flat=True).distinct(),
        *heads.values_list("unit_id", flat=True),
        *updated.values_list("unit_id", flat=True),
    }


def _restore(found: Import) -> None:
    for change in ImportChange.objects.filter(of=found).order_by("-id"):
        manager: Any = TABLES[change.table]._default_manager
        manager.filter(pk=change.row).update(**change.before)
