"""Finding the row that names the columns, anywhere among the first rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from groundswell.workplaces.lists.columns import Column, Role, propose, role_of_header
from groundswell.workplaces.lists.grid import LIMITS, Limits, Row, Unreadable, Value
from groundswell.workplaces.lists.persons import SURNAME_FIRST, is_contact
from groundswell.workplaces.lists.reading import open_sheets

LOOK_AT = 30
SAMPLES = 200


@dataclass
class Found:
    """The header's row number, the columns with proposed roles, and all rows below it, still unread."""

    row: int
    columns: tuple[Column, ...]
    rows: Iterator[Row]


class NoHeader(Unreadable):
    message = _("None of the first {n} rows names columns that we know.")
    todo = _("Let one row name the columns, for instance: Enterprise, City, Department, Employees.")


def open_list(file: BinaryIO, limits: Limits = LIMITS) -> Found:
    """The first sheet of a file that has a header. Raises Unreadable."""
    refused: list[NoHeader] = []
    for sheet in open_sheets(file, limits):
        try:
            return find_header(sheet.rows())
        except NoHeader as error:
            refused.append(error)
    raise refused[0]


def find_header(rows: Iterable[Row]) -> Found:
    """Look for the header and propose a meaning for each column. Raises NoHeader where no row looks like one."""
    stream = iter(rows)
    first = list(islice(stream, LOOK_AT + SAMPLES))
    best = max(first[:LOOK_AT], key=lambda row: (_score(row[1]), -row[0]), default=None)
    if best is None or _score(best[1]) <= 0:
        raise NoHeader(n=LOOK_AT)
    below = [row for row in first if row[0] > best[0]]
    columns = propose(best[1], [cells for _number, cells in below])
    return Found(best[0], columns, chain(below, stream))


def _score(cells: tuple[Value, ...]) -> int:
    """How much a row looks like a header: texts that name known columns.

    Against it count numbers, long prose and what is about a person.
    """
    texts = [c for c in cells if isinstance(c, str)]
    known = sum(role_of_header(t) is not Role.IGNORE for t in texts if len(t) <= 60)
    spoiling = sum(_is_no_header(t) for t in texts) + sum(c is not None and not isinstance(c, str) for c in cells)
    return known * 10 + min(len(texts), 9) - spoiling * 20 if known else 0


def _is_no_header(text: str) -> bool:
    is_person = is_contact(text) or SURNAME_FIRST.fullmatch(text) is not None
    return len(text) > 80 or text.replace(" ", "").isdigit() or is_person
