"""Reads of open recalls: where few gave a mandate, or no ballot has handed out petition keys, they end it openly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.councils import queries as councils
from groundswell.councils.models import Mandate
from groundswell.motions.models import RecallSignature
from groundswell.motions.queries import is_over, key_list
from groundswell.workplaces import placements
from groundswell.workplaces.strength import is_shown
from scrutiny.organisation.mandates import signatures_needed


@dataclass(frozen=True)
class Standing:
    """How an open recall stands, as a member of the unit sees it; `shown`: whether the count may be told."""

    mandate: Mandate
    signed: int
    needed: int
    mine: bool
    shown: bool


def is_open_to(unit: UUID) -> bool:
    """Whether those of a unit recall openly: too few for a secret ballot, or none was held yet."""
    return len(placements.persons_in(unit)) < rules().open_vote_below or key_list(unit) is None


def needed_in(unit: UUID) -> int:
    """As many as it takes to give the office openly."""
    return signatures_needed(len(placements.persons_in(unit)), rules().steward_share_percent)


def signed(mandate: Mandate) -> int:
    """Signatures of those who still stand in the unit."""
    by = set(RecallSignature.objects.filter(mandate=mandate).values_list("by_id", flat=True))
    return len(by & placements.persons_in(mandate.unit_id)) if by else 0


def standings(units: Collection[UUID], account: UUID) -> list[Standing]:
    """Of the mandates that these units gave and recall openly."""
    open_units = [unit for unit in units if is_open_to(unit)]
    found = councils.in_term().filter(unit_id__in=open_units).select_related("unit", "holder")
    mine = set(RecallSignature.objects.filter(by_id=account).values_list("mandate_id", flat=True))
    return [
        Standing(one, signed(one), needed_in(one.unit_id), one.id in mine, is_shown(one.unit_id))
        for one in found.order_by("unit__name", "end", "id")
        if not is_over(one)
    ]
