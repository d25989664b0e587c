"""The rule of vouching, asked about memberships of the tables. The rule itself is scrutiny.organisation.vouching."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundswell.charter.queries import rules
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Forbidden, Unknown
from groundswell.members.models import Membership, Vouch
from groundswell.members.queries import is_opening, units_today
from groundswell.workplaces import placements, tree
from groundswell.workplaces.models import Unit
from groundswell.workplaces.queries import (
    below,
    branch_of,
    enterprise_of,
    living,
    members_in,
    peak_in,
    units,
    workplace_of,
    workplaces_below,
)
from scrutiny.errors import RuleBroken
from scrutiny.organisation import vouching

REASONS: dict[str, Promise] = {
    "self": _("Nobody vouches for themselves."),
    "again": _("You have vouched already."),
    "not-here": _("Only fellow workers of that workplace vouch."),
    "too-new": _("You joined lately. In {days} days you can vouch."),
    "quota": _("You have vouched for {most} people within {days} days, which is the most."),
    "only-each-other": _("This person is the only one who vouched for you: somebody else has to vouch first."),
}


def workplace(membership: Membership) -> UUID:
    """The workplace in which the membership is, or is asked for."""
    unit = living(membership.unit_id)
    return workplace_of(unit) or unit


def check_vouch(actor: Actor, membership: Membership) -> None:
    """Raises Forbidden with the reason of the rule."""
    try:
        vouching.check_vouch(_voucher(actor, membership), _newcomer(membership), today(), rules())
    except RuleBroken as error:
        raise Forbidden(str(REASONS[error.code]).format(**error.data)) from error


def check_may_look(actor: Actor, membership: Membership) -> None:
    """Who sees that somebody asks to join: the same unit, whoever gave the card, and near by while it is opened.

    After the admission only those who vouched. For everyone else there is nothing: whether somebody asks to join is
    not told apart from whether there is such a person. Raises Unknown.
    """
    vouched = membership.vouches.filter(voucher_id=actor.person).exists()
    if vouched or (membership.visible and may_confirm_fellow(actor, membership)):
        return
    waits = membership.state == "waiting"
    invited = membership.card is not None and membership.card.by_id == actor.account
    if waits and (invited or in_reach(actor, membership.unit_id) or opens_near(actor, membership.unit_id)):
        return
    raise Unknown


def in_reach(actor: Actor, unit: UUID) -> bool:
    """Whether the actor stands in a unit, or in its workplace where the unit is too small to vouch by itself."""
    return unit in actor.units or (members_in(unit) < rules().floor and works_in(actor, workplace_of(unit) or unit))


def opening_fellows(actor: Actor, fellows: Sequence[Membership]) -> list[tuple[Membership, bool]]:
    """Each fellow, with whether the actor can vouch for them because their workplace is being opened."""
    mine = {workplace_of(unit) or unit for unit in actor.units}
    some = any(is_opening(there) for there in mine)
    return [(fellow, some and may_confirm_fellow(actor, fellow)) for fellow in fellows]


def may_confirm_fellow(actor: Actor, membership: Membership) -> bool:
    """Whether the actor can vouch for one who is a member already, because their workplace is being opened."""
    there = workplace(membership)
    member = membership.state == "member" and membership.account_id != actor.account
    return member and works_in(actor, there) and is_opening(there)


def opens_near(actor: Actor, unit: UUID) -> bool:
    """Whether a workplace has too few members to vouch for newcomers, and the actor is of those who may instead."""
    there = workplace_of(unit) or unit
    return members_in(there) < rules().vouches_needed and near(actor, there)


def own_parts(actor: Actor) -> list[Unit]:
    """The actor's own units, then the other parts of their workplaces."""
    mine = units(actor.units)
    parts = [part for there in {workplace_of(u.id) or u.id for u in mine} for part in below(there)]
    return [*mine, *(part for part in parts if part.id not in actor.units)]


def openable(actor: Actor) -> list[Unit]:
    """Workplaces near by that the actor can help to open."""
    around = {above for unit in actor.units for above in (enterprise_of(unit), branch_of(unit)) if above}
    return workplaces_below(around, fewer_than=rules().vouches_needed)


def works_in(actor: Actor, there: UUID) -> bool:
    return there in tree.ancestors_of_all(actor.units)


def near(actor: Actor, there: UUID) -> bool:
    """Whether the actor stands in the same enterprise or the same branch."""
    around = {enterprise_of(there), branch_of(there)} - {None}
    return bool(around & tree.ancestors_of_all(actor.units))


def _voucher(actor: Actor, membership: Membership) -> vouching.Voucher:
    account = actor.person
    there = workplace(membership)
    held = Membership.objects.filter(account_id=account, joined__isnull=False).exclude(state="ended")
    given = Vouch.objects.filter(voucher_id=account).values_list("day", flat=True)
    by = Vouch.objects.filter(membership__in=held).values_list("voucher_id", flat=True)
    first = held.order_by("joined").first()
    return vouching.Voucher(
        account=account,
        joined=first.joined if first and first.joined else today(),
        founder=held.filter(founder=True).exists(),
        here=works_in(actor, there),
        near=near(actor, there),
        given=tuple(given),
        vouched_by=frozenset(by),
    )


def _newcomer(membership: Membership) -> vouching.Newcomer:
    by = membership.vouches.values_list("voucher_id", flat=True)
    return vouching.Newcomer(membership.account_id, frozenset(by), members_in(workplace(membership)))


def missing(membership: Membership) -> int:
    """How many vouches are still missing, counting only those of people who are members now."""
    given = _newcomer(membership)
    counting = {voucher for voucher in given.vouched_by if units_today(voucher)}
    return vouching.vouches_missing(replace(given, vouched_by=frozenset(counting)), rules(), _stand_on(counting))


def _stand_on(vouchers: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Whose vouches stand for these people; founders stand on the founding act and are left out."""
    held = Membership.objects.filter(account_id__in=list(vouchers), joined__isnull=False).exclude(state="ended")
    founders = set(held.filter(founder=True).values_list("account_id", flat=True))
    rows = Vouch.objects.filter(membership__in=held).values_list("membership__account_id", "voucher_id")
    return {a: frozenset(by for b, by in rows if a == b) for a in {a for a, _by in rows} - founders}


def frozen(membership: Membership) -> bool:
    """Whether the workplace has as many members as people who work there, so that nobody more is admitted."""
    there = workplace(membership)
    return vouching.frozen(members_in(there), peak_in(there))


def is_admitted(membership: Membership) -> bool:
    return missing(membership) == 0 and not frozen(membership)


def is_opened(there: UUID) -> bool:
    """Whether a workplace is opened: enough of its own members have vouched for one another, once."""
    if not is_opening(there):
        return True
    members = placements.persons_in(there)
    by: dict[UUID, set[UUID]] = {}
    for account, voucher in Vouch.objects.filter(membership__account_id__in=members).values_list(
        "membership__account_id", "voucher_id"
    ):
        by.setdefault(account, set()).add(voucher)
    return vouching.is_opened(members, {k: frozenset(v) for k, v in by.items()}, rules())
