"""What the rules say now. Every app above asks here; no such number stands anywhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from groundswell.charter.models import Charter, Organisation
from groundswell.kernel.clock import today
from scrutiny.organisation.charter import Adoption, CharterRules, in_force, is_default

_kept: ContextVar[dict[dt.date, CharterRules] | None] = ContextVar("kept", default=None)


def rules() -> CharterRules:
    """The rules in force today; the safe defaults before the founding. Within a request they are asked for once."""
    kept, day = _kept.get(), today()
    if kept is None:
        return in_force(history(), day)
    if day not in kept:
        kept[day] = in_force(history(), day)
    return kept[day]


@contextmanager
def asked_once() -> Iterator[None]:
    """Keep the rules while a request is answered."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def forget() -> None:
    """What was kept is no longer so: for the actions that change the charter."""
    (_kept.get() or {}).clear()


def charters() -> list[Charter]:
    """Every adoption, the earliest first."""
    return list(Charter.objects.order_by("adopted", "id"))


def history() -> list[Adoption]:
    """Every value that a rule was ever given, the earliest first. A safe default needs no confirming."""
    return [adoption for charter in charters() for adoption in adoptions(charter)]


def adoptions(charter: Charter) -> list[Adoption]:
    return [
        Adoption(rule, value, charter.adopted, None if is_default(rule, value) else charter.confirm_by)
        for rule, value in charter.rules.items()
    ]


def founded() -> dt.date:
    """The day of the founding. Raises Organisation.DoesNotExist before it."""
    found: dt.date = Organisation.objects.get().founded
    return found


def organisation_name() -> str:
    found = Organisation.objects.first()
    return found.name if found else ""


def is_founded() -> bool:
    return Organisation.objects.exists()
