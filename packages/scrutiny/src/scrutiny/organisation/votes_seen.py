"""Open votes of delegates as the public record shows them.

Codes of RuleBroken: `vote-known` (a question is put once), `vote-unknown`, `vote-over`, `no-mandate`, `voted-already`,
`reason-needed` (a departure from an instruction has its reason).
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
    """`votes` by mandate; `instructed` by unit."""

    closes: dt.datetime
    instructed: dict[str, Position] = field(default_factory=dict)
    votes: dict[str, Position] = field(default_factory=dict)


Votes = dict[str, VoteSeen]


def called(known: Votes, effect: Mapping[str, Any], living: bool) -> None:
    name = str(effect["question"])
    if name in known:
        raise RuleBroken("vote-known", question=name)
    if not living:
        raise RuleBroken("no-mandate", mandate=effect["mandate"])
    known[name] = VoteSeen(dt.datetime.fromisoformat(str(effect["closes"])))


def _running(known: Votes, effect: Mapping[str, Any], day: dt.date) -> VoteSeen:
    found = known.get(str(effect["question"]))
    if found is None:
        raise RuleBroken("vote-unknown", question=effect["question"])
    if day > found.closes.date():
        raise RuleBroken("vote-over", question=effect["question"])
    return found


def instructed(known: Votes, effect: Mapping[str, Any], day: dt.date) -> None:
    _running(known, effect, day).instructed[str(effect["unit"])] = Position(str(effect["position"]))


def cast(known: Votes, effect: Mapping[str, Any], day: dt.date, living: bool) -> None:
    """`unit` in the effect is that whose electors gave the mandate."""
    found, mandate = _running(known, effect, day), str(effect["mandate"])
    if not living:
        raise RuleBroken("no-mandate", mandate=mandate)
    if mandate in found.votes:
        raise RuleBroken("voted-already", mandate=mandate)
    position = Position(str(effect["position"]))
    told = found.instructed.get(str(effect["unit"]))
    if told is not None and told is not position and not effect["reason"]:
        raise RuleBroken("reason-needed", mandate=mandate)
    found.votes[mandate] = position
