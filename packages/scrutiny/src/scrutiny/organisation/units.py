"""Kinds of units, where they may stand, and what edits a tree of them allows.

Codes of RuleBroken: `unknown-kind`, `wrong-place`, `cycle`, `nothing-to-merge`, `other-kind`, `into-itself`,
`nothing-to-split`, `known-already`, `not-empty`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from scrutiny.errors import RuleBroken

KINDS = ("branch", "region", "enterprise", "site", "department", "brigade", "crew", "shift")

# Kinds that are larger than one workplace: who stands in them stands in one of their workplaces.
ABOVE_WORKPLACE = frozenset({"branch", "region", "enterprise"})

# What may stand directly under what; None is the top of the tree. Within a workplace every depth is allowed,
# because no two workplaces are divided alike. A brigade or crew may move between workplaces, so it can hang above
# them and be a workplace of its own.
_INSIDE = frozenset({"department", "brigade", "crew", "shift"})
MAY_STAND_UNDER: dict[str, frozenset[str | None]] = {
    "branch": frozenset({None}),
    "region": frozenset({None, "branch", "region"}),
    "enterprise": frozenset({None, "branch", "region"}),
    "site": frozenset({None, "branch", "region", "enterprise"}),
    "department": frozenset({"site", *_INSIDE}),
    "brigade": frozenset({"enterprise", "region", "branch", "site", *_INSIDE}),
    "crew": frozenset({"enterprise", "region", "branch", "site", *_INSIDE}),
    "shift": frozenset({"site", *_INSIDE}),
}

Parents = Mapping[UUID, UUID | None]


def check_placement(kind: str, parent_kind: str | None) -> None:
    """Raises RuleBroken `unknown-kind` or `wrong-place`."""
    if kind not in MAY_STAND_UNDER:
        raise RuleBroken("unknown-kind", kind=kind)
    if parent_kind not in MAY_STAND_UNDER[kind]:
        raise RuleBroken("wrong-place", kind=kind, under=parent_kind or "")


def path(unit: UUID, parents: Parents) -> Iterator[UUID]:
    """The unit and all above it, upward. `parents` maps every unit to the one above it, None at the top."""
    above: UUID | None = unit
    while above is not None:
        yield above
        above = parents[above]


def check_move(unit: UUID, new_parent: UUID | None, parents: Parents) -> None:
    """A unit cannot come to stand under itself. Raises RuleBroken `cycle`."""
    if new_parent is not None and unit in path(new_parent, parents):
        raise RuleBroken("cycle")


def check_merge(kinds: Sequence[str], into: str) -> None:
    """Only units of one kind are merged. Raises RuleBroken `nothing-to-merge` or `other-kind`."""
    if not kinds:
        raise RuleBroken("nothing-to-merge")
    for kind in kinds:
        if kind != into:
            raise RuleBroken("other-kind", kind=kind, into=into)


def check_merge_places(units: Sequence[UUID], into: UUID, parents: Parents) -> None:
    """What is merged cannot hold what it is merged into. Raises RuleBroken `into-itself`."""
    if not set(units).isdisjoint(path(into, parents)):
        raise RuleBroken("into-itself")


def check_split(new: Sequence[UUID], known: Collection[UUID]) -> None:
    """A split adds units and keeps the old one. Raises RuleBroken `nothing-to-split`, `known-already`."""
    if not new:
        raise RuleBroken("nothing-to-split")
    if len(set(new)) < len(new) or not set(new).isdisjoint(known):
        raise RuleBroken("known-already")


def check_close(unit: UUID, members: int, parents: Parents) -> None:
    """Only an empty unit is closed. Raises RuleBroken `not-empty`."""
    if members or unit in parents.values():
        raise RuleBroken("not-empty")
