"""How many work in a unit on a day, from dated facts and seasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from scrutiny.errors import Malformed


@dataclass(frozen=True)
class Fact:
    """From `day` on, `count` people; with a season ("MM-DD" to "MM-DD", both included) only within it every year."""

    day: dt.date
    count: int
    season_from: str = ""
    season_to: str = ""


def check_season(season_from: str, season_to: str) -> None:
    """Both or neither, each a day that exists in a leap year. Raises Malformed `season`."""
    if not season_from and not season_to:
        return
    for text in (season_from, season_to):
        try:
            dt.date.fromisoformat(f"2024-{text}")
        except ValueError as error:
            raise Malformed("season", text=text) from error


def in_season(day: dt.date, season_from: str, season_to: str) -> bool:
    """Whether a day lies in a season, which may pass the turn of the year."""
    today = day.strftime("%m-%d")
    if season_from <= season_to:
        return season_from <= today <= season_to
    return today >= season_from or today <= season_to


def headcount_on(facts: Sequence[Fact], day: dt.date) -> int | None:
    """The newest fact of a season that is on, else the newest fact for all the year, else None."""
    known = [fact for fact in facts if fact.day <= day]
    seasonal = [f for f in known if f.season_from and in_season(day, f.season_from, f.season_to)]
    chosen = max(seasonal or [f for f in known if not f.season_from], key=lambda f: f.day, default=None)
    return chosen.count if chosen else None
