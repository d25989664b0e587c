"""Open elections in councils as the public record shows them. All that decides them stands in it: they are counted.

Codes of RuleBroken:

    election-known       an election is called once; `election-unknown`: a paper is for one that was called
    candidates           those who stand sit in that council, each once; there is a seat, and one who stands
    timetable            it closes when the charter's days for voting are over, at midnight in UTC
    election-over        no paper comes later
    no-mandate           papers come from mandates that live in that council; `voted-already`: one from each
    paper                see councils.open_elections
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots.seen import instant, number
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils import open_elections
from scrutiny.organisation.councils.clocks import midnight_after
from scrutiny.organisation.councils.open_elections import Paper

DAY = dt.timedelta(days=1)


@dataclass
class CouncilElection:
    """`candidates` are mandates; `electors` how many lived in the council when it was called; `papers` by mandate."""

    unit: str
    body: str
    into: str
    seats: int
    candidates: tuple[str, ...]
    closes: dt.datetime
    seed: bytes
    electors: int
    rules: CharterRules
    papers: dict[str, Paper] = field(default_factory=dict)

    def elected(self, day: dt.date) -> tuple[int, ...]:
        """The places of those whom the papers elect; nobody before it is over."""
        if day < self.closes.date():
            return ()
        papers = list(self.papers.values())
        return open_elections.elected(papers, len(self.candidates), self.seats, self.electors, self.rules, self.seed)


Elections = dict[str, CouncilElection]


def called(known: Elections, effect: Mapping[str, Any], day: dt.date, rules: CharterRules, living: set[str]) -> None:
    """`living` are the mandates that live in the body that elects."""
    name = str(effect["election"])
    if name in known:
        raise RuleBroken("election-known", election=name)
    made = CouncilElection(
        str(effect["unit"]),
        str(effect["council"]),
        str(effect["into"]),
        number(effect, "seats"),
        tuple(str(one) for one in effect["candidates"]),
        instant(effect["closes"]),
        bytes.fromhex(str(effect["seed"])),
        len(living),
        rules,
    )
    distinct = len(set(made.candidates)) == len(made.candidates)
    if made.seats < 1 or not made.candidates or not distinct or not set(made.candidates) <= living:
        raise RuleBroken("candidates", election=name)
    if not made.into or made.into == made.body:
        raise RuleBroken("candidates", election=name)
    if made.closes != midnight_after(day) + (rules.voting_days - 1) * DAY:
        raise RuleBroken("timetable")
    known[name] = made


def voted(known: Elections, effect: Mapping[str, Any], day: dt.date, living: set[str]) -> None:
    """`living` are the mandates that live on that day in the council that votes."""
    found, mandate = find(known, effect), str(effect["mandate"])
    if day >= found.closes.date():
        raise RuleBroken("election-over", election=effect["election"])
    if mandate not in living:
        raise RuleBroken("no-mandate", mandate=mandate)
    if mandate in found.papers:
        raise RuleBroken("voted-already", mandate=mandate)
    ranks = tuple(effect["ranks"])
    open_elections.check_paper(ranks, len(found.candidates))
    found.papers[mandate] = ranks


def find(known: Elections, effect: Mapping[str, Any]) -> CouncilElection:
    """Raises RuleBroken `election-unknown`."""
    found = known.get(str(effect["election"]))
    if found is None:
        raise RuleBroken("election-unknown", election=effect["election"])
    return found
