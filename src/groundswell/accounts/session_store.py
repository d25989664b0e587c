"""Sessions whose numbers the database does not know: whoever seizes it can use none that is alive.

The cookie holds the number, the table only a part of its SHA-256. A number has more than 160 random bits, so that
nobody finds it by trying, and no salt is needed. The table tells the day on which a session ends, not the minute at
which somebody signed in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


def hidden(number: str) -> str:
    """What the table keeps of a session's number: 40 hexadecimal digits, the width of the column."""
    return hashlib.sha256(number.encode()).hexdigest()[:40]


def end_of_day(instant: dt.datetime) -> dt.datetime:
    """The midnight (UTC) after it."""
    day = instant.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day if day == instant else day + dt.timedelta(days=1)


class SessionStore(DatabaseStore):
    """Django's store in the database, with the number hidden on its way to the table."""

    def _get_session_from_db(self) -> Any:
        number, self._session_key = self._session_key, hidden(self._session_key or "")
        found = super()._get_session_from_db()  # type: ignore[misc]
        self._session_key = number if found else None  # a number that is not known is never taken over
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        made = super().create_model_instance(data)
        made.session_key = hidden(made.session_key)
        made.expire_date = end_of_day(made.expire_date)
        return made

    def exists(self, session_key: str) -> bool:
        return super().exists(hidden(session_key))

    def delete(self, session_key: str | None = None) -> None:
        number = session_key or self.session_key
        if number is not None:
            super().delete(hidden(number))
