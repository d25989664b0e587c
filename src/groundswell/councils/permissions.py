"""Who may nominate, sign, accept and resign."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.councils.models import Election, Given, Mandate, Nomination
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden, Unknown
from groundswell.workplaces import placements, tree
from groundswell.workplaces.permissions import check_is_member


def check_is_elector(actor: Actor, unit: UUID) -> None:
    """Those who stand in a unit or below it elect its steward."""
    check_is_member(actor)
    if unit not in tree.ancestors_of_all(actor.units):
        raise Forbidden(_("Only members of this unit sign for its steward."))


def check_may_nominate(actor: Actor, unit: UUID, candidate: UUID) -> None:
    check_is_elector(actor, unit)
    if unit not in tree.ancestors_of_all(placements.units_of(candidate)):
        raise Forbidden(_("A steward works in the unit that they stand for."))


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
    check_is_member(actor)
    if given.election.unit_id not in tree.ancestors_of_all(actor.units):
        raise Unknown
    if given.candidate.account_id != actor.account:
        raise Forbidden(_("Only who was elected can accept a mandate or lay it down."))


def check_may_see_election(actor: Actor, election: Election) -> None:
    """Raises Unknown for all but the electors: who stands where is no matter of others."""
    check_is_member(actor)
    if election.unit_id not in tree.ancestors_of_all(actor.units):
        raise Unknown
