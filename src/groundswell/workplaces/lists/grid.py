"""What a sheet is made of: numbered rows of plain values. And how large it may be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from groundswell.kernel.errors import Invalid

LONGEST_CELL = 32_767
MOST_COLUMNS = 400


class Flaw(Enum):
    """Why a cell that is not empty has no value that could be used. The values are codes of problems."""

    FORMULA = "formula"  # never worked out by the program that wrote the file
    ERROR = "error"  # #REF!, #N/A and their like
    JOINED = "joined"  # a number in a cell that was joined over several rows: nobody can say for which of them


Value = str | int | float | bool | dt.date | Flaw | None
Row = tuple[int, tuple[Value, ...]]


@dataclass(frozen=True)
class Limits:
    """How large a file may be, packed and unpacked (bytes), and how many rows with anything in them it may have."""

    packed: int = 50 * 1024 * 1024
    unpacked: int = 400 * 1024 * 1024
    rows: int = 300_000


LIMITS = Limits()


class Unreadable(Invalid):
    message = _("This file cannot be read as a spreadsheet.")
    kept = _("Nothing was kept of it.")
    todo = _("Open it in a spreadsheet program and save it as XLSX or CSV.")


def damaged() -> Unreadable:
    return Unreadable(_("The spreadsheet is damaged."))
