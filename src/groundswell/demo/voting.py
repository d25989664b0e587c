"""The ballots of the demonstration: three that were held, and one that is open when a visitor comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing, due
from groundswell.ballots.models import Ballot
from groundswell.charter.queries import rules
from groundswell.demo.custodians import Holder, cast, prepare
from groundswell.demo.people import Invented, keys_of
from groundswell.demo.roles import ROLES
from groundswell.kernel import clock
from groundswell.kernel.actor import Actor
from groundswell.kernel.ids import new_id
from groundswell.record.queries import org_id
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import asked, timetable
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.seen import INSTANTS
from scrutiny.randomness import random_below

Vote = list[list[int]]
Plan = Callable[[dt.datetime, Callable[[], None]], None]
YES, NO, BLANK = [0, 1, 0], [0, 0, 1], [1, 0, 0]
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """A ballot of the story: the path of its unit (empty: all members), how many of a hundred vote, and how."""

    title: str
    text: str
    path: tuple[str, ...]
    questions: tuple[Asked, ...]
    turnout: int
    vote: Callable[[Invented], Vote]
    binding: bool = True


def decided(in_favour: int) -> Callable[[Invented], Vote]:
    """So many of a hundred vote yes, five leave it blank."""

    def vote(_person: Invented) -> Vote:
        lot = random_below(100)
        return [YES if lot < in_favour else NO if lot < 95 else BLANK]

    return vote


def by_branch(land: Sequence[int], in_favour: int, there: int) -> Callable[[Invented], Vote]:
    """In the spots of the second branch another share is in favour."""

    def vote(person: Invented) -> Vote:
        return decided(there if person.spot in land else in_favour)(person)

    return vote


def ranking(names: Sequence[str]) -> Callable[[Invented], Vote]:
    """Everybody ranks some, the first ones more often; unranked is what comes after the last rank."""

    def vote(_person: Invented) -> Vote:
        order = sorted(range(len(names)), key=lambda n: random_below(10) + 2 * n)
        ranked = order[: 2 + random_below(len(names) - 1)]
        return [[ranked.index(n) + 1 if n in ranked else 0 for n in range(len(names))]]

    return vote


@dataclass
class Hall:
    """Where the ballots of the story are held: how to act as somebody, and everybody who is there."""

    actor: Callable[[Invented], Actor]
    people: list[Invented]

    def holder(self, person: Invented) -> Holder:
        return Holder(self.actor(person), keys_of(person.number, org_id()))

    def custodians(self, ballot: Ballot) -> list[Holder]:
        drawn = [one.account_id for one in ballot.custodians.order_by("role", "place")]
        by_account = {person.account: person for person in self.people}
        return [self.holder(by_account[account]) for account in drawn]


def volunteer(hall: Hall, people: Sequence[Invented]) -> None:
    for person in people:
        announcing.offer(hall.actor(person))


def announce(hall: Hall, by: Invented, unit: UUID | None, told: Told, plan: Plan) -> None:
    """Announced now; what follows is planned for the hours of its timetable."""
    times = timetable.generate(rules(), clock.now())
    act = acts.AnnounceBallot(
        ballot=new_id(),
        unit=unit,
        title=told.title,
        text=told.text,
        questions=asked.to_text(told.questions),
        binding=told.binding,
        rules=(),
        **{name: getattr(times, name).isoformat() for name in INSTANTS},
    )
    ballot = announcing.announce(hall.actor(by), act)
    follow(hall, ballot, told.turnout, told.vote, plan)


def follow(hall: Hall, ballot: Ballot, turnout: int, vote: Callable[[Invented], Vote], plan: Plan) -> None:
    """Everybody who has a part in an announced ballot plays it when its hour comes."""

    def keep_keys() -> None:
        due.settle()
        prepare(queries.ballot(ballot.id), hall.custodians(ballot))

    def open_sums() -> None:
        due.settle()
        prepare(queries.ballot(ballot.id), hall.custodians(ballot)[:-1])

    plan(ballot.observers + HOUR, keep_keys)
    for day in range(rules().voting_days):
        plan(ballot.opening + dt.timedelta(days=day, hours=2), partial(votes, hall, ballot.id, turnout, vote, day))
    plan(ballot.closing, due.settle)
    plan(ballot.decrypting + HOUR, open_sums)
    plan(ballot.certified + HOUR, due.settle)


def votes(hall: Hall, ballot_id: UUID, turnout: int, vote: Callable[[Invented], Vote], day: int) -> None:
    """Those whose day it is; whom a visitor can be has not voted. A few vote twice: the last one counts."""
    ballot = queries.ballot(ballot_id)
    listed = {elector.account_id for part in queries.parts(ballot) for elector in queries.electors_of(part)}
    for person in hall.people:
        if person.account not in listed or person.number % 7 != day or person.number in ROLES.values():
            continue
        if random_below(100) >= turnout:
            continue
        for _time in range(2 if random_below(20) == 0 else 1):
            cast(ballot, hall.holder(person), vote(person))
