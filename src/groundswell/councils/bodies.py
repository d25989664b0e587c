"""Reads of bodies: who sends whom, worked out from no more of the tree than the question needs.

A tree of 30,000 units is not read for one page. What the rules (organisation.councils.bodies) are given is the part of
it around one body: the units above it, those directly below it, and for each of these that is larger than a workplace
one workplace somewhere below it, as a witness that it has electors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields import UUIDField

from groundswell.kernel.errors import Unknown
from groundswell.workplaces.models import Closure, Unit
from scrutiny.organisation.councils.bodies import ALLIANCE, Body, BodyKind, Tree, chain, council_of, senders
from scrutiny.organisation.units import ABOVE_WORKPLACE


class Part(NamedTuple):
    """A unit as far as bodies need it. `witness`: itself, or a workplace below it; None where nobody could elect."""

    id: UUID
    parent: UUID | None
    kind: str
    name: str
    members: int
    headcount: int | None
    witness: UUID | None


COLUMNS = ("id", "parent_id", "kind", "name", "figures__members", "figures__headcount", "witness")


@dataclass(frozen=True)
class Place:
    """A body and what stands around it. `above`: the chain of bodies to which its delegates can be sent on, the next
    one first. `parts`: all open units directly below, by name; `senders` are the bodies of some of them.
    """

    body: Body
    unit: Part | None
    tree: Tree
    above: tuple[Body, ...]
    parts: tuple[Part, ...]
    senders: tuple[Body, ...]
    names: dict[UUID, str]

    def part(self, sender: Body) -> Part:
        """The unit of one that sends."""
        return next(part for part in self.parts if part.id == sender.unit)

    @property
    def branch(self) -> UUID | None:
        return self.tree.branch(self.body.unit)


def find(key: str) -> Place:
    """The body with this key. Raises Unknown where there is none."""
    body = _parsed(key)
    place = _around(body)
    if not _exists(place):
        raise Unknown
    return place


def top() -> Body | None:
    """The highest body of all; None where nobody could elect anybody yet."""
    tops = tuple(_parts(None))
    found = senders(_tree(tops), ALLIANCE)
    return ALLIANCE if len(found) > 1 else next(iter(found), None)


def bodies_of(unit: UUID) -> list[Body]:
    """The bodies of a unit: its council, its assembly, or both; none where nobody stands below it."""
    kinds = (BodyKind.BRANCH_CONGRESS, BodyKind.COUNCIL, BodyKind.ASSEMBLY)
    around = _around(Body(BodyKind.ASSEMBLY, unit))
    return [body for kind in kinds if _exists(_with(around, body := Body(kind, unit)))]


def _parsed(key: str) -> Body:
    kind, _colon, unit = key.partition(":")
    try:
        return Body(BodyKind(kind), UUID(unit) if unit else None)
    except ValueError:
        raise Unknown from None


def _around(body: Body) -> Place:
    path = _path(body.unit) if body.unit else ()
    below = tuple(_parts(body.unit))
    beside = _another_top(path[-1].id) if path else ()
    tree = _tree((*path, *beside, *below))
    names = {part.id: part.name for part in (*path, *beside, *below)}
    return _with(Place(body, path[0] if path else None, tree, (), below, (), names), body)


def _with(place: Place, body: Body) -> Place:
    """The same place, seen from another body of its unit."""
    upward = tuple(chain(place.tree, body))[1:]
    parts = sorted(senders(place.tree, body), key=lambda one: place.names[one.unit] if one.unit else "")
    return Place(body, place.unit, place.tree, upward, place.parts, tuple(parts), place.names)


def _exists(place: Place) -> bool:
    body, tree = place.body, place.tree
    if body.unit is None:
        return body == ALLIANCE and len(place.senders) > 1
    if body.kind is BodyKind.ASSEMBLY:
        return not tree.is_above_workplaces(body.unit)
    has_council = tree.is_above_workplaces(body.unit) or body.unit in tree.councils
    return has_council and body == council_of(tree, body.unit) and bool(place.senders)


def _tree(parts: Iterable[Part]) -> Tree:
    parents: dict[UUID, UUID | None] = {}
    kinds: dict[UUID, str] = {}
    for part in parts:
        parents[part.id], kinds[part.id] = part.parent, part.kind
        if part.witness and part.witness != part.id:
            parents.setdefault(part.witness, part.id)
            kinds.setdefault(part.witness, "site")
    return Tree(parents, kinds)


def _with_witness(units: QuerySet[Unit]) -> QuerySet[Any]:
    """The open ones of these, each with a workplace or a part of one at or below it."""
    low = Closure.objects.filter(ancestor=OuterRef("id"), descendant__closed__isnull=True)
    low = low.exclude(descendant__kind__in=ABOVE_WORKPLACE).order_by()
    witness = Case(
        When(kind__in=ABOVE_WORKPLACE, then=Subquery(low.values("descendant_id")[:1])),
        default="id",
        output_field=UUIDField(),
    )
    return units.filter(closed__isnull=True).annotate(witness=witness)


def _parts(above: UUID | None) -> Iterator[Part]:
    """The open units directly below one, or at the top, by name."""
    units = Unit.objects.filter(parent_id=above) if above else Unit.objects.filter(parent__isnull=True)
    for row in _with_witness(units).order_by("name", "id").values_list(*COLUMNS):
        yield Part(*row)


def _another_top(unit: UUID) -> tuple[Part, ...]:
    """One more at the top where somebody could elect, if any: then the whole organisation has a congress."""
    tops = _with_witness(Unit.objects.filter(parent__isnull=True).exclude(id=unit)).filter(witness__isnull=False)
    return tuple(Part(*row) for row in tops.values_list(*COLUMNS)[:1])


def _path(unit: UUID) -> tuple[Part, ...]:
    """The unit first, then upward. Raises Unknown for none, and for one that is closed."""
    rows = Closure.objects.filter(descendant_id=unit).order_by("depth").values_list("ancestor_id", flat=True)
    nobody = Value(None, output_field=UUIDField())
    found = Unit.objects.filter(id__in=list(rows), closed__isnull=True).annotate(witness=nobody)
    known = {row[0]: Part(*row) for row in found.values_list(*COLUMNS)}
    if unit not in known:
        raise Unknown
    return tuple(known[one] for one in rows if one in known)
