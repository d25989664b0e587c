"""Changing the charter: which ballot a change demands, and whether a certified ballot is that one.

The charter says itself what it takes to change it. A change of the rules about changing must also meet what they
would say afterwards, so that a few who came cannot raise the bar for all who come later.

Codes of RuleBroken: `no-change`, `other-question`, `wrong-electorate`, `quorum-missed`, `share-missed`,
`branch-missed`; for what would then stand in the charter, those of `charter.check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots import decision
from scrutiny.organisation.ballots.decision import Counts, Outcome
from scrutiny.organisation.charter import CharterRules, Value, check
from scrutiny.organisation.charter.rules import checked, with_values

ALL_MEMBERS = "all-members"


@dataclass(frozen=True)
class CertifiedBallot:
    """What a ballot decided once nobody can complain about it any more. `values` are what its question named;
    `branches` the counts of each branch by its unit.
    """

    ballot: UUID
    electorate: str
    values: Mapping[str, Value]
    whole: Counts
    branches: Mapping[UUID, Counts]


@dataclass(frozen=True)
class Demand:
    """The ballot that a change needs: among whom, how many percent have to vote, and more than how many percent of
    these have to be for it; `each_branch`: in every branch too.
    """

    electorate: str
    quorum_percent: int
    share_percent: int
    each_branch: bool


def demanded(rules: CharterRules, values: Mapping[str, Value]) -> Demand:
    """The ballot that giving these values to rules needs: what the charter says now and what it would say, whichever
    is more. Raises Malformed and RuleBroken for values that no ballot could put in force.
    """
    after = changed(rules, values)
    return Demand(
        electorate=ALL_MEMBERS,
        quorum_percent=max(rules.rule_quorum_percent, after.rule_quorum_percent),
        share_percent=max(rules.rule_share_percent, after.rule_share_percent),
        each_branch=rules.double_majority or after.double_majority,
    )


def changed(rules: CharterRules, values: Mapping[str, Value]) -> CharterRules:
    """The rules as they would be. Raises RuleBroken `no-change` for an empty change, and what `check` raises."""
    if not values:
        raise RuleBroken("no-change")
    after = with_values(rules, {name: checked(name, value) for name, value in values.items()})
    check(after)
    return after


def check_change(rules: CharterRules, values: Mapping[str, Value], ballot: CertifiedBallot) -> None:
    """Whether this ballot puts these values in force. Raises RuleBroken, Malformed."""
    demand = demanded(rules, values)
    if dict(ballot.values) != dict(values):
        raise RuleBroken("other-question")
    if ballot.electorate != demand.electorate:
        raise RuleBroken("wrong-electorate")
    branch_percent = rules.share_percent if demand.each_branch else None
    asked = decision.Demand(demand.quorum_percent, demand.share_percent, branch_percent)
    found = decision.decide(asked, ballot.whole, ballot.branches)
    if found.outcome is Outcome.NO_QUORUM:
        raise RuleBroken("quorum-missed", voted=ballot.whole.voted, percent=demand.quorum_percent)
    if found.outcome is Outcome.NOT_CARRIED:
        raise RuleBroken("share-missed", in_favour=ballot.whole.in_favour, percent=demand.share_percent)
    if found.outcome is Outcome.BRANCH_AGAINST:
        raise RuleBroken("branch-missed", branch=str(found.against[0]) if found.against else "")
