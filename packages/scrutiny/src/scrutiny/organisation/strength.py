"""What a test of strength means, and whom to visit next. Plain figures in, plain figures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CLOSE_POINTS = 10


class Meaning(StrEnum):
    """How a result stands against its target."""

    WON = "won"
    CLOSE = "close"
    SHORT = "short"
    WEAK = "weak"


def percent(part: int, whole: int) -> int | None:
    """Rounded half up, in whole percent; None where there is no whole."""
    return (200 * part + whole) // (2 * whole) if whole > 0 else None


def meaning(reached: int, target: int) -> Meaning:
    """`reached` and `target` in percent: at the target, within ten points of it, at least half of it, or below."""
    if reached >= target:
        return Meaning.WON
    if reached >= target - CLOSE_POINTS:
        return Meaning.CLOSE
    return Meaning.SHORT if 2 * reached >= target else Meaning.WEAK


@dataclass(frozen=True)
class Share:
    """A unit's name with how many of how many."""

    key: str
    count: int
    of: int


def shortfall(share: Share, target_percent: int) -> int:
    """How many more people the unit needs to reach the target."""
    return max(0, -(-share.of * target_percent // 100) - share.count)


def visit_next(shares: Sequence[Share], target_percent: int) -> str | None:
    """The unit that lacks most people to its target; where equal, the larger one. None when all reach it."""
    lacking = [s for s in shares if shortfall(s, target_percent)]
    chosen = max(lacking, key=lambda s: (shortfall(s, target_percent), s.of, s.key), default=None)
    return chosen.key if chosen else None
