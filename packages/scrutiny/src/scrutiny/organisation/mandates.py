"""Offices as mandates: given by a share of an electorate, for a time, lapsing by computation.

Codes of RuleBroken: `too-few-signatures`, `too-long`, `ends-before-it-starts`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import CharterRules


@dataclass(frozen=True)
class MandateValue:
    """Holds from `start` until just before `end`; `ended` is an earlier end, if any. All are aware UTC instants.

    `holder_stands`: the holder is still a member in the unit of the mandate or below it.
    """

    start: dt.datetime
    end: dt.datetime
    ended: dt.datetime | None
    holder_stands: bool


def living(mandate: MandateValue, instant: dt.datetime) -> bool:
    """Whether the office can be used at this instant."""
    end = min(mandate.end, mandate.ended) if mandate.ended else mandate.end
    return mandate.holder_stands and mandate.start <= instant < end


def signatures_needed(electorate: int, share_percent: int) -> int:
    """The least whole number that exceeds this share of the electorate; at least one.

    Where the share is 100 and nothing can exceed it: all of them.
    """
    return max(1, min(electorate, electorate * share_percent // 100 + 1))


def check_elected(signed: Collection[UUID], electorate: Collection[UUID], share_percent: int) -> None:
    """Whether enough of the electorate as it is now signed: who has left it since counts neither here nor there.

    Raises RuleBroken `too-few-signatures` with `signed` and `needed`.
    """
    valid = len(set(signed) & set(electorate))
    needed = signatures_needed(len(set(electorate)), share_percent)
    if valid < needed:
        raise RuleBroken("too-few-signatures", signed=valid, needed=needed)


def check_term(start: dt.datetime, end: dt.datetime, rules: CharterRules) -> None:
    """No mandate is longer than the charter allows. Raises RuleBroken `ends-before-it-starts`, `too-long`."""
    if end <= start:
        raise RuleBroken("ends-before-it-starts")
    if end - start > dt.timedelta(days=rules.steward_days):
        raise RuleBroken("too-long", days=rules.steward_days)
