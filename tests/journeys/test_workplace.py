"""Stewards say how many work here and plan a test of strength; every member reads the result."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.organisation import Organisation
from tests.journeys.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def go_to(member: Person, unit: str) -> Person:
    """To a unit by the way of the links from the first page."""
    member.open("/")
    return member.press(f"All of {unit}")


def propose_headcount(steward: Person, unit: str, count: int) -> None:
    go_to(steward, "Press shop")
    if unit != "Press shop":
        steward.press(unit)
    steward.press("Set how many work here")
    steward.submit("", count=str(count), source="our own count of the lockers").at("/workplace/proposals/")


def test_what_one_steward_proposes_a_second_one_confirms(organisation: Organisation) -> None:
    heron, rowan = organisation.heron, organisation.rowan
    propose_headcount(heron, "Press shop", 90)
    assert "another steward confirms it" in heron.text()
    expect(heron.page.get_by_role("button", name="Confirm")).to_have_count(0)
    assert "90 work here" not in go_to(organisation.kestrel, "Press shop").text()
    rowan.open("/").press("Workplace").press("Changes that wait for a second steward").press("Confirm")
    assert "90 work here" in go_to(organisation.kestrel, "Press shop").text()


def test_everybody_reads_the_result_of_a_test_of_strength(organisation: Organisation) -> None:
    heron, kestrel = organisation.heron, organisation.kestrel
    go_to(heron, "Press shop").press("Plan a test of strength")
    heron.submit("", title="Everyone wears the badge", target_percent="60")
    assert "Nothing has been counted yet." in heron.text()
    for unit, count in (("Morning shift", 30), ("Night shift", 18)):
        heron.submit("", unit=unit, count=str(count), asked="40")
    for member in (heron, kestrel):
        said = go_to(member, "Press shop").press("Everyone wears the badge").text()
        assert "60 %" in said
        assert "48 of 80 took part" in said
        assert "75 % (30)" in said
        assert "Visit next: Night shift." in said
        expect(member.page.locator("table.chart tbody tr")).to_have_count(2)


def test_only_a_steward_records_a_count(organisation: Organisation) -> None:
    kestrel = go_to(organisation.kestrel, "Press shop")
    expect(kestrel.page.get_by_role("link", name="Plan a test of strength")).to_have_count(0)
    kestrel.press("Everyone wears the badge")
    expect(kestrel.page.get_by_role("button", name="Record")).to_have_count(0)


def test_the_counts_can_be_taken_away_as_a_table(organisation: Organisation) -> None:
    kestrel = go_to(organisation.kestrel, "Press shop")
    with kestrel.page.expect_download() as taken:
        kestrel.page.get_by_role("link", name="These counts as CSV").click()
    assert "Morning shift" in taken.value.path().read_text("utf-8-sig")


def test_more_who_took_part_than_were_asked_are_refused(organisation: Organisation) -> None:
    heron = go_to(organisation.heron, "Press shop").press("Plan a test of strength")
    heron.submit("", title="A sticker on every locker", target_percent="50")
    heron.submit("", unit="Morning shift", count="50", asked="44")
    expect(heron.page.locator("main .error").first).to_be_visible()
    assert "114 %" not in heron.text()
