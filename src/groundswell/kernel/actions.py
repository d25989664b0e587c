"""What makes a write a named action: one transaction, at least one entry in the record, no side door.

    @action
    def record_headcount(actor: Actor, act: RecordHeadcount) -> Headcount: ...

`@action` opens a transaction (nested calls join it) and, when the outermost one ends, demands that something was
written to the record; otherwise everything is rolled back. It is rolled back, too, when an act in it still has to be
signed: members sign only what would be accepted. Models derive from `Guarded`, which refuses to be saved or
deleted outside an action. Both together mean that nothing changes that the record does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ClassVar, ParamSpec, Self, TypeVar

from django.db import connections, models, transaction

from scrutiny.organisation.acts import Act

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


class WriteOutsideAction(Exception):
    """A table was written through the side door."""


class ActionLeftNoEntry(Exception):
    """An action wrote nothing to the record."""


class NeedsSignature(Exception):
    """The action is allowed, and waits for signatures under these acts; nothing was written."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts = tuple(acts)
        super().__init__(", ".join(act.type for act in acts))


@dataclass
class Running:
    """`unsigned` are the acts that somebody has to sign before the action counts."""

    entries: int = 0
    quiet: bool = False
    unsigned: list[Act] = field(default_factory=list)


_running: ContextVar[Running | None] = ContextVar("running", default=None)


def running() -> Running:
    """The action under way; raises WriteOutsideAction where there is none."""
    current = _running.get()
    if current is None:
        raise WriteOutsideAction("writes happen inside an @action or a @housekeeping function")
    return current


def _run(function: Callable[P, R], quiet: bool, *args: P.args, **kwargs: P.kwargs) -> R:
    if _running.get() is not None:
        with transaction.atomic():
            return function(*args, **kwargs)
    current = Running(quiet=quiet)
    token = _running.set(current)
    try:
        with transaction.atomic():
            result = function(*args, **kwargs)
            if current.unsigned:
                raise NeedsSignature(current.unsigned)
            if not current.entries and not quiet:
                raise ActionLeftNoEntry(f"{function.__module__}.{function.__qualname__} left no entry in the record")
            return result
    finally:
        _running.reset(token)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """A write that the record shows."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        return _run(function, False, *args, **kwargs)

    return wrapped


def housekeeping(function: Callable[P, R]) -> Callable[P, R]:
    """A write that means nothing to the organisation (a challenge, a preview, a language): no entry is demanded."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        return _run(function, True, *args, **kwargs)

    return wrapped


class GuardedQuerySet(models.QuerySet[M, M]):
    """Bulk writes pass the same door as single ones."""

    def update(self, **kwargs: Any) -> int:
        running()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        running()
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        running()
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        running()
        return super().bulk_update(*args, **kwargs)

    def insert(self, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Many rows at once, without an object for each: every column but the key that the database counts up."""
        running()
        known = [self._column(name) for name in fields]
        quote = connections[self.db].ops.quote_name
        names, marks = ", ".join(quote(f.column) for f in known), ", ".join(["%s"] * len(known))
        sql = f"INSERT INTO {quote(self.model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - our names
        self._many(sql, known, rows)

    def set_many(self, key: str, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Give many rows their own values: each row is the new values, then its key."""
        running()
        known = [self._column(name) for name in (*fields, key)]
        quote = connections[self.db].ops.quote_name
        *sets, where = [f"{quote(f.column)} = %s" for f in known]
        sql = f"UPDATE {quote(self.model._meta.db_table)} SET {', '.join(sets)} WHERE {where}"  # noqa: S608 - our names
        self._many(sql, known, rows)

    def _column(self, name: str) -> Any:
        return next(f for f in self.model._meta.concrete_fields if name in {f.name, f.attname})

    def _many(self, sql: str, fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
        connection = connections[self.db]
        ready = [[f.get_db_prep_save(v, connection) for f, v in zip(fields, row, strict=True)] for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(sql, ready)


def erase(rows: models.QuerySet[Any, Any]) -> int:
    """Delete without looking for what hangs on the rows. Safe: the database's foreign keys refuse what is left."""
    running()
    return int(rows._raw_delete(rows.db))


class GuardedManager(models.Manager[M]):
    def get_queryset(self) -> GuardedQuerySet[M]:
        return GuardedQuerySet(self.model, using=self._db)

    def insert(self, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self.get_queryset().insert(fields, rows)

    def set_many(self, key: str, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self.get_queryset().set_many(key, fields, rows)


class Guarded(models.Model):
    """Base of every table of the site."""

    objects: ClassVar[GuardedManager[Self]] = GuardedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        running()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        running()
        return super().delete(*args, **kwargs)
