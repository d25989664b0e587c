"""From an uploaded file to numbered rows of plain values.

Lacks on purpose: formulas (the value that the writing program stored is read), styles, macros, several sheets at once.
Memory stays bounded: the archive's directory is checked before anything is inflated, and rows are handed on one by one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import openpyxl
from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.errors import Invalid

Value = str | int | float | bool | dt.date | None
Row = tuple[int, tuple[Value, ...]]

LONGEST_CELL = 32_767
MOST_COLUMNS = 400
SAMPLE = 64 * 1024
MOST_LINES = 30  # in one cell
WESTERN = frozenset("áéíóúñüçàèìòùâêîôûäöëïãõåæøßÁÉÍÓÚÑÜÇÀÈÄÖÅÆØ¿¡ªº·«»–—‘’“”€°")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Limits:
    """How large a file may be, packed and unpacked (bytes), and how many rows it may have."""

    packed: int = 50 * 1024 * 1024
    unpacked: int = 400 * 1024 * 1024
    rows: int = 300_000


LIMITS = Limits()


class Unreadable(Invalid):
    message = _("This file cannot be read as a spreadsheet.")
    kept = _("Nothing was kept of it.")
    todo = _("Open it in a spreadsheet program and save it as XLSX or CSV.")


def read_rows(file: BinaryIO, limits: Limits = LIMITS) -> Iterator[Row]:
    """The rows of a CSV file or of the first sheet of an XLSX file, numbered as the file numbers them.

    Raises Unreadable with what happened and what to do; also midway, when damage shows only there.
    """
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
    rows = _xlsx(file, limits) if start[:4] == b"PK\x03\x04" else _csv(file)
    return _counted(rows, limits)


def _counted(rows: Iterator[Row], limits: Limits) -> Iterator[Row]:
    for row in rows:
        if row[0] > limits.rows:
            raise Unreadable(
                _("The sheet has more than {most} rows."), todo=_("Split it into several files."), most=limits.rows
            )
        yield row


def _xlsx(file: BinaryIO, limits: Limits) -> Iterator[Row]:
    _check_archive(file, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that we do not read
            if _has_formulas(file):
                yield from _computed(file)
            else:
                yield from ((n, tuple(_plain(cell) for cell in cells)) for n, cells in _sheet(file, results=True))
    except Unreadable:
        raise
    except Exception as error:  # a damaged file makes the library raise nearly anything
        raise Unreadable(_("The spreadsheet is damaged.")) from error


def _sheet(file: BinaryIO, *, results: bool) -> Iterator[tuple[int, tuple[object, ...]]]:
    """The first sheet's rows, with the results of formulas or with the formulas themselves."""
    book = openpyxl.load_workbook(file, read_only=True, data_only=results, keep_links=False)
    try:
        sheet = book.worksheets[0]
        widest = min(sheet.max_column or MOST_COLUMNS, MOST_COLUMNS)
        yield from enumerate(sheet.iter_rows(max_col=widest, values_only=True), 1)
    finally:
        book.close()


def _has_formulas(file: BinaryIO) -> bool:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                with archive.open(name) as sheet:
                    if any(b"<f>" in block or b"<f " in block for block in iter(lambda: sheet.read(1 << 20), b"")):
                        return True
    return False


def _computed(file: BinaryIO) -> Iterator[Row]:
    """Rows of a sheet with formulas: their stored results, and the formula itself where there is none."""
    pairs = zip(_sheet(file, results=True), _sheet(file, results=False), strict=True)
    for (number, results), (_same, formulas) in pairs:
        yield (
            number,
            tuple(
                "=" if result is None and formula is not None else _plain(result)
                for result, formula in zip(results, formulas, strict=True)
            ),
        )


def _check_archive(file: BinaryIO, limits: Limits) -> None:
    """What the archive says it holds, before any of it is inflated. Python inflates no more than is declared."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(_("The spreadsheet is damaged.")) from error
    if sum(member.file_size for member in members) > limits.unpacked:
        raise Unreadable(_("The file would unpack to more than {most} MB."), most=limits.unpacked >> 20)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(_("The file is protected by a password."), todo=_("Remove the password and save it again."))
    names = {member.filename for member in members}
    if "mimetype" in names:
        raise Unreadable(_("This is an OpenDocument file."), todo=_("Save it as XLSX or CSV."))
    if not any(name.startswith("xl/") for name in names):
        raise Unreadable
    file.seek(0)


def _plain(cell: object) -> Value:
    """A cell as text, number, day or nothing. Instants lose their time of day: nothing here needs it."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, str):
        return cell[:LONGEST_CELL].strip() or None
    if cell is None or isinstance(cell, (int, float, bool, dt.date)):
        return cell
    return str(cell)[:LONGEST_CELL]


def _csv(file: BinaryIO) -> Iterator[Row]:
    """The upload is in memory and bounded, so its encoding is judged by all of it."""
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
