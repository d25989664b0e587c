"""More branches beside Industry, with people in them, so that a ballot of all is counted branch by branch."""

from __future__ import annotations

from uuid import UUID

from groundswell.accounts.models import Account, Key
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import today
from groundswell.kernel.ids import new_id
from groundswell.members.models import Membership, MembershipState
from groundswell.workplaces import placements
from groundswell.workplaces.actions import add_units
from groundswell.workplaces.models import Unit
from tests.cast import Person, World


def add_branch(world: World, name: str, members: int) -> list[Person]:
    """A branch with so many members, as if it stood in the founding text."""
    world.units[name] = new_id()
    _enter(world.units[name], name)
    return add_members(world, name, members)


@housekeeping
def _enter(unit: UUID, name: str) -> None:
    add_units([Unit(id=unit, kind="branch", name=name, opened=today())])


def add_members(world: World, unit: str, members: int) -> list[Person]:
    made = [settled(world.units[unit], f"{unit} {place}") for place in range(members)]
    world.people |= {person.name.lower(): person for person in made}
    return made


@housekeeping
def settled(unit: UUID, name: str) -> Person:
    """Somebody who joined long ago; how does not matter here."""
    person = Person(name)
    keys = person.public
    account = Account.objects.create(name=name, opened=today())
    key = Key.objects.create(account=account, signin=keys.signin, act=keys.act, age=keys.age, registered=today())
    standing = Membership.objects.create(
        account=account, unit_id=unit, state=MembershipState.MEMBER, applied=today(), joined=today()
    )
    placements.place(account.id, standing.id, unit)
    person.account, person.key, person.membership = account.id, key.id, standing.id
    return person
