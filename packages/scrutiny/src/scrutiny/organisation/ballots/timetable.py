"""When a ballot is announced, opens, closes and is certified: generated from the charter, and refused if a step is cut.

    notice      the question, the electorate as a frozen list, the timetable
    observers   until then observers and candidates can be named
    opening     voting begins
    closing     voting ends; complaints from here
    decrypting  nothing is decrypted before
    certified   nobody can contest the result any more: from here it counts

Codes of RuleBroken: `order`, and for a step that is shorter than the charter says `notice`, `observers`, `voting`,
`complaints`, `contest`, each with the days that are needed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import CharterRules


class Phase(StrEnum):
    """Where a ballot stands at an instant."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    VOTING = "voting"
    COMPLAINTS = "complaints"
    COUNTING = "counting"
    CERTIFIED = "certified"


@dataclass(frozen=True)
class Timetable:
    """Aware UTC instants. A step holds from its instant on; `closing` is the first instant at which no vote counts."""

    notice: dt.datetime
    observers: dt.datetime
    opening: dt.datetime
    closing: dt.datetime
    decrypting: dt.datetime
    certified: dt.datetime

    def phase(self, instant: dt.datetime) -> Phase:
        """What may happen at this instant, by computation: no job has to run for it."""
        steps = (
            (self.certified, Phase.CERTIFIED),
            (self.decrypting, Phase.COUNTING),
            (self.closing, Phase.COMPLAINTS),
            (self.opening, Phase.VOTING),
            (self.notice, Phase.ANNOUNCED),
        )
        return next((phase for start, phase in steps if instant >= start), Phase.DRAFT)


def generate(rules: CharterRules, notice: dt.datetime) -> Timetable:
    """The shortest timetable that the charter allows from this notice on."""
    opening = notice + dt.timedelta(days=rules.notice_days)
    closing = opening + dt.timedelta(days=rules.voting_days)
    decrypting = closing + dt.timedelta(days=rules.complaint_days)
    return Timetable(
        notice=notice,
        observers=opening - dt.timedelta(days=rules.observers_days),
        opening=opening,
        closing=closing,
        decrypting=decrypting,
        certified=decrypting + dt.timedelta(days=rules.appeal_days),
    )


def check(rules: CharterRules, chosen: Timetable) -> None:
    """Whether every step is there and long enough; each may be longer, but for the day until which observers are named.

    Raises RuleBroken.
    """
    instants = (chosen.notice, chosen.observers, chosen.opening, chosen.closing, chosen.decrypting, chosen.certified)
    if any(later < earlier for earlier, later in pairwise(instants)):
        raise RuleBroken("order")
    steps = (
        ("notice", chosen.opening - chosen.notice, rules.notice_days),
        ("voting", chosen.closing - chosen.opening, rules.voting_days),
        ("complaints", chosen.decrypting - chosen.closing, rules.complaint_days),
        ("contest", chosen.certified - chosen.decrypting, rules.appeal_days),
    )
    for name, length, days in steps:
        if length < dt.timedelta(days=days):
            raise RuleBroken(name, days=days)
    if chosen.opening - chosen.observers != dt.timedelta(days=rules.observers_days):
        raise RuleBroken("observers", days=rules.observers_days)
