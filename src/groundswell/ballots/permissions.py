"""Who may announce a ballot, look at it, answer for its list, and hang its posters."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.ballots import queries, stations
from groundswell.ballots.models import Ballot, Custodian
from groundswell.councils.models import Mandate
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden, Unknown
from groundswell.workplaces import tree
from groundswell.workplaces.permissions import check_is_member
from groundswell.workplaces.queries import top_units


def check_may_announce(actor: Actor, unit: UUID | None) -> None:
    """A steward of the unit or of one above it; for the whole organisation, of a unit at the top."""
    check_is_member(actor)
    over = set(tree.ancestors(unit)) if unit else {one.id for one in top_units()}
    if not actor.stewarded & over:
        raise Forbidden(_("Only stewards of this part of the organisation announce a ballot for it."))


def may_announce_somewhere(actor: Actor) -> bool:
    return actor.is_member and bool(actor.stewarded)


def check_may_answer_for_list(actor: Actor, ballot: Ballot, contested_by: UUID) -> None:
    check_may_announce(actor, ballot.electorate.unit_id)
    if actor.account == contested_by:
        raise Forbidden(_("Somebody else has to answer for you."))


def check_may_withdraw(actor: Actor, ballot: Ballot) -> None:
    check_is_member(actor)
    if ballot.by_id is None or ballot.by_id != actor.account:
        raise Forbidden(_("Only whoever announced a ballot takes it back."))


def check_may_hang(actor: Actor, unit: UUID) -> None:
    """Stewards of a unit or above it."""
    check_is_member(actor)
    if not actor.stewarded & set(tree.ancestors(unit)):
        raise Forbidden(_("Only stewards of this unit say that the poster hangs."))


def check_may_see_poster(actor: Actor, unit: UUID) -> None:
    check_is_member(actor)
    if unit not in actor.units and not actor.stewarded & set(tree.ancestors(unit)):
        raise Forbidden(_("This is another unit's poster."))


def check_may_ask_for_slip(actor: Actor, ballot: Ballot, account: UUID) -> None:
    """Whoever is on the list for themselves, and a steward for whoever stands in their units."""
    check_is_member(actor)
    if actor.account != account and not stations.is_steward_of(actor, account):
        raise Unknown
    if not stations.is_listed(ballot, account):
        raise Forbidden(_("Only who is on the list of a ballot gets a slip."))


def check_may_count(actor: Actor, ballot: Ballot) -> Mandate:
    """In which office the actor is teller: steward of the electorate's unit, above or below it, without its keys."""
    check_is_member(actor)
    office = stations.office_of(ballot, actor.person)
    if office is None:
        raise Forbidden(_("Tellers are stewards of those who vote, and keep no key of this ballot."))
    return office


def check_is_custodian(actor: Actor, ballot: Ballot) -> Custodian:
    """Raises Unknown for everybody else."""
    check_is_member(actor)
    found = queries.custodian(ballot, actor.person)
    if found is None:
        raise Unknown
    return found
