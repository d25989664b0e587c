"""Who elects whom into which body: the rules of bodies, as those who elect and stand need them."""

from __future__ import annotations

from uuid import UUID

from groundswell.councils import bodies, seating
from groundswell.councils.models import Mandate
from groundswell.councils.queries import in_term
from groundswell.kernel.errors import Unknown
from groundswell.workplaces.models import Unit
from scrutiny.organisation.councils.bodies import Body, BodyKind
from scrutiny.organisation.units import ABOVE_WORKPLACE


def council_of(unit: Unit) -> Body:
    """The body of delegates of a unit that is larger than one workplace."""
    return Body(BodyKind.BRANCH_CONGRESS if unit.kind == "branch" else BodyKind.COUNCIL, unit.id)


def has_council(unit: Unit) -> bool:
    return unit.kind in ABOVE_WORKPLACE


def elects_as(unit: Unit) -> Body:
    """The body that elects whom this unit sends: its council, or the assembly of a workplace."""
    return council_of(unit) if has_council(unit) else Body(BodyKind.ASSEMBLY, unit.id)


def sends_to(unit: Unit) -> Body | None:
    """The body into which a unit sends delegates. None for a part of a workplace, and where nothing is above."""
    try:
        return next(iter(bodies.find(elects_as(unit).key).above), None)
    except Unknown:
        return None


def seats(body: Body) -> dict[UUID, int]:
    """The places of each unit that sends into a body."""
    return seating.allotted_to(bodies.find(body.key))


def delegates_in(key: str) -> list[Mandate]:
    """The mandates that live in a body, by sender."""
    found = in_term().filter(body=key).select_related("holder", "unit")
    return list(found.order_by("unit__name", "start", "id"))


def body_named(key: str) -> Body:
    """Raises ValueError for what is no key of a body."""
    kind, _colon, unit = key.partition(":")
    return Body(BodyKind(kind), UUID(unit) if unit else None)


def unit_of(body: Body) -> Unit | None:
    """The unit whose body it is; None for the congress of the alliance."""
    return Unit.objects.filter(id=body.unit).first() if body.unit else None
