"""Majority judgment: every candidate has a grade from every voter, and the grades in the middle decide.

Source: M. Balinski and R. Laraki, "Majority Judgment: Measuring, Ranking, and Electing" (2011), and "A theory of
measuring, electing, and ranking", PNAS 104 (2007).

- A candidate's majority-grade is the median of the grades received; of two middle grades, the lower.
- Equal majority-grades: one such grade is taken away from each candidate concerned and the medians are compared again,
  until they differ. The medians in that order are the majority-value; here they are compared without taking anything
  away, since the grades leave from the middle outwards: in pairs, the lower of each pair first, and for an odd number
  of papers the single middle grade before all pairs.
- The majority-gauge (share above, majority-grade with + or -, share below) is shown with the result. Wherever two
  gauges differ in the larger of their shares, they order the candidates as the majority-values do.
- Candidates with the same majority-value have exactly the same grades; only there a lot decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from scrutiny.counting.lots import Lots, fill
from scrutiny.counting.profile import Profile
from scrutiny.counting.ranks import levels
from scrutiny.counting.stages import Result, Table
from scrutiny.errors import Malformed

Tally: TypeAlias = tuple[int, ...]
"""How often a candidate got each grade, the best grade first."""

GRADES = ("Excellent", "Very good", "Good", "Acceptable", "Poor", "Reject")
MOST_GRADES = 100


@dataclass(frozen=True, slots=True)
class Gauge:
    """The majority-gauge: how many graded above and below the majority-grade `grade` (0 is the best)."""

    above: int
    grade: int
    below: int

    @property
    def sign(self) -> str:
        return "+" if self.above > self.below else "-"

    @property
    def key(self) -> tuple[int, int]:
        """Greater is better, as far as the gauge tells."""
        return (-self.grade, self.above if self.sign == "+" else -self.below)


def count(profile: Profile, seed: bytes | None = None, grades: Sequence[str] = GRADES) -> Result:
    """Read each ballot's ranks as grades, the best first, and judge. Unmarked candidates get the lowest grade.

    Raises Malformed with code "grades" for fewer than 2, repeated, or too many grades, and with code "grade-unknown"
    if a paper uses a rank beyond them; Refused with code "lot-needed" if a lot is needed and there is no seed.
    """
    scale = _checked(grades)
    tallies = [[0] * len(scale) for _ in profile.candidates]
    valid = 0
    for ballot in profile.ballots:
        marked = levels(ballot.ranks)
        if marked is None or not frozenset().union(*marked) - profile.withdrawn:
            continue
        valid += ballot.weight
        given = {candidate: grade for grade, rank in enumerate(ballot.ranks) for candidate in rank}
        if max(given.values()) >= len(scale):
            raise Malformed("grade-unknown", rank=max(given.values()) + 1, grades=len(scale))
        for candidate, tally in enumerate(tallies):
            tally[given.get(candidate, len(scale) - 1)] += ballot.weight
    return from_tallies(profile, [tuple(tally) for tally in tallies], seed, scale)


def from_tallies(
    profile: Profile, tallies: Sequence[Tally], seed: bytes | None = None, grades: Sequence[str] = GRADES
) -> Result:
    """The result where only each candidate's grades are known; `profile` gives names and seats.

    Raises Malformed with code "tallies" unless all candidates have equally many grades, of the given scale; Malformed
    and Refused as `count` does.
    """
    scale = _checked(grades)
    valid = sum(tallies[0]) if tallies else 0
    fits = all(len(tally) == len(scale) and min(tally) >= 0 and sum(tally) == valid for tally in tallies)
    if len(tallies) != len(profile.candidates) or not fits:
        raise Malformed("tallies")
    ranking = groups(tallies, profile.standing)
    lots = Lots(seed)
    return Result(
        rule="judgment",
        title=profile.title,
        candidates=profile.candidates,
        seats=profile.seats,
        valid=valid,
        invalid=max(0, profile.papers - valid),
        elected=fill(ranking, profile.seats, lots),
        lots=lots.drawn,
        ranking=ranking,
        tables=(_grades(profile, tallies, scale), _gauges(profile, tallies, scale)),
        withdrawn=profile.withdrawn,
    )


def majority_grade(tally: Tally) -> int:
    """The median grade, of two the lower; 0 is the best. Raises ValueError where there are no grades at all."""
    papers = sum(tally)
    if not papers:
        raise ValueError("no grades")
    return _grade_at(tuple(accumulate(tally)), papers // 2)


def gauge(tally: Tally) -> Gauge:
    """The majority-gauge of a candidate. Raises ValueError where there are no grades at all."""
    middle = majority_grade(tally)
    return Gauge(sum(tally[:middle]), middle, sum(tally[middle + 1 :]))


def majority_values(tallies: Sequence[Tally]) -> list[tuple[int, ...]]:
    """A key for each candidate that orders them by majority-value, smaller is better. Papers must be equally many.

    The majority-value of n papers has n entries, but it changes at few places; the key holds the entries at every place
    where any candidate's changes, so the keys compare exactly as the whole values do.
    """
    papers = sum(tallies[0]) if tallies else 0
    sums = [tuple(accumulate(tally)) for tally in tallies]
    upper, lower = (papers - 1) // 2, papers // 2
    if papers % 2:
        upper -= 1
        lower += 1
    steps = sorted({0} | {step for ends in sums for step in _changes(ends, upper, lower, papers)})
    middle = [(_grade_at(ends, papers // 2),) if papers % 2 else () for ends in sums]
    return [
        start + tuple(grade for step in steps if upper >= step for grade in _pair(ends, upper, lower, step))
        for start, ends in zip(middle, sums, strict=True)
    ]


def groups(tallies: Sequence[Tally], standing: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The standing candidates from best to worst; those with the same grades form one group."""
    values = majority_values(tallies)
    different = sorted({values[candidate] for candidate in standing})
    return tuple(tuple(one for one in standing if values[one] == value) for value in different)


def _grade_at(ends: tuple[int, ...], place: int) -> int:
    """The grade at a place, counted from 0, if the grades are laid out from the best to the worst."""
    return bisect_right(ends, place)


def _pair(ends: tuple[int, ...], upper: int, lower: int, step: int) -> tuple[int, int]:
    return _grade_at(ends, lower + step), _grade_at(ends, upper - step)


def _changes(ends: tuple[int, ...], upper: int, lower: int, papers: int) -> list[int]:
    """The steps from the middle at which the lower or the upper grade is another than a step before."""
    downwards = [end - lower for end in ends if lower < end < papers]
    upwards = [upper - end + 1 for end in ends if 0 < end <= upper]
    return downwards + upwards


def _checked(grades: Sequence[str]) -> tuple[str, ...]:
    scale = tuple(grades)
    if not 2 <= len(scale) <= MOST_GRADES or len(set(scale)) != len(scale) or not all(scale):
        raise Malformed("grades", grades=len(scale))
    return scale


def _grades(profile: Profile, tallies: Sequence[Tally], scale: tuple[str, ...]) -> Table:
    rows = tuple((profile.candidates[one], tuple(str(times) for times in tallies[one])) for one in profile.standing)
    return Table("grades", scale, rows)


def _gauges(profile: Profile, tallies: Sequence[Tally], scale: tuple[str, ...]) -> Table:
    rows = []
    for one in profile.standing:
        cells = ("", "", "")
        if sum(tallies[one]):
            found = gauge(tallies[one])
            cells = (str(found.above), scale[found.grade] + found.sign, str(found.below))
        rows.append((profile.candidates[one], cells))
    return Table("gauges", ("above", "majority-grade", "below"), tuple(rows))
