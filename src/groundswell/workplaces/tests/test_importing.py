"""Imports in the tables: two stewards, the same list again, interruption, undoing, and the page."""

import io
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.cast import World, crowd
from tests.fixtures import Open

from groundswell.kernel.actor import HOST
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.record.models import Entry
from groundswell.workplaces import actions, import_writing, importing, placements
from groundswell.workplaces.models import Headcount, Import, StrengthCount, StrengthTest, Unit
from groundswell.workplaces.tests.lists.test_plan import REAL
from scrutiny.organisation import acts

LIST = """Employer;City;Department;Number of employees;Eligible;Votes for;Tally date;Employee name
Mill, Inc.;Riga;Weaving;41;40;30;2026-02-01;Canary Bird
Mill Inc;Riga;Dyeing;12;12;7;2026-02-01;Canary Fish
Cannery;Porto;;30;;;;
"""
TABLES = ("unit", "closure", "figures", "headcount", "strengthtest", "strengthcount", "unitevent", "placement")


def sheet(text: str = LIST) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = "list.csv"
    return file


def rows() -> dict[str, list[Any]]:
    """Everything in the tables that an import writes."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM workplaces_{table} ORDER BY 1, 2, 3")
            found[table] = cursor.fetchall()
    return found


def adopted(world: World, text: str = LIST, size: int = 2000) -> Import:
    """The whole way: Heron looks and proposes, Rowan confirms, all of it is written."""
    heron, rowan = world.heron.actor(), world.rowan.actor()
    made = importing.keep(heron, world.unit("Industry"), importing.open_sheet(sheet(text), "list.csv"))
    importing.propose(heron, made.id)
    importing.begin(rowan, made.id)
    return importing.run(made.id, lambda _done, _of: None, size)


def test_a_list_becomes_units_headcounts_and_tests(world: World) -> None:
    adopted(world)
    mill = Unit.objects.get(name="Mill, Inc.")
    assert mill.figures.headcount == 53
    assert [u.name for u in Unit.objects.filter(parent__parent=mill).order_by("name")] == ["Dyeing", "Weaving"]
    assert sorted(StrengthCount.objects.values_list("count", "of")) == [(7, 12), (30, 40)]


def test_the_figures_above_an_import_follow_it(world: World) -> None:
    before = Unit.objects.get(id=world.unit("Industry")).figures.headcount or 0
    adopted(world)
    assert Unit.objects.get(id=world.unit("Industry")).figures.headcount == before + 41 + 12 + 30


def test_importing_again_changes_nothing(world: World) -> None:
    adopted(world)
    before = rows()
    adopted(world)
    assert rows() == before


def test_changed_figures_are_updated_and_undoing_brings_the_old_ones_back(world: World) -> None:
    adopted(world)
    before = rows()
    again = adopted(world, LIST.replace(";30;2026", ";35;2026"))
    assert sorted(StrengthCount.objects.values_list("count", flat=True)) == [7, 35]
    assert StrengthTest.objects.filter(key__isnull=False).count() == 2
    importing.undo(world.heron.actor(), again.id)
    assert rows() == before


def test_undone_the_tables_are_as_before(world: World) -> None:
    before = rows()
    made = adopted(world)
    assert rows() != before
    importing.undo(world.rowan.actor(), made.id)
    assert rows() == before


def test_a_unit_made_by_hand_is_recognised_and_not_doubled(world: World) -> None:
    before = rows()
    made = adopted(world, "Employer;Site;Number of employees\nMOTORS;Foundry;25\n")
    assert Unit.objects.filter(kind="site", name="Foundry").count() == 1
    assert Headcount.objects.get(unit=world.unit("Foundry"), source="list.csv").count == 25
    importing.undo(world.heron.actor(), made.id)
    assert rows() == before


def test_an_import_that_is_cut_off_goes_on_where_it_stopped(world: World) -> None:
    whole = adopted(world)
    importing.undo(world.heron.actor(), whole.id)
    made = importing.keep(world.heron.actor(), world.unit("Industry"), importing.open_sheet(sheet(), "list.csv"))
    importing.propose(world.heron.actor(), made.id)
    importing.begin(world.rowan.actor(), made.id)
    assert importing.step(made.id, 3).state == "running"
    assert Unit.objects.filter(name="Cannery").count() == 0
    assert importing.run(made.id, lambda _done, _of: None, 3).state == "adopted"
    assert Unit.objects.filter(name="Cannery").count() == 1


def test_an_import_that_is_cut_off_can_be_undone(world: World) -> None:
    before = rows()
    made = importing.keep(world.heron.actor(), world.unit("Industry"), importing.open_sheet(sheet(), "list.csv"))
    importing.propose(world.heron.actor(), made.id)
    importing.begin(world.rowan.actor(), made.id)
    importing.step(made.id, 5)
    importing.undo(world.heron.actor(), made.id)
    assert rows() == before


def test_a_step_that_fails_leaves_nothing_half_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = importing.keep(world.heron.actor(), world.unit("Industry"), importing.open_sheet(sheet(), "list.csv"))
    importing.propose(world.heron.actor(), made.id)
    importing.begin(world.rowan.actor(), made.id)
    before = rows()

    def broken(_found: Import, _planned: Any) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(import_writing, "_write_tests", broken)
    with pytest.raises(RuntimeError):
        importing.step(made.id)
    assert rows() == before
    assert importing.get(made.id).done == 0


def test_whoever_proposed_an_import_cannot_confirm_it(world: World) -> None:
    made = importing.keep(world.heron.actor(), world.unit("Industry"), importing.open_sheet(sheet(), "list.csv"))
    importing.propose(world.heron.actor(), made.id)
    with pytest.raises(Forbidden):
        importing.begin(world.heron.actor(), made.id)


def test_an_import_is_confirmed_once(world: World) -> None:
    made = adopted(world)
    with pytest.raises(Gone):
        importing.begin(world.rowan.actor(), made.id)


@pytest.mark.parametrize("who", ["kestrel", "tern", "magpie"])
def test_nobody_imports_into_a_part_that_they_do_not_steward(world: World, who: str) -> None:
    with pytest.raises((Forbidden, Unknown)):
        importing.keep(getattr(world, who).actor(), world.unit("Industry"), importing.open_sheet(sheet(), "list.csv"))


def test_a_list_that_does_not_fit_there_is_refused_before_anything_is_kept(world: World) -> None:
    with pytest.raises(Invalid, match="cannot stand"):
        importing.keep(world.heron.actor(), world.unit("Foundry"), importing.open_sheet(sheet(), "list.csv"))
    assert not Import.objects.exists()


def test_an_import_in_which_members_stand_cannot_be_undone(world: World) -> None:
    made = adopted(world)
    crowd(Unit.objects.get(name="Weaving").id, 1)
    before = rows()
    with pytest.raises(Invalid, match="Members"):
        importing.undo(world.heron.actor(), made.id)
    assert rows() == before
    assert placements.persons_in(Unit.objects.get(name="Weaving").id)


def test_people_named_in_a_list_are_in_no_table(world: World) -> None:
    made = adopted(world)
    assert made.counts["dropped_columns"] == 1
    assert made.counts["dropped_values"] == 2
    assert made.plan is None
    assert "anary" not in repr(rows())
    assert "anary" not in repr(list(Import.objects.values()))


def test_an_import_has_one_entry_of_its_own_in_the_record_and_its_undoing_another(world: World) -> None:
    before = Entry.objects.count()
    made = adopted(world)
    importing.undo(world.heron.actor(), made.id)
    types = list(Entry.objects.filter(index__gte=before).order_by("index").values_list("type", flat=True))
    assert types == ["edit.propose", "import.adopt", "import.undo"]


def test_the_host_imports_at_the_command_line_and_the_record_says_so(world: World) -> None:
    made = importing.keep(HOST, None, importing.open_sheet(sheet(), "list.csv"))
    importing.begin(HOST, made.id)
    importing.run(made.id, lambda _done, _of: None)
    entry = Entry.objects.select_related("opening").get(type="import.adopt")
    assert b'"actor":"host"' in bytes(entry.opening.private)


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="the real sheet lies beside the checkout, in shared/data/rosters")
def test_the_real_list_is_imported_and_undone_to_the_last_row(world: World) -> None:
    before = rows()
    with REAL.open("rb") as file:
        made = importing.keep(HOST, None, importing.open_sheet(file, REAL.name))
    importing.begin(HOST, made.id)
    importing.run(made.id, lambda _done, _of: None)
    assert StrengthTest.objects.filter(key__isnull=False).count() == 6676
    importing.undo(HOST, made.id)
    assert rows() == before


def test_a_steward_imports_on_the_page_and_another_confirms(world: World, site: Open) -> None:
    heron, rowan = site(world.heron), site(world.rowan)
    answer = heron.post(f"/workplace/imports/new/{world.unit('Industry')}", {"sheet": sheet()})
    place = answer.headers["Location"]
    page = heron.get(place).content.decode()
    assert "names people, is dropped" in page
    assert "anary" not in page
    heron.post(f"{place}propose")
    assert heron.post(f"{place}confirm").status_code == 403
    rowan.post(f"{place}confirm")
    assert "go-on" in rowan.get(place).content.decode()
    rowan.post(f"{place}go-on")
    assert Unit.objects.filter(name="Cannery").exists()
    heron.post(f"{place}undo")
    assert not Unit.objects.filter(name="Cannery").exists()


def test_other_meanings_need_the_file_again_because_it_was_not_kept(world: World, site: Open) -> None:
    heron = site(world.heron)
    place = heron.post(f"/workplace/imports/new/{world.unit('Industry')}", {"sheet": sheet()}).headers["Location"]
    assert heron.post(f"{place}mapping", {"role-2": "crew"}).status_code == 422
    again = heron.post(f"{place}mapping", {"role-2": "shift", "sheet": sheet()}).headers["Location"]
    assert Import.objects.get(id=UUID(again.split("/")[-2])).counts["shift"] == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", bytes(range(256)) * 20])
def test_what_is_no_list_gets_a_page_that_says_so(world: World, site: Open, content: bytes) -> None:
    file = io.BytesIO(content)
    file.name = "x.xlsx"
    answer = site(world.heron).post(f"/workplace/imports/new/{world.unit('Industry')}", {"sheet": file})
    assert answer.status_code == 422
    assert "Traceback" not in answer.content.decode()
    assert not Import.objects.exists()


def long_list(rows: int) -> str:
    return "Employer;City\n" + "".join(f"Works {n};Riga\n" for n in range(rows))


def told(answer: Any) -> list[str]:
    """The pieces of a page that grows."""
    return [piece.decode() for piece in answer.streaming_content]


def test_while_a_long_list_is_read_the_page_tells_how_far_it_is(world: World, site: Open) -> None:
    answer = site(world.heron).post(
        f"/workplace/imports/new/{world.unit('Industry')}", {"sheet": sheet(long_list(7000))}
    )
    pieces = told(answer)
    assert "6000 rows are read" in "".join(pieces[1:4])
    made = Import.objects.get()
    assert f"/workplace/imports/{made.id}/" in pieces[-2]
    assert made.counts["rows"] == 7000


def test_what_does_not_fit_is_said_at_the_end_of_a_long_reading(world: World, site: Open) -> None:
    content = "Branch;Employer;City\n" + "".join(f"Trade;Works {n};Riga\n" for n in range(6000))
    answer = site(world.heron).post(f"/workplace/imports/new/{world.unit('Industry')}", {"sheet": sheet(content)})
    page = "".join(told(answer))
    assert "cannot stand" in page
    assert "</html>" in page
    assert not Import.objects.exists()


PAIRS = "Employer;City\nBrightwater Canning Works;Riga\nBrightwater Caning Works;Porto\n"


def test_names_that_were_taken_for_one_are_so_in_the_next_import_too(world: World) -> None:
    heron, place = world.heron.actor(), world.unit("Industry")
    made = importing.keep(heron, place, importing.open_sheet(sheet(PAIRS), "list.csv"))
    assert len(importing.plan_of(made).likely) == 1
    importing.propose(heron, made.id, [0])
    importing.begin(world.rowan.actor(), made.id)
    importing.run(made.id, lambda _done, _of: None)
    before = rows()
    again = importing.keep(heron, place, importing.open_sheet(sheet(PAIRS), "list.csv"))
    assert importing.plan_of(again).likely == []
    importing.propose(heron, again.id)
    importing.begin(world.rowan.actor(), again.id)
    importing.run(again.id, lambda _done, _of: None)
    assert rows() == before


def test_an_undone_import_is_no_reason_to_take_names_for_one(world: World) -> None:
    heron, place = world.heron.actor(), world.unit("Industry")
    made = importing.keep(heron, place, importing.open_sheet(sheet(PAIRS), "list.csv"))
    importing.propose(heron, made.id, [0])
    importing.begin(world.rowan.actor(), made.id)
    importing.run(made.id, lambda _done, _of: None)
    importing.undo(heron, made.id)
    again = importing.keep(heron, place, importing.open_sheet(sheet(PAIRS), "list.csv"))
    assert len(importing.plan_of(again).likely) == 1


def test_what_was_merged_since_is_updated_where_it_went(world: World) -> None:
    text = "Employer;Site;Number of employees\nMill;One;10\nMill;Two;20\n"
    adopted(world, text)
    one, two = Unit.objects.get(name="One"), Unit.objects.get(name="Two")
    merge = acts.MergeUnits(units=(two.id,), into=one.id)
    proposal = actions.propose(world.heron.actor(), merge)
    actions.confirm(world.rowan.actor(), acts.ConfirmEdit(proposal=proposal.id))
    before = Unit.objects.count()
    adopted(world, text + "Mill;Two;25\n".replace("Two", "Three"))
    assert Unit.objects.count() == before + 1
    assert Unit.objects.get(id=two.id).closed is not None


def test_an_import_on_which_later_figures_rest_cannot_be_undone(world: World) -> None:
    made = adopted(world)
    adopted(
        world,
        LIST.replace("Mill, Inc.;Riga;Weaving;41", "Mill, Inc.;Riga;Weaving;44").replace("2026-02-01", "2026-03-01"),
    )
    before = rows()
    with pytest.raises(Invalid, match="later figures"):
        importing.undo(world.heron.actor(), made.id)
    assert rows() == before
