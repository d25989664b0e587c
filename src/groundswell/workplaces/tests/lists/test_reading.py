import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.workplaces.lists.reading import OLE, Flaw, Limits, Unreadable, read_rows
from groundswell.workplaces.tests.lists.made import csv, xlsx


def rows(file: io.BytesIO, limits: Limits | None = None) -> list[tuple[object, ...]]:
    return [cells for _number, cells in read_rows(file, limits or Limits())]


def test_the_rows_of_a_spreadsheet_are_read_as_plain_values() -> None:
    file = xlsx([["Enterprise", "Employees", "Since"], ["Mill", 12, dt.datetime(2026, 1, 2, 3, 4)]])  # noqa: DTZ001
    assert rows(file) == [("Enterprise", "Employees", "Since"), ("Mill", 12, dt.date(2026, 1, 2))]


def test_rows_are_numbered_as_the_sheet_numbers_them() -> None:
    assert [number for number, _cells in read_rows(csv("a,b\n\nc,d\n"))] == [1, 2, 3]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_every_usual_separator_is_found(mark: str) -> None:
    assert rows(csv(f"Firm{mark}City\nMill{mark}Riga\n")) == [("Firm", "City"), ("Mill", "Riga")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_russian_names_are_read_in_every_usual_encoding(encoding: str) -> None:
    text = "Предприятие;Город\nЗавод имени Кирова;Санкт-Петербург\nФабрика;Иваново\n"
    assert rows(csv(text, encoding))[1] == ("Завод имени Кирова", "Санкт-Петербург")


def test_names_in_every_script_survive() -> None:
    names = ["工場", "فابريكا", "מפעל", "कारखाना", "โรงงาน", "Fábrica", "Цех № 5", "Ölwerk"]
    assert [row[0] for row in rows(xlsx([[name] for name in names]))] == names


def test_a_formula_without_a_stored_result_is_told_from_an_empty_cell_and_nothing_is_computed() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Employees", "=1+1", None, 3])
    out = io.BytesIO()
    book.save(out)
    assert rows(out) == [("Employees", Flaw.FORMULA, None, 3)]


def test_a_quotation_mark_left_open_does_not_swallow_the_rows_below() -> None:
    with pytest.raises(Unreadable, match="quotation mark"):
        rows(csv('Firm,City\n"Mill,Riga\n' + "Cannery,Porto\n" * 100))


def test_spanish_in_the_encoding_of_old_spreadsheets_keeps_its_letters() -> None:
    assert rows(csv("Empresa;Ciudad\nPiñón;Cádiz\n", "cp1252"))[1] == ("Piñón", "Cádiz")


def test_a_long_file_may_stop_being_plain_late() -> None:
    assert rows(csv("Firm,City\n" * 20_000 + "Завод,Рига\n"))[-1] == ("Завод", "Рига")


def test_merged_cells_give_their_value_once() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"] = "Mill", "Dye works"
    sheet.merge_cells("A1:B1")
    out = io.BytesIO()
    book.save(out)
    assert rows(out)[0] == ("Mill",)


def test_an_empty_file_is_refused_in_words() -> None:
    with pytest.raises(Unreadable, match="empty"):
        rows(io.BytesIO())


def test_a_file_with_a_password_or_of_the_old_format_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unreadable, match="password") as caught:
        rows(io.BytesIO(OLE + bytes(2000)))
    assert "XLSX" in caught.value.advice


def test_a_picture_is_no_spreadsheet() -> None:
    with pytest.raises(Unreadable):
        rows(io.BytesIO(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(500)))


def test_another_archive_is_no_spreadsheet() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "hello")
    out.seek(0)
    with pytest.raises(Unreadable):
        rows(out)


def test_an_opendocument_sheet_is_refused_with_what_to_do() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    out.seek(0)
    with pytest.raises(Unreadable, match="OpenDocument"):
        rows(out)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(30 << 20))
    assert len(out.getvalue()) < 100_000
    out.seek(0)
    with pytest.raises(Unreadable, match="unpack"):
        rows(out, Limits(unpacked=20 << 20))


def test_a_bomb_that_lies_about_its_size_does_not_unpack_further_than_it_says() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(30 << 20))
    content = bytearray(out.getvalue())
    size = (30 << 20).to_bytes(4, "little")
    for place in (content.find(size), content.rfind(size)):
        content[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(Unreadable):
        rows(io.BytesIO(bytes(content)))


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(Unreadable, match="MB"):
        rows(csv("a,b\n" * 1_000_000), Limits(packed=1 << 20))


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Unreadable, match="rows"):
        rows(csv("a,b\n" * 101), Limits(rows=100))


def test_a_sheet_that_is_cut_off_is_damaged() -> None:
    whole = xlsx([["Enterprise", "City"]] * 50).getvalue()
    with pytest.raises(Unreadable):
        rows(io.BytesIO(whole[: len(whole) // 2]))


def test_a_text_in_two_encodings_is_read_as_well_as_it_can_be_or_refused() -> None:
    content = "Завод,Рига\n".encode("cp1251") * 50 + "工場,東京\n".encode() * 50
    try:
        assert len(rows(io.BytesIO(content))) == 100
    except Unreadable as refusal:
        assert "encoding" in refusal.sentence


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_rows_or_a_clear_refusal(content: bytes) -> None:
    try:
        found = rows(io.BytesIO(content))
    except Unreadable as refusal:
        assert refusal.sentence
    else:
        assert all(cell is None or isinstance(cell, str) for row in found for cell in row)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_spreadsheet_with_changed_bytes_is_rows_or_a_clear_refusal(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        rows(io.BytesIO(bytes(content)))
    except Unreadable as refusal:
        assert refusal.sentence


WHOLE = xlsx([["Enterprise", "City", "Employees"], ["Mill", "Riga", 12]]).getvalue()
