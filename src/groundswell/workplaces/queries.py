"""Reads of the tree. Charts have a module of their own."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.kernel.errors import Unknown
from groundswell.workplaces import tree
from groundswell.workplaces.models import Closure, Figures, Proposal, Unit, UnitEvent
from scrutiny.organisation.units import ABOVE_WORKPLACE, MAY_STAND_UNDER


def unit(unit_id: UUID) -> Unit:
    """Raises Unknown."""
    found: Unit | None = Unit.objects.filter(id=unit_id).select_related("figures", "parent").first()
    if found is None:
        raise Unknown
    return found


def living(unit_id: UUID) -> UUID:
    """The unit itself, or the one into which it was merged, however often."""
    found = unit(unit_id)
    while found.merged_into_id:
        found = unit(found.merged_into_id)
    return found.id


def path(unit_id: UUID) -> list[Unit]:
    """From the top of the tree down to the unit itself."""
    rows = Closure.objects.filter(descendant_id=unit_id).order_by("-depth").select_related("ancestor")
    return [row.ancestor for row in rows]


def workplace_of(unit_id: UUID) -> UUID | None:
    """The workplace that a unit is or lies in: the first on its path that is no branch, region or enterprise."""
    for part in path(unit_id):
        if part.kind not in ABOVE_WORKPLACE:
            return part.id
    return None


def enterprise_of(unit_id: UUID) -> UUID | None:
    """The enterprise above a unit, if any."""
    return next((part.id for part in reversed(path(unit_id)) if part.kind == "enterprise"), None)


def branch_of(unit_id: UUID) -> UUID | None:
    return next((part.id for part in path(unit_id) if part.kind == "branch"), None)


def top_units() -> list[Unit]:
    return list(
        Unit.objects.filter(parent__isnull=True, closed__isnull=True).select_related("figures").order_by("name")
    )


def parts(unit_id: UUID) -> list[Unit]:
    """The living units directly below."""
    return list(Unit.objects.filter(parent_id=unit_id, closed__isnull=True).select_related("figures").order_by("name"))


def units(ids: Collection[UUID]) -> list[Unit]:
    return list(Unit.objects.filter(id__in=list(ids)).select_related("figures").order_by("name"))


def languages_below(unit_id: UUID) -> set[str]:
    """The languages spoken in a unit and all living units below it."""
    rows = Closure.objects.filter(ancestor_id=unit_id, descendant__closed__isnull=True)
    noted = rows.exclude(descendant__languages=[]).values_list("descendant__languages", flat=True)
    return {code for languages in noted for code in languages}


def below(unit_id: UUID) -> list[Unit]:
    """The unit and all living units below it, parents before parts, by name."""
    rows = Closure.objects.filter(ancestor_id=unit_id, descendant__closed__isnull=True)
    return [row.descendant for row in rows.select_related("descendant").order_by("depth", "descendant__name")]


def public_scope(unit_id: UUID) -> UUID | None:
    """The smallest part around a unit with enough members to be named in public; None where there is none."""
    floor = rules().public_floor
    big = dict(Figures.objects.filter(unit_id__in=tree.ancestors(unit_id)).values_list("unit_id", "members"))
    return next((part for part in tree.ancestors(unit_id) if big.get(part, 0) >= floor), None)


def members_in(unit_id: UUID) -> int:
    return int(Figures.objects.values_list("members", flat=True).get(unit_id=unit_id))


def peak_in(unit_id: UUID) -> int | None:
    """The most who work in a unit at any time of the year: whom a season's end sends home stays a member."""
    found: int | None = Figures.objects.values_list("peak", flat=True).get(unit_id=unit_id)
    return found


def proposal(proposal_id: UUID) -> Proposal:
    found: Proposal | None = Proposal.objects.filter(id=proposal_id).select_related("unit").first()
    if found is None:
        raise Unknown
    return found


def open_proposals(stewarded: Collection[UUID]) -> list[Proposal]:
    """Edits that wait for a second steward, in the parts below these units."""
    inside = Closure.objects.filter(ancestor_id__in=list(stewarded)).values("descendant_id")
    return list(Proposal.objects.filter(state="open", unit_id__in=inside).select_related("unit").order_by("day", "id"))


def events(unit_id: UUID) -> list[UnitEvent]:
    """What happened to a unit, the newest first."""
    return list(UnitEvent.objects.filter(unit_id=unit_id).order_by("-day", "-id")[:20])


def siblings(unit_id: UUID) -> list[Unit]:
    """Living units of the same kind under the same parent: those it can be merged into."""
    found = unit(unit_id)
    same = Unit.objects.filter(parent_id=found.parent_id, kind=found.kind, closed__isnull=True)
    return list(same.exclude(id=unit_id).order_by("name"))


def places_for(unit_id: UUID) -> list[Unit]:
    """Units of the same workplace or enterprise under which a unit may be moved."""
    found = unit(unit_id)
    root = enterprise_of(unit_id) or workplace_of(unit_id) or unit_id
    inside = tree.descendants(unit_id)
    return [
        place
        for place in below(root)
        if place.id not in inside and place.id != found.parent_id and place.kind in MAY_STAND_UNDER[found.kind]
    ]


def is_being_opened(unit_id: UUID) -> bool:
    """Whether this is a workplace with members that do not stand on their own feet yet."""
    found = unit(unit_id)
    return bool(found.opening and found.figures.members and workplace_of(unit_id) == unit_id)


def workplaces_below(units: Collection[UUID], fewer_than: int) -> list[Unit]:
    """Living workplaces below these units that have fewer members than this."""
    rows = Closure.objects.filter(ancestor_id__in=list(units)).values("descendant_id")
    found = Unit.objects.filter(id__in=rows, closed__isnull=True, figures__members__lt=fewer_than)
    places = found.exclude(kind__in=ABOVE_WORKPLACE).filter(parent__kind__in=ABOVE_WORKPLACE)
    return list(places.order_by("name"))


def has_workplace(unit_id: UUID) -> bool:
    """Whether an open unit is a workplace, or lies in one, or has one below it."""
    rows = Closure.objects.filter(ancestor_id=unit_id, descendant__closed__isnull=True)
    return bool(rows.exclude(descendant__kind__in=ABOVE_WORKPLACE).exists())


def below_ids(unit_id: UUID) -> set[UUID]:
    """The ids of a unit and of everything below it."""
    return tree.descendants(unit_id)


def below_stewarded(stewarded: Collection[UUID]) -> set[UUID]:
    """The units of a steward and all that stand below them."""
    return set(Closure.objects.filter(ancestor_id__in=list(stewarded)).values_list("descendant_id", flat=True))
