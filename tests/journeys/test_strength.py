"""How strong we are: a headcount that two stewards agree on, a test of strength, and the chart that everyone reads."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.journeys.organisation import Organisation
from tests.journeys.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = dt.datetime.now(dt.UTC).date().isoformat()


def open_press_shop(person: Person) -> Person:
    return person.open("/workplace/").press("Press shop")


def test_a_headcount_counts_when_the_second_steward_has_confirmed_it(organisation: Organisation) -> None:
    heron, rowan, kestrel = organisation.founders
    open_press_shop(heron).press("Set how many work here").submit("", count="90", day=TODAY, source="the shift plan")
    assert "90 work here" not in open_press_shop(kestrel).text()
    assert heron.open("/workplace/proposals/").page.get_by_role("button", name="Confirm", exact=True).count() == 0
    rowan.open("/workplace/proposals/").press("Confirm")
    assert "90 work here" in open_press_shop(kestrel).text()


def test_a_test_of_strength_is_planned_counted_and_read_by_everyone(organisation: Organisation) -> None:
    heron, _rowan, kestrel = organisation.founders
    open_press_shop(heron).press("Plan a test of strength")
    heron.submit("", title="Everyone wears the badge", target_percent="60", day=TODAY)
    for unit, count, asked in (("Morning shift", "33", "44"), ("Night shift", "18", "40")):
        heron.submit("", unit=unit, count=count, asked=asked)
    open_press_shop(kestrel).press("Everyone wears the badge")
    said = kestrel.text()
    assert "75 % (33)" in said
    assert "45 % (18)" in said
    assert kestrel.page.locator("table.chart svg").count() == 2
    assert kestrel.page.locator("form [name=count]").count() == 0


def test_a_steward_may_not_record_a_wrong_count_unnoticed(organisation: Organisation) -> None:
    heron = organisation.heron
    open_press_shop(heron).press("Plan a test of strength")
    heron.submit("", title="A sticker on every locker", target_percent="50", day=TODAY)
    heron.submit("", unit="Morning shift", count="50", asked="44")
    assert heron.page.locator("main [role=alert], main .error, main .errorlist").first.inner_text()
