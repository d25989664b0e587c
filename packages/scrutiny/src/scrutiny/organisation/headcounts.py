"""How many work in a unit on a day, from dated facts and seasons.

The newest fact on or before the day holds. Within its season a seasonal fact comes before those for all the year,
however old: the harvest comes back every year. A unit's own facts come before the sum of its parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrutiny.errors import Malformed

MOST = 10_000_000


@dataclass(frozen=True)
class Fact:
    """From `day` on, `count` people; with a season ("MM-DD" to "MM-DD", both included) only within it, every year."""

    day: dt.date
    count: int
    season_from: str = ""
    season_to: str = ""


def check_fact(fact: Fact) -> None:
    """Raises Malformed `count` where nobody could have counted that many, `season` as `check_season` does."""
    if not 0 <= fact.count <= MOST:
        raise Malformed("count", count=fact.count)
    check_season(fact.season_from, fact.season_to)


def check_season(season_from: str, season_to: str) -> None:
    """Both or neither, each a day that exists in a leap year. Raises Malformed `season`."""
    if not season_from and not season_to:
        return
    for text in (season_from, season_to):
        if not _is_day_of_year(text):
            raise Malformed("season", text=text)


def _is_day_of_year(text: str) -> bool:
    """Exactly MM-DD; `fromisoformat` alone would also read a week of the year."""
    try:
        return dt.date.fromisoformat(f"2024-{text}").isoformat() == f"2024-{text}"
    except ValueError:
        return False


def in_season(day: dt.date, season_from: str, season_to: str) -> bool:
    """Whether a day lies in a season, which may pass the turn of the year."""
    today = day.strftime("%m-%d")
    if season_from <= season_to:
        return season_from <= today <= season_to
    return today >= season_from or today <= season_to


def headcount_on(facts: Sequence[Fact], day: dt.date) -> int | None:
    """The newest fact of a season that is on, else the newest fact for all the year, else None.

    Of two facts of one day the later in the sequence holds.
    """
    known = sorted((fact for fact in facts if fact.day <= day), key=lambda fact: fact.day)
    seasonal = [f for f in known if f.season_from and in_season(day, f.season_from, f.season_to)]
    chosen = seasonal or [f for f in known if not f.season_from]
    return chosen[-1].count if chosen else None


def rolled_up(own: int | None, parts: Iterable[int | None]) -> int | None:
    """The headcount of a unit: its own if it has one, else the sum of those parts that have one, else None."""
    if own is not None:
        return own
    known = [count for count in parts if count is not None]
    return sum(known) if known else None


def peak_of(facts: Sequence[Fact], day: dt.date) -> int | None:
    """The most who work there at any time of the year, by what is known on a day: all the year or in some season."""
    newest: dict[str, Fact] = {}
    for fact in sorted((f for f in facts if f.day <= day), key=lambda f: f.day):
        newest[fact.season_from] = fact
    return max((fact.count for fact in newest.values()), default=None)
