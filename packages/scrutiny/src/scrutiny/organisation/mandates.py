"""Offices as mandates: given by a share of an electorate, for a time, lapsing by computation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class MandateValue:
    """`end` is the first instant at which the mandate no longer holds; `ended` an earlier end, if any."""

    start: dt.datetime
    end: dt.datetime
    ended: dt.datetime | None
    holder_stands: bool


def living(mandate: MandateValue, instant: dt.datetime) -> bool:
    """Whether the office can be used at this instant. `holder_stands`: still a member in the unit or below it."""
    end = min(mandate.end, mandate.ended) if mandate.ended else mandate.end
    return mandate.holder_stands and mandate.start <= instant < end


def signatures_needed(electorate: int, share_percent: int) -> int:
    """The least whole number that exceeds this share of the electorate; at least one."""
    return electorate * share_percent // 100 + 1
