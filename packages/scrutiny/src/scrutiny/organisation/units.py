"""Kinds of units and where they may stand. Used by the site before it writes and by replay."""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.errors import RuleBroken

KINDS = ("branch", "region", "enterprise", "site", "department", "brigade", "crew", "shift")

# Kinds that are larger than one workplace: who stands in them stands in one of their workplaces.
ABOVE_WORKPLACE = frozenset({"branch", "region", "enterprise"})

# What may stand directly under what; None is the top of the tree. Within a workplace every depth is allowed,
# because no two workplaces are divided alike.
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


def check_placement(kind: str, parent_kind: str | None) -> None:
    """Raises RuleBroken `unknown-kind` or `wrong-place`."""
    if kind not in MAY_STAND_UNDER:
        raise RuleBroken("unknown-kind", kind=kind)
    if parent_kind not in MAY_STAND_UNDER[kind]:
        raise RuleBroken("wrong-place", kind=kind, under=parent_kind or "")


def check_merge(kinds: Sequence[str], into: str) -> None:
    """Only units of one kind are merged. Raises RuleBroken `nothing-to-merge` or `other-kind`."""
    if not kinds:
        raise RuleBroken("nothing-to-merge")
    for kind in kinds:
        if kind != into:
            raise RuleBroken("other-kind", kind=kind, into=into)
