"""Offices as the public entries show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass
class Office:
    """A mandate as the public sees it: when it began, when it ends at the latest, whether it did end; who gave it,
    where its seat is ("" for a steward), and the mandate on which it rests. `inherited`: no ballot has given it.
    """

    start: dt.datetime
    end: dt.datetime
    unit: str = ""
    body: str = ""
    rests_on: str = ""
    ended: bool = False
    inherited: bool = False

    def living_on(self, day: dt.date) -> bool:
        return not self.ended and self.start.date() <= day <= self.end.date()
