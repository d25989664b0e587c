"""From an uploaded file to numbered rows of plain values.

Lacks on purpose: formulas (the value that the writing program stored is read), styles, macros. Memory stays bounded:
the archive's directory is checked before anything is inflated, and rows are handed on one by one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _

from groundswell.workplaces.lists.archive import Archive
from groundswell.workplaces.lists.grid import (
    LIMITS,
    LONGEST_CELL,
    MOST_COLUMNS,
    Flaw,
    Limits,
    Row,
    Unreadable,
    Value,
    damaged,
)
from groundswell.workplaces.lists.workbook import open_workbook
from groundswell.workplaces.lists.xlsx import sheet_rows

__all__ = ["LIMITS", "OLE", "Flaw", "Limits", "Row", "Sheet", "Unreadable", "Value", "open_sheets", "read_rows"]

SAMPLE = 64 * 1024
MOST_LINES = 30  # in one cell
WESTERN = frozenset("áéíóúñüçàèìòùâêîôûäöëïãõåæøßÁÉÍÓÚÑÜÇÀÈÄÖÅÆØ¿¡ªº·«»–—‘’“”€°")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file; `rows` reads it from its beginning, each time it is called."""

    name: str
    rows: Callable[[], Iterator[Row]]


def read_rows(file: BinaryIO, limits: Limits = LIMITS) -> Iterator[Row]:
    """The rows of a CSV file or of the first sheet of an XLSX file, numbered as the file numbers them.

    Raises Unreadable with what happened and what to do; also midway, when damage shows only there.
    """
    return open_sheets(file, limits)[0].rows()


def open_sheets(file: BinaryIO, limits: Limits = LIMITS) -> list[Sheet]:
    """The sheets of a file, at least one, those that are hidden last. Raises Unreadable."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if not size:
        raise Unreadable(_("The file is empty."))
    if size > limits.packed:
        raise Unreadable(
            _("The file has more than {most} MB."),
            todo=_("Split it, or remove what is not needed."),
            most=limits.packed >> 20,
        )
    if start == OLE:
        raise Unreadable(
            _("The file is protected by a password, or in the old XLS format."),
            todo=_("Remove the password, and save it as XLSX or CSV."),
        )
    if start[:4] == b"PK\x03\x04":
        return _xlsx(file, limits)
    return [Sheet("", lambda: _counted(_csv(file), limits))]


def _counted(rows: Iterator[Row], limits: Limits) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if count > limits.rows:
            raise Unreadable(
                _("The sheet has more than {most} rows."), todo=_("Split it into several files."), most=limits.rows
            )
        yield row


def _xlsx(file: BinaryIO, limits: Limits) -> list[Sheet]:
    archive = Archive(file, limits)
    with _AsUnreadable():
        book = open_workbook(archive)
    if not book.sheets:
        raise damaged()

    def rows(part: str) -> Iterator[Row]:
        return _counted(_careful(sheet_rows(archive, book, part)), limits)

    return [Sheet(name, partial(rows, part)) for name, part in book.sheets.items()]


class _AsUnreadable:
    """A damaged archive makes the libraries raise nearly anything: all of it means the same to whoever sent it."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, Unreadable):
            raise damaged() from error


def _careful(rows: Iterator[Row]) -> Iterator[Row]:
    """Rows of which the reading, and only the reading, turns every error into Unreadable."""
    while True:
        with _AsUnreadable():
            row = next(rows, None)
        if row is None:
            return
        yield row


def _csv(file: BinaryIO) -> Iterator[Row]:
    """The upload is in memory and bounded, so its encoding is judged by all of it."""
    file.seek(0)
    text = _decoded(file.read())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:SAMPLE]), strict=False)
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.count("\n") > MOST_LINES for cell in cells):
                raise Unreadable(_("A quotation mark is left open near row {row}."), row=number)
            yield number, tuple(cell[:LONGEST_CELL].strip() or None for cell in cells[:MOST_COLUMNS])
    except csv.Error as error:
        raise Unreadable from error


def _decoded(content: bytes) -> str:
    """By byte order mark, else UTF-8 where all of it fits, else the best guess. Raises Unreadable."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in content and not marked:
        raise Unreadable
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return _guessed(content)


def _guessed(content: bytes) -> str:
    """Text in an older encoding, judged by the lines that are not plain ASCII."""
    telling = b"\n".join(line for line in content.splitlines() if not line.isascii())[:SAMPLE]
    western = telling.decode("cp1252", errors="replace")
    if {c for c in western if not c.isascii()} <= WESTERN:
        return content.decode("cp1252", errors="replace")
    best = from_bytes(telling).best()
    if best is None:
        raise Unreadable(_("The text is in an encoding that we do not know."), todo=_("Save it as CSV in UTF-8."))
    try:
        return content.decode(best.encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(_("The text is not in one encoding."), todo=_("Save it as CSV in UTF-8.")) from error


def _delimiter(text: str) -> str:
    """The separator that stands most evenly in the first lines."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    return max(",;\t|", key=lambda mark: min((line.count(mark) for line in lines), default=0) or text.count(mark) / 1e6)
