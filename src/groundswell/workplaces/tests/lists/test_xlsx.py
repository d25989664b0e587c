"""The stream reader of XLSX, beside openpyxl as an oracle and against files that mean harm."""

import datetime as dt
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from groundswell.workplaces.lists.grid import MOST_COLUMNS, Flaw, Limits, Unreadable
from groundswell.workplaces.lists.header import open_list
from groundswell.workplaces.lists.plan import make_plan
from groundswell.workplaces.lists.reading import open_sheets, read_rows

SHEET = "xl/worksheets/sheet1.xml"
OPENING = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSING = b"</sheetData></worksheet>"
NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
VALUES = st.none() | NAMES | st.integers(-(10**9), 10**9) | st.booleans() | st.dates(dt.date(1901, 1, 1))


def saved(book: openpyxl.Workbook) -> io.BytesIO:
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def with_part(name: str, content: bytes) -> io.BytesIO:
    """A workbook of one sheet in which one part was put in place of another."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Enterprise", 1])
    out = io.BytesIO()
    with zipfile.ZipFile(saved(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    out.seek(0)
    return out


def with_sheet(rows: bytes) -> io.BytesIO:
    return with_part(SHEET, OPENING + rows + CLOSING)


def read(file: io.BytesIO) -> list[tuple[object, ...]]:
    return [cells for _number, cells in read_rows(file)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=8))
def test_what_openpyxl_wrote_is_read_as_openpyxl_reads_it(rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = book.worksheets[0].cell(number, column)
            cell.value = value  # type: ignore[assignment]
            if isinstance(value, str):
                cell.data_type = "s"
    expected = [
        (n, tuple(v.date() if isinstance(v, dt.datetime) else v for v in row))
        for n, row in enumerate(openpyxl.load_workbook(saved(book)).worksheets[0].iter_rows(values_only=True), 1)
    ]
    found = dict(read_rows(saved(book)))
    for number, cells in expected:
        width = len(found.get(number, ()))
        assert found.get(number, ()) == tuple(v.strip() if isinstance(v, str) else v for v in cells[:width])
        assert all(value is None for value in cells[width:])


def test_texts_in_the_cell_itself_are_read_without_their_pronunciation() -> None:
    text = "<is><r><t>東</t></r><r><t>京</t></r><rPh><t>とうきょう</t></rPh></is>".encode()
    assert read(with_sheet(b'<row><c t="inlineStr">' + text + b"</c></row>")) == [("東京",)]


def test_cells_and_rows_without_places_follow_one_another() -> None:
    assert list(read_rows(with_sheet(b"<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>"))) == [
        (1, (1, None, 2)),
        (2, (3,)),
    ]


def test_names_of_elements_may_have_a_prefix() -> None:
    sheet = b'<x:worksheet xmlns:x="a"><x:sheetData><x:row r="7"><x:c r="B7"><x:v>5</x:v></x:c></x:row></x:sheetData>'
    assert list(read_rows(with_part(SHEET, sheet + b"</x:worksheet>"))) == [(7, (None, 5))]


def test_a_formula_without_a_result_and_an_error_are_flaws_and_not_values() -> None:
    row = (
        b'<row><c><f>1+1</f></c><c t="e"><v>#REF!</v></c><c><f>1+1</f><v>2</v></c><c t="str"><f>""</f><v></v></c></row>'
    )
    assert read(with_sheet(row)) == [(Flaw.FORMULA, Flaw.ERROR, 2)]


def test_a_name_in_a_joined_cell_holds_for_all_its_rows_and_a_number_for_none() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Mill", "Weaving", 50], [None, "Dyeing", None], ["Farm", "Stable", 3]):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("C1:C2")
    assert read(saved(book)) == [("Mill", "Weaving", Flaw.JOINED), ("Mill", "Dyeing"), ("Farm", "Stable", 3)]


def test_a_list_on_the_second_sheet_is_found() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Read me first"])
    book.create_sheet("List").append(["Enterprise", "City", "Employees"])
    assert [column.header for column in open_list(saved(book)).columns] == ["Enterprise", "City", "Employees"]
    assert [sheet.name for sheet in open_sheets(saved(book))] == ["Sheet", "List"]


def test_a_stray_cell_far_below_does_not_make_a_list_too_long() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["A1048576"] = "Mill", " "
    assert list(read_rows(saved(book), Limits(rows=10))) == [(1, ("Mill",))]


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append([dt.date(2026, 5, 1)])
    assert read(saved(book)) == [(dt.date(2026, 5, 1),)]


@pytest.mark.parametrize(
    "rows",
    [
        b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>",
        b"<row><c><v>" + b"1" * 20_000_000 + b"</v></c></row>",
        b"<row>" * 50,
    ],
    ids=["a row of a million cells", "a cell of twenty million digits", "rows in rows"],
)
def test_memory_stays_bounded_whatever_a_row_holds(rows: bytes) -> None:
    file = with_sheet(rows)
    del rows
    tracemalloc.start()
    try:
        assert all(len(cells) <= MOST_COLUMNS for cells in read(file))
    except Unreadable:
        pass
    finally:
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 30 << 20


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><worksheet>&c;</worksheet>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>',
        b"<a>" * 100_000,
        b'<worksheet a="' + b"x" * 3_000_000 + b'"/>',
        b"<worksheet><sheetData><row><c t='s'><v>99</v></c></row></sheetData></worksheet>",
        b"<worksheet><sheetData><row>",
        b"\x00\x01\x02",
    ],
    ids=["entities", "outside", "deep", "long name", "no such text", "cut off", "no markup"],
)
def test_markup_that_means_harm_or_is_broken_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(with_part(SHEET, content))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"]))
def test_any_bytes_in_a_part_are_rows_or_a_clear_refusal(content: bytes, part: str) -> None:
    try:
        read(with_part(part, content))
    except Unreadable as refusal:
        assert refusal.sentence


PIECES = "<row>|</row>|<c t='s'>|<c>|<c t='d' s='1'>|<c r='ZZZ1'>|<row r='0'>|</c>|<v>|</v>|1|1e400|nan|-1|٣|<f/>"
PIECES += "|<is><t>|</t></is>|<rPh>|</rPh>|<mergeCell ref='A1:B9'/>"
MARKUP = st.lists(st.sampled_from(PIECES.split("|")), max_size=30)


@settings(max_examples=300, deadline=None)
@given(MARKUP)
def test_any_order_of_elements_is_rows_or_a_clear_refusal(pieces: list[str]) -> None:
    try:
        read(with_sheet("".join(pieces).encode()))
    except Unreadable as refusal:
        assert refusal.sentence


def test_a_column_of_formulas_without_results_keeps_its_meaning_so_that_each_is_noted() -> None:
    book = openpyxl.Workbook()
    for row in (["Enterprise", "Employees"], ["Mill", "=1+1"], ["Farm", "=2+2"]):
        book.worksheets[0].append(row)
    found = open_list(saved(book))
    plan = make_plan(found.rows, found.columns, dt.date(2026, 1, 1))
    assert [(p.row, p.code, p.column) for p in plan.problems] == [
        (2, "formula", "Employees"),
        (3, "formula", "Employees"),
    ]
