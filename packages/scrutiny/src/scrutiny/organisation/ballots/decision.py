"""What a ballot has decided: quorum, majority and, where the charter wants it, a majority in every branch.

A blank vote is a vote: it counts for the quorum and is not in favour. A consultation decides nothing, however clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.mandates import signatures_needed


@dataclass(frozen=True)
class Counts:
    """Of so many electors so many voted, and so many of these for it."""

    electors: int
    voted: int
    in_favour: int


class Outcome(StrEnum):
    CARRIED = "carried"
    NOT_CARRIED = "not-carried"
    BRANCH_AGAINST = "branch-against"
    NO_QUORUM = "no-quorum"
    ADVICE = "advice"


@dataclass(frozen=True)
class Demand:
    """Percent of the electorate that must vote, and percent of the votes that must be exceeded: among all, and in each
    branch where `branch_percent` is not None. `binding` is false for a consultation.
    """

    quorum_percent: int
    share_percent: int
    branch_percent: int | None
    binding: bool = True


@dataclass(frozen=True)
class Decision:
    """`needed` votes in favour; `against` are the branches that did not carry it."""

    outcome: Outcome
    needed: int
    quorum: int
    against: tuple[UUID, ...] = ()


def ordinary(rules: CharterRules, *, whole: bool, binding: bool = True) -> Demand:
    """What an ordinary decision needs. `whole`: it is about the whole organisation, not one part of it."""
    branch_percent = rules.share_percent if whole and rules.double_majority else None
    return Demand(rules.quorum_percent, rules.share_percent, branch_percent, binding)


def decide(demand: Demand, whole: Counts, branches: Mapping[UUID, Counts]) -> Decision:
    """Branches without electors have no say. A double majority without any branch that has one carries nothing."""
    needed = signatures_needed(whole.voted, demand.share_percent)
    quorum = -(-whole.electors * demand.quorum_percent // 100)
    against, silent = _branches(demand, branches)
    if not demand.binding:
        return Decision(Outcome.ADVICE, needed, quorum, against)
    if whole.voted < quorum:
        outcome = Outcome.NO_QUORUM
    elif not _carried(whole, demand.share_percent):
        outcome = Outcome.NOT_CARRIED
    elif against or silent:
        outcome = Outcome.BRANCH_AGAINST
    else:
        outcome = Outcome.CARRIED
    return Decision(outcome, needed, quorum, against)


def of_election(demand: Demand, whole: Counts, elected: int) -> Outcome:
    """Whether an election gave an office to anybody. Who is elected is for its count; here it is only the quorum."""
    if whole.voted < -(-whole.electors * demand.quorum_percent // 100):
        return Outcome.NO_QUORUM
    return Outcome.CARRIED if elected else Outcome.NOT_CARRIED


def _branches(demand: Demand, branches: Mapping[UUID, Counts]) -> tuple[tuple[UUID, ...], bool]:
    """Those that are against; and whether none has a say although one should."""
    if demand.branch_percent is None:
        return (), False
    voting = {branch: counts for branch, counts in branches.items() if counts.electors}
    against = sorted(branch for branch, counts in voting.items() if not _carried(counts, demand.branch_percent))
    return tuple(against), not voting


def _carried(counts: Counts, share_percent: int) -> bool:
    return counts.in_favour >= signatures_needed(counts.voted, share_percent)
