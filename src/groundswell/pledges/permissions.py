"""Who may prepare a pledge, look at it, and keep its keys. Signing needs nobody's leave: the cards are the right to."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden, Unknown
from groundswell.pledges import queries
from groundswell.pledges.models import Custodian, Pledge, Role
from groundswell.workplaces import tree
from groundswell.workplaces.permissions import check_is_member


def check_may_prepare(actor: Actor, unit: UUID) -> None:
    """A steward of the unit or of one above it."""
    check_is_member(actor)
    if not actor.stewarded & set(tree.ancestors(unit)):
        raise Forbidden(_("Only stewards of this unit prepare a pledge for it."))


def may_prepare_somewhere(actor: Actor) -> bool:
    return actor.is_member and bool(actor.stewarded)


def check_may_see(actor: Actor, found: Pledge) -> None:
    """Those who are asked, those who prepare it, its dealers and trustees. For all others it does not exist."""
    check_is_member(actor)
    near = found.unit_id in tree.ancestors_of_all(actor.units) or actor.stewarded & set(tree.ancestors(found.unit_id))
    if not near and queries.custodian(found, actor.account) is None and found.by_id != actor.account:
        raise Unknown


def check_is_custodian(actor: Actor, found: Pledge) -> Custodian:
    """Raises Unknown for all others."""
    check_is_member(actor)
    custodian = queries.custodian(found, actor.account)
    if custodian is None:
        raise Unknown
    return custodian


def check_may_call_off(actor: Actor, found: Pledge) -> None:
    check_may_see(actor, found)
    if found.by_id != actor.account:
        raise Forbidden(_("Only whoever announced a pledge calls it off."))


def check_may_void(actor: Actor, found: Pledge) -> None:
    """Leftover cards are counted by stewards of the unit, or by those who dealt them."""
    check_may_see(actor, found)
    if not may_void(actor, found):
        raise Forbidden(_("Only stewards of the unit and dealers say which cards are left over."))


def may_void(actor: Actor, found: Pledge) -> bool:
    custodian = queries.custodian(found, actor.account)
    deals = custodian is not None and custodian.role == Role.DEALER
    return deals or bool(actor.stewarded & set(tree.ancestors(found.unit_id)))
