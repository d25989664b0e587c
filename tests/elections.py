"""Whole ballots in the small organisation of the cast, through the site's own actions."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing, due
from groundswell.ballots.models import Ballot
from groundswell.charter.queries import rules
from groundswell.demo.custodians import Holder, prepare
from groundswell.kernel import clock
from groundswell.kernel.ids import new_id
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import asked, timetable
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.seen import INSTANTS
from tests.cast import Person, World

VOLUNTEERS = ("heron", "rowan", "kestrel", "magpie", "finch", "tern")
STRIKE = asked.yes_or_no("Shall we stop work on 1 May?", "Yes", "No")


def holder(person: Person) -> Holder:
    return Holder(person.actor(), person.keys)


def announcement(unit: UUID | None, *questions: Asked, binding: bool = True, **rule: int) -> acts.AnnounceBallot:
    times = timetable.generate(rules(), clock.now())
    return acts.AnnounceBallot(
        ballot=new_id(),
        unit=unit,
        title="Stop work",
        text="What the assembly talked about.",
        questions=asked.to_text(questions or (STRIKE,)),
        binding=binding,
        rules=tuple(acts.RuleValue(name, value) for name, value in rule.items()),
        **{name: getattr(times, name).isoformat() for name in INSTANTS},
    )


def volunteer(world: World, *names: str) -> None:
    for name in names or VOLUNTEERS:
        announcing.offer(world.people[name].actor())


def announced(world: World, *questions: Asked, unit: str | None = "Industry", by: str = "heron") -> Ballot:
    volunteer(world)
    where = world.unit(unit) if unit else None
    return announcing.announce(world.people[by].actor(), announcement(where, *questions))


def holders(world: World, ballot: Ballot) -> list[Holder]:
    people = {person.account: person for person in world.people.values()}
    return [holder(people[one.account_id]) for one in ballot.custodians.order_by("role", "place")]


def ready(world: World, ballot: Ballot) -> Ballot:
    """Prepared by its custodians on the day on which the list became final."""
    with clock.set_to(ballot.observers):
        due.settle()
        prepare(ballot, holders(world, ballot))
    return queries.ballot(ballot.id)


def soon(instant: dt.datetime) -> dt.datetime:
    return instant + dt.timedelta(hours=1)
