"""The councils of the demonstration: some workplaces send delegates, and their councils send some of these further."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from groundswell.ballots.actions import due
from groundswell.councils import electing, elections, open_electing, sending
from groundswell.councils.models import Mandate
from groundswell.demo.electing import CALLED, DAY, Name, Path, Stage, ToldElection
from groundswell.demo.people import Invented, taking
from groundswell.demo.places import SPOTS
from groundswell.demo.voting import HOUR
from groundswell.kernel import clock
from groundswell.workplaces import queries as workplaces
from scrutiny.organisation import acts

FOUNDRY, DYERS, TRAMS, SOUTH, HARVEST = (SPOTS[n].path for n in (11, 21, 22, 28, 29))
INDUSTRY, MOTORS, TEXTILE, LAND, FARMS = (SPOTS[n].path for n in (0, 1, 19, 23, 24))


def _sent(day: dt.date, path: Path, place: int, says: str) -> ToldElection:
    return ToldElection(day, path, (Name(place, says),), 60, sent=True)


SENT = (
    _sent(dt.date(2024, 9, 2), FOUNDRY, 1, "I go there with what this meeting says, and come back with what was said."),
    _sent(dt.date(2024, 9, 2), TRAMS, 2, "We drive everybody else to work. I would like them to know us."),
    _sent(dt.date(2024, 9, 3), SOUTH, 1, "I will tell the others how we count the crates."),
    _sent(dt.date(2024, 9, 3), HARVEST, 3, "We are here half the year, and belong here the whole year."),
    _sent(dt.date(2025, 8, 24), FOUNDRY, 1, "One more year, and then somebody else."),
    _sent(dt.date(2025, 8, 24), DYERS, 1, "We are few. That is why we should sit at that table."),
    _sent(dt.date(2025, 8, 24), TRAMS, 4, "I would report on Mondays, at the depot gate."),
    _sent(dt.date(2025, 8, 25), SOUTH, 2, "I ask before I answer."),
    _sent(dt.date(2025, 8, 25), HARVEST, 3, "Last year I learnt how it works there. Now I can use it."),
)


@dataclass(frozen=True)
class GoingOn:
    """Of the delegates in the council of a unit so many stand for going on to the next one; `day`: names come in."""

    day: dt.date
    path: Path
    stand: int


WENT_ON = (
    GoingOn(dt.date(2024, 10, 28), MOTORS, 1),
    GoingOn(dt.date(2024, 10, 28), FARMS, 2),
    GoingOn(dt.date(2024, 11, 25), INDUSTRY, 2),
    GoingOn(dt.date(2024, 11, 25), LAND, 1),
    GoingOn(dt.date(2025, 10, 27), MOTORS, 1),
    GoingOn(dt.date(2025, 10, 27), TEXTILE, 1),
    GoingOn(dt.date(2025, 10, 27), FARMS, 2),
    GoingOn(dt.date(2025, 11, 24), INDUSTRY, 3),
    GoingOn(dt.date(2025, 11, 24), LAND, 1),
)
SAYS = "I stay a delegate of my workplace, and go with its instructions."


@dataclass
class Council:
    """Those who sit in one council, and who of them stands."""

    stage: Stage
    key: str
    election_id: UUID

    def sitting(self) -> list[tuple[Mandate, Invented]]:
        return [(one, self.stage.by_account(one.holder_id)) for one in sending.delegates_in(self.key)]

    def vote(self) -> None:
        """Everybody wants the others in turn, beginning with whoever comes after themself."""
        election = elections.election(self.election_id)
        count = len(elections.on_paper(election))
        for turn, (mandate, person) in enumerate(self.sitting()):
            ranks = tuple((place + turn) % count + 1 for place in range(count))
            act = acts.CouncilVote(election.id, mandate.id, ranks)
            open_electing.vote(self.stage.hall.actor(person), act)

    def accept(self) -> None:
        for given in elections.given_in(elections.election(self.election_id)):
            person = self.stage.by_account(given.candidate.account_id)
            act = acts.AcceptMandate(given.id, *taking(person.number, given.id))
            electing.accept(self.stage.hall.actor(person), act)


def go_on(stage: Stage, told: GoingOn) -> None:
    """Names come in; the call, the papers and the result are planned. Where nobody was sent, nobody goes on."""
    unit = workplaces.unit(stage.units[told.path])
    above, key = sending.sends_to(unit), sending.council_of(unit).key
    people = [stage.by_account(one.holder_id) for one in sending.delegates_in(key)][: told.stand]
    if not people or above is None:
        return
    for person in people:
        act = acts.NominateDelegate(unit.id, person.account, above.key)
        found = electing.nominate(stage.hall.actor(people[0]), act).election
        electing.answer(stage.hall.actor(person), acts.AnswerNomination(found.id, True, SAYS))
    council = Council(stage, key, found.id)
    called = dt.datetime.combine(max(found.due, clock.today() + DAY), CALLED)
    stage.plan(called, due.settle)
    stage.plan(called + DAY, council.vote)
    stage.plan(called + DAY, partial(_count, stage, council))


def _count(stage: Stage, council: Council) -> None:
    closes = elections.election(council.election_id).closes
    if closes:
        stage.plan(closes + HOUR, due.settle)
        stage.plan(closes + DAY, council.accept)
