"""Reads of offices. Whether a mandate lives is computed at the moment of asking, never stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, QuerySet

from groundswell.charter.queries import rules
from groundswell.councils.models import Mandate, Nomination, Signature
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Unknown
from groundswell.kernel.lazy import LazySet
from groundswell.members.queries import units_today
from groundswell.workplaces import placements, tree
from groundswell.workplaces.models import Closure
from groundswell.workplaces.queries import members_in
from groundswell.workplaces.strength import is_shown
from scrutiny.organisation.mandates import signatures_needed

STEWARD, DELEGATE = "steward", "delegate"


def in_term() -> QuerySet[Mandate]:
    """Mandates that have begun, have not come to their end and were not ended."""
    instant = now()
    return Mandate.objects.filter(start__lte=instant, end__gt=instant, ended__isnull=True)


def with_offices(actor: Actor) -> Actor:
    """The actor with the units of which they are steward now: in term, and standing in that unit or below it."""
    return replace(actor, stewarded=LazySet(lambda: _stewarded(actor))) if actor.signed_in else actor


def stewardships() -> QuerySet[Mandate]:
    """Those of stewards: a delegate of a unit is not its steward."""
    return in_term().filter(office=STEWARD)


def _stewarded(actor: Actor) -> frozenset[UUID]:
    if not actor.is_member:
        return frozenset()
    held = set(stewardships().filter(holder_id=actor.account).values_list("unit_id", flat=True))
    return frozenset(held & tree.ancestors_of_all(actor.units)) if held else frozenset()


def stewards_of(unit: UUID) -> list[Mandate]:
    """The living mandates of the stewards of one unit."""
    mandates = stewardships().filter(unit_id=unit).select_related("holder").order_by("start")
    return [m for m in mandates if stands(m)]


def in_office(unit: UUID, body: str) -> list[Mandate]:
    """Those whom a unit sent into a body; its stewards where `body` is ""."""
    if not body:
        return stewards_of(unit)
    return [m for m in in_term().filter(unit_id=unit, body=body).select_related("holder") if stands(m)]


def sent_by(units: Collection[UUID]) -> list[Mandate]:
    """The delegates whom these units have sent into the bodies above them."""
    found = in_term().filter(office=DELEGATE, unit_id__in=list(units)).select_related("holder", "unit")
    return [m for m in found.order_by("unit__name", "start") if stands(m)]


def stands(mandate: Mandate) -> bool:
    """Also where nobody has settled the day yet on which a membership lapsed."""
    return mandate.unit_id in tree.ancestors_of_all(units_today(mandate.holder_id))


def mandates_of(account: UUID) -> list[Mandate]:
    return list(in_term().filter(holder_id=account).select_related("unit").order_by("end"))


def mandate(mandate_id: UUID) -> Mandate:
    found: Mandate | None = Mandate.objects.filter(id=mandate_id).select_related("unit", "holder").first()
    if found is None:
        raise Unknown
    return found


def nomination(nomination_id: UUID) -> Nomination:
    found: Nomination | None = Nomination.objects.filter(id=nomination_id).select_related("unit", "candidate").first()
    if found is None:
        raise Unknown
    return found


@dataclass(frozen=True)
class Standing:
    """A nomination with its count, as a member of the unit sees it.

    `shown`: whether the count may be told. From how many are needed follows how many members the unit has.
    """

    nomination: Nomination
    signed: int
    needed: int
    mine: bool
    shown: bool

    @property
    def carried(self) -> bool:
        return self.signed >= self.needed


def open_nominations(units: Collection[UUID], account: UUID | None) -> list[Standing]:
    found = (
        Nomination.objects.filter(unit_id__in=list(units), open=True)
        .select_related("unit", "candidate")
        .annotate(signed=Count("signatures"))
        .order_by("day", "id")
    )
    mine = set(
        Signature.objects.filter(nomination__in=[n.id for n in found], by_id=account).values_list(
            "nomination_id", flat=True
        )
    )
    return [Standing(n, valid_signatures(n), needed_in(n.unit_id), n.id in mine, is_shown(n.unit_id)) for n in found]


def needed_in(unit: UUID) -> int:
    return signatures_needed(members_in(unit), rules().steward_share_percent)


def valid_signatures(of: Nomination) -> int:
    """Signatures of those who still stand in the unit."""
    signers = set(Signature.objects.filter(nomination=of).values_list("by_id", flat=True))
    return len(signers & placements.persons_in(of.unit_id)) if signers else 0


def stewarded_count(units: Collection[UUID]) -> dict[UUID, int]:
    """How many mandates in term each unit has (for charts: which parts have nobody)."""
    rows = stewardships().filter(unit_id__in=list(units)).values("unit_id").annotate(n=Count("id"))
    return {row["unit_id"]: row["n"] for row in rows}


def units_that_can_be_signed_for(units: Collection[UUID]) -> set[UUID]:
    """The units on the paths of these: in each of them a member may nominate and sign."""
    return set(Closure.objects.filter(descendant_id__in=list(units)).values_list("ancestor_id", flat=True))
