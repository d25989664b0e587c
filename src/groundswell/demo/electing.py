"""Elections of stewards by secret ballot: six units elect theirs each year, and no year goes as the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from groundswell.ballots import queries
from groundswell.ballots.actions import due
from groundswell.ballots.models import Ballot
from groundswell.councils import electing, elections, sending
from groundswell.councils.models import Given
from groundswell.demo.people import Invented, taking
from groundswell.demo.places import SPOTS
from groundswell.demo.voting import HOUR, Hall, Plan, Vote, follow
from groundswell.kernel import clock
from groundswell.workplaces import queries as workplaces
from scrutiny.organisation import acts
from scrutiny.randomness import random_below

DAY = dt.timedelta(days=1)
CALLED = dt.time(0, 5, tzinfo=dt.UTC)
Path = tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """Where the offices of the story are given: everybody who is there, the units by their paths, and the calendar."""

    hall: Hall
    units: Mapping[Path, UUID]
    plan: Plan

    def there(self, path: Path) -> list[Invented]:
        """The members of a spot, in the order in which they came."""
        return [person for person in self.hall.people if SPOTS[person.spot].path == path]

    def by_account(self, account: UUID) -> Invented:
        return next(person for person in self.hall.people if person.account == account)


@dataclass(frozen=True)
class Name:
    """Whoever came to a spot at this place, from 0, is put forward; `says` is empty while they have not answered."""

    place: int
    says: str = ""


@dataclass(frozen=True)
class ToldElection:
    """`day`: names come in. `names`: the best liked first. `turnout`: of a hundred electors. `answered`: days later.
    `silent`: whoever is elected lets the time pass. `held`: they lay it down after so many days. `sent`: into the
    council above, as delegates of their workplace.
    """

    day: dt.date
    path: Path
    names: tuple[Name, ...]
    turnout: int
    answered: int = 3
    silent: bool = False
    held: int = 0
    sent: bool = False


@dataclass
class Course:
    """One election on its way."""

    stage: Stage
    told: ToldElection
    people: list[Invented]
    election_id: UUID

    def answers(self) -> None:
        for name in self.told.names:
            if name.says:
                act = acts.AnswerNomination(self.election_id, True, name.says)
                electing.answer(self.stage.hall.actor(self.people[name.place]), act)
        if any(name.says for name in self.told.names):
            called = max(elections.election(self.election_id).due, clock.today() + DAY)
            self.stage.plan(dt.datetime.combine(called, CALLED), self.call)

    def call(self) -> None:
        """By the clock; nobody announces it."""
        due.settle()
        ballot = Ballot.objects.get(occasion__election=self.election_id)
        follow(self.stage.hall, ballot, self.told.turnout, self.liking(ballot), self.stage.plan)
        self.stage.plan(ballot.certified + DAY, self.accept)

    def liking(self, ballot: Ballot) -> Callable[[Invented], Vote]:
        """Everybody ranks some, the best liked ones more often in front; where one stands alone, most want them."""
        paper = queries.asked_of(ballot)[0]
        liked = [self.people[name.place].name for name in self.told.names]

        def vote(_person: Invented) -> Vote:
            if paper.kind != "rank":
                return [[int(random_below(10) < 8) for _one in paper.answers]]
            order = sorted(paper.answers, key=lambda name: random_below(8) + 3 * liked.index(name))
            ranked = order[: 1 + random_below(len(order))]
            return [[ranked.index(name) + 1 if name in ranked else 0 for name in paper.answers]]

        return vote

    def accept(self) -> None:
        """Whoever was elected accepts, or lets the time pass; whoever follows them accepts."""
        for given in elections.given_in(elections.election(self.election_id)):
            if given.accepted is None and given.over is None:
                self._accept(given)

    def _accept(self, given: Given) -> None:
        if self.told.silent and given.follows_id is None:
            self._then_another(given.accept_by)
            return
        person = self.stage.by_account(given.candidate.account_id)
        electing.accept(self.stage.hall.actor(person), acts.AcceptMandate(given.id, *taking(person.number, given.id)))
        if self.told.held and given.follows_id is None:
            self.stage.plan(clock.now() + self.told.held * DAY, partial(self._lay_down, given))

    def _lay_down(self, given: Given) -> None:
        actor = self.stage.hall.actor(self.stage.by_account(given.candidate.account_id))
        electing.lay_down(actor, acts.LayDownMandate(given.id))
        self._then_another(clock.now())

    def _then_another(self, vacant: dt.datetime) -> None:
        """The ballots are counted again by the clock, and whoever follows has a day to think."""
        self.stage.plan(vacant + HOUR, due.settle)
        self.stage.plan(vacant + DAY, self.accept)


def hold(stage: Stage, told: ToldElection) -> None:
    """Names come in; what follows is planned."""
    people, unit = stage.there(told.path), stage.units[told.path]
    above = sending.sends_to(workplaces.unit(unit)) if told.sent else None
    for name in told.names:
        by = people[0] if name.place else people[1]
        act = acts.NominateDelegate(unit, people[name.place].account, above.key if above else "")
        found = electing.nominate(stage.hall.actor(by), act).election_id
    course = Course(stage, told, people, found)
    stage.plan(clock.now() + told.answered * DAY, course.answers)
