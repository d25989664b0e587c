"""All rows of the database as lines of JSON that any database of ours can read back.

Rows are read through the models that belong to the migrations that were applied, not through today's code. So a
database that was not yet upgraded can be backed up, and its backup read back into the same older shape before the
upgrade. Only rows that exist are copied: nothing that was deleted can be in a backup.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from uuid import UUID

from django.core.management import CommandError
from django.core.management.color import no_style
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from scrutiny.record.merkle import Frontier, leaf_hash

Name = tuple[str, str]
Model = type[models.Model]

# Who is signed in, and what lives for minutes: after a restore everybody signs in again. Nor who has voted: no
# copy outlives the close.
LEFT_OUT = {
    "django_session",
    "accounts_challenge",
    "accounts_waitingform",
    "ballots_caster",
    "ballots_spoilt",
    "ballots_station",
}
AT_ONCE = 2000


def state(connection: BaseDatabaseWrapper) -> list[Name]:
    """The last applied migration of each app. Raises CommandError where the database is newer than this program."""
    executor = MigrationExecutor(connection)
    return _last(executor, set(executor.loader.applied_migrations))


def check_known(connection: BaseDatabaseWrapper, names: Iterable[Name]) -> None:
    """Raises CommandError unless this program knows these migrations."""
    _last(MigrationExecutor(connection), set(names))


def _last(executor: MigrationExecutor, names: set[Name]) -> list[Name]:
    graph = executor.loader.graph
    unknown = sorted(".".join(name) for name in names if name not in graph.nodes)
    if unknown:
        raise CommandError(
            f"The data is of a newer version of Groundswell than this program (it has {', '.join(unknown)}). "
            "Nothing was changed. Install the newer version and try again."
        )
    return sorted(
        name for name in names if not any(c.key in names and c.key[0] == name[0] for c in _after(graph, name))
    )


def _after(graph: Any, name: Name) -> Any:
    return graph.node_map[name].children


def known_models(connection: BaseDatabaseWrapper, names: Sequence[Name]) -> list[Model]:
    """The tables of that state of the database, in a fixed order."""
    apps = MigrationExecutor(connection).loader.project_state(list(names)).apps
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted((m for m in found if m._meta.db_table not in LEFT_OUT), key=lambda m: m._meta.db_table)


def fields_of(model: Model) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


@contextmanager
def one_moment(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Reads inside see the database as it was at one moment, and keep nobody from writing."""
    wrapper: Any = connection
    before = getattr(wrapper, "transaction_mode", None)
    if connection.vendor == "sqlite":
        wrapper.transaction_mode = "DEFERRED"  # IMMEDIATE, as usual with us, would make writers wait
    try:
        with transaction.atomic(using=connection.alias):
            if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            wrapper.transaction_mode = before


def lines(model: Model, connection: BaseDatabaseWrapper) -> Iterator[bytes]:
    """One line for each row, in the order of the keys."""
    names = [field.attname for field in fields_of(model)]
    rows = model._base_manager.using(connection.alias).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    raise TypeError(f"{type(value).__name__} cannot be written to a backup yet")


def insert(model: Model, names: Sequence[str], given: Iterable[bytes], connection: BaseDatabaseWrapper) -> None:
    """Rows of that many columns into their table. Raises ValueError where they are not what the table has."""
    fields = fields_of(model)
    if list(names) != [field.attname for field in fields]:
        raise ValueError(f"the columns of {model._meta.db_table} are not those of its migrations")
    quote = connection.ops.quote_name
    columns, marks = ", ".join(quote(f.column) for f in fields), ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - our names
    rows = [_row(fields, json.loads(line), connection) for line in given]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def _row(fields: Sequence[Any], values: list[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    return [_stored(field, value, connection) for field, value in zip(fields, values, strict=True)]


def _stored(field: Any, value: Any, connection: BaseDatabaseWrapper) -> Any:
    if isinstance(field, models.JSONField):  # null in a column that must have a value is JSON's null
        missing = value is None and field.null
        return None if missing else field.get_db_prep_value(value, connection)
    if isinstance(field, models.BinaryField) and value is not None:
        return field.get_db_prep_save(base64.b64decode(value), connection)
    return field.get_db_prep_save(field.to_python(value), connection)


def record_root(connection: BaseDatabaseWrapper) -> Frontier:
    """The root over the public part of every entry of the record, as it stands in the database."""
    found = Frontier()
    if "record_entry" in connection.introspection.table_names():
        with connection.chunked_cursor() as cursor:
            cursor.execute('SELECT "public" FROM "record_entry" ORDER BY "index"')
            while batch := cursor.fetchmany(AT_ONCE):
                for (public,) in batch:
                    found.add(leaf_hash(bytes(public)))
    return found


def in_one_go(connection: BaseDatabaseWrapper) -> AbstractContextManager[object]:
    """All that a restore does to the database, or nothing.

    PostgreSQL keeps changes of tables in its transactions. SQLite is restored into a file of its own instead.
    """
    return transaction.atomic(using=connection.alias) if connection.vendor == "postgresql" else nullcontext()


def migrate(connection: BaseDatabaseWrapper, names: Sequence[Name] | None = None) -> None:
    """Bring the tables to this state; without names to that of this program."""

    def settle(what: str, *_more: Any) -> None:
        # Otherwise PostgreSQL refuses to change a table whose foreign keys an earlier step left for the end.
        if what == "apply_success" and connection.in_atomic_block:
            connection.check_constraints()

    executor = MigrationExecutor(connection, settle)
    executor.migrate(list(names) if names is not None else executor.loader.graph.leaf_nodes())


def after_loading(connection: BaseDatabaseWrapper, known: Sequence[Model]) -> None:
    """References that lead nowhere are refused now, and numbers that the database counts up go on from the last."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(known)):
            cursor.execute(sql)
