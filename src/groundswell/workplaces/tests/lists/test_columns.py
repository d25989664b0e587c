import pytest

from groundswell.workplaces.lists.columns import Column, Role, apply_text, propose, role_of_header
from groundswell.workplaces.lists.header import find_header
from groundswell.workplaces.lists.reading import Unreadable, read_rows
from groundswell.workplaces.tests.lists.made import csv, xlsx


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Employer", Role.ENTERPRISE),
        ("Предприятие", Role.ENTERPRISE),
        ("Empresa", Role.ENTERPRISE),
        ("City", Role.CITY),
        ("Город", Role.CITY),
        ("Department", Role.DEPARTMENT),
        ("Turno", Role.SHIFT),
        ("Смена", Role.SHIFT),
        ("Number of employees", Role.HEADCOUNT),
        ("Численность", Role.HEADCOUNT),
        ("Trabajadores", Role.HEADCOUNT),
        ("Num Eligible Voters", Role.ELIGIBLE),
        ("Votes For Labor Org1", Role.VOTES_FOR),
        ("Votes Cast Against Labor Org", Role.IGNORE),
        ("Scheduled Tally Date", Role.IGNORE),
        ("Tally Date", Role.TEST_DAY),
        ("Remarks", Role.IGNORE),
    ],
)
def test_headers_are_recognised(header: str, role: Role) -> None:
    assert role_of_header(header) is role


@pytest.mark.parametrize(
    "header",
    [
        *("Name", "First name", "Surname", "Employee name", "E-mail", "Phone", "Payroll no", "Date of birth"),
        *("ФИО", "Фамилия", "Телефон", "Табельный номер", "Home address"),
        *("Apellidos", "Teléfono", "Correo electrónico", "Nombre completo"),
    ],
)
def test_columns_that_name_people_are_dropped_by_their_header(header: str) -> None:
    assert propose([header], [["x"]])[0].role is Role.PERSON


@pytest.mark.parametrize("header", ["Site manager", "Department head", "Company contact", "Jefe de turno", "Бригадир"])
def test_a_person_of_a_place_is_no_place(header: str) -> None:
    assert propose([header], [["Jane Roe"]])[0].role is Role.PERSON


@pytest.mark.parametrize("header", ["Website", "Headcount", "Head count"])
def test_a_word_within_a_word_means_nothing(header: str) -> None:
    assert propose([header], [[1]])[0].role in {Role.IGNORE, Role.HEADCOUNT}


def test_a_header_with_a_comma_can_be_mapped() -> None:
    columns = (Column(0, "City, State", Role.IGNORE), Column(1, "Firm", Role.IGNORE))
    assert [c.role for c in apply_text(columns, "City, State=city,Firm=enterprise")] == [Role.CITY, Role.ENTERPRISE]


@pytest.mark.parametrize(
    "values",
    [
        ["anna@example.org", "b.smith@example.com", None],
        ["+34 600 123 456", "0171 2345678", "(495) 123-45-67"],
        ["Smith, Anna", "Brown, Robert J", "Иванова, Мария"],
    ],
)
def test_columns_that_name_people_are_dropped_by_what_stands_in_them(values: list[str | None]) -> None:
    assert propose(["Remarks"], [[value] for value in values])[0].role is Role.PERSON


def test_a_firm_with_a_comma_in_its_name_is_no_person() -> None:
    column = propose(["Employer"], [["First Student, Inc."], ["Baker, Smith"]])[0]
    assert column.role is Role.ENTERPRISE


def test_an_address_column_of_e_mails_is_dropped_whatever_its_header_says() -> None:
    assert propose(["Workplace"], [["a@example.org"], ["b@example.org"]])[0].role is Role.PERSON


@pytest.mark.parametrize("day", ["2026-02-01", "01.02.2026", "2/1/2026", "2026-02-01 00:00:00"])
def test_days_are_no_telephone_numbers(day: str) -> None:
    assert propose(["Tally date"], [[day], [day]])[0].role is Role.TEST_DAY


def test_a_meaning_is_proposed_once_and_votes_may_stand_in_several_columns() -> None:
    columns = propose(["Employer", "Company", "Votes for A", "Votes for B"], [["x", "y", 1, 2]])
    assert [c.role for c in columns] == [Role.ENTERPRISE, Role.IGNORE, Role.VOTES_FOR, Role.VOTES_FOR]


def test_a_column_of_words_is_no_headcount() -> None:
    assert propose(["Workers"], [["many"], ["few"]])[0].role is Role.IGNORE


COLUMNS = (Column(0, "Firm", Role.IGNORE), Column(1, "Mail", Role.PERSON))


def test_a_mapping_as_text_corrects_the_proposal() -> None:
    assert apply_text(COLUMNS, "Firm=enterprise")[0].role is Role.ENTERPRISE


def test_no_mapping_brings_back_a_column_that_names_people() -> None:
    assert apply_text(COLUMNS, "Mail=department")[1].role is Role.PERSON


@pytest.mark.parametrize("text", ["Nothing=enterprise", "Firm=boss"])
def test_a_mapping_with_an_unknown_column_or_meaning_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="="):
        apply_text(COLUMNS, text)


def test_the_header_is_found_below_titles_and_empty_rows() -> None:
    file = xlsx([["Elections of 2021"], [], [None, None], ["Employer", "City", "Employees"], ["Mill", "Riga", 12]])
    found = find_header(read_rows(file))
    assert found.row == 4
    assert [number for number, _cells in found.rows] == [5]


def test_a_sheet_without_a_header_is_refused_with_an_example() -> None:
    with pytest.raises(Unreadable) as caught:
        find_header(read_rows(csv("12,13\n14,15\n")))
    assert "Enterprise" in caught.value.advice
