"""Who may see petitions, and whose key is asked for. Signing needs no permission: the signature is it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.councils.models import Mandate
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden
from groundswell.motions import queries, votes
from groundswell.motions.models import Petition, Question
from groundswell.workplaces.permissions import check_is_member


def check_may_see(actor: Actor, petition: Petition) -> None:
    """The electors: a petition is their matter. Raises Forbidden."""
    check_is_elector(actor, petition.unit_id)


def check_is_elector(actor: Actor, unit: UUID | None) -> None:
    """Who stands in the unit or below it. The list of keys says who can sign; this, who can look."""
    check_is_member(actor)
    if unit is not None and unit not in queries.path_of(actor.units):
        raise Forbidden(_("Only its electors see this petition."))


def check_elects(actor: Actor, unit: UUID) -> None:
    """Members of a unit instruct those whom they elected, and receive their reports."""
    check_is_member(actor)
    if unit not in queries.path_of(actor.units):
        raise Forbidden(_("Only those who gave the mandate do this."))


def check_may_see_vote(actor: Actor, question: Question) -> None:
    """Delegates answer in the open: every member reads how they voted."""
    check_is_member(actor)


def check_may_call(actor: Actor, unit: UUID | None, mandate_id: UUID) -> Mandate:
    """The mandate by which somebody puts a question to this council. Raises Forbidden."""
    check_is_member(actor)
    for mandate in votes.council(unit):
        if (mandate.id, mandate.holder_id) == (mandate_id, actor.account):
            return mandate
    raise Forbidden(_("Only those who have a vote in this council put a question to it."))
