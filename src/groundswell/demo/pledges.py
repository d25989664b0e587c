"""The pledges of the demonstration: one that was opened, one that stayed sealed, and one that can be signed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from groundswell.demo.people import Invented
from groundswell.demo.places import SPOTS
from groundswell.demo.pledging import Hands, prepare, sign
from groundswell.demo.roles import ROLES
from groundswell.demo.voting import HOUR, Hall, Plan
from groundswell.kernel import clock
from groundswell.kernel.ids import new_id
from groundswell.members.queries import known_to
from groundswell.pledges import queries
from groundswell.pledges.actions import announcing, due
from groundswell.pledges.models import Pledge, Role
from scrutiny.organisation import acts
from scrutiny.pledge.cards import Card, second_code

CARDS = "pledge_cards"
"""Two cards that nobody has played, for a visitor: one of each deck."""


@dataclass(frozen=True)
class ToldPledge:
    """`signers` of the unit sign, a few each day. `opens`: whether it is reached. `place`: as the signers write it."""

    title: str
    text: str
    path: tuple[str, ...]
    wanted: int
    assumed: int
    cards: int
    days: int
    signers: int

    @property
    def opens(self) -> bool:
        return self.signers >= self.wanted + self.assumed


PLEDGES = (  # the month and day of the announcement
    (
        22,
        6,
        ToldPledge(
            "Nobody sprays without a mask",
            "From Monday on none of us in the paint shop works at the spray booths without a proper mask.",
            SPOTS[10].path,
            12,
            2,
            40,
            20,
            15,
        ),
    ),
    (
        30,
        5,
        ToldPledge(
            "No Sunday shift",
            "None of us in the foundry takes a Sunday shift until it is paid double.",
            SPOTS[11].path,
            27,
            3,
            50,
            16,
            19,
        ),
    ),
    (
        35,
        3,
        ToldPledge(
            "Line 1 stands still for ten minutes",
            "On the first Monday in June, at ten, all of us on line 1 put the tools down for ten minutes, and ask for "
            "talks about the speed of the line.",
            SPOTS[8].path,
            57,
            3,
            110,
            45,
            41,
        ),
    ),
)


@dataclass
class Course:
    """One pledge on its way. `drawn`: how many pairs of cards have been drawn from the bag."""

    hall: Hall
    told: ToldPledge
    pledge_id: UUID
    everybody: list[Hands]
    decks: list[list[Card]] = field(default_factory=list)
    drawn: int = 0

    @property
    def pledge(self) -> Pledge:
        return queries.pledge(self.pledge_id)

    def make_cards(self) -> None:
        prepare(self.everybody)
        dealers = [one for one in self.everybody if one.dealt]
        self.decks = [one.cards() for one in dealers]

    def some_sign(self) -> None:
        """As many a day as it takes, in the first half of the time."""
        due.settle()
        a_day = -(-self.told.signers // max(1, self.told.days // 2))
        there = [person for person in self.hall.people if SPOTS[person.spot].path == self.told.path]
        signers = [person for person in there if person.number not in ROLES.values()][: self.told.signers]
        for person in signers[self.drawn : self.drawn + a_day]:
            held = [deck[self.drawn] for deck in self.decks]
            sign(self.pledge, held, person.name, self.told.path[-1], self.hall.holder(person))
            self.drawn += 1

    def trustees(self, count: int) -> None:
        due.settle()
        drawn = [one.account_id for one in queries.custodians(self.pledge, Role.TRUSTEE)[:count]]
        for hands in self.everybody:
            if hands.holder.actor.account in drawn:
                hands.step()

    def leave_cards(self) -> None:
        (settings.DATA / CARDS).write_text("".join(f"{second_code(deck[-1])}\n" for deck in self.decks))


def hold(hall: Hall, by: Invented, unit: UUID, told: ToldPledge, plan: Plan) -> None:
    """Announced now by a steward; what follows is planned for the days after."""
    steward, start = hall.actor(by), clock.now()
    deadline = (start + dt.timedelta(days=told.days)).replace(hour=20, minute=0)
    known = set(known_to(steward)) - {person.account for person in hall.people if person.number in ROLES.values()}
    dealers = [person.account for person in hall.people if person.account in known]
    act = acts.AnnouncePledge(
        pledge=new_id(),
        title=told.title,
        text=told.text,
        audience="members",
        demands=(acts.UnitDemand(unit, told.wanted),),
        assumed=told.assumed,
        cards=told.cards,
        deadline=deadline.isoformat(),
        dealers=(dealers[0], dealers[1]),
    )
    (pledge,) = announcing.announce(steward, act)
    by_account = {person.account: person for person in hall.people}
    everybody = [Hands(pledge, hall.holder(by_account[one.account_id])) for one in queries.all_custodians(pledge)]
    course = Course(hall, told, pledge.id, everybody)
    plan(start + 24 * HOUR, course.make_cards)
    for day in range(told.days // 2):
        plan(start + dt.timedelta(days=2 + day, hours=day % 5), course.some_sign)
    plan(start + dt.timedelta(days=2 + told.days // 2), course.leave_cards)
    plan(start + dt.timedelta(days=3 + told.days // 2), due.settle)
    if told.opens:
        plan(start + dt.timedelta(days=3 + told.days // 2, hours=1), lambda: course.trustees(2))
        plan(start + dt.timedelta(days=5 + told.days // 2), lambda: course.trustees(2))
    plan(deadline, due.settle)
    plan(deadline + 49 * HOUR, lambda: course.trustees(3))
