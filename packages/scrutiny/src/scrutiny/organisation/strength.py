"""What a test of strength means, and whom to visit next. Plain figures in, plain figures out.

Percents are rounded down. So "65 %" is shown exactly where at least 65 in 100 took part, and a result, what it lacks
and what it means never contradict one another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

CLOSE_POINTS = 10


class Meaning(StrEnum):
    """How a result stands against its target."""

    WON = "won"
    CLOSE = "close"
    SHORT = "short"
    WEAK = "weak"
    NOBODY = "nobody"


def percent(part: int, whole: int) -> int | None:
    """Whole percent, rounded down; None where there is no whole. Above 100 where more came than were asked."""
    return 100 * part // whole if whole > 0 else None


def meaning(reached: int, target: int) -> Meaning:
    """`reached` and `target` in percent: at the target, within ten points of it, at least half of it, or below."""
    if reached >= target:
        return Meaning.WON
    if reached >= target - CLOSE_POINTS:
        return Meaning.CLOSE
    return Meaning.SHORT if 2 * reached >= target else Meaning.WEAK


@dataclass(frozen=True)
class Share:
    """A unit's key with how many of how many."""

    key: str
    count: int
    of: int


@dataclass(frozen=True)
class Outcome:
    """A test's result. Percents are None, and `won` False, where nobody was asked; `change` is in points, None
    without an earlier test; `lacking` is how many people more would have reached the target.
    """

    percent: int | None
    won: bool
    change: int | None
    lacking: int
    meaning: Meaning


def outcome(share: Share, target_percent: int, before: Share | None = None) -> Outcome:
    """Compare a test with its target and with the test before it."""
    reached = percent(share.count, share.of)
    earlier = percent(before.count, before.of) if before else None
    return Outcome(
        percent=reached,
        won=reached is not None and reached >= target_percent,
        change=None if reached is None or earlier is None else reached - earlier,
        lacking=shortfall(share, target_percent),
        meaning=Meaning.NOBODY if not share.count or reached is None else meaning(reached, target_percent),
    )


def shortfall(share: Share, target_percent: int) -> int:
    """How many more people the unit needs to reach the target."""
    return max(0, -(-share.of * target_percent // 100) - share.count)


def visit_next(shares: Sequence[Share], target_percent: int) -> str | None:
    """The unit that lacks most people to its target; where equal, the larger one. None when all reach it.

    Give it only units whose counts may be shown: naming a hidden one would tell that its count is small.
    """
    lacking = [s for s in shares if shortfall(s, target_percent)]
    chosen = max(lacking, key=lambda s: (shortfall(s, target_percent), s.of, s.key), default=None)
    return chosen.key if chosen else None


@dataclass(frozen=True)
class Coverage:
    """A unit, a shift or the like: how many of its members keep things going, and the languages spoken there."""

    key: str
    active: int
    languages: frozenset[str] = frozenset()


def units_without(units: Sequence[Coverage], floor: int) -> list[str]:
    """Those with few or nobody active. Few is not told from nobody: one active member is somebody by name."""
    return [unit.key for unit in units if unit.active < floor]


def languages_without(units: Sequence[Coverage], speakers: Mapping[str, int], floor: int) -> list[str]:
    """Languages spoken in the units that few or none of the active members speak; `speakers` counts those."""
    wanted: Collection[str] = {language for unit in units for language in unit.languages}
    return sorted(language for language in wanted if speakers.get(language, 0) < floor)
