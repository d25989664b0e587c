"""Single cells as text, whole numbers and days."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from groundswell.workplaces.lists.grid import Value

LARGEST = 10_000_000
FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%y")
MONTH_FIRST = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y")


class BadValueError(ValueError):
    """A cell does not hold what its column means."""


def as_text(value: Value) -> str:
    """Visible characters on one line. A number stays as it is written."""
    text = unicodedata.normalize("NFKC", str(value))
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


def as_whole(value: Value) -> int:
    """A number of people, 0 to ten million, with or without separators of thousands. Raises BadValueError."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise BadValueError
    if isinstance(value, float):
        if not value.is_integer():
            raise BadValueError
        value = int(value)
    if isinstance(value, str):
        text = re.sub(r"(?<=\d)[\s,.'’\u00a0\u202f](?=\d{3}\b)", "", value.strip())
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise BadValueError
        value = int(text)
    if not 0 <= value <= LARGEST:
        raise BadValueError
    return value


def as_day(value: Value, month_first: bool = False) -> dt.date:
    """A day between 1900 and 2100, as a date cell or as text in a form of its column. Raises BadValueError."""
    if not isinstance(value, dt.date):
        value = _parsed(as_text(value), MONTH_FIRST if month_first else FORMATS)
    if not 1900 <= value.year <= 2100:
        raise BadValueError
    return value


def _parsed(text: str, forms: tuple[str, ...]) -> dt.date:
    for form in forms:
        try:
            return dt.datetime.strptime(text.split("T", maxsplit=1)[0].split(" ", maxsplit=1)[0], form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    raise BadValueError
