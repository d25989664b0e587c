"""The site's record as everyone can fetch it: checked by `scrutiny`, changed by whoever has the database."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from tests.cast import NOW, World
from tests.fixtures import Open

from groundswell.kernel import clock
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import HOST
from groundswell.kernel.errors import Unknown
from groundswell.record import keys, queries
from groundswell.record.actions import append, close_day, set_floor
from groundswell.record.explained import EFFECTS, SENTENCES
from groundswell.record.models import Entry, Log, Opening, Tile
from scrutiny.errors import Refused, Unverified
from scrutiny.organisation import acts
from scrutiny.randomness import random_uuid
from scrutiny.record import receipts, tiles
from scrutiny.record.policy import parse
from scrutiny.record.tiles import unbundle
from scrutiny.verify.record import Opening as Shown
from scrutiny.verify.record import Report, verify

append_alone = action(append)


class Site:
    """The files as a stranger fetches them."""

    def fetch(self, path: str) -> bytes:
        try:
            return queries.file(path)
        except Unknown as error:
            raise Refused("no-file", file=path) from error


def check(**more: object) -> Report:
    return verify(Site(), queries.file("policy"), **more)  # type: ignore[arg-type]


def refused(**more: object) -> Unverified:
    with pytest.raises(Unverified) as error:
        check(**more)
    return error.value


@housekeeping
def grow(count: int) -> None:
    for _ in range(count):
        append_alone(HOST, acts.RejectEdit(proposal=random_uuid()))


@pytest.fixture
def log(world: World) -> World:
    """The cast's record with what waited taken in."""
    with clock.set_to(NOW.replace(day=3)):
        close_day()
    return world


class TestTheRecordOfTheSite:
    def test_holds(self, log: World) -> None:
        report = check()
        assert (report.size, report.state.org) == (queries.size(), queries.org_id())
        assert report.state.offices
        assert report.state.members is None, "nobody is told how few they are"

    @pytest.mark.parametrize("more", [1, 255, 300])
    def test_holds_while_it_grows(self, log: World, more: int) -> None:
        before = queries.file("checkpoint")
        with clock.set_to(NOW.replace(day=3)):
            grow(more)
        report = check(since=before)
        assert report.since == report.size - more
        assert Tile.objects.filter(level=0).count() == -(-report.size // 256)

    def test_every_opening_agrees(self, log: World) -> None:
        shown = {o.entry_id: Shown(bytes(o.salt), bytes(o.private)) for o in Opening.objects.all()}
        report = check(openings=shown)
        assert (report.verified, report.sealed) == (report.size, 0)

    def test_begins_with_the_founding_and_its_rules(self, log: World) -> None:
        first = json.loads(bytes(Entry.objects.get(index=0).public))
        assert first["type"] == "organisation.found"
        assert first["effect"]["rules"]["vouches_needed"] == 2

    def test_is_fetched_by_anyone_without_a_cookie(self, log: World, site: Open) -> None:
        for path in ("checkpoint", "policy", f"tile/entries/000.p/{queries.size()}", f"tile/0/000.p/{queries.size()}"):
            answer = site().get(f"/record/{path}")
            assert answer.status_code == 200
            assert not answer.cookies
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Cache-Control"].startswith("public")
        bundle = site().get(f"/record/tile/entries/000.p/{queries.size()}").content
        assert len(unbundle(bundle, queries.size())) == queries.size()

    @pytest.mark.parametrize("path", [
        "tile/0/000", "tile/0/001", "tile/1/000.p/1", "tile/0/000.p/255", "tile/7/000", "tile/0/0", "tile/entries/000",
    ])  # fmt: skip
    def test_has_no_file_that_its_checkpoint_does_not_need(self, log: World, path: str) -> None:
        with pytest.raises(Unknown):
            queries.file(path)


class TestWhoeverHasTheDatabase:
    def test_cannot_change_an_entry(self, log: World) -> None:
        entry = Entry.objects.get(index=2)
        changed = bytes(entry.public).replace(b'"day":"2026', b'"day":"2025')
        housekeeping(Entry.objects.filter(index=2).update)(public=changed)
        error = refused()
        assert (error.code, error.data["entry"]) == ("entry", 2)

    def test_cannot_drop_one(self, log: World) -> None:
        housekeeping(Opening.objects.filter(entry_id=1).delete)()
        housekeeping(Entry.objects.filter(index=1).delete)()
        assert refused().data["step"] == 5

    def test_cannot_change_places(self, log: World) -> None:
        one, other = (Entry.objects.get(index=n).public for n in (1, 2))
        housekeeping(Entry.objects.filter(index=1).update)(public=other)
        housekeeping(Entry.objects.filter(index=2).update)(public=one)
        assert refused().data["entry"] == 1

    def test_cannot_change_a_tile(self, log: World) -> None:
        tile = Tile.objects.get(level=0, number=0)
        hashes = bytearray(tile.hashes)
        hashes[70] ^= 1
        housekeeping(Tile.objects.filter(id=tile.id).update)(hashes=bytes(hashes))
        error = refused()
        assert (error.code, error.data["entry"]) == ("tile", 2)

    def test_cannot_change_a_private_part(self, log: World) -> None:
        found = Opening.objects.get(entry_id=1)
        shown = {1: Shown(bytes(found.salt), bytes(found.private).replace(b"body", b"bodi"))}
        assert refused(openings=shown).code == "opening"

    def test_cannot_show_two_histories_to_two_who_compare(self, log: World) -> None:
        before = queries.file("checkpoint")
        kept, key = Log.objects.get(), settings.DATA / keys.FILE
        assert key.stat().st_mode & 0o777 == 0o600
        with clock.set_to(NOW.replace(day=3)):
            grow(1)
        after = queries.file("checkpoint")
        # Roll the database back, as with an old backup, and write on.
        index = kept.size
        housekeeping(Opening.objects.filter(entry_id=index).delete)()
        housekeeping(Entry.objects.filter(index=index).delete)()
        tile = Tile.objects.get(level=0, number=0)
        housekeeping(Tile.objects.filter(id=tile.id).update)(hashes=bytes(tile.hashes)[: index * 32])
        housekeeping(Log.objects.update)(size=index)
        with clock.set_to(NOW.replace(day=3)):
            grow(2)
        assert check(since=before).since == index
        assert refused(since=after).code == "fork"


class TestSigning:
    def test_stops_after_a_restore_and_nothing_is_lost(self, log: World) -> None:
        before = queries.file("checkpoint")
        marker: Path = settings.DATA / keys.RESTORED
        marker.write_text("{}")
        try:
            with clock.set_to(NOW.replace(day=3)):
                grow(1)
            assert queries.file("checkpoint") == before
            assert check().size == queries.size() - 1
        finally:
            marker.unlink()
        with clock.set_to(NOW.replace(day=3)):
            grow(1)
        assert check(since=before).size == queries.size()

    def test_never_uses_another_key_than_the_log_s(self, log: World) -> None:
        key = settings.DATA / keys.FILE
        kept, before = key.read_text(), queries.file("checkpoint")
        key.write_text("11" * 32)
        try:
            with clock.set_to(NOW.replace(day=3)):
                grow(1)
        finally:
            key.write_text(kept)
        assert queries.file("checkpoint") == before


class TestReceipts:
    def test_prove_an_entry_offline(self, log: World) -> None:
        for index in (0, 3, queries.size() - 1):
            made = receipts.parse(queries.receipt(index, None).encode())
            content = bytes(Entry.objects.get(index=index).public)
            assert receipts.verify(made, content, parse(queries.file("policy"))).size == queries.size()
            assert not made.extra

    def test_hold_the_opening_for_whoever_did_it(self, log: World, site: Open) -> None:
        own = Opening.objects.filter(account=log.heron.account).latest("entry_id")
        path = f"/record/{own.entry_id}/receipt"
        mine = receipts.parse(site(log.heron).get(path).content)
        assert json.loads(mine.extra)["private"].encode() == bytes(own.private)
        for browser in (site(), site(log.kestrel)):
            assert not receipts.parse(browser.get(path).content).extra
        assert "private part" in site(log.heron).get(f"/record/{own.entry_id}/").content.decode()
        assert str(log.heron.account) not in site(log.kestrel).get(f"/record/{own.entry_id}/").content.decode()


class TestThePages:
    def test_list_and_search(self, log: World, site: Open) -> None:
        page = site().get("/record/").content.decode()
        assert "The organisation was founded" in page
        found = site().get("/record/?type=organisation.found").content.decode()
        assert "1 entry" in found
        assert "Nothing was found" in site().get("/record/?day=1999-01-01").content.decode()
        assert site().get("/record/?day=never&scope=x&page=zzz").status_code == 200

    def test_tell_what_is_done_and_not_yet_in_the_record(self, world: World, site: Open) -> None:
        page = site(world.wren).get("/record/mine/").content.decode()
        assert "Done, not yet in the record" in page

    def test_explain_every_act_there_is(self) -> None:
        assert set(acts.REGISTRY) <= set(SENTENCES)
        assert len({str(text) for text in SENTENCES.values()}) == len(SENTENCES)
        assert EFFECTS


class TestWhatThePublicCannotLearn:
    def test_how_few_we_are(self, log: World) -> None:
        """Below the floor neither a number nor a kind from which it could be counted."""
        offices = {name for name, act in acts.REGISTRY.items() if act.office}
        said = [json.loads(bytes(public)) for public in Entry.objects.values_list("public", flat=True)]
        kinds = Counter(entry["type"] for entry in said)
        assert set(kinds) <= offices | {"personal"}
        assert not [entry for entry in said if "members" in entry["effect"]]
        assert {entry["scope"] for entry in said if entry["type"] == "personal"} == {None}

    def test_but_how_many_once_we_are_enough(self, log: World) -> None:
        """The first change above the floor makes up for all before it; below it again, nothing is said again."""
        members = Log.objects.get().members
        assert members > 3
        housekeeping(set_floor)(members + 1)
        admit = action(lambda: append(HOST, acts.Admit(random_uuid(), random_uuid()), effect={"members": 1}))
        leave = action(lambda: append(HOST, acts.EndStanding(random_uuid(), "left"), effect={"members": -1}))
        with clock.set_to(NOW.replace(day=4)):
            admit()
        with clock.set_to(NOW.replace(day=5)):
            close_day()
            assert check().state.members == members + 1
            leave()
        with clock.set_to(NOW.replace(day=6)):
            close_day()
            assert Entry.objects.latest("index").type == "personal"
            assert check().state.members == members + 1
            admit()
            admit()
        with clock.set_to(NOW.replace(day=7)):
            close_day()
            assert check().state.members == members + 2 == Log.objects.get().members

    def test_who_vouched_for_whom_or_when_somebody_joined(self, log: World) -> None:
        """Entries of a day stand in an order that is not that of the acts, and name nobody: see test_record.py."""
        names = {p.name for p in log.people.values()} | {str(p.account) for p in log.people.values()}
        for public in Entry.objects.values_list("public", flat=True):
            text = bytes(public).decode()
            assert not [name for name in names if name in text]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("go"), reason="how to get it: apt install golang-go golang-golang-x-mod-dev")
def test_go_confirms_the_record_of_the_site(log: World, tmp_path: Path) -> None:
    """Signature, root, inclusion of every entry and growth, by programs that know nothing of ours."""
    older = tmp_path / "older"
    older.write_bytes(queries.file("checkpoint"))
    with clock.set_to(NOW.replace(day=3)):
        grow(300)
    size = queries.size()
    for level in (tiles.ENTRIES, 0, 1):
        for tile in tiles.tiles_at(level, size):
            path = tmp_path / "log" / tile.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(queries.file(tile.path))
    (tmp_path / "log" / "checkpoint").write_bytes(queries.file("checkpoint"))
    program = Path(__file__).parents[4] / "packages/scrutiny/tests/record/check/main.go"
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(tmp_path / "cache"),
    }
    command: list[str | Path] = ["go", "run", program, tmp_path / "log", Log.objects.get().key, older]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.startswith(f"VERIFIED {size} "), done.stdout + done.stderr
