"""Backing up and restoring: everything that must survive does, nothing else, and never by halves."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.client import ClientHandler
from tests.cast import World, signed_in

from groundswell.host import age, backup, tables
from groundswell.host.tests.places import (
    KEY,
    OTHER_KEY,
    RECIPIENT,
    call,
    inside,
    key_file,
    looking_at,
    pack,
    plain,
    refused,
    rows,
)
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.record.models import Pending
from scrutiny.record.merkle import Frontier

PAGES = ("/", "/workplace/", "/offices/", "/circle/", "/me/")
SQLITE = "groundswell.sqlite3"
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="looks into the file of SQLite")


def silent(_size: int) -> None:
    """Nobody looks."""


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    """A data folder with everything that a host may have in it."""
    folder = tmp_path / "data"
    (folder / "record" / "tile" / "0").mkdir(parents=True)
    (folder / "secret_key").write_text("ab" * 48)
    (folder / "record_key").write_text("PRIVATE+KEY+of+the+record")
    (folder / "record" / "tile" / "0" / "000.p").write_bytes(b"\x00published\xff")
    (folder / "founding_token").write_text("not to be kept")
    for key in folder.glob("*_key"):
        key.chmod(0o600)
    settings.DATA = folder
    return folder


@pytest.fixture
def made(open_world: World, data: Path, tmp_path: Path) -> Path:
    """A backup of the cast."""
    file = tmp_path / "backup.age"
    backup.make_backup(file, [RECIPIENT], silent)
    return file


def restored(made: Path, into: Path) -> Path:
    done = call(into, "restore", str(made), "--identity", str(key_file(made.parent)))
    assert done.returncode == 0, done.stderr
    return into


def test_what_is_restored_is_what_was_there(made: Path, data: Path, tmp_path: Path) -> None:
    into = restored(made, tmp_path / "new")
    assert sorted(path.name for path in into.iterdir()) == [SQLITE, "record", "record_key", "restored", "secret_key"]
    for name in ("secret_key", "record_key", "record/tile/0/000.p"):
        assert (into / name).read_bytes() == (data / name).read_bytes()
    for path in into.rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, f"{path} can be read by others"
    if connection.vendor == "sqlite":
        assert rows(into / SQLITE) == rows(Path(connection.settings_dict["NAME"]))
    again = tmp_path / "again.age"
    assert call(into, "backup", str(again), "--to", RECIPIENT).returncode == 0
    first, second = inside(made), inside(again)
    del first["manifest.json"], second["manifest.json"]
    assert first == second, "a backup of what was restored is the same backup"


@on_sqlite
def test_whoever_comes_back_after_a_restore_sees_the_same_pages(
    made: Path, tmp_path: Path, open_world: World, one_handler: ClientHandler
) -> None:
    def pages() -> list[str]:
        browser = signed_in(open_world.heron, one_handler)
        return [re.sub(r"[A-Za-z0-9]{64}", "", browser.get(path).content.decode()) for path in PAGES]

    before = pages()
    assert "Heron" in "".join(before)
    with looking_at(restored(made, tmp_path / "new") / SQLITE):
        assert pages() == before


def test_the_marker_of_a_restore_names_the_record_as_it_was_backed_up(made: Path, tmp_path: Path) -> None:
    marker = json.loads((restored(made, tmp_path / "new") / "restored").read_text())
    about = json.loads(inside(made)["manifest.json"])
    assert {"size": marker["size"], "root": marker["root"]} == about["record"]
    assert marker["size"] > 0
    assert about["format"] == 1
    assert about["database"] == connection.vendor


@housekeeping
def write_and_erase(text: bytes) -> None:
    row = Pending.objects.create(day=clock.today(), type="canary", salt=text, private=text)
    Pending.objects.filter(pk=row.pk).delete()


def test_what_was_erased_is_in_no_part_of_a_backup_made_afterwards(
    open_world: World, data: Path, tmp_path: Path
) -> None:
    canary = b"Canarovich was here" * 500
    write_and_erase(canary)
    backup.make_backup(tmp_path / "backup.age", [RECIPIENT], silent)
    assert b"Canarovich" not in plain(tmp_path / "backup.age")
    assert b"Canarovich" not in b"".join(inside(tmp_path / "backup.age").values())


@housekeeping
def write(text: bytes) -> None:
    Pending.objects.create(day=clock.today(), type="late", salt=text, private=text)


def test_a_backup_is_of_one_moment_and_keeps_nobody_from_writing(open_world: World) -> None:
    def elsewhere() -> None:
        write(b"written meanwhile")
        connection.close()

    with tables.one_moment(connection):
        before = list(tables.lines(Pending, connection))
        writer = threading.Thread(target=elsewhere)
        writer.start()
        writer.join(timeout=10)
        assert not writer.is_alive(), "whoever writes does not wait for the backup"
        assert list(tables.lines(Pending, connection)) == before
    assert len(list(tables.lines(Pending, connection))) == len(before) + 1


def test_no_session_and_no_token_is_in_a_backup(made: Path) -> None:
    assert not [name for name in inside(made) if "session" in name or "token" in name or "challenge" in name]


def test_nothing_unencrypted_is_written_anywhere_while_a_backup_is_made(
    open_world: World, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []

    def look(connection_: object) -> Frontier:
        seen.extend(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and data not in file.parents)
        return Frontier()

    monkeypatch.setattr(tables, "record_root", look)
    backup.make_backup(tmp_path / "backup.age", [RECIPIENT], silent)
    assert seen
    assert not [text for text in seen if b"Heron" in text or b"Riverside" in text]


def test_a_backup_opens_for_each_of_its_recipients(open_world: World, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.age"
    backup.make_backup(file, [RECIPIENT, str(OTHER_KEY.to_public())], silent)
    for key in (KEY, OTHER_KEY):
        done = call(tmp_path / str(key)[-5:], "restore", str(file), "--identity", str(key_file(tmp_path, key)))
        assert done.returncode == 0, done.stderr


def test_the_age_of_debian_opens_a_backup(made: Path, tmp_path: Path) -> None:
    program = shutil.which("age")
    if not program:
        pytest.skip("age is not installed: apt-get install age")
    done = subprocess.run([program, "-d", "-i", str(key_file(tmp_path)), str(made)], capture_output=True, check=True)
    assert done.stdout == plain(made)


def test_a_backup_never_replaces_a_file_and_leaves_none_when_it_fails(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = made.read_bytes()
    with pytest.raises(CommandError, match="exists already"):
        backup.make_backup(made, [RECIPIENT], silent)
    assert made.read_bytes() == before

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "record_root", stopped)
    names = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(KeyboardInterrupt):
        backup.make_backup(tmp_path / "second.age", [RECIPIENT], silent)
    assert sorted(path.name for path in tmp_path.iterdir()) == names


@pytest.mark.parametrize("to", ["age1nobody", "ssh-ed25519 AAAA", ""])
def test_a_recipient_that_is_none_is_named(to: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a recipient of age"):
        backup.make_backup(tmp_path / "backup.age", [to], silent)


def test_a_secret_key_given_as_recipient_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="keep it away from the server") as found:
        backup.make_backup(tmp_path / "backup.age", [str(KEY)], silent)
    assert str(KEY) not in str(found.value)


def test_a_full_disk_is_said_in_a_sentence(open_world: World, data: Path) -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(CommandError, match="could not be written"),
        age.encrypting(full, age.recipients([RECIPIENT])) as target,
    ):
        target.write(b"x" * 5_000_000)


def test_damaged_and_foreign_backups_are_refused_and_leave_nothing(made: Path, tmp_path: Path) -> None:
    whole, key, into = made.read_bytes(), str(key_file(tmp_path)), tmp_path / "new"
    middle = len(whole) // 2
    cases = {
        "was cut off or changed": whole[:-3],
        "was cut off": whole[:middle],
        "cut off or changed": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "is not a backup: it is not encrypted": b"hello" * 100,
    }
    for number, (said, data) in enumerate(cases.items()):
        file = tmp_path / f"damaged{number}.age"
        file.write_bytes(data)
        assert said in refused(call(into, "restore", str(file), "--identity", key))
        assert not list(into.iterdir())


def test_parts_that_are_not_what_the_manifest_says_are_refused(made: Path, tmp_path: Path) -> None:
    parts, key, into = inside(made), str(key_file(tmp_path)), tmp_path / "new"
    table = "tables/record_entry/00000"
    about = parts["manifest.json"]
    newer = json.loads(about)
    newer["migrations"].append(["members", "9999_later"])
    cases = {
        f"The part {table} of the backup is missing or was changed": {**parts, table: parts[table][:-2] + b"}\n"},
        "is missing": {name: data for name, data in parts.items() if name != "files/secret_key"},
        "has no list of its parts": {name: data for name, data in parts.items() if name != "manifest.json"},
        "it holds '../secret_key'": {"../secret_key": b"x", **parts},
        "is of a newer version": {**parts, "manifest.json": json.dumps(newer).encode()},
        "has format 2": {**parts, "manifest.json": about.replace(b'"format": 1', b'"format": 2')},
        "does not say its migrations": {**parts, "manifest.json": about.replace(b'"migrations"', b'"m"')},
        "is not the one that its list": {**parts, "manifest.json": about.replace(b'"size": ', b'"size": 1')},
    }
    for number, (said, changed) in enumerate(cases.items()):
        file = tmp_path / f"changed{number}.age"
        pack(changed, file)
        assert said in refused(call(into, "restore", str(file), "--identity", key))
        assert not list(into.iterdir())


def test_another_key_does_not_open_it(made: Path, tmp_path: Path) -> None:
    into = tmp_path / "new"
    assert "does not open" in refused(
        call(into, "restore", str(made), "--identity", str(key_file(tmp_path, OTHER_KEY)))
    )
    assert "cannot be read" in refused(call(into, "restore", str(made), "--identity", str(tmp_path / "nothing")))
    assert not list(into.iterdir())


def test_a_place_that_is_not_empty_is_named_and_left_alone(made: Path, tmp_path: Path) -> None:
    into = tmp_path / "new"
    into.mkdir()
    (into / "mine.txt").write_text("mine")
    said = refused(call(into, "restore", str(made), "--identity", str(key_file(tmp_path))))
    assert "is not empty: it holds mine.txt" in said
    assert [path.name for path in into.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("place", ["put_in_place", "check_written"])
def test_a_restore_that_is_stopped_leaves_nothing(made: Path, tmp_path: Path, place: str) -> None:
    """Asked to end just before the files are put in place, and among them."""
    ends = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    code = {
        "put_in_place": f"""
def stop(*_):
    {ends}
import sys, django; manage.prepare(sys.argv[1:]); django.setup()
from groundswell.host import restore; restore.put_in_place = stop""",
        "check_written": f"""
def stop(*_):
    {ends}
import sys, django; manage.prepare(sys.argv[1:]); django.setup()
from groundswell.host import restore; restore.sync_folder = stop""",
    }[place]
    into = tmp_path / "new"
    done = call(into, "restore", str(made), "--identity", str(key_file(tmp_path)), code=code)
    assert "Stopped. Nothing was restored." in refused(done)
    assert not list(into.iterdir())
