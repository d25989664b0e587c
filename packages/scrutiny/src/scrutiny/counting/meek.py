"""Meek STV: whoever is elected keeps the part of every paper that just makes the quota, and all the rest moves on.

Sources: I.D. Hill, B.A. Wichmann and D.R. Woodall, "Algorithm 123: Single Transferable Vote by Meek's Method", The
Computer Journal 30 (1987), after B.L. Meek (1969); made exact to the last digit in the "Reference Meek Rule" of the
Proportional Representation Foundation, whose steps B.1 to B.3 and C are named below.

- Everyone elected has a keep value; everyone else keeps all (1) or, excluded, nothing (0). A paper gives each
  candidate in turn its remaining weight times the keep value, to nine decimals, rounded up.
- The quota is the sum of all votes / (seats + 1), cut to nine decimals, plus 0.000000001; it falls as papers run out.
- Keep values are adjusted (keep x quota rounded up, / votes rounded up) until the surpluses together are below
  0.000001 or stop shrinking, or someone reaches the quota.
- Then the candidate with the fewest votes is excluded. Candidates no further above than the remaining surplus are
  equal to that candidate, and the lot decides; earlier stages are not consulted, for no stage of this rule is final.

Two things are of ours. Each round is one stage; when an exclusion ends the count, one more stage shows the papers
passed on with unchanged keep values and quota. And a keep value never rises above 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from scrutiny.counting.lots import Lots
from scrutiny.counting.profile import Profile
from scrutiny.counting.ranks import Held, Preferences, transferable
from scrutiny.counting.stages import Result, Stage

PLACES = 9
ONE: int = 10**PLACES
OMEGA = ONE // 10**6


def count(profile: Profile, seed: bytes | None = None) -> Result:
    """The count by Meek's method (sources above).

    Raises Refused with code "lot-needed" if a tie has to go to a lot and there is no seed.
    """
    return _Count(profile, seed).run()


def count_and_hold(profile: Profile, seed: bytes | None = None) -> tuple[Result, dict[int, tuple[Held, ...]]]:
    """The count, and for everyone elected the papers they kept, each at the part of its vote that stayed.

    Raises Refused as `count` does.
    """
    course = _Count(profile, seed)
    result = course.run()
    held: dict[int, list[Held]] = {candidate: [] for candidate in result.elected}
    for preferences, weight in course.papers.items():
        left = ONE
        for candidate in preferences:
            kept = _times(left, course.keeps[candidate])
            left -= kept
            if kept and candidate in held:
                held[candidate].append(Held(preferences, weight, Fraction(kept, ONE)))
    return result, {candidate: tuple(papers) for candidate, papers in held.items()}


def _times(one: int, other: int) -> int:
    """The product of two scaled numbers, rounded up to nine decimals."""
    return -(-one * other // ONE)


@dataclass(slots=True)
class _Node:
    """Papers that agree up to here. What they give further on depends on their beginning alone."""

    papers: int = 0
    children: dict[int, _Node] = field(default_factory=dict)

    def add(self, preferences: Preferences, weight: int) -> None:
        node = self
        for candidate in preferences:
            node = node.children.setdefault(candidate, _Node())
            node.papers += weight


class _Count:
    def __init__(self, profile: Profile, seed: bytes | None) -> None:
        self.profile = profile
        self.lots = Lots(seed)
        self.papers, self.invalid = transferable(profile)
        self.valid = sum(self.papers.values())
        self.root = _Node()
        for preferences, weight in self.papers.items():
            self.root.add(preferences, weight)
        self.keeps = [0 if index in profile.withdrawn else ONE for index in range(len(profile.candidates))]
        self.hopeful = list(profile.standing)
        self.gone = set(profile.withdrawn)
        self.elected: list[int] = []
        self.votes: list[int] = []
        self.quota = 0
        self.surplus = 0
        self.stages: list[Stage] = []

    def run(self) -> Result:
        excluded: tuple[int, ...] = ()
        while not self._complete():
            reached = self._iterate()
            self._record(reached, excluded)
            excluded = () if reached else self._defeat()
        if self.hopeful and len(self.elected) < self.profile.seats:
            self._finish(excluded)
        return Result(
            rule="meek",
            title=self.profile.title,
            candidates=self.profile.candidates,
            seats=self.profile.seats,
            valid=self.valid,
            invalid=self.invalid,
            elected=tuple(self.elected),
            stages=tuple(self.stages),
            quota=Fraction(self.quota, ONE) if self.stages else None,
            places=PLACES,
            lots=self.lots.drawn,
            withdrawn=self.profile.withdrawn,
        )

    def _complete(self) -> bool:
        """Step B.1."""
        elected = len(self.elected)
        return elected >= self.profile.seats or elected + len(self.hopeful) <= self.profile.seats

    def _distribute(self) -> None:
        """Step B.2.a."""
        votes = [0] * len(self.keeps)
        waiting = [(self.root, ONE)]
        while waiting:
            node, left = waiting.pop()
            for candidate, child in node.children.items():
                kept = _times(left, self.keeps[candidate])
                votes[candidate] += child.papers * kept
                if left > kept and child.children:
                    waiting.append((child, left - kept))
        self.votes = votes

    def _iterate(self) -> list[int]:
        """Step B.2: whoever is elected now, or nobody once the keep values have settled."""
        before: int | None = None
        while True:
            self._distribute()
            self.quota = sum(self.votes) // (self.profile.seats + 1) + 1
            reached = [candidate for candidate in self.hopeful if self.votes[candidate] >= self.quota]
            self._elect(reached)
            self.surplus = max(0, sum(self.votes[candidate] - self.quota for candidate in self.elected))
            if reached or self.surplus < OMEGA or (before is not None and self.surplus >= before):
                return reached
            before = self.surplus
            self._adjust()

    def _adjust(self) -> None:
        """Step B.2.f."""
        for candidate in self.elected:
            product = _times(self.keeps[candidate], self.quota)
            self.keeps[candidate] = min(ONE, -(-product * ONE // self.votes[candidate]))

    def _defeat(self) -> tuple[int, ...]:
        """Step B.3."""
        fewest = min(self.votes[candidate] for candidate in self.hopeful)
        tied = [candidate for candidate in self.hopeful if self.votes[candidate] <= fewest + self.surplus]
        lowest = self.lots.one("exclude", len(self.stages) + 1, tied)
        self.hopeful.remove(lowest)
        self.keeps[lowest] = 0
        return (lowest,)

    def _finish(self, excluded: tuple[int, ...]) -> None:
        """Step C: the last vacancies, with one more look at where the papers went."""
        self._distribute()
        if not self.stages:
            self.quota = sum(self.votes) // (self.profile.seats + 1) + 1
        last = list(self.hopeful)
        self._elect(last)
        self._record(last, excluded)

    def _elect(self, candidates: list[int]) -> None:
        for candidate in sorted(candidates, key=lambda index: self.votes[index], reverse=True):
            self.hopeful.remove(candidate)
            self.elected.append(candidate)

    def _record(self, elected: list[int], excluded: tuple[int, ...]) -> None:
        self.stages.append(
            Stage(
                votes=tuple(
                    None if candidate in self.gone else Fraction(held, ONE) for candidate, held in enumerate(self.votes)
                ),
                non_transferable=self.valid - Fraction(sum(self.votes), ONE),
                elected=tuple(sorted(elected)),
                excluded=excluded,
                quota=Fraction(self.quota, ONE),
                keeps=tuple(Fraction(keep, ONE) for keep in self.keeps),
            )
        )
        self.gone.update(excluded)
