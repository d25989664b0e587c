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

ROOT = Path(__file__).resolve().parents[1]
AGAIN = ["councils", "founding", "members", "record"]
AGAIN += ["workplaces/tests/test_importing.py", "workplaces/tests/test_results.py"]
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
    options = f"-c listen_addresses='' -c unix_socket_directories={FOLDER} -c fsync=off -c full_page_writes=off"
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
    tests = [f"src/groundswell/{part}" for part in AGAIN]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *tests],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
