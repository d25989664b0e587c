"""Which offices somebody can put names forward for today, and whose."""

from __future__ import annotations

from uuid import UUID

from groundswell.councils import elections, inheriting, queries, sending
from groundswell.councils.forms import Office
from groundswell.kernel.actor import Actor
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.models import Unit


def by_ballot(actor: Actor) -> list[Office]:
    """Offices for which names come in: those of my units, and those that councils give in which I sit."""
    mine = workplaces.units(queries.units_that_can_be_signed_for(actor.units))
    found = [Office(unit) for unit in mine if elections.names_come_in(unit)]
    sends = [unit for unit in mine if not sending.has_council(unit)] + councils_of(actor.person)
    for unit in sends:
        body = sending.sends_to(unit)
        if body is not None and elections.names_come_in(unit, body.key):
            found.append(Office(unit, body.key))
    return found


def by_signatures(actor: Actor) -> list[Office]:
    """Offices for which members sign: of stewards, and where so few are that they send in the open."""
    mine = workplaces.units(queries.units_that_can_be_signed_for(actor.units))
    few = [unit for unit in mine if not sending.has_council(unit) and not elections.by_ballot(unit.id)]
    bodies = [(unit, sending.sends_to(unit)) for unit in few]
    return [*(Office(unit) for unit in mine), *(Office(unit, body.key) for unit, body in bodies if body)]


def inheritable(actor: Actor) -> list[Office]:
    """Offices of my units that no ballot has given yet, and that a union which moves in could bring along."""
    mine = workplaces.units(queries.units_that_can_be_signed_for(actor.units))
    bodies = [(unit, sending.sends_to(unit)) for unit in mine if not sending.has_council(unit)]
    found = [*(Office(unit) for unit in mine), *(Office(unit, body.key) for unit, body in bodies if body)]
    return [one for one in found if inheriting.is_free(one.unit.id, one.body)]


def councils_of(account: UUID) -> list[Unit]:
    """The units in whose councils somebody sits."""
    keys = {one.body for one in queries.mandates_of(account) if one.body}
    found = [sending.unit_of(sending.body_named(key)) for key in sorted(keys)]
    return [unit for unit in found if unit is not None]


def colleagues(account: UUID) -> dict[UUID, str]:
    """Those who sit in a council with somebody, by account."""
    keys = [sending.council_of(unit).key for unit in councils_of(account)]
    seated = [one for key in keys for one in sending.delegates_in(key)]
    return {one.holder_id: one.holder.name for one in seated if one.holder_id != account}
