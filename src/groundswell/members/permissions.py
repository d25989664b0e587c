"""Who may invite, vouch, review. Who may at all stands here; whether the rule is met now, in `admission`."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.accounts.models import KeyReturn
from groundswell.charter.queries import rules
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden, TooMany, Unknown
from groundswell.members import admission, queries
from groundswell.members.models import Membership
from groundswell.workplaces import tree
from groundswell.workplaces.permissions import check_is_member
from groundswell.workplaces.queries import workplace_of


def check_may_invite(actor: Actor, unit: UUID, returns: UUID | None = None) -> None:
    """A member invites into their own workplace, with few open cards; a card to come back names somebody they know."""
    check_is_member(actor)
    if not admission.works_in(actor, workplace_of(unit) or unit) and not admission.opens_near(actor, unit):
        raise Forbidden(_("You can invite into your own workplace, and open a workplace near by."))
    if len(queries.open_cards(actor.person)) >= rules().open_cards:
        raise TooMany(
            _("You have {most} open cards, and no more can be out at once."),
            todo=_("Wait until one is used or expires, or withdraw one."),
            most=rules().open_cards,
        )
    if returns and returns not in queries.known_to(actor):
        raise Forbidden(_("You can help somebody back whom you vouched for, or who is visible in your unit."))


def check_may_vouch(actor: Actor, membership: Membership) -> None:
    """Raises Forbidden with the reason of the rule."""
    check_is_member(actor)
    admission.check_vouch(actor, membership)


def check_may_vouch_return(actor: Actor, key_return: KeyReturn) -> None:
    check_is_member(actor)
    if key_return.account_id not in queries.known_to(actor):
        raise Unknown


def check_may_ask_review(actor: Actor, membership: Membership) -> None:
    """Those who vouched for a member, and stewards of the part, can ask the assembly to look at it.

    For everyone else there is no such member: who is one is not told.
    """
    check_is_member(actor)
    if membership.vouches.filter(voucher_id=actor.person).exists():
        return
    if not actor.stewarded & set(tree.ancestors(membership.unit_id)):
        raise Unknown


def check_in_assembly(actor: Actor, unit: UUID, membership: Membership) -> None:
    check_is_member(actor)
    if unit not in tree.ancestors_of_all(actor.units):
        raise Unknown
    if membership.account_id == actor.account:
        raise Forbidden(_("Nobody decides about themselves."))
