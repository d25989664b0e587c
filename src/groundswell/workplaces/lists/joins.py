"""Cells that were joined over several rows: a name there holds for all of them, a number for nobody knows which."""

from __future__ import annotations

import re
from collections.abc import Iterable

from groundswell.workplaces.lists.grid import MOST_COLUMNS, Flaw, Value

MOST_JOINS = 100_000
JOIN = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,100}?ref="([A-Z]{1,3})(\d{1,8}):[A-Z]{1,3}(\d{1,8})"')
OVERLAP = 200


class Joins:
    """The joins of a sheet: for their first row, the column (from 0) and the last row."""

    def __init__(self) -> None:
        self._starting: dict[int, list[tuple[int, int]]] = {}
        self._going_on: dict[int, tuple[int, Value]] = {}
        self._count = 0

    def add(self, column: int, first: int, last: int) -> None:
        if last > first and column < MOST_COLUMNS and self._count < MOST_JOINS:
            self._starting.setdefault(first, []).append((column, last))
            self._count += 1

    def spread(self, number: int, cells: tuple[Value, ...]) -> tuple[Value, ...]:
        """A row with what joined cells say about it. Rows must come in the order of their numbers."""
        if not self._count:
            return cells
        row = list(cells)
        self._continue(number, row)
        for column, last in self._starting.pop(number, ()):
            self._begin(row, column, last)
        return tuple(row)

    def _begin(self, row: list[Value], column: int, last: int) -> None:
        if column >= len(row) or row[column] is None:
            return
        if _is_number(row[column]):
            row[column] = Flaw.JOINED
        else:
            self._going_on[column] = (last, row[column])

    def _continue(self, number: int, row: list[Value]) -> None:
        for column, (last, value) in list(self._going_on.items()):
            if number > last:
                del self._going_on[column]
                continue
            row.extend([None] * (column + 1 - len(row)))
            if row[column] is None:
                row[column] = value


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) or (isinstance(value, str) and value.replace(" ", "").isdigit())


def find_joins(chunks: Iterable[bytes]) -> Joins:
    """A sheet lists its joins after its rows, so they are looked for first."""
    joins = Joins()
    before = b""
    for chunk in chunks:
        text = before + chunk
        if b"mergeCell" in text:
            for match in JOIN.finditer(text):
                if match.end() > len(before):
                    joins.add(column_number(match[1].decode()), int(match[2]), int(match[3]))
        before = text[-OVERLAP:]
    return joins


def column_number(letters: str) -> int:
    """A column's place, from 0: A is 0, Z is 25, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
