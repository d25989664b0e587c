"""Countback: a vacant seat goes to the candidate whom the voters of the vacating member prefer.

Sources: the recount of the ballots credited to the vacating member under the General Laws of Massachusetts, chapter
54A, section 13 (Cambridge), and the casual vacancies of the Electoral Act 1992 (Australian Capital Territory),
Schedule 4, Part 4.3. Both count again only the papers by which the member was elected. As there:

- The original election is counted again. The papers taken are those in the member's hands at its end, each at the
  part of its vote that stayed with the member: together the quota, not the surplus that had moved on.
- Each paper is read anew from its first preference. Struck out are the vacating member, all who were elected with that
  member (they keep their seats, and nobody can lose one here), all who had withdrawn, and all who are not available.
- Whoever holds more than half of the votes that still name someone is elected. Otherwise the candidate with the fewest
  is excluded and the papers move on at the value they have; ties as in the Scottish rules: by earlier stages, then lot.

Where the two laws differ we follow the Territory: values are exact (Cambridge moves whole papers drawn at random), and
the half is reckoned from papers that still name a candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from scrutiny.counting import meek, scottish
from scrutiny.counting.lots import Lots
from scrutiny.counting.profile import Profile
from scrutiny.counting.ranks import Held, Preferences
from scrutiny.counting.stages import Result, Stage
from scrutiny.counting.ties import narrowed
from scrutiny.errors import Refused

Holding: TypeAlias = Callable[[Profile, bytes | None], tuple[Result, dict[int, tuple[Held, ...]]]]
HOLDERS: Mapping[str, tuple[Holding, int]] = MappingProxyType(
    {"scottish": (scottish.count_and_hold, scottish.PLACES), "meek": (meek.count_and_hold, meek.PLACES)}
)


def countback(
    profile: Profile,
    former: int,
    rule: str = "scottish",
    seed: bytes | None = None,
    unavailable: frozenset[int] = frozenset(),
) -> Result:
    """Who follows `former`, from the ballots of the election that elected `former` by `rule`.

    `seed` is that of the election: lots of the first count fall as they fell, and a lot of the countback is drawn from
    the same seed with purposes of its own. The result has one seat; its `valid` counts the papers looked at.

    Raises Refused with code "countback-rule" for a rule without transferable votes, "not-elected" if `former` was not
    elected, "nobody-left" if no paper names an available candidate, and "lot-needed" without a seed.
    """
    if rule not in HOLDERS:
        raise Refused("countback-rule", rule=rule)
    hold, places = HOLDERS[rule]
    first, held = hold(profile, seed)
    if former not in held:
        raise Refused("not-elected", candidate=former + 1)
    closed = frozenset(first.elected) | profile.withdrawn | unavailable
    return _Countback(profile, held[former], closed, places, seed).run()


class _Countback:
    def __init__(
        self, profile: Profile, papers: tuple[Held, ...], closed: frozenset[int], places: int, seed: bytes | None
    ) -> None:
        self.profile = profile
        self.one = 10**places
        self.places = places
        self.closed = closed
        self.lots = Lots(seed)
        self.looked_at = sum(paper.weight for paper in papers)
        self.total = 0
        self.papers: dict[Preferences, int] = {}
        for paper in papers:
            worth = int(paper.value * self.one) * paper.weight
            left = tuple(candidate for candidate in paper.preferences if candidate not in closed)
            self.total += worth
            self.papers[left] = self.papers.get(left, 0) + worth
        self.continuing = [index for index in range(len(profile.candidates)) if index not in closed]
        self.excluded: list[int] = []
        self.votes: list[int] = []
        self.history: list[tuple[int, ...]] = []
        self.stages: list[Stage] = []

    def run(self) -> Result:
        if not any(self.papers[left] for left in self.papers if left):
            raise Refused("nobody-left")
        leaving: tuple[int, ...] = ()
        while True:
            self._deal()
            winner = self._winner()
            self._record(winner, leaving)
            if winner is not None:
                return self._result(winner)
            self.excluded += leaving
            leaving = (self._fewest(),)
            self.continuing.remove(leaving[0])

    def _deal(self) -> None:
        votes = [0] * len(self.profile.candidates)
        for preferences, worth in self.papers.items():
            holder = next((candidate for candidate in preferences if candidate in self.continuing), None)
            if holder is not None:
                votes[holder] += worth
        self.votes = votes

    def _winner(self) -> int | None:
        half = sum(self.votes)
        ahead = (candidate for candidate in self.continuing if 2 * self.votes[candidate] > half)
        return self.continuing[0] if len(self.continuing) == 1 else next(ahead, None)

    def _fewest(self) -> int:
        fewest = min(self.votes[candidate] for candidate in self.continuing)
        tied = [candidate for candidate in self.continuing if self.votes[candidate] == fewest]
        return self.lots.one("countback-exclude", len(self.stages) + 1, narrowed(tied, self.history, min))

    def _record(self, winner: int | None, leaving: tuple[int, ...]) -> None:
        gone = self.closed.union(self.excluded)
        self.history.append(tuple(self.votes))
        self.stages.append(
            Stage(
                votes=tuple(
                    None if candidate in gone else Fraction(held, self.one) for candidate, held in enumerate(self.votes)
                ),
                non_transferable=Fraction(self.total - sum(self.votes), self.one),
                elected=() if winner is None else (winner,),
                excluded=leaving,
                quota=Fraction(sum(self.votes) // 2 + 1, self.one),
            )
        )

    def _result(self, winner: int) -> Result:
        return Result(
            rule="countback",
            title=self.profile.title,
            candidates=self.profile.candidates,
            seats=1,
            valid=self.looked_at,
            invalid=0,
            elected=(winner,),
            stages=tuple(self.stages),
            quota=self.stages[-1].quota,
            places=self.places,
            lots=self.lots.drawn,
            withdrawn=self.closed,
        )
