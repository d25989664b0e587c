"""Who may see, edit and count in which part of the tree."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.accounts.permissions import check_signed_in
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden
from groundswell.workplaces import queries, tree
from groundswell.workplaces.models import Proposal, Unit


def check_is_member(actor: Actor) -> None:
    check_signed_in(actor)
    if not actor.is_member:
        raise Forbidden(_("Only members see this."), todo=_("When two fellow workers have vouched for you, it opens."))


def check_may_see(actor: Actor, unit: Unit) -> None:
    """Members see every workplace as a whole; what lies inside a workplace, only those who work or steward there."""
    check_is_member(actor)
    workplace = queries.workplace_of(unit.id)
    if workplace in (None, unit.id):
        return
    path = set(tree.ancestors(unit.id))
    if path & actor.stewarded or workplace in tree.ancestors_of_all(actor.units | actor.stewarded):
        return
    raise Forbidden(_("Only those who work there see inside a workplace."))


def check_is_steward(actor: Actor, unit: UUID) -> None:
    """A living steward of this unit or of one above it."""
    check_is_member(actor)
    if not actor.stewarded & set(tree.ancestors(unit)):
        raise Forbidden(
            _("Only a steward of this part may do this."),
            todo=_("Ask the steward of your unit, or stand for it yourself."),
        )


def check_may_confirm(actor: Actor, proposal: Proposal) -> None:
    check_is_steward(actor, proposal.unit_id)
    if proposal.by == actor.account:
        raise Forbidden(
            _("A second steward confirms what the first has proposed."),
            todo=_("Ask another steward of this part or of one above it."),
        )
