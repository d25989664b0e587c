"""Making a backup: one encrypted file with every row and the files that nothing could bring back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connection

from groundswell.host import age, tables
from groundswell.host.archive import Writer
from groundswell.kernel.clock import today

# What of the data folder must survive. All else is made again, or is the database, whose rows are copied one by one.
KEYS = "*_key"  # secret_key signs cookies, record_key signs checkpoints of the record
FOLDERS = ("record",)  # what was published of the record, as it was published


def surviving(data: Path) -> Iterator[tuple[str, Path]]:
    """The files of the data folder that go into a backup, each with its name inside."""
    for file in sorted(data.glob(KEYS)):
        if file.is_file():
            yield file.name, file
    for folder in FOLDERS:
        for file in sorted((data / folder).rglob("*")):
            if file.is_file() and not file.is_symlink():
                yield file.relative_to(data).as_posix(), file


@contextmanager
def new_file(file: Path) -> Iterator[IO[bytes]]:
    """A file that is there under its name only when it is whole and on the disk. Raises CommandError if it exists."""
    if file.exists() or file.is_symlink():
        raise CommandError(f"{file} exists already and was left as it is. Choose another name.")
    beside = file.with_name(f".{file.name}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise CommandError(
            f"{beside} is in the way: another backup writes it, or left it when killed. Remove it."
        ) from error
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}. Nothing was made.") from error
    try:
        with os.fdopen(descriptor, "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        if file.exists():
            raise CommandError(f"{file} appeared meanwhile and was left as it is. Nothing was made.")
        beside.rename(file)
        sync_folder(file.parent)
    finally:
        beside.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Names in a folder are on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_backup(file: Path, to: Sequence[str], tell: Callable[[int], None]) -> dict[str, Any]:
    """Write the backup; what its manifest says. Raises CommandError where it cannot be made; then no file is left."""
    keys = age.recipients(to)
    if not keys:
        raise CommandError("Name at least one recipient with --to.")
    names = tables.state(connection)
    if not names:
        raise CommandError("There is nothing to back up: the database has no tables yet.")
    with new_file(file) as target, age.encrypting(target, keys) as plain:
        writer = Writer(plain, tell)
        try:
            return write(writer, names, settings.DATA)
        except BaseException:
            writer.abandon()
            raise


def write(writer: Writer, names: Sequence[tables.Name], data: Path) -> dict[str, Any]:
    """Files first, so that what was published of the record is never ahead of the rows that it was made from."""
    for name, file in surviving(data):
        writer.add_file(name, file)
    about: dict[str, Any] = {"created": today().isoformat(), "database": connection.vendor}
    about["migrations"] = [list(name) for name in names]
    about["tables"] = {}
    with tables.one_moment(connection):
        for model in tables.known_models(connection, names):
            table = model._meta.db_table
            rows = writer.add_rows(table, tables.lines(model, connection))
            about["tables"][table] = {"rows": rows, "columns": [f.attname for f in tables.fields_of(model)]}
        root = tables.record_root(connection)
    about["record"] = {"size": root.size, "root": root.root().hex()}
    return writer.finish(about)
