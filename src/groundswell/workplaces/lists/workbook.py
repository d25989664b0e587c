"""The parts of an XLSX file around its sheets: their names, the texts they share, and which formats are of days."""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from groundswell.workplaces.lists.archive import Archive, target
from groundswell.workplaces.lists.grid import LONGEST_CELL, damaged
from groundswell.workplaces.lists.markup import Attributes, Listener, read

MOST_SHARED = 3_000_000
MOST_SHARED_CHARACTERS = 64 * 1024 * 1024
LOCAL_DATE_FORMATS = frozenset({*range(27, 37), *range(50, 59)})


@dataclass
class Workbook:
    """Sheets by name, each with the name of its part; formats of cells that are days; texts that cells point to."""

    sheets: dict[str, str]
    since_1904: bool = False
    day_formats: frozenset[int] = frozenset()
    shared: list[str] = field(default_factory=list)


def open_workbook(archive: Archive) -> Workbook:
    """Raises Unreadable."""
    main = _main_part(archive)
    index = _Index()
    read(archive.chunks(main, small=True), index)
    related = _related(archive, main)
    sheets = {name: related.by_id[link] for name, link in index.sheets if related.kinds.get(link) == "worksheet"}
    return Workbook(
        sheets={name: part for name, part in sheets.items() if part in archive},
        since_1904=index.since_1904,
        day_formats=_day_formats(archive, related),
        shared=_shared(archive, related),
    )


def _main_part(archive: Archive) -> str:
    for part in _related(archive, "").of_kind("officeDocument"):
        if part in archive:
            return part
    if "xl/workbook.xml" not in archive:
        raise damaged()
    return "xl/workbook.xml"


class _Index(Listener):
    """xl/workbook.xml. Sheets that are hidden come last: they seldom are what was meant."""

    def __init__(self) -> None:
        super().__init__()
        self.since_1904 = False
        self._shown: list[tuple[str, str]] = []
        self._hidden: list[tuple[str, str]] = []

    @property
    def sheets(self) -> list[tuple[str, str]]:
        return [*self._shown, *self._hidden]

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in {"1", "true"}
        elif name == "sheet":
            link = next((value for key, value in attributes.items() if self.local[key] == "id"), "")
            kept = self._hidden if attributes.get("state", "visible") != "visible" else self._shown
            kept.append((attributes.get("name", ""), link))


class _Related(Listener):
    """A part's relations: names of parts by the id of the relation."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part
        self.by_id: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            link = attributes.get("Id", "")
            self.by_id[link] = target(self.part, attributes.get("Target", ""))
            self.kinds[link] = attributes.get("Type", "").rsplit("/", 1)[-1]

    def of_kind(self, kind: str) -> list[str]:
        return [self.by_id[link] for link, each in self.kinds.items() if each == kind]


def _related(archive: Archive, part: str) -> _Related:
    folder, _slash, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels".lstrip("/")
    found = _Related(part)
    if relations in archive:
        read(archive.chunks(relations, small=True), found)
    return found


class _Styles(Listener):
    """xl/styles.xml: the number format of each cell format."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self.formats: list[str] = []
        self._inside = False

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self.formats.append(attributes.get("numFmtId", "0"))

    def ends(self, name: str) -> None:
        self._inside = self._inside and name != "cellXfs"

    def is_day(self, number: str) -> bool:
        if number in self.codes:
            return is_date_format(self.codes[number])
        known = number.isascii() and number.isdigit() and len(number) < 9
        return known and (
            int(number) in LOCAL_DATE_FORMATS or is_date_format(BUILTIN_FORMATS.get(int(number), "General"))
        )


def _day_formats(archive: Archive, related: _Related) -> frozenset[int]:
    styles = _Styles()
    for part in related.of_kind("styles"):
        if part in archive:
            read(archive.chunks(part, small=True), styles)
    days = {number for number in set(styles.formats) if styles.is_day(number)}
    return frozenset(n for n, number in enumerate(styles.formats) if number in days)


class _Shared(Listener):
    """xl/sharedStrings.xml: texts, without how they are pronounced."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._listening = False
        self._aside = 0
        self._left = MOST_SHARED_CHARACTERS

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "rPh":
            self._aside += 1
        self._listening = name == "t" and not self._aside

    def text(self, text: str) -> None:
        if self._listening:
            self._left -= len(text)
            self._pieces.append(text)
            if self._left < 0:
                raise damaged()

    def ends(self, name: str) -> None:
        self._listening = False
        if name == "rPh":
            self._aside -= 1
        elif name == "si":
            self.texts.append("".join(self._pieces)[:LONGEST_CELL])
            self._pieces.clear()
            if len(self.texts) > MOST_SHARED:
                raise damaged()


def _shared(archive: Archive, related: _Related) -> list[str]:
    shared = _Shared()
    for part in related.of_kind("sharedStrings"):
        if part in archive:
            read(archive.chunks(part), shared)
    return shared.texts
