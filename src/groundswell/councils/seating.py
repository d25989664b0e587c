"""How many seats each body has, and what may be told of them.

From the seats of a unit follows within a hundred, or within five where the charter gives many delegates, how many
members it has; from no seat, that it has none. So seats are told where the count of members is, by the same rule
(workplaces/rules): of a unit whose count is hidden neither its seats nor its vacancies are told, they are in no sum,
and only who sits there is seen: delegates are known to all members by their own choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, ExpressionWrapper, F, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import Greatest, Least

from groundswell.charter.queries import rules
from groundswell.councils.bodies import Part, Place
from groundswell.record.queries import org_id
from groundswell.workplaces.models import Closure, Unit
from groundswell.workplaces.strength import is_shown, shown_alone
from scrutiny.errors import RuleBroken
from scrutiny.organisation.councils import seats
from scrutiny.organisation.councils.seats import Claims
from scrutiny.organisation.units import ABOVE_WORKPLACE


class Size(NamedTuple):
    """A unit below one of those that send, as far as seats follow from it."""

    id: UUID
    kind: str
    members: int
    headcount: int | None


@dataclass(frozen=True)
class Seats:
    """Of a body: how many members its unit has, None where that is not told; the units below whose counts may be told,
    and the seats of each of them. `undecided` is the code of the rule for which there is no allotment now: `parity`.
    """

    members: int | None
    alone: frozenset[UUID]
    each: Mapping[UUID, int] = field(default_factory=dict)
    undecided: str = ""

    @property
    def told(self) -> int:
        """All seats of those whose counts may be told."""
        return sum(self.each.values())

    def vacant(self, filled: Mapping[UUID, int]) -> int:
        return sum(max(0, count - filled.get(unit, 0)) for unit, count in self.each.items())


@dataclass(frozen=True)
class Councils:
    """What stands below a body: of each unit that is larger than a workplace what all who send into its council claim
    together; and on how many mandates, each below the other, one in the body itself can rest. `org`: the
    organisation's id.
    """

    org: bytes
    claims: Mapping[UUID, Claims] = field(default_factory=dict)
    levels: int = 0

    def lot(self, unit: UUID | None) -> seats.Lot:
        """Between equal claims decides what was drawn at the founding: nobody can choose it any more."""
        return seats.Lot(self.org, unit or UUID(int=0))


def seats_of(place: Place, councils: Councils) -> Seats:
    """The seats of all who send to a body. `councils`: what `councils_below` found."""
    total = place.unit.members if place.unit else sum(part.members for part in place.parts)
    shown = place.unit is None or is_shown(place.unit.id)
    lot = councils.lot(place.body.unit)
    return _allotted(total if shown else None, place.parts, _senders(place, councils), lot)


def allotted_to(place: Place) -> dict[UUID, int]:
    """The seats of every sender, told or not, for those who elect. None have any while parity cannot be kept."""
    councils = councils_below(place)
    try:
        return seats.allot(_senders(place, councils), rules(), councils.lot(place.body.unit))
    except RuleBroken:
        return {}


def _senders(place: Place, councils: Councils) -> list[seats.Sender]:
    sending = {one.unit for one in place.senders}
    return [_sender(part, councils.claims, _branch(place, part)) for part in place.parts if part.id in sending]


def seats_below(parts: Collection[Part], alone: Collection[UUID], councils: Councils) -> dict[UUID, Seats]:
    """The same of the councils of units directly below, whose own counts may be told if they are in `alone`."""
    found = _by_parent(Unit.objects.filter(parent_id__in=[part.id for part in parts], closed__isnull=True))
    return {
        part.id: _allotted(
            part.members if part.id in alone else None,
            found[part.id],
            [_sender(one, councils.claims, None) for one in found[part.id]],
            councils.lot(part.id),
        )
        for part in parts
    }


def councils_below(place: Place) -> Councils:
    """The claims in all councils below a body. The assemblies are added up in the database: they are too many to be
    read for one page.
    """
    org = bytes.fromhex(org_id())
    if not any(part.kind in ABOVE_WORKPLACE for part in place.parts):
        return Councils(org)
    units = Unit.objects.filter(closed__isnull=True)
    if place.body.unit:
        units = units.filter(id__in=Closure.objects.filter(ancestor_id=place.body.unit).values("descendant_id"))
    below = _by_parent(units.filter(kind__in=ABOVE_WORKPLACE))
    found = _of_assemblies([one.id for some in below.values() for one in some])
    return Councils(org, found, _add_councils(place.body.unit, below, found))


def _by_parent(units: QuerySet[Unit]) -> Mapping[UUID | None, list[Size]]:
    found: dict[UUID | None, list[Size]] = defaultdict(list)
    for row in units.values_list("parent_id", "id", "kind", "figures__members", "figures__headcount"):
        found[row[0]].append(Size(*row[1:]))
    return found


def _of_assemblies(units: Collection[UUID]) -> dict[UUID, Claims]:
    """What the workplaces directly below each of these claim: seats.claims for all of them in one query."""
    charter, members, whole = rules(), F("figures__members"), IntegerField()
    crews = When(kind__in=seats.CREWS, then=Value(charter.crew_seats))
    least = Least(Case(crews, default=Value(1)), members, output_field=whole)
    wanted = ExpressionWrapper(members * charter.delegates_per_hundred / seats.HUNDRED, output_field=whole)
    due = Least(Greatest(least, wanted, output_field=whole), members, output_field=whole)
    workplaces = Unit.objects.filter(parent_id__in=units, closed__isnull=True).exclude(kind__in=ABOVE_WORKPLACE)
    rows = workplaces.order_by().values_list("parent_id").annotate(due=Sum(due), least=Sum(least))
    return {above: Claims(due, least) for above, due, least in rows}


def _add_councils(unit: UUID | None, below: Mapping[UUID | None, list[Size]], found: dict[UUID, Claims]) -> int:
    """Add what the councils below a unit claim in its own, those further down first. How many levels there are."""
    levels = 0
    for one in below.get(unit, ()):
        levels = max(levels, 1 + _add_councils(one.id, below, found))
        if unit:
            found[unit] = found.get(unit, Claims()).plus(seats.claims(_sender(one, found, None), rules()))
    return levels


def _branch(place: Place, part: Part) -> UUID | None:
    return part.id if part.kind == "branch" else place.branch


def _sender(part: Part | Size, councils: Mapping[UUID, Claims], branch: UUID | None) -> seats.Sender:
    return seats.Sender(part.id, branch, part.members, _people(part, councils), seats.reserved(part.kind, rules()))


def _people(part: Part | Size, councils: Mapping[UUID, Claims]) -> int:
    """Whom a body can send: members of an assembly, delegates of a council."""
    if part.kind not in ABOVE_WORKPLACE:
        return part.members
    return councils.get(part.id, Claims()).places(rules())


def _allotted(
    total: int | None, parts: Sequence[Part | Size], senders: Collection[seats.Sender], lot: seats.Lot
) -> Seats:
    """Nothing is told of parts of a whole of which nothing is."""
    alone = (
        frozenset() if total is None else shown_alone(((one.id, one.members, one.headcount) for one in parts), total)
    )
    try:
        each = seats.allot(senders, rules(), lot)
    except RuleBroken as broken:
        return Seats(total, alone, undecided=broken.code)
    return Seats(total, alone, {unit: count for unit, count in each.items() if unit in alone})
