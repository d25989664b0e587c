"""A list of workplaces on a phone: one steward uploads it, another confirms it, it is written, and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.organisation import Organisation
from tests.journeys.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHEET = """Department,Employees,Contact person,Phone
Ropeway hall,120,Jana Curlewová,+420 555 0101
Loading ramp,35,Petr Curlew,+420 555 0102
Slipway,24,Ewa Curlewska,+48 555 0103
"""
PERSONS = ("Curlew", "555 0101", "555 0102", "555 0103")
WRITTEN, UNDONE = "· written", "· undone"
NEW_PLACES = ("Ropeway hall", "Loading ramp", "Slipway")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "ropeway.csv"
    file.write_text(SHEET, encoding="utf-8")
    return file


def open_press_shop(person: Person) -> Person:
    return person.open("/workplace/").press("Press shop")


def read_sheet(steward: Person, sheet: Path) -> Person:
    open_press_shop(steward).press("Import a list of workplaces")
    steward.page.set_input_files("[name=sheet]", sheet)
    return steward.press("Read it")


def until_it_is(person: Person, state: str) -> None:
    """The page writes by itself, step by step, and opens again when all is done."""
    expect(person.page.locator("main > p.quiet").first).to_contain_text(state)
    person.page.wait_for_load_state()
    person.look()


def test_a_list_is_read_proposed_confirmed_written_and_undone(organisation: Organisation, sheet: Path) -> None:
    heron, rowan, kestrel = organisation.founders
    heron.site.canaries |= {*PERSONS}
    said = read_sheet(heron, sheet).text()
    assert "Curlew" not in said
    assert "555" not in said
    heron.press("Propose this import")
    assert "another steward confirms it" in heron.text()
    assert not any(place in open_press_shop(kestrel).text() for place in NEW_PLACES)
    rowan.open("/workplace/").press("Imports").press("ropeway.csv").press("Confirm this import")
    until_it_is(rowan, WRITTEN)
    assert all(place in open_press_shop(kestrel).text() for place in NEW_PLACES)
    rowan.press("Undo the whole import")
    until_it_is(rowan, UNDONE)
    said = open_press_shop(kestrel).text().split("What happened")[0]
    assert not any(place in said for place in NEW_PLACES)


def test_a_list_that_does_not_fit_there_says_so_in_the_words_of_the_page(
    organisation: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "enterprises.csv"
    file.write_text("Enterprise,City,Employees\nCanal Dockyard,Gdynia,240\nRopeway Works,Ostrava,90\n")
    said = read_sheet(organisation.heron, file).text()
    assert "enterprise" in said
    assert "under a workplace" in said
    assert "Choose another place" in said


def test_a_file_that_is_no_list_is_refused_in_words(organisation: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert "nothing was" in read_sheet(organisation.heron, file).text().lower()


def test_a_long_list_tells_how_far_it_is_read_and_goes_on_to_what_it_would_do(
    organisation: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "long.csv"
    rows = (f"Hall {n % 40},{n % 7 + 5}\n" for n in range(9000))
    file.write_text("Department,Employees\n" + "".join(rows), encoding="utf-8")
    heron = organisation.heron
    open_press_shop(heron).press("Import a list of workplaces")
    heron.page.set_input_files("[name=sheet]", file)
    heron.page.get_by_role("button", name="Read it").click()
    expect(heron.page.get_by_role("button", name="Propose this import")).to_be_visible()
    heron.look()
    assert "9000" in heron.text().replace("\u202f", "").replace(",", "").replace("\u00a0", "")
    heron.press("Drop it")
