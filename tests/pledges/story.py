"""A pledge in the small organisation of the cast: two dealers, trustees from three workplaces, whoever has cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from groundswell.ballots.actions import announcing as custody
from groundswell.demo.pledging import Hands, prepare, sign
from groundswell.kernel import clock
from groundswell.kernel.ids import new_id
from groundswell.members import queries as members
from groundswell.members.actions import standing
from groundswell.pledges import queries
from groundswell.pledges.actions import announcing, due
from groundswell.pledges.actions.signing import Taken
from groundswell.pledges.models import Pledge, Role
from scrutiny.organisation import acts
from scrutiny.pledge.cards import Card
from tests.ballots.conftest import adopt
from tests.cast import World, join
from tests.elections import holder

TEXT = "If enough of us sign, we all stop at noon on the first of May."
DAYS = 5


@dataclass
class Story:
    """`decks[n]` are the cards of deck n + 1, in order."""

    world: World
    id: object
    everybody: list[Hands] = field(default_factory=list)
    decks: list[list[Card]] = field(default_factory=list)

    @property
    def pledge(self) -> Pledge:
        return queries.pledge(self.id)  # type: ignore[arg-type]

    def hands(self, role: Role, place: int = 1) -> Hands:
        custodian = queries.custodians(self.pledge, role)[place - 1]
        return next(one for one in self.everybody if one.holder.actor.account == custodian.account_id)

    def pair(self, number: int) -> list[Card]:
        return [deck[number - 1] for deck in self.decks]

    def sign(self, number: int, name: str = "") -> Taken:
        """Whoever drew these two cards signs."""
        return sign(self.pledge, self.pair(number), name or f"Signer {number}", "Press shop", None)


def three_workplaces(world: World) -> None:
    """Members in a third workplace, so that three trustees can be drawn from different ones."""
    join(world, "gull", "Cold store", "rowan", "kestrel")
    for name in ("rowan", "kestrel"):
        person = world.people[name]
        standing.show_me(person.actor(), members.memberships_of(person.account)[0].id, True, False, ())
    for name in ("finch", "magpie", "gull"):
        custody.offer(world.people[name].actor())


def announcement(
    world: World, *units: str, crowd: int = 6, assumed: int = 2, cards: int = 12, audience: str = "anyone"
) -> acts.AnnouncePledge:
    deadline = (clock.now() + dt.timedelta(days=DAYS)).replace(hour=20, minute=0, second=0, microsecond=0)
    return acts.AnnouncePledge(
        pledge=new_id(),
        title="Stop together",
        text=TEXT,
        audience=audience,
        demands=tuple(acts.UnitDemand(world.unit(name), crowd) for name in units or ("Press shop",)),
        assumed=assumed,
        cards=cards,
        deadline=deadline.isoformat(),
        dealers=(world.rowan.account, world.kestrel.account),
    )


def announced(world: World, *units: str, **more: object) -> list[Story]:
    adopt(pledge_least=3)
    three_workplaces(world)
    made = announcing.announce(world.heron.actor(), announcement(world, *units, **more))  # type: ignore[arg-type]
    return [Story(world, one.id, everybody(world, one)) for one in made]


def everybody(world: World, pledge: Pledge) -> list[Hands]:
    people = {person.account: person for person in world.people.values()}
    return [Hands(pledge, holder(people[one.account_id])) for one in queries.all_custodians(pledge)]


def dealt(world: World, *units: str, **more: object) -> list[Story]:
    """Cards are printed."""
    stories = announced(world, *units, **more)
    for story in stories:
        prepare(story.everybody)
        places = range(1, len(queries.custodians(story.pledge, Role.DEALER)) + 1)
        story.decks = [story.hands(Role.DEALER, place).cards() for place in places]
    return stories


def next_hour(instant: dt.datetime | None = None) -> dt.datetime:
    return queries.next_batch(instant or clock.now())


def signed_by(story: Story, numbers: Sequence[int]) -> None:
    """So many sign, and their batch comes into the record."""
    for number in numbers:
        story.sign(number)
    with clock.set_to(next_hour()):
        due.settle()
