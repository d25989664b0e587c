"""What a paper with a skipped, repeated or doubled mark is worth, under the letter of each rule.

Transferable votes (Scottish and Meek). The Scottish Local Government Elections Order 2011 counts a paper as long as
the figure 1 stands alone against exactly one candidate (Schedule 1, Part III, rejected ballot papers: rule 44; in the
Order of 2007 rule 43). Beyond it, article 2 lets a paper move on only to preferences in consecutive order, for
candidates still in the count; so it ends where a figure is left out, where one figure stands against two candidates,
and where the candidate next in order carries two figures. The same reading is used for Meek's method, whose published
form (Algorithm 123) knows only papers without such marks.

Orders (Schulze). A ballot is a weak order: skipped figures say nothing, one figure against several candidates ranks
them equal, and unmarked candidates stand equal at the end (Schulze 2011, section 2.1). A paper that puts one candidate
in two places is no order and does not count.

Grades (majority judgment). The rank is the grade. A candidate without a mark has the lowest grade (Balinski and
Laraki, "Majority Judgment", 2011); one with two grades makes the paper contradictory, and it does not count.

Approval. Every marked candidate is approved, whatever the figure.

Withdrawn candidates are struck out after the paper was read, so a mark for one of them never opens a gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, TypeVar

from scrutiny.counting.profile import Profile, Ranks

Preferences: TypeAlias = tuple[int, ...]
Levels: TypeAlias = tuple[frozenset[int], ...]
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Held:
    """Papers that stayed with an elected candidate at the end of a count, each at the part of its vote that stayed."""

    preferences: Preferences
    weight: int
    value: Fraction


def preferences(ranks: Ranks) -> Preferences | None:
    """The candidates a transferable paper goes to, in order; None where the figure 1 does not stand alone."""
    figures = Counter(candidate for rank in ranks for candidate in rank)
    read: list[int] = []
    for rank in ranks:
        if len(rank) != 1 or figures[rank[0]] > 1:
            break
        read.append(rank[0])
    return tuple(read) or None


def levels(ranks: Ranks) -> Levels | None:
    """The weak order of a paper, without the unmarked; None where a candidate stands in two places or nobody does."""
    marked = [candidate for rank in ranks for candidate in rank]
    if not marked or len(set(marked)) != len(marked):
        return None
    return tuple(frozenset(rank) for rank in ranks if rank)


def approved(ranks: Ranks) -> frozenset[int]:
    """Every candidate with a mark."""
    return frozenset(candidate for rank in ranks for candidate in rank)


def transferable(profile: Profile) -> tuple[dict[Preferences, int], int]:
    """How many papers give each list of preferences for standing candidates, and how many are invalid.

    A paper none of whose preferences is for a standing candidate counts as invalid.
    """

    def strike(read: Preferences) -> Preferences:
        return tuple(candidate for candidate in read if candidate not in profile.withdrawn)

    return _collect(profile, preferences, strike)


def orders(profile: Profile) -> tuple[dict[Levels, int], int]:
    """How many papers give each weak order of standing candidates, and how many are invalid."""

    once: dict[frozenset[int], frozenset[int]] = {}  # a million papers share a few hundred levels

    def strike(read: Levels) -> Levels:
        left = (level - profile.withdrawn for level in read)
        return tuple(once.setdefault(level, level) for level in left if level)

    return _collect(profile, levels, strike)


def _collect(
    profile: Profile, read: Callable[[Ranks], Read | None], strike: Callable[[Read], Read]
) -> tuple[dict[Read, int], int]:
    alike: Counter[Ranks] = Counter()
    for ballot in profile.ballots:
        alike[ballot.ranks] += ballot.weight
    found: Counter[Read] = Counter()
    invalid = 0
    for ranks, weight in alike.items():
        meant = read(ranks)
        struck = None if meant is None else strike(meant)
        if struck:
            found[struck] += weight
        else:
            invalid += weight
    return dict(found), invalid
