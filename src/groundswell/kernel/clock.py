"""The site's one clock. The demonstration shifts it while it is served, and sets it by hand while it is made.

All instants are aware and in UTC; a day is the day in UTC, so that every server computes the same expiry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_set: ContextVar[dt.datetime | None] = ContextVar("set", default=None)


def now() -> dt.datetime:
    """The present instant, to the second: finer times would only help to link what members do."""
    by_hand = _set.get()
    if by_hand is not None:
        return by_hand
    shift: dt.timedelta = settings.CLOCK_SHIFT
    return dt.datetime.now(dt.UTC).replace(microsecond=0) + shift


def today() -> dt.date:
    return now().date()


@contextmanager
def set_to(instant: dt.datetime) -> Iterator[None]:
    """Let it be this instant inside the block. For the demonstration and the tests; refused while serving."""
    if settings.MODE == "serve":
        raise RuntimeError("the clock of a served site is not set by hand")
    token = _set.set(instant)
    try:
        yield
    finally:
        _set.reset(token)
