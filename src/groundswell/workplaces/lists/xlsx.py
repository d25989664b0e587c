"""The rows of one sheet of an XLSX file, as a stream.

Memory stays bounded whatever the file says: a row keeps at most MOST_COLUMNS cells and a cell LONGEST_CELL characters,
and rows are handed on as they are read. (A library that builds a tree of each row has no such bound.)
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from groundswell.workplaces.lists.archive import Archive
from groundswell.workplaces.lists.grid import LONGEST_CELL, MOST_COLUMNS, Flaw, Row, Value, damaged
from groundswell.workplaces.lists.joins import column_number, find_joins
from groundswell.workplaces.lists.markup import Attributes, Listener, feed
from groundswell.workplaces.lists.workbook import Workbook

COLUMN = re.compile(r"[A-Z]{1,3}")


def sheet_rows(archive: Archive, book: Workbook, part: str) -> Iterator[Row]:
    """Rows with anything in them, by the numbers that the sheet gives them. Raises Unreadable, also midway."""
    joins = find_joins(archive.chunks(part))
    listener = _Sheet(book)
    for _pause in feed(archive.chunks(part), listener):
        for number, cells in listener.rows:
            yield number, joins.spread(number, cells)
        listener.rows.clear()


class _Sheet(Listener):
    """xl/worksheets/sheetN.xml. Kept flat, for it hears some millions of cells."""

    def __init__(self, book: Workbook) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._book = book
        self._columns: dict[str, int] = {}
        self._number = 0
        self._cells: list[Value] = []
        self._column = -1
        self._kind = ""
        self._style = ""
        self._formula = False
        self._pieces: list[str] = []
        self._length = 0
        self._listening = False
        self._aside = False

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name in {"v", "t"}:
            self._listening = not self._aside
        elif name == "row":
            self._begin_row(attributes.get("r", ""))
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aside = True

    def _begin_row(self, said: str) -> None:
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
        self._number = max(number, self._number + 1)
        self._cells = []
        self._column = -1

    def _begin_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r", "").rstrip("0123456789")
        if place not in self._columns:
            self._columns[place] = _column(place)
        column = self._columns[place]
        self._column = column if column >= 0 else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._formula = False
        self._pieces.clear()
        self._length = 0

    def text(self, text: str) -> None:
        if self._listening and self._length < LONGEST_CELL:
            self._pieces.append(text)
            self._length += len(text)

    def ends(self, name: str) -> None:
        if name in {"v", "t"}:
            self._listening = False
        elif name == "c":
            self._end_cell()
        elif name == "row" and any(cell is not None for cell in self._cells):
            self.rows.append((self._number, tuple(self._cells)))
        elif name == "rPh":
            self._aside = False

    def _end_cell(self) -> None:
        value = self._value("".join(self._pieces)[:LONGEST_CELL])
        if value is None or not 0 <= self._column < MOST_COLUMNS:
            return
        missing = self._column + 1 - len(self._cells)
        self._cells.extend([None] * missing)
        self._cells[self._column] = value

    def _value(self, text: str) -> Value:
        if not text:
            return Flaw.FORMULA if self._formula and self._kind != "str" else None
        if self._kind == "s":
            return _text(self._book.shared[_place(text, len(self._book.shared))])
        if self._kind == "n":
            return self._number_or_day(text)
        if self._kind == "b":
            return text.strip() == "1"
        return Flaw.ERROR if self._kind == "e" else _day_or_text(text) if self._kind == "d" else _text(text)

    def _number_or_day(self, text: str) -> Value:
        try:
            number = float(text)
            if self._style.isdigit() and int(self._style) in self._book.day_formats:
                return _day(number, since_1904=self._book.since_1904)
        except (ValueError, OverflowError):
            return _text(text)
        if not math.isfinite(number):
            return _text(text)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _column(letters: str) -> int:
    """A column's place, from 0; -1 where the cell does not say it."""
    return column_number(letters) if COLUMN.fullmatch(letters) else -1


def _place(text: str, of: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) < of):
        raise damaged()
    return int(text)


def _text(text: str) -> str | None:
    return (unescape(text) if "_x" in text else text).strip() or None


def _day(number: float, *, since_1904: bool) -> Value:
    """Instants lose their time of day: nothing here needs it."""
    instant = from_excel(number, CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900)
    if isinstance(instant, dt.datetime):
        return instant.date()
    return instant.isoformat() if isinstance(instant, dt.time) else str(instant)


def _day_or_text(text: str) -> Value:
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        return _text(text)
