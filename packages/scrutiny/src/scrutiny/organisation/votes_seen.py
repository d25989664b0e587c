"""Open votes of delegates as the public record shows them.

Codes of RuleBroken: `vote-known` (a question is put once), `vote-unknown`, `vote-over`, `no-mandate`, `not-here` (who
was sent into one council has no vote in another), `voted-already`, `reason-needed` (a departure from an instruction has
its reason).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrutiny.errors import RuleBroken
from scrutiny.organisation.councils.votes import Position


@dataclass
class VoteSeen:
    """`unit` is that to whose council it was put, "" for the congress of the alliance; `votes` by mandate; `instructed`
    by unit.
    """

    closes: dt.datetime
    unit: str
    instructed: dict[str, Position] = field(default_factory=dict)
    votes: dict[str, Position] = field(default_factory=dict)


Votes = dict[str, VoteSeen]


def called(known: Votes, effect: Mapping[str, Any], living: bool, body: str) -> None:
    """`body` is where the mandate sits of whoever puts the question; "" for a steward."""
    name = str(effect["question"])
    if name in known:
        raise RuleBroken("vote-known", question=name)
    if not living:
        raise RuleBroken("no-mandate", mandate=effect["mandate"])
    _check_here(body, str(effect["unit"]), str(effect["mandate"]))
    known[name] = VoteSeen(dt.datetime.fromisoformat(str(effect["closes"])), str(effect["unit"]))


def _check_here(body: str, unit: str, mandate: str) -> None:
    if body and body.partition(":")[2] != unit:
        raise RuleBroken("not-here", mandate=mandate)


def _running(known: Votes, effect: Mapping[str, Any], day: dt.date) -> VoteSeen:
    found = known.get(str(effect["question"]))
    if found is None:
        raise RuleBroken("vote-unknown", question=effect["question"])
    if day > found.closes.date():
        raise RuleBroken("vote-over", question=effect["question"])
    return found


def instructed(known: Votes, effect: Mapping[str, Any], day: dt.date) -> None:
    _running(known, effect, day).instructed[str(effect["unit"])] = Position(str(effect["position"]))


def cast(known: Votes, effect: Mapping[str, Any], day: dt.date, living: bool, body: str) -> None:
    """`unit` in the effect is that whose electors gave the mandate, `body` where it sits."""
    found, mandate = _running(known, effect, day), str(effect["mandate"])
    if not living:
        raise RuleBroken("no-mandate", mandate=mandate)
    _check_here(body, found.unit, mandate)
    if mandate in found.votes:
        raise RuleBroken("voted-already", mandate=mandate)
    position = Position(str(effect["position"]))
    told = found.instructed.get(str(effect["unit"]))
    if told is not None and told is not position and not effect["reason"]:
        raise RuleBroken("reason-needed", mandate=mandate)
    found.votes[mandate] = position
