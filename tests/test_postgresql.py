"""The tests of actions, queries and rules once more, on a real PostgreSQL.

As root the server is started as the user postgres, who alone may run it; it listens on a socket only, in a folder of
that user directly under /tmp.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from groundswell.host.tests.places import RECIPIENT, call, inside, key_file, old_backup, refused, rows
from tests.journeys.site import JOURNEY_DATABASE

ROOT = Path(__file__).resolve().parents[1]
AGAIN = ["audit", "charter", "councils", "founding", "host/tests/test_backup.py", "members", "record"]
AGAIN += ["workplaces/tests/test_importing.py", "workplaces/tests/test_results.py"]
BALLOTS = ["test_whole", "test_adding", "test_again", "test_custodians", "test_closing", "test_after_the_close"]
OTHERS = ("tests/pledges/test_whole.py", "tests/motions/test_reached.py", "tests/councils/test_bodies.py")
FOLDER = Path("/tmp") / f"groundswell-postgresql-{os.getpid()}"


def program(name: str) -> str | None:
    """Where a program of PostgreSQL is: on the path, or where Debian puts it."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(places[0]) if places else shutil.which(name)


def as_server(*command: str) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *command], check=True, capture_output=True, cwd="/tmp", timeout=120)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of an empty database on a server of our own."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    FOLDER.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(FOLDER, "postgres", "postgres")
    data, log = str(FOLDER / "data"), str(FOLDER / "log")
    as_server(initdb, "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
    # Tables that were analysed while they were empty would be read whole for each foreign key, so nothing is analysed.
    options = f"-c listen_addresses='' -c unix_socket_directories={FOLDER} -c fsync=off -c full_page_writes=off"
    options += " -c autovacuum=off"
    as_server(pg_ctl, "-D", data, "-l", log, "-o", options, "-w", "start")
    try:
        yield f"postgresql://postgres@{str(FOLDER).replace('/', '%2F')}/postgres"
    finally:
        as_server(pg_ctl, "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(FOLDER)


@pytest.mark.slow
def test_actions_and_queries_pass_on_postgresql_too(database: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "GROUNDSWELL_MODE": "test",
        "GROUNDSWELL_DATA": str(tmp_path),
        "GROUNDSWELL_DATABASE": database,
    }
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    tests = [*(f"src/groundswell/{part}" for part in AGAIN), *(f"tests/ballots/{name}.py" for name in BALLOTS)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *tests, *OTHERS],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


@pytest.mark.slow
@pytest.mark.browser
def test_people_join_in_a_browser_on_postgresql_too(database: str) -> None:
    """The founding, a card, two who vouch: the real site, a real browser."""
    as_server(str(program("createdb")), "-h", str(FOLDER), "-U", "postgres", "journey")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment[JOURNEY_DATABASE] = f"{database.removesuffix('/postgres')}/journey"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "tests/journeys/test_joining.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


@pytest.mark.slow
def test_an_older_backup_of_sqlite_moves_to_postgresql_and_back(database: str, tmp_path: Path) -> None:
    """It is upgraded on the way; what comes back is what an upgrade in SQLite gives, row for row."""
    old, moved, key = tmp_path / "old.age", tmp_path / "moved.age", str(key_file(tmp_path))
    old_backup(old)
    on_postgresql = {"GROUNDSWELL_DATABASE": f"{database.removesuffix('/postgres')}/moving"}
    as_server(str(program("createdb")), "-h", str(FOLDER), "-U", "postgres", "moving")
    steps = (
        call(tmp_path / "here", "restore", str(old), "--identity", key),
        call(tmp_path / "there", "restore", str(old), "--identity", key, **on_postgresql),
        call(tmp_path / "there", "backup", str(moved), "--to", RECIPIENT, **on_postgresql),
        call(tmp_path / "back", "restore", str(moved), "--identity", key),
    )
    for step in steps:
        assert step.returncode == 0, step.stderr
    assert b'"postgresql"' in inside(moved)["manifest.json"]
    assert rows(tmp_path / "back" / "groundswell.sqlite3") == rows(tmp_path / "here" / "groundswell.sqlite3")
    said = refused(call(tmp_path / "more", "restore", str(old), "--identity", key, **on_postgresql))
    assert "The database is not empty" in said


@pytest.mark.slow
def test_a_restore_into_postgresql_that_fails_leaves_no_table(database: str, tmp_path: Path) -> None:
    old, key = tmp_path / "old.age", str(key_file(tmp_path))
    old_backup(old)
    address = {"GROUNDSWELL_DATABASE": f"{database.removesuffix('/postgres')}/failing"}
    as_server(str(program("createdb")), "-h", str(FOLDER), "-U", "postgres", "failing")
    ends = "def stop(*_):\n    import os, signal; os.kill(os.getpid(), signal.SIGTERM)\n"
    start = "import sys, django; manage.prepare(sys.argv[1:]); django.setup()\n"
    code = f"{ends}{start}from groundswell.host import restore; restore.sync_folder = stop"
    done = call(tmp_path / "new", "restore", str(old), "--identity", key, code=code, **address)
    assert "Nothing was restored" in refused(done)
    assert not list((tmp_path / "new").iterdir())
    done = call(tmp_path / "new", "restore", str(old), "--identity", key, **address)
    assert done.returncode == 0, done.stderr
