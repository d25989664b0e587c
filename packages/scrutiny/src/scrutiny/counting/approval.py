"""Choosing and approving: every mark is one vote, and the candidates with the most votes get the seats.

Approval voting: S.J. Brams and P.C. Fishburn, "Approval Voting", American Political Science Review 72 (1978). With
`most` it is the ordinary choice of up to so many candidates (1: the plain vote); a paper with more marks is invalid.
Equal votes at the last seat go to a lot. Blank papers are not among the valid votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from scrutiny.counting.lots import Lots, fill
from scrutiny.counting.profile import Profile
from scrutiny.counting.ranks import approved
from scrutiny.counting.stages import Result, Stage
from scrutiny.errors import Malformed


def count(profile: Profile, seed: bytes | None = None, most: int | None = None) -> Result:
    """Count the marks of every paper with at least one and at most `most` of them (None: any number).

    Raises Malformed with code "most" for a limit below 1, and Refused with code "lot-needed" if a tie for the last
    seat has to go to a lot and there is no seed.
    """
    if most is not None and most < 1:
        raise Malformed("most", most=most)
    totals = [0] * len(profile.candidates)
    valid = 0
    for ballot in profile.ballots:
        every = approved(ballot.ranks)
        marks = every - profile.withdrawn
        if not marks or (most is not None and len(every) > most):
            continue
        valid += ballot.weight
        for mark in marks:
            totals[mark] += ballot.weight
    return from_totals(profile, totals, valid, seed)


def from_totals(profile: Profile, totals: Sequence[int], valid: int, seed: bytes | None = None) -> Result:
    """The result where only the sums are known, as after a tally that opens no single ballot.

    `profile` gives names, seats and, if it has any, papers; `totals` the votes of each candidate; `valid` the papers.
    Raises Malformed with code "totals" for sums that so many papers cannot give, and Refused as `count` does.
    """
    if len(totals) != len(profile.candidates) or not all(0 <= total <= valid for total in totals):
        raise Malformed("totals")
    ranking = by_total(totals, profile.standing)
    lots = Lots(seed)
    elected = fill(ranking, profile.seats, lots)
    votes = tuple(None if index in profile.withdrawn else Fraction(total) for index, total in enumerate(totals))
    return Result(
        rule="approval",
        title=profile.title,
        candidates=profile.candidates,
        seats=profile.seats,
        valid=valid,
        invalid=max(0, profile.papers - valid),
        elected=elected,
        stages=(Stage(votes=votes, non_transferable=Fraction(0), elected=tuple(sorted(elected))),),
        lots=lots.drawn,
        ranking=ranking,
        withdrawn=profile.withdrawn,
    )


def by_total(totals: Sequence[int], standing: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The standing candidates from the most votes to the fewest; those with equal votes form one group."""
    different = sorted({totals[candidate] for candidate in standing}, reverse=True)
    return tuple(tuple(one for one in standing if totals[one] == total) for total in different)
