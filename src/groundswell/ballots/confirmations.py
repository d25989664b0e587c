"""Ballots by which rules of the charter are confirmed: those that were announced, and those that the clock will."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from groundswell.ballots.models import Ballot
from groundswell.charter.queries import history, rules
from groundswell.charter.words import sentence
from groundswell.councils.models import Occasion, OccasionState
from groundswell.kernel.clock import today
from scrutiny.organisation.ballots import confirming
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import End
from scrutiny.organisation.charter import RULES, Value

KIND = "confirm"


@dataclass(frozen=True)
class Coming:
    """A ballot that the clock announces on the day `first`, at the latest on `last`."""

    confirm_by: dt.date
    first: dt.date
    last: dt.date
    sentences: Sequence[str]


@dataclass(frozen=True)
class Asked:
    """What a ballot asks that confirms rules: what falls back, and on which day, unless it is `carried`."""

    confirm_by: dt.date
    instead: Sequence[str]
    over: bool
    carried: bool


def is_asked(confirm_by: dt.date) -> bool:
    """Whether a ballot asks, or has asked, what falls back on this day. One that was not held is asked again."""
    found = Occasion.objects.filter(kind=KIND, due=confirm_by)
    return found.exclude(state=OccasionState.SETTLED, outcome=End.NOT_HELD).exists()


def coming() -> list[Coming]:
    """Those that are still to be announced, the next first."""
    day = today()
    return [
        Coming(one.confirm_by, max(one.first, day), one.last, [sentence(*rule) for rule in one.values.items()])
        for one in confirming.due(history(), day, rules())
        if day <= one.last and not is_asked(one.confirm_by)
    ]


def of_day(confirm_by: dt.date) -> Ballot | None:
    """The ballot that asks what falls back on this day, the latest if there were several."""
    found = Ballot.objects.filter(occasion__kind=KIND, occasion__due=confirm_by, unready="")
    return found.order_by("notice").last()


def asked_by(ballot: Ballot) -> Asked | None:
    """What a ballot asks; None for one that confirms nothing."""
    occasion = ballot.occasion
    if occasion is None or occasion.kind != KIND or occasion.due is None:
        return None
    instead = [sentence(rule, RULES[rule].default) for rule in ballot.rules]
    over = bool(ballot.outcome or ballot.unready)
    return Asked(occasion.due, instead, over, ballot.outcome == Outcome.CARRIED)


def confirmed(ballot: Ballot) -> dict[str, Value]:
    """The values that a ballot puts in force if it is carried today."""
    occasion = ballot.occasion
    if occasion is None or occasion.kind != KIND or occasion.due is None:
        return dict(ballot.rules)
    return confirming.still(history(), occasion.due, ballot.rules, today())
