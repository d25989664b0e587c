"""The site's one clock. The demonstration shifts it; nothing else does.

All instants are aware and in UTC; a day is the day in UTC, so that every server computes the same expiry.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings


def now() -> dt.datetime:
    """The present instant, to the second: finer times would only help to link what members do."""
    real = dt.datetime.now(dt.UTC).replace(microsecond=0)
    shift: dt.timedelta = settings.CLOCK_SHIFT
    return real + shift


def today() -> dt.date:
    return now().date()
