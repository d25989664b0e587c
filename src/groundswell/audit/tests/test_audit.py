"""Auditors by lot, what they state, and somebody who leaves without a trace but the commitments."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.cast import NOW, Person, World, invite
from tests.fixtures import Open

from groundswell.accounts.models import Account, Key
from groundswell.audit import actions, lists, queries
from groundswell.audit.models import Auditor, Departure, Drawing
from groundswell.charter.queries import rules
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.members.actions import standing
from groundswell.members.queries import members_today
from groundswell.record import queries as record
from groundswell.record.actions import close_day
from groundswell.record.models import Entry, Opening
from groundswell.record.tests.test_log import Site, check
from scrutiny.cli import draw
from scrutiny.cli.main import main
from scrutiny.errors import Unverified
from scrutiny.organisation import acts, sortition
from scrutiny.verify import drawing as verify
from scrutiny.verify.record import read_openings

LATER = NOW + dt.timedelta(days=60)


def settle_day() -> None:
    close_day()
    actions.settle()


def days(number: int) -> None:
    """So many days go by, each settled."""
    for n in range(number):
        with clock.set_to(LATER + dt.timedelta(days=n)):
            settle_day()


@pytest.fixture
def auditors(world: World) -> list[Auditor]:
    """Drawn two months on, when the first statement of the charter's calendar is due."""
    with clock.set_to(LATER):
        settle_day()
    assert Drawing.objects.get().drawn is False, "nobody knows yet who it will be"
    with clock.set_to(LATER + dt.timedelta(days=1)):
        actions_of_a_day(world)
    days(3)
    return list(Auditor.objects.select_related("drawing"))


def actions_of_a_day(world: World) -> None:
    for name in ("kestrel", "magpie"):
        invite(world, "Evening shift", name)


def person(world: World, account: UUID) -> Person:
    return next(p for p in world.people.values() if p.account == account)


def statement(auditor: Auditor, *exceptions: int) -> acts.Audited:
    size = auditor.drawing.size
    return acts.Audited(auditor.drawing_id, size, record.root_at(size), exceptions, auditor.place)


def all_state(world: World, auditors: list[Auditor]) -> None:
    with clock.set_to(LATER + dt.timedelta(days=4)):
        for one in auditors:
            actions.state(person(world, one.account_id).actor(), statement(one))


class TestDrawing:
    def test_is_announced_by_the_calendar_and_not_before(self, world: World) -> None:
        settle_day()
        assert not Drawing.objects.exists()
        with clock.set_to(NOW + dt.timedelta(days=rules().statement_days)):
            settle_day()
        announced = Drawing.objects.get()
        assert announced.size > record.size(), "its root is not known yet"

    def test_is_by_the_root_and_can_be_repeated(self, world: World, auditors: list[Auditor]) -> None:
        drawing = auditors[0].drawing
        seed = bytes.fromhex(record.root_at(drawing.size))
        people = lists.freeze(bytes(drawing.salt))
        assert sortition.digest(people).hex() == drawing.listed
        again = sortition.draw(seed, drawing.id, people, rules().auditors_drawn)
        assert {one.place for one in auditors} == {one.person for one in again}
        owners = lists.owners(bytes(drawing.salt))
        assert all(owners[one.place] == one.account_id for one in auditors if one.place)

    def test_gives_every_member_a_list_that_names_nobody(
        self, world: World, auditors: list[Auditor], site: Open
    ) -> None:
        with clock.set_to(LATER + dt.timedelta(days=4)):
            answer = site(world.finch).get(f"/audit/{auditors[0].drawing_id}/list")
            text = answer.getvalue().decode()
        assert len(json.loads(text)["people"]) == len(members_today())
        assert not any(str(person.account) in text or person.name in text for person in world.people.values())

    def test_counts_small_workplaces_with_others(self, world: World, auditors: list[Auditor]) -> None:
        people = lists.freeze(bytes(auditors[0].drawing.salt))
        sizes = Counter((one.branch, one.workplace) for one in people)
        assert len(people) < rules().public_floor
        assert len(sizes) == 1

    def test_that_was_announced_without_a_list_is_drawn_all_the_same(self, world: World) -> None:
        drawing = without_list()
        actions.draw(drawing)
        assert Auditor.objects.filter(drawing=drawing, place=None).count() == drawing.count

    def test_is_in_the_record_and_replays(self, world: World, auditors: list[Auditor]) -> None:
        assert check().state.drawings.keys() == {str(auditors[0].drawing_id)}

    def test_happens_once_at_a_time(self, world: World, auditors: list[Auditor]) -> None:
        days(5)
        assert Drawing.objects.count() == 1


@housekeeping
def without_list() -> Drawing:
    made: Drawing = Drawing.objects.create(size=3, count=2, announced=clock.today())
    return made


def pass_on(world: World, auditor: Auditor) -> None:
    assert auditor.place is not None
    actions.pass_on(person(world, auditor.account_id).actor(), acts.PassAudit(auditor.drawing_id, auditor.place))


def drawn_again(drawing: Drawing, folder: Path, *options: str) -> int:
    """What `scrutiny draw` says about the file that members fetch."""
    file = folder / "drawing.json"
    file.write_bytes(b"".join(queries.to_check(Drawing.objects.get(id=drawing.id))))
    return main(["draw", str(file), *options])


class TestPassingItOn:
    def test_lets_the_lot_say_who_comes_instead(self, world: World, auditors: list[Auditor], tmp_path: Path) -> None:
        with clock.set_to(LATER + dt.timedelta(days=4)):
            pass_on(world, auditors[0])
            now = list(Auditor.objects.filter(passed=None))
            assert len(now) == len(auditors)
            assert auditors[0].id not in {one.id for one in now}
            with pytest.raises(Gone):
                pass_on(world, auditors[0])
            with pytest.raises(Gone):
                actions.state(person(world, auditors[0].account_id).actor(), statement(auditors[0]))
            assert drawn_again(auditors[0].drawing, tmp_path) == 0
        check()

    def test_ends_where_nobody_is_left(self, world: World, auditors: list[Auditor]) -> None:
        with clock.set_to(LATER + dt.timedelta(days=4)):
            while waiting := Auditor.objects.select_related("drawing").filter(passed=None).first():
                pass_on(world, waiting)
            assert Auditor.objects.count() == len(members_today())
        check()

    def test_is_for_nobody_else_and_the_place_of_who_has_left_stays_empty(self, world: World, tmp_path: Path) -> None:
        with clock.set_to(LATER):
            settle_day()
        for name in ("kestrel", "magpie", "finch"):
            gone = world.people[name]
            standing.leave(gone.actor(), gone.membership, "left")
        days(4)
        serving = set(Auditor.objects.values_list("account_id", flat=True))
        drawing = Drawing.objects.get()
        left = {world.people[name].account for name in ("kestrel", "magpie", "finch")}
        owners = {lists.place_of(bytes(drawing.salt), one.account): one.account for one in world.people.values()}
        drawn = {owners[UUID(place)] for place, _gone in drawing.places}
        assert len(drawn) == drawing.count
        assert serving == drawn - left
        assert drawn_again(Drawing.objects.get(), tmp_path) == 0
        check()


class TestDrawingAgain:
    def test_finds_what_the_record_says(
        self,
        auditors: list[Auditor],
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(draw, "source_of", lambda _text: Site())
        assert drawn_again(auditors[0].drawing, tmp_path, "--record", "here") == 0
        assert "The record announced this list and this size" in capsys.readouterr().out

    def test_before_it_is_drawn_says_when_it_will_be(
        self, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(draw, "source_of", lambda _text: Site())
        with clock.set_to(LATER):
            settle_day()
            assert drawn_again(Drawing.objects.get(), tmp_path, "--record", "here") == 0
        assert "Nothing is drawn before the record has" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"people": 1}, "The list in the file is not the one"),
            ({"root": "00" * 32}, "The lot did not fall to the places"),
            ({"drawn": 1}, "The lot did not fall to the places"),
            ({"listed": "x"}, "The file is not that of a drawing"),
        ],
    )
    def test_finds_what_was_changed(
        self,
        auditors: list[Auditor],
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        changed: dict[str, Any],
        said: str,
    ) -> None:
        told = json.loads(b"".join(queries.to_check(auditors[0].drawing)))
        told |= {name: told[name][value:] if isinstance(value, int) else value for name, value in changed.items()}
        (tmp_path / "drawing.json").write_text(json.dumps(told))
        assert main(["draw", str(tmp_path / "drawing.json")]) == 1
        assert said in capsys.readouterr().err

    def test_finds_another_record(self, auditors: list[Auditor]) -> None:
        """The same list and places under another root are no drawing of this record."""
        drawing = auditors[0].drawing
        told = verify.read(json.loads(b"".join(queries.to_check(drawing))))
        report = check()
        for other, code in (
            (replace(told, count=told.count + 1), "record"),
            (replace(told, root=bytes(32)), "lot"),
            (replace(told, drawn=told.drawn[1:]), "record"),
        ):
            with pytest.raises(Unverified) as error:
                verify.check_against(other, Site(), report.state, report.size)
            assert error.value.code == code


class TestAnAuditor:
    def test_is_told_and_sees_the_private_parts(self, world: World, auditors: list[Auditor], site: Open) -> None:
        one = auditors[0]
        with clock.set_to(LATER + dt.timedelta(days=4)):
            browser = site(person(world, one.account_id))
            assert "You were drawn as auditor" in browser.get("/").content.decode()
            answer = browser.get(f"/audit/{one.drawing_id}/openings")
            lines = answer.getvalue().decode().splitlines()
        shown = read_openings(lines)
        assert sorted(shown) == list(range(one.drawing.size))
        report = check(openings=shown)
        assert report.verified == one.drawing.size

    def test_states_once_what_was_found(self, world: World, auditors: list[Auditor], site: Open) -> None:
        one = auditors[0]
        with clock.set_to(LATER + dt.timedelta(days=4)):
            browser = site(person(world, one.account_id))
            path = f"/audit/{one.drawing_id}/state"
            assert browser.post(path, {"exceptions": "x"}).status_code == 422
            assert browser.post(path, {"exceptions": "3, 4"}).status_code == 302
            assert "3, 4" in browser.get("/audit/").content.decode()
            assert browser.post(path, {"exceptions": ""}).status_code == 410
            assert browser.get(f"/audit/{one.drawing_id}/openings").status_code == 404
        said = json.loads(bytes(Entry.objects.latest("index").public))["effect"]
        assert said["exceptions"] == [3, 4]

    def test_speaks_about_the_entries_that_were_drawn(self, world: World, auditors: list[Auditor]) -> None:
        actor = person(world, auditors[0].account_id).actor()
        right = statement(auditors[0])
        size, root = right.size, right.root
        for wrong in (
            acts.Audited(right.drawing, size - 1, record.root_at(size - 1), ()),
            acts.Audited(right.drawing, size, "0" * 64, ()),
            acts.Audited(right.drawing, size, root, (size,)),
        ):
            with pytest.raises(Invalid):
                actions.state(actor, wrong)
        other = next(p for p in world.people.values() if p.account not in {a.account_id for a in auditors})
        with pytest.raises((Forbidden, Unknown)):
            actions.state(other.actor(), right)

    def test_most_of_them_are_needed(self, world: World, auditors: list[Auditor]) -> None:
        with clock.set_to(LATER + dt.timedelta(days=4)):
            for n, one in enumerate(auditors):
                actions.state(person(world, one.account_id).actor(), statement(one, *([1] if n == 0 else [])))
                covered = auditors[0].drawing.size if n == 2 else 0
                assert queries.audited_size() == check().state.audited == covered


class TestLeavingForGood:
    def test_is_for_those_who_stand_nowhere(self, world: World) -> None:
        with pytest.raises(Forbidden):
            actions.leave_for_good(world.kestrel.actor())

    def test_waits_until_auditors_have_seen_what_is_deleted(self, world: World, auditors: list[Auditor]) -> None:
        dove = world.dove.account
        with clock.set_to(LATER + dt.timedelta(days=4)):
            actions.leave_for_good(world.dove.actor())
            with pytest.raises(Gone):
                actions.leave_for_good(world.dove.actor())
        assert Opening.objects.filter(account=dove).exists()
        assert Departure.objects.get().done is None
        all_state(world, auditors)
        with clock.set_to(LATER + dt.timedelta(days=5)):
            settle_day()
        left = Opening.objects.filter(account=dove)
        assert {o.entry_id for o in left} == {o.entry_id for o in left if o.entry_id >= auditors[0].drawing.size}
        report = check()
        assert report.state.erased > 0

    def test_leaves_nothing_but_commitments(self, open_world: World, site: Open, tmp_path: Path) -> None:
        """Two drawings on, the wish itself has been seen too, and nothing is left."""
        world = open_world
        dove, name = world.dove.account, "Dove"
        keys = [key.act for key in Key.objects.filter(account=dove)]
        browser = site(world.dove)
        kept = browser.get("/audit/my-data").json()
        assert kept["name"] == name
        assert kept["acts"]
        browser.post("/audit/forget-me")
        instant = NOW
        for _round in range(2):
            instant += dt.timedelta(days=100)
            for n in range(6):
                with clock.set_to(instant + dt.timedelta(days=n)):
                    if n < 2:
                        actions_of_a_day(world)
                    settle_day()
            with clock.set_to(instant + dt.timedelta(days=7)):
                for one in Auditor.objects.filter(stated=None).select_related("drawing"):
                    actions.state(person(world, one.account_id).actor(), statement(one))
            with clock.set_to(instant + dt.timedelta(days=8)):
                settle_day()
        assert Departure.objects.get().done
        assert not Opening.objects.filter(account=dove).exists()
        assert Account.objects.get(id=dove).name == ""
        assert not Key.objects.filter(act__in=keys).exists()
        report = check()
        assert report.state.erased == len({a["entry"] for a in kept["acts"]}) + 1
        for act in kept["acts"]:
            assert not _in_the_database(act["salt"])
            assert not _in_the_database(act["private"])

    def test_takes_along_what_is_known(self, world: World, site: Open) -> None:
        answer = site(world.heron).get("/audit/my-data")
        assert "attachment" in answer.headers["Content-Disposition"]
        found = answer.json()
        assert found["name"] == world.heron.name
        assert found["offices"]
        assert not {"Rowan", "Kestrel"} & set(json.dumps(found).split('"'))


def _in_the_database(text: str) -> bool:
    """In a table, a free page or the write-ahead log."""
    wanted = [text.encode(), bytes.fromhex(text)] if len(text) == 64 else [text.encode()]
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(str(connection.settings_dict["NAME"]))
    content = b"".join(f.read_bytes() for f in (file, file.with_name(file.name + "-wal")) if f.exists())
    return any(one in content for one in wanted)
