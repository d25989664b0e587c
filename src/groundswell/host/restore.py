"""Bringing a backup back into an empty place: all of it or nothing.

The encrypted file is read twice. The first time every part is compared with its hash; the second time rows go into a
new database and files into a folder beside their place, and each part is compared again. So nothing unencrypted lies on
the disk but the data folder itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from django.core.management import CommandError
from django.db import connection, transaction

from groundswell.host import age, archive, tables
from groundswell.host.backup import sync_folder
from groundswell.kernel.clock import today

STAGING = ".restoring"
MARKER = "restored"


def check_empty(data: Path) -> None:
    """Raises CommandError, naming what is there, unless the data folder and the database are empty."""
    found = sorted(path.name for path in data.iterdir()) if data.exists() else []
    if STAGING in found:
        raise CommandError(
            f"A restore is under way, or was killed: if none runs, remove {data / STAGING} and try again."
        )
    if found:
        raise CommandError(f"{data} is not empty: it holds {', '.join(found[:5])}. Name an empty folder with --data.")
    names = connection.introspection.table_names() if connection.vendor == "postgresql" else []
    if names:
        raise CommandError(f"The database is not empty: it has {', '.join(sorted(names)[:3])}. Make a new one.")


def restore(file: Path, identity: str, tell: Callable[[int], None]) -> dict[str, Any]:
    """Restore a backup; what its manifest says. Raises CommandError where it cannot be; then nothing was changed."""
    check_empty(settings.DATA)
    keys = age.identities(identity)
    with opened(file, keys) as plain:
        about = archive.checked(plain, tell)
    names = [(str(app), str(name)) for app, name in about["migrations"]]
    with staging(settings.DATA) as folder, tables.in_one_go(connection):
        tables.check_known(connection, names)
        with opened(file, keys) as plain:
            fill(folder, plain, about, names, tell)
        tables.migrate(connection)
        put_in_place(folder, settings.DATA, about)
    return about


@contextmanager
def opened(file: Path, keys: Sequence[pyrage.x25519.Identity]) -> Iterator[IO[bytes]]:
    try:
        source = file.open("rb")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    with source, age.decrypting(source, keys) as plain:
        yield plain


@contextmanager
def staging(data: Path) -> Iterator[Path]:
    """A folder inside the data folder for what is not yet in place. SQLite's file is made there too. Always removed."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = data / STAGING
    folder.mkdir(mode=0o700)
    before = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        connection.close()
        connection.settings_dict["NAME"] = folder / Path(before).name
    try:
        yield folder
    finally:
        if connection.vendor == "sqlite":
            connection.close()
            connection.settings_dict["NAME"] = before
        shutil.rmtree(folder)


def fill(
    folder: Path, plain: IO[bytes], about: dict[str, Any], names: Sequence[tables.Name], tell: Callable[[int], None]
) -> None:
    """Tables in the shape they had, their rows, and the files. Raises CommandError where a part is not as it was."""
    tables.migrate(connection, names)
    known = {model._meta.db_table: model for model in tables.known_models(connection, names)}
    with transaction.atomic():
        for part in archive.parts(plain):
            kind, _, name = part.name.partition("/")
            if kind == "tables":
                insert(known, name.split("/")[0], same(part.name, archive.small(part), about), about)
            elif kind == "files":
                keep(folder / "files" / name, part, about)
            tell(part.size)
        tables.after_loading(connection, list(known.values()))
    root = tables.record_root(connection)
    if about["record"] != {"size": root.size, "root": root.root().hex()}:
        raise CommandError(
            "The record in the backup is not the one that its list of parts names. Nothing was restored."
        )


def insert(known: dict[str, tables.Model], table: str, lines: bytes, about: dict[str, Any]) -> None:
    try:
        tables.insert(known[table], about["tables"][table]["columns"], lines.splitlines(), connection)
    except (KeyError, ValueError, TypeError) as error:
        raise CommandError(
            f"The rows of {table} in the backup are not as they should be. Nothing was restored."
        ) from error


def same(name: str, data: bytes, about: dict[str, Any]) -> bytes:
    if hashlib.sha256(data).hexdigest() != about["parts"].get(name):
        raise CommandError("The backup changed while it was read. Nothing was restored.")
    return data


def keep(file: Path, part: archive.Part, about: dict[str, Any]) -> None:
    """Write a file so that only the server's user can read it."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    hashed = archive.Hashed(part.stream)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        shutil.copyfileobj(hashed, target)
        os.fsync(target.fileno())
    if hashed.hash.hexdigest() != about["parts"].get(part.name):
        raise CommandError("The backup changed while it was read. Nothing was restored.")


def put_in_place(folder: Path, data: Path, about: dict[str, Any]) -> None:
    """Move what was made to where it belongs, the database last: without it nothing is served."""
    (folder / "files").mkdir(exist_ok=True)
    mark(folder / "files" / MARKER, about)
    made = sorted((folder / "files").iterdir())
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        connection.close()  # which brings what waits in the write-ahead log into the file
        made.append(file)
    moved: list[Path] = []
    try:
        for path in made:
            moved.append(path.rename(data / path.name))
        sync_folder(data)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def mark(file: Path, about: dict[str, Any]) -> None:
    """Leave word that this place was restored. Whoever signs checkpoints must first prove that none was forgotten."""
    text = json.dumps({"day": today().isoformat(), "backup": about["created"], **about["record"]}, indent=1)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(text + "\n")
        target.flush()
        os.fsync(target.fileno())
