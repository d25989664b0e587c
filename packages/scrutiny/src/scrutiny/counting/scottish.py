"""Scottish STV: a surplus moves with every paper held, each at a smaller value (the weighted inclusive Gregory method).

Source: the Scottish Local Government Elections Order 2011, Schedule 1, Part III, rules 46 to 53 (rules 45 to 52 of the
Order of 2007): first stage 46, quota 47, return of councillors 48, transfer of ballot papers 49 and 50, exclusion of
candidates 51 and 52, filling of last vacancies 53.

- The quota is the whole part of valid / (seats + 1), plus one. Whoever reaches it is elected.
- A paper moves from a surplus at (surplus x value when received) / votes held, to five decimals, the remainder
  ignored. What is lost so is shown as non-transferable, as official reports do.
- The greatest surplus moves first; then the next; only when none is left, the candidate with the fewest votes is
  excluded, and the papers move on at the value they had. Each of these is one stage.
- Equal surpluses and equal last places are separated by earlier stages, then by lot (`ties.py`).
- When as many candidates continue as there are vacancies, all are elected and nothing moves any more.

Beyond the letter: where fewer candidates stand than there are seats, all are elected. Among candidates elected at the
same stage, the order of election is that of their votes, then of their votes at earlier stages, then of the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scrutiny.counting.lots import Lots
from scrutiny.counting.profile import Profile
from scrutiny.counting.ranks import Held, Preferences, transferable
from scrutiny.counting.stages import Result, Stage
from scrutiny.counting.ties import narrowed

PLACES = 5
ONE: int = 10**PLACES


@dataclass(slots=True)
class _Parcel:
    """Papers alike, in the hands of the candidate at `place` of their preferences, each worth `value` / 10^5."""

    preferences: Preferences
    weight: int
    value: int
    place: int = 0


def count(profile: Profile, seed: bytes | None = None) -> Result:
    """The count by the Scottish rules (sources above).

    Raises Refused with code "lot-needed" if a tie has to go to a lot and there is no seed.
    """
    return _Count(profile, seed).run()


def count_and_hold(profile: Profile, seed: bytes | None = None) -> tuple[Result, dict[int, tuple[Held, ...]]]:
    """The count, and for everyone elected the papers they kept: of a transferred surplus, the part that stayed.

    Raises Refused as `count` does.
    """
    course = _Count(profile, seed)
    result = course.run()
    held = {
        candidate: tuple(
            Held(parcel.preferences, parcel.weight, Fraction(parcel.value, ONE))
            for parcel in course.piles[candidate]
            if parcel.value
        )
        for candidate in result.elected
    }
    return result, held


class _Count:
    def __init__(self, profile: Profile, seed: bytes | None) -> None:
        self.profile = profile
        self.lots = Lots(seed)
        papers, self.invalid = transferable(profile)
        self.valid = sum(papers.values())
        self.quota = (self.valid // (profile.seats + 1) + 1) * ONE
        self.votes = [0] * len(profile.candidates)
        self.piles: list[list[_Parcel]] = [[] for _ in profile.candidates]
        self.continuing = list(profile.standing)
        self.gone = set(profile.withdrawn)
        self.elected: list[int] = []
        self.surpluses: list[int] = []
        self.history: list[tuple[int, ...]] = []
        self.stages: list[Stage] = []
        for preferences, weight in papers.items():
            self._give(preferences[0], _Parcel(preferences, weight, ONE))

    @property
    def vacancies(self) -> int:
        return self.profile.seats - len(self.elected)

    def run(self) -> Result:
        self._close()
        while self.vacancies and self.continuing:
            if self.surpluses:
                self._transfer(self._greatest_surplus())
            else:
                self._exclude(self._fewest())
        return Result(
            rule="scottish",
            title=self.profile.title,
            candidates=self.profile.candidates,
            seats=self.profile.seats,
            valid=self.valid,
            invalid=self.invalid,
            elected=tuple(self.elected),
            stages=tuple(self.stages),
            quota=Fraction(self.quota, ONE),
            places=PLACES,
            lots=self.lots.drawn,
            withdrawn=self.profile.withdrawn,
        )

    def _give(self, candidate: int, parcel: _Parcel) -> None:
        self.piles[candidate].append(parcel)
        self.votes[candidate] += parcel.weight * parcel.value

    def _pass_on(self, parcel: _Parcel, value: int) -> None:
        """To the next continuing candidate, if the paper names one."""
        for place in range(parcel.place + 1, len(parcel.preferences)):
            if parcel.preferences[place] in self.continuing:
                self._give(parcel.preferences[place], _Parcel(parcel.preferences, parcel.weight, value, place))
                return

    def _greatest_surplus(self) -> int:
        greatest = max(self.votes[candidate] for candidate in self.surpluses)
        tied = [candidate for candidate in self.surpluses if self.votes[candidate] == greatest]
        return self.lots.one("surplus", len(self.stages) + 1, narrowed(tied, self.history, max))

    def _fewest(self) -> int:
        fewest = min(self.votes[candidate] for candidate in self.continuing)
        tied = [candidate for candidate in self.continuing if self.votes[candidate] == fewest]
        return self.lots.one("exclude", len(self.stages) + 1, narrowed(tied, self.history, min))

    def _transfer(self, candidate: int) -> None:
        self.surpluses.remove(candidate)
        held = self.votes[candidate]
        surplus = held - self.quota
        for parcel in self.piles[candidate]:
            value = surplus * parcel.value // held
            parcel.value -= value
            self._pass_on(parcel, value)
        self.votes[candidate] = self.quota
        self._close(surplus=candidate)

    def _exclude(self, candidate: int) -> None:
        self.continuing.remove(candidate)
        parcels, self.piles[candidate] = self.piles[candidate], []
        self.votes[candidate] = 0
        for parcel in parcels:
            self._pass_on(parcel, parcel.value)
        self._close(excluded=(candidate,))
        self.gone.add(candidate)

    def _close(self, surplus: int | None = None, excluded: tuple[int, ...] = ()) -> None:
        """The end of a stage: who is elected now, and the record of it."""
        reached = [candidate for candidate in self.continuing if self.votes[candidate] >= self.quota]
        self._elect(reached)
        last = list(self.continuing) if len(self.continuing) <= self.vacancies else []
        self._elect(last)
        self.surpluses += [candidate for candidate in reached if self.votes[candidate] > self.quota]
        self.history.append(tuple(self.votes))
        self.stages.append(
            Stage(
                votes=tuple(
                    None if candidate in self.gone else Fraction(held, ONE) for candidate, held in enumerate(self.votes)
                ),
                non_transferable=self.valid - Fraction(sum(self.votes), ONE),
                elected=tuple(sorted(reached + last)),
                excluded=excluded,
                surplus=surplus,
            )
        )

    def _elect(self, candidates: list[int]) -> None:
        def rank(candidate: int) -> tuple[int, ...]:
            before = (votes[candidate] for votes in reversed(self.history))
            return (self.votes[candidate], *before)

        for candidate in sorted(candidates, key=rank, reverse=True):
            self.continuing.remove(candidate)
            self.elected.append(candidate)
