"""A count that one page hides cannot be had from another: chart, CSV, ODS, tests, months, offices, gaps.

The press shop has a large morning shift, a large day shift, and three members in the evening shift. Three is under the
floor, and with it one more count is hidden, or it could be worked out.
"""

from __future__ import annotations

import csv
import io
import re
from uuid import UUID

import pytest
from odfdo import Document

from groundswell.charter.queries import rules
from groundswell.kernel.clock import today
from groundswell.kernel.ids import new_id
from groundswell.workplaces import queries, strength, testing
from groundswell.workplaces.models import MonthFigures
from scrutiny.organisation import acts
from tests.cast import Browser, World, crowd, edit, later
from tests.fixtures import Open

SHIFTS = {"Morning shift": 17, "Evening shift": 3, "Day shift": 31}


@pytest.fixture
def shifts(world: World) -> World:
    world.units["Day shift"] = new_id()
    edit(world, acts.AddUnit(world.units["Day shift"], world.units["Press shop"], "shift", "Day shift"))
    edit(world, acts.SetHeadcount(world.units["Day shift"], today(), 90, "our own count"))
    for name, members in SHIFTS.items():
        crowd(world.units[name], members - queries.members_in(world.units[name]))
    for name in ("Foundry", "Cold store"):
        crowd(world.units[name], 9)
    return world


def rows_of(browser: Browser, unit: UUID, form: str) -> dict[str, list[str]]:
    """The table as somebody takes it away: by name, the cells as text."""
    data = browser.get(f"/workplace/{unit}/counts.{form}").content
    if form == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    else:
        table = Document(io.BytesIO(data)).body.tables[0]
        rows = [["" if cell is None else str(cell) for cell in row] for row in table.get_values()]
    return {row[0]: row[1:] for row in rows[1:]}


def words_of(page: bytes) -> list[str]:
    """What somebody reads: no markup, only the main part."""
    main = page.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"<[^>]+>", " ", main).split()


@pytest.mark.parametrize("form", ["csv", "ods"])
def test_the_tables_to_take_away_hide_what_the_chart_hides(shifts: World, site: Open, form: str) -> None:
    rows = rows_of(site(shifts.kestrel), shifts.units["Press shop"], form)
    chart = strength.view(shifts.units["Press shop"])
    for row in chart.rows:
        assert rows[row.unit.name][2] == ("" if row.members is None else str(row.members))
    assert rows["Press shop"][2] == str(sum(SHIFTS.values()))
    assert rows["Evening shift"][2:] == ["", ""]
    assert sum(rows[name][2] == "" for name in SHIFTS) == 2, "one more is hidden, or three could be worked out"


@pytest.mark.parametrize("reader", ["kestrel", "heron", "finch"])
def test_no_page_of_the_tree_says_the_hidden_count(shifts: World, site: Open, reader: str) -> None:
    browser = site(shifts.people[reader])
    hidden = [row.unit.name for row in strength.view(shifts.units["Press shop"]).rows if row.members is None]
    for name in hidden:
        page = browser.get(f"/workplace/{shifts.units[name]}/")
        if page.status_code == 200:
            words = words_of(page.content)
            assert "%" not in words
            assert str(SHIFTS[name]) not in words


def test_the_hidden_unit_shows_no_months_either(shifts: World, site: Open) -> None:
    with later(days=31):
        assert MonthFigures.objects.filter(unit_id=shifts.units["Evening shift"], members=3).exists()
        for row in strength.view(shifts.units["Press shop"]).rows:
            if row.members is None:
                assert not strength.trend(row.unit.id)


def test_the_list_of_gaps_does_not_say_which_of_the_hidden_is_the_small_one(shifts: World) -> None:
    press = shifts.units["Press shop"]
    hidden = {row.unit.name for row in strength.view(press).rows if row.members is None}
    gaps = strength.gaps(press)
    assert set(gaps.not_alone) == hidden
    assert not set(gaps.few_active) & hidden


def test_the_page_of_offices_does_not_say_how_many_have_to_sign(shifts: World, site: Open) -> None:
    """From how many are needed follows how many stand there."""
    browser = site(shifts.magpie)
    sent = {"unit": shifts.units["Evening shift"], "candidate": shifts.magpie.account}
    assert browser.post("/offices/", sent).status_code == 302
    page = browser.get("/offices/").content.decode()
    assert "Not enough have signed yet." in page
    assert "are needed" not in page
    assert "are needed" not in browser.get("/").content.decode()


def test_a_test_hides_a_small_count_together_with_another(shifts: World, site: Open) -> None:
    heron, test = shifts.heron.actor(), new_id()
    testing.plan(heron, acts.PlanTest(test, shifts.units["Press shop"], "Badge day", "badge", 65, today()))
    for name, count in (("Morning shift", 15), ("Evening shift", 4), ("Day shift", 28)):
        testing.record(heron, acts.RecordTestCount(test, shifts.units[name], count, 40))
    browser = site(shifts.kestrel)
    pages = [browser.get(f"/workplace/tests/{test}/")]
    pages += [browser.get(f"/workplace/{shifts.units[name]}/") for name in SHIFTS]
    words = [word for page in pages for word in words_of(page.content)]
    assert "47" in words_of(pages[0].content), "all together is shown"
    shown = [count for count in ("15", "4", "28") if count in words]
    assert len(shown) <= 1
    assert "4" not in shown


def test_the_record_names_no_part_and_no_count_under_the_public_floor(shifts: World) -> None:
    scope = queries.public_scope(shifts.units["Evening shift"])
    assert scope == shifts.units["Press shop"]
    assert queries.members_in(shifts.units["Press shop"]) >= rules().public_floor
    assert queries.public_scope(shifts.units["Morning shift"]) == shifts.units["Press shop"]
    assert queries.public_scope(shifts.units["Day shift"]) == shifts.units["Day shift"]


def test_in_a_workplace_under_the_floor_nothing_is_counted_at_all(world: World, site: Open) -> None:
    page = site(world.finch).get(f"/workplace/{world.units['Foundry']}/").content.decode()
    assert "Too few to show" in page
    rows = rows_of(site(world.finch), world.units["Foundry"], "csv")
    assert rows["Foundry"][1:] == ["20", "", ""]


def test_no_name_of_a_member_stands_on_any_page_of_the_tree(shifts: World, site: Open) -> None:
    browser = site(shifts.heron)
    for unit in shifts.units.values():
        page = browser.get(f"/workplace/{unit}/").content.decode()
        assert not [p.name for p in shifts.people.values() if p.name in page and p.name != "Heron"]
