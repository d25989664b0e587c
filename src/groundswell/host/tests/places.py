"""Places on the disk in which the commands of the host are called as the host calls them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
from django.db import connection

from scrutiny.record.merkle import Frontier, leaf_hash

KEY = pyrage.x25519.Identity.generate()
RECIPIENT = str(KEY.to_public())
OTHER_KEY = pyrage.x25519.Identity.generate()
NOT_COMPARED = {"django_session", "accounts_challenge", "django_migrations", "sqlite_sequence"}


def key_file(folder: Path, key: pyrage.x25519.Identity = KEY) -> Path:
    """As `age-keygen` writes it."""
    file = folder / "key.txt"
    file.write_text(f"# public key: {key.to_public()}\n{key}\n")
    return file


def call(folder: Path, *arguments: str, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """A command with this data folder. `code` runs before it, in the same process."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GROUNDSWELL_")}
    start = ["-c", f"from groundswell.config import manage\n{code}\nmanage.main()"]
    return subprocess.run(
        [sys.executable, *(start if code else ["-m", "groundswell.config.manage"]), *arguments],
        env={**kept, "GROUNDSWELL_DATA": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The sentence with which a command was refused: never a traceback, never success."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def plain(backup: Path) -> bytes:
    return pyrage.decrypt(backup.read_bytes(), [KEY])


def inside(backup: Path) -> dict[str, bytes]:
    """The parts of a backup by name."""
    with tarfile.open(fileobj=BytesIO(plain(backup))) as tar:
        return {about.name: tar.extractfile(about).read() for about in tar}  # type: ignore[union-attr]


def pack(parts: dict[str, bytes], file: Path) -> None:
    """A backup file of these parts, whatever they are."""
    written = BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        for name, data in parts.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            tar.addfile(about, BytesIO(data))
    file.write_bytes(pyrage.encrypt(written.getvalue(), [KEY.to_public()]))


def rows(file: Path) -> dict[str, list[Any]]:
    """Every row of every table of a SQLite file, read without any of our code."""
    with sqlite3.connect(file) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted((ordered(row) for row in database.execute(f'SELECT * FROM "{name}"')), key=repr)
            for name in tables
            if name not in NOT_COMPARED
        }


def ordered(row: tuple[Any, ...]) -> list[Any]:
    """A row whose JSON has its names in order: PostgreSQL does not keep the order in which they were written."""
    return [json.loads(v) if isinstance(v, str) and v.startswith("{") else v for v in row]


@contextmanager
def looking_at(file: Path) -> Iterator[None]:
    """The site in this process, on another SQLite file."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def old_backup(file: Path) -> dict[str, Any]:
    """A backup in the shape that the tables had before workplaces/0002; what it was made from.

    The rows are those of a founding by three, with a list of workplaces that was imported: written down by the program
    of that time as notes in `workplaces_importchange`, of which the later program keeps none.
    """
    story: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "before_0002.json").read_text())
    parts, columns = {"files/secret_key": b"ab" * 48}, {}
    root = Frontier()
    for table, kept in story["tables"].items():
        columns[table] = {"rows": len(kept["rows"]), "columns": kept["columns"]}
        if kept["rows"]:
            parts[f"tables/{table}/00000"] = b"".join(json.dumps(row).encode() + b"\n" for row in kept["rows"])
    for row in story["tables"]["record_entry"]["rows"]:
        root.add(leaf_hash(base64.b64decode(row[-1])))
    about = {"format": 1, "created": "2026-01-05", "database": "sqlite", "migrations": story["migrations"]}
    about |= {"tables": columns, "record": {"size": root.size, "root": root.root().hex()}}
    about["parts"] = {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    pack({**parts, "manifest.json": json.dumps(about).encode()}, file)
    return story
