"""Reads of memberships. No function here returns more people than the one who asks may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from groundswell.accounts.models import Account, KeyReturn
from groundswell.charter.queries import rules
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Unknown
from groundswell.members.models import (
    Answer,
    Card,
    Membership,
    MembershipState,
    ReturnVouch,
    Review,
    Vouch,
)
from groundswell.workplaces import placements
from groundswell.workplaces.models import Closure, Placement, Unit
from groundswell.workplaces.queries import workplace_of
from scrutiny.organisation.standing import Standing as StandingValue
from scrutiny.organisation.standing import is_member_on


def value_of(membership: Membership) -> StandingValue:
    """The membership as the rules see it."""
    return StandingValue(
        state=membership.state,
        joined=membership.joined,
        out_of_work_since=membership.out_of_work_since,
        dispute_open=membership.dispute_open,
        ended=membership.ended,
    )


def counts_today(membership: Membership) -> bool:
    """Whether the membership counts today: not once it has lapsed, whatever its state still says."""
    return is_member_on(value_of(membership), today(), rules())


def units_today(account: UUID) -> frozenset[UUID]:
    """Where an account stands as a member today; a membership that has lapsed counts for nothing at once."""
    held = Membership.objects.filter(
        account_id=account, state__in=[MembershipState.MEMBER, MembershipState.OUT_OF_WORK]
    )
    valid = [m.id for m in held if counts_today(m)]
    return frozenset(Placement.objects.filter(of__in=valid).values_list("unit_id", flat=True)) if valid else frozenset()


def membership(membership_id: UUID) -> Membership:
    found: Membership | None = (
        Membership.objects.filter(id=membership_id).select_related("account", "unit", "card").first()
    )
    if found is None:
        raise Unknown
    return found


def memberships_of(account: UUID) -> list[Membership]:
    return list(Membership.objects.filter(account_id=account).select_related("unit").order_by("applied"))


def standing_units(of: Membership) -> list[Unit]:
    """The units in which a membership has its holder stand now."""
    return [p.unit for p in Placement.objects.filter(of=of.id).select_related("unit").order_by("since", "id")]


def open_cards(account: UUID) -> list[Card]:
    return list(
        Card.objects.filter(by_id=account, used=False, voided=False, expires__gte=today())
        .select_related("returns")
        .order_by("-issued")
    )


@dataclass(frozen=True)
class Waiting:
    """Somebody who asks to be vouched for, as a fellow worker sees them."""

    membership: Membership
    vouches: int
    mine: bool
    by_my_card: bool


def waiting_for(actor: Actor) -> list[Waiting]:
    """Those who ask to join a unit of the actor's, or a small part of their workplace, or whom they have invited."""
    workplaces = {workplace_of(unit) or unit for unit in actor.units}
    small = Closure.objects.filter(ancestor_id__in=workplaces, descendant__figures__members__lt=rules().floor)
    found = (
        Membership.objects.filter(state=MembershipState.WAITING)
        .filter(
            Q(unit_id__in=list(actor.units))
            | Q(unit_id__in=small.values("descendant_id"))
            | Q(card__by_id=actor.person)
        )
        .select_related("account", "unit", "card")
        .annotate(given=Count("vouches"))
        .order_by("applied", "id")
    )
    mine = set(
        Vouch.objects.filter(voucher_id=actor.person, membership__in=[m.id for m in found]).values_list(
            "membership_id", flat=True
        )
    )
    return [Waiting(m, m.given, m.id in mine, m.card is not None and m.card.by_id == actor.account) for m in found]


def vouched_for_by(account: UUID) -> list[Membership]:
    return list(
        Membership.objects.filter(vouches__voucher_id=account, state__in=["member", "out-of-work"])
        .select_related("account", "unit")
        .order_by("account__name")
    )


def vouchers_of(account: UUID) -> list[Account]:
    return list(Account.objects.filter(vouches_given__membership__account_id=account).distinct().order_by("name"))


def visible_fellows(actor: Actor) -> list[Membership]:
    """Those of the actor's own units who chose to be seen there. Nobody else is ever listed."""
    there = Placement.objects.filter(unit_id__in=list(actor.units)).exclude(person=actor.person)
    seen = Membership.objects.filter(visible=True, id__in=there.values("of"))
    return list(seen.select_related("account", "unit", "card").order_by("account__name"))


def known_to(actor: Actor) -> dict[UUID, str]:
    """Everybody whose name the actor may see: vouched for, vouching, visible in the own units."""
    people = [
        *(m.account for m in vouched_for_by(actor.person)),
        *vouchers_of(actor.person),
        *(m.account for m in visible_fellows(actor)),
    ]
    return {account.id: account.name for account in people if account.id != actor.account}


def reviews_for(actor: Actor) -> list[Review]:
    """Open reviews that the actor's assemblies decide."""
    workplaces = {workplace_of(unit) or unit for unit in actor.units}
    inside = Closure.objects.filter(ancestor_id__in=workplaces).values("descendant_id")
    return list(
        Review.objects.filter(outcome="", membership__unit_id__in=inside)
        .select_related("membership__account", "membership__unit")
        .order_by("opened", "id")
    )


def review(review_id: UUID) -> Review:
    found: Review | None = (
        Review.objects.filter(id=review_id).select_related("membership__account", "membership__unit").first()
    )
    if found is None:
        raise Unknown
    return found


def answers(of: Review, assembly: Collection[UUID]) -> tuple[int, int]:
    """How many of the assembly want to keep and to end the membership."""
    rows = Answer.objects.filter(review=of, by_id__in=list(assembly)).values_list("keep", flat=True)
    return sum(rows), sum(not keep for keep in rows)


def answered(of: Review, account: UUID | None) -> bool | None:
    found: bool | None = Answer.objects.filter(review=of, by_id=account).values_list("keep", flat=True).first()
    return found


def returns_for(actor: Actor) -> list[KeyReturn]:
    """Members who lost their words and ask somebody who knows them to say so."""
    knows = set(known_to(actor))
    found = KeyReturn.objects.filter(outcome="", due__isnull=True, account_id__in=knows)
    return list(found.select_related("account").order_by("asked", "id"))


def key_return(return_id: UUID) -> KeyReturn:
    found: KeyReturn | None = KeyReturn.objects.filter(id=return_id).select_related("account", "old", "new").first()
    if found is None:
        raise Unknown
    return found


def return_vouches(of: KeyReturn) -> int:
    return ReturnVouch.objects.filter(key_return=of).count()


def assembly_of(unit: UUID) -> set[UUID]:
    """All who stand in a workplace now: they decide its reviews."""
    return placements.persons_in(unit)


def is_active(membership: Membership) -> bool:
    return bool(Placement.objects.filter(of=membership.id, active=True).exists())


def lapsed_today() -> list[UUID]:
    """Memberships out of work for longer than the charter allows, with no dispute open."""
    held = Membership.objects.filter(state=MembershipState.OUT_OF_WORK, dispute_open=False)
    return [m.id for m in held if not counts_today(m)]


def is_opening(workplace: UUID) -> bool:
    return bool(Unit.objects.filter(id=workplace, opening=True).exists())


def members_today() -> list[UUID]:
    """Everybody who is a member anywhere today."""
    lapsed = set(lapsed_today())
    held = Membership.objects.filter(state__in=(MembershipState.MEMBER, MembershipState.OUT_OF_WORK))
    return sorted({one.account_id for one in held.exclude(id__in=lapsed).only("account_id")})
