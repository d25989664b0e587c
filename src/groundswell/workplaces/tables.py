"""The chart's figures as plain rows, for CSV and ODS."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from groundswell.workplaces.strength import Row, view
from groundswell.workplaces.words import KINDS

Table = tuple[list[str], list[list[str | int]]]


def table_of(unit_id: UUID) -> Table:
    """All parts of a unit. A hidden count is an empty cell; what is shown together has a row of its own."""
    first = view(unit_id)
    pages = [first, *(view(unit_id, page) for page in range(2, first.pages + 1))]
    rows: list[list[str | int]] = [_whole(first.unit.name, first.headcount, first.members, first.percent)]
    rows += [_line(row) for page in pages for row in page.rows]
    if first.together:
        together = first.together
        rows.append(_whole(" + ".join(together.names), together.headcount, together.members, together.percent))
    return [_("Unit"), _("Kind"), _("Work there"), _("Members"), _("Percent")], rows


def _line(row: Row) -> list[str | int]:
    kind = str(KINDS.get(row.unit.kind, row.unit.kind))
    return [row.unit.name, kind, _cell(row.headcount), _cell(row.members), _cell(row.percent)]


def _whole(name: str, headcount: int | None, members: int | None, percent: int | None) -> list[str | int]:
    return [name, "", _cell(headcount), _cell(members), _cell(percent)]


def _cell(value: int | None) -> str | int:
    return "" if value is None else value
