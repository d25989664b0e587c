"""Which bodies there are, and who sends whom: from the tree of units, and from nothing else.

    assembly           all members of a workplace, or of a part of one; it sends delegates, and nobody sends to it
    council            of an enterprise, a region, or of the parts of a workplace that wants one: delegates only
    branch-congress    the council of a branch
    alliance-congress  the council of the whole organisation, where more than one unit stands at the top of the tree

A unit that is larger than one workplace has a council if somebody below it has an assembly. A workplace has its
assembly, which stays the highest body in it: where it wants a council of its parts, their assemblies send to that
council, and the workplace's assembly still elects those who go further up. So every chain upward begins in an assembly,
and every seat above it has electors who can end it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from scrutiny.organisation.units import ABOVE_WORKPLACE, path


class BodyKind(StrEnum):
    ASSEMBLY = "assembly"
    COUNCIL = "council"
    BRANCH_CONGRESS = "branch-congress"
    ALLIANCE_CONGRESS = "alliance-congress"


@dataclass(frozen=True)
class Body:
    """`unit` is None for the alliance congress only."""

    kind: BodyKind
    unit: UUID | None

    @property
    def key(self) -> str:
        """As it stands in acts."""
        return f"{self.kind.value}:{self.unit or ''}"


def is_assembly(key: str) -> bool:
    """Whether this is the key of an assembly: of people who sit there for themselves, with no mandate."""
    return key.startswith(f"{BodyKind.ASSEMBLY.value}:")


ALLIANCE = Body(BodyKind.ALLIANCE_CONGRESS, None)


@dataclass(frozen=True)
class Tree:
    """`parents` maps every open unit to the one above it, `kinds` to its kind; `councils` are the workplaces that
    decided to have a council of their parts.
    """

    parents: Mapping[UUID, UUID | None]
    kinds: Mapping[UUID, str]
    councils: frozenset[UUID] = frozenset()
    parts: Mapping[UUID | None, tuple[UUID, ...]] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[UUID | None, list[UUID]] = {}
        for unit, above in self.parents.items():
            found.setdefault(above, []).append(unit)
        object.__setattr__(self, "parts", {above: tuple(sorted(units)) for above, units in found.items()})

    def below(self, unit: UUID | None) -> tuple[UUID, ...]:
        """The units directly under this one; under None those at the top."""
        return self.parts.get(unit, ())

    def is_above_workplaces(self, unit: UUID) -> bool:
        return self.kinds[unit] in ABOVE_WORKPLACE

    def branch(self, unit: UUID | None) -> UUID | None:
        """The branch in which a unit stands, if any."""
        above = path(unit, self.parents) if unit else ()
        return next((one for one in above if self.kinds[one] == "branch"), None)


def bodies(tree: Tree) -> tuple[Body, ...]:
    """All bodies; those below come before those above them."""
    found: list[Body] = []
    for unit in tree.below(None):
        found += _bodies_of(tree, unit)
    return (*found, ALLIANCE) if len(_senders_under(tree, None)) > 1 else tuple(found)


def _bodies_of(tree: Tree, unit: UUID) -> list[Body]:
    below = [body for part in tree.below(unit) for body in _bodies_of(tree, part)]
    if tree.is_above_workplaces(unit):
        return [*below, council_of(tree, unit)] if below else []
    own = [Body(BodyKind.ASSEMBLY, unit)]
    return [*below, council_of(tree, unit), *own] if below and unit in tree.councils else [*below, *own]


def council_of(tree: Tree, unit: UUID) -> Body:
    """The body of delegates of a unit."""
    return Body(BodyKind.BRANCH_CONGRESS if tree.kinds[unit] == "branch" else BodyKind.COUNCIL, unit)


def senders(tree: Tree, body: Body) -> tuple[Body, ...]:
    """The bodies that elect delegates into this one; nobody sends to an assembly."""
    return () if body.kind is BodyKind.ASSEMBLY else _senders_under(tree, body.unit)


def _senders_under(tree: Tree, unit: UUID | None) -> tuple[Body, ...]:
    """Of each part directly below its highest body, where it has one."""
    return tuple(body for part in tree.below(unit) if (body := _highest(tree, part)) is not None)


def _highest(tree: Tree, unit: UUID) -> Body | None:
    if not tree.is_above_workplaces(unit):
        return Body(BodyKind.ASSEMBLY, unit)
    return council_of(tree, unit) if _has_assembly(tree, unit) else None


def _has_assembly(tree: Tree, unit: UUID) -> bool:
    return any(not tree.is_above_workplaces(part) or _has_assembly(tree, part) for part in tree.below(unit))


def sends_to(tree: Tree, body: Body) -> Body | None:
    """The body into which this one elects delegates. None for the highest, for the council of a workplace's parts, and
    for the assembly of a part where there is no such council.
    """
    if body.unit is None or _is_inner(tree, body):
        return None
    above = tree.parents[body.unit]
    if above is None:
        return ALLIANCE if len(_senders_under(tree, None)) > 1 else None
    return council_of(tree, above) if tree.is_above_workplaces(above) or above in tree.councils else None


def _is_inner(tree: Tree, body: Body) -> bool:
    """Whether it is the council of the parts of a workplace, or of a part of one."""
    return body.kind is BodyKind.COUNCIL and body.unit is not None and not tree.is_above_workplaces(body.unit)


def chain(tree: Tree, body: Body) -> Iterator[Body]:
    """The body and all to which its delegates can be sent on, upward."""
    here: Body | None = body
    while here is not None:
        yield here
        here = sends_to(tree, here)


def members_under(tree: Tree, own: Mapping[UUID, int]) -> dict[UUID | None, int]:
    """How many members each unit has, with all below it; under None, all. `own` maps units to those who stand there
    and nowhere below. A member stands in one place only, so nobody counts twice.
    """
    total: dict[UUID | None, int] = {None: 0}
    for unit, members in own.items():
        for one in (*path(unit, tree.parents), None):
            total[one] = total.get(one, 0) + members
    return total


@dataclass(frozen=True)
class Delegate:
    """Somebody in a seat, as everybody may see them. `standing` is "at-work" or a cause of standing.CAUSES; `ends` is
    the day on which the mandate ends at the latest, in ISO 8601.
    """

    sender: Body
    branch: UUID | None
    standing: str
    ends: str


AT_WORK = "at-work"


@dataclass(frozen=True)
class Composition:
    """Who composes a body: how many seats, how many filled, at work, out of work by cause; delegates by branch and by
    sender; and how many mandates end on which day, the next first.
    """

    seats: int
    filled: int
    at_work: int
    out_of_work: Mapping[str, int]
    branches: Mapping[UUID | None, int]
    senders: Mapping[Body, int]
    ending: tuple[tuple[str, int], ...]

    @property
    def vacant(self) -> int:
        return self.seats - self.filled


def composition(seats: int, delegates: Collection[Delegate]) -> Composition:
    """The figures of a body from those whose mandates live now."""
    standings = Counter(one.standing for one in delegates)
    at_work = standings.pop(AT_WORK, 0)
    return Composition(
        seats=seats,
        filled=len(delegates),
        at_work=at_work,
        out_of_work=dict(standings),
        branches=Counter(one.branch for one in delegates),
        senders=Counter(one.sender for one in delegates),
        ending=tuple(sorted(Counter(one.ends for one in delegates).items())),
    )
