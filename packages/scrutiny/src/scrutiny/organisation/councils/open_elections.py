"""Delegates elect in the open those of them who go on to the next council: members vote in secret, delegates answer
for what they do.

A paper has one number for each of those who stand: its rank, from 1, or 0 for none. Where more stand than there are
seats, the papers are counted by Scottish STV; where no more stand, a number other than 0 says that one wants them, and
it takes more than the charter's share of all papers. Too few papers elect nobody. Everybody can count: every paper
stands in the record, with the name of its mandate.

Codes of RuleBroken: `paper` (not one number for each who stands, a rank that nobody can have, or one that two have).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

from scrutiny.counting import scottish, vacancy
from scrutiny.counting.profile import Profile
from scrutiny.errors import Refused, RuleBroken
from scrutiny.organisation.ballots.asked import Asked, profile_of
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils.elections import check_quorum
from scrutiny.organisation.mandates import signatures_needed

Paper: TypeAlias = tuple[int, ...]


def check_paper(paper: Sequence[int], candidates: int) -> None:
    """Every rank once at most; a paper without any wants nobody of them. Raises RuleBroken `paper`."""
    ranks = [rank for rank in paper if rank]
    in_bounds = all(type(rank) is int and 0 <= rank <= candidates for rank in paper)
    if len(paper) != candidates or not in_bounds or len(set(ranks)) != len(ranks):
        raise RuleBroken("paper", candidates=candidates)


def profile(papers: Sequence[Paper], candidates: int, seats: int) -> Profile:
    """The papers with the places of the candidates for names."""
    labels = tuple(str(place) for place in range(candidates))
    return profile_of(Asked("rank", "?", labels, rule="scottish", seats=seats), papers)


def elected(
    papers: Sequence[Paper], candidates: int, seats: int, electors: int, rules: CharterRules, seed: bytes
) -> tuple[int, ...]:
    """The places of those who were elected, in the order of election. `electors` had a vote; `seed` decides lots."""
    if not _enough(papers, electors, rules):
        return ()
    if candidates > seats:
        return tuple(scottish.count(profile(papers, candidates, seats), seed).elected)
    wanted = [sum(bool(paper[place]) for paper in papers) for place in range(candidates)]
    needed = signatures_needed(len(papers), rules.share_percent)
    found = [place for place in range(candidates) if wanted[place] >= needed]
    return tuple(sorted(found, key=lambda place: -wanted[place]))


def _enough(papers: Sequence[Paper], electors: int, rules: CharterRules) -> bool:
    marked = [paper for paper in papers if any(paper)]
    try:
        check_quorum(len(papers), electors, rules)
    except RuleBroken:
        return False
    return bool(marked)


def next_by_papers(
    papers: Sequence[Paper], candidates: int, seats: int, former: int, available: Collection[int], seed: bytes
) -> int | None:
    """Who follows the one at the place `former`, by the same papers; None where they name nobody who is available."""
    unavailable = frozenset(range(candidates)) - frozenset(available)
    try:
        result = vacancy.countback(profile(papers, candidates, seats), former, "scottish", seed, unavailable - {former})
    except Refused as refused:
        if refused.code == "nobody-left":
            return None
        raise
    return int(result.elected[0])
