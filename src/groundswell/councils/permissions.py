"""Who may nominate, sign, accept and resign."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.councils import queries, sending
from groundswell.councils.models import Election, Given, Mandate, Nomination
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden, Invalid, Unknown
from groundswell.workplaces import placements, tree
from groundswell.workplaces.models import Unit
from groundswell.workplaces.permissions import check_is_member


def is_elector(actor: Actor, unit: UUID) -> bool:
    """Whether somebody stands in a unit or below it."""
    return unit in tree.ancestors_of_all(actor.units)


def check_is_elector(actor: Actor, unit: UUID) -> None:
    """Those who stand in a unit or below it elect its steward."""
    check_is_member(actor)
    if not is_elector(actor, unit):
        raise Forbidden(_("Only members of this unit sign for its steward."))


def check_may_nominate(actor: Actor, unit: UUID, candidate: UUID) -> None:
    check_is_elector(actor, unit)
    if unit not in tree.ancestors_of_all(placements.units_of(candidate)):
        raise Forbidden(_("A steward works in the unit that they stand for."))


def check_sends(unit: Unit, into: str) -> None:
    """Whether this is the body into which a unit sends. Raises Invalid."""
    body = sending.sends_to(unit)
    if body is None or body.key != into:
        raise Invalid(_("This unit sends nobody there."))


def check_sits(actor: Actor, unit: Unit) -> Mandate:
    """The actor's mandate in the council of a unit: only its delegates elect there. Raises Forbidden."""
    check_is_member(actor)
    found = seat_of(unit, actor.person)
    if found is None:
        raise Forbidden(_("Only the delegates of this council elect here."))
    return found


def check_seated(unit: Unit, account: UUID) -> Mandate:
    """The candidate's mandate in that council. Raises Forbidden."""
    found = seat_of(unit, account)
    if found is None:
        raise Forbidden(_("A council sends only those who sit in it."))
    return found


def seat_of(unit: Unit, account: UUID) -> Mandate | None:
    """The living mandate by which somebody sits in the council of a unit."""
    held = sending.delegates_in(sending.council_of(unit).key)
    return next((one for one in held if one.holder_id == account and queries.stands(one)), None)


def check_may_sign(actor: Actor, nomination: Nomination) -> None:
    """Raises Unknown for all but the electors: who stands for what is no matter of others."""
    check_is_member(actor)
    if nomination.unit_id not in tree.ancestors_of_all(actor.units):
        raise Unknown


def check_may_accept(actor: Actor, nomination: Nomination) -> None:
    check_may_sign(actor, nomination)
    if nomination.candidate_id != actor.account:
        raise Forbidden(_("Only the one who was nominated can accept."))


def check_holds(actor: Actor, mandate: Mandate) -> None:
    check_is_member(actor)
    if mandate.unit_id not in tree.ancestors_of_all(actor.units):
        raise Unknown
    if mandate.holder_id != actor.account:
        raise Forbidden(_("Only the steward can give the office back."))


def check_is_holder(actor: Actor, given: Given) -> None:
    """Raises Unknown for all but the electors, Forbidden for whom the ballot did not elect."""
    check_may_see_election(actor, given.election)
    if given.candidate.account_id != actor.account:
        raise Forbidden(_("Only who was elected can accept a mandate or lay it down."))


def check_may_see_election(actor: Actor, election: Election) -> None:
    """Raises Unknown for all but the electors: who stands where is no matter of others."""
    check_is_member(actor)
    if election.unit_id not in tree.ancestors_of_all(actor.units):
        raise Unknown
