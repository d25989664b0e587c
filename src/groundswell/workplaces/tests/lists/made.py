"""Small sheets for the tests."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl

from groundswell.workplaces.lists.reading import Value


def xlsx(rows: Sequence[Sequence[Value]]) -> io.BytesIO:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def csv(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))
