"""Tables to take away: CSV and ODS, with cells that no spreadsheet will run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from odfdo import Document, Row, Table

Rows = Sequence[Sequence[str | int]]
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: str | int) -> str | int:
    """The value, with an apostrophe before a text that a spreadsheet would run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


def csv_bytes(header: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets of all makes read it."""
    out = io.StringIO()
    csv.writer(out).writerows([[harmless(value) for value in row] for row in [header, *rows]])
    return out.getvalue().encode("utf-8-sig")


def ods_bytes(header: Sequence[str], rows: Rows) -> bytes:
    """An OpenDocument spreadsheet with one sheet."""
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("Counts")
    for row in [header, *rows]:
        table.append(_row(row))
    document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _row(values: Sequence[str | int]) -> Row:
    row = Row()
    row.set_values([harmless(value) for value in values])
    return row
