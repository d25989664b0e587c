"""Who comes in: by the vouching of fellow workers of that workplace.

Reasons for refusing a vouch (RuleBroken codes):

    self            nobody vouches for themselves
    again           one vouch each
    not-here        the voucher stands neither in this workplace nor, while it is being opened, near by
    too-new         joined less than `vouch_wait_days` ago
    quota           gave `vouch_quota` vouches within the last `vouch_quota_days`
    only-each-other the newcomer would be, or is, the voucher's only voucher left

Founders have nobody who could have vouched for them: the founding act is their vouching, so they neither wait nor
need a voucher, and the quota binds them like everyone.

A workplace is *being opened* until `opened_by` of its own members have vouched for one another, each for all others
of them. While fewer than `vouches_needed` members stand there, members of the same enterprise, else of the same
branch, may vouch; once enough stand there, only they may.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import CharterRules


@dataclass(frozen=True)
class Voucher:
    """Whoever vouches, as the rule needs to know them. `given` are the days of their vouches, `vouched_by` the people
    whose vouch stands for them.
    """

    account: UUID
    joined: dt.date
    founder: bool
    here: bool
    near: bool
    given: tuple[dt.date, ...]
    vouched_by: frozenset[UUID]


@dataclass(frozen=True)
class Newcomer:
    """`members_here`: members standing in the workplace now; `vouched_by`: those who have vouched already."""

    account: UUID
    vouched_by: frozenset[UUID]
    members_here: int


def check_vouch(voucher: Voucher, newcomer: Newcomer, today: dt.date, rules: CharterRules) -> None:
    """Raises RuleBroken with the reason."""
    if voucher.account == newcomer.account:
        raise RuleBroken("self")
    if voucher.account in newcomer.vouched_by:
        raise RuleBroken("again")
    if not _close_enough(voucher, newcomer, rules):
        raise RuleBroken("not-here")
    if not voucher.founder and (today - voucher.joined).days < rules.vouch_wait_days:
        raise RuleBroken("too-new", days=rules.vouch_wait_days - (today - voucher.joined).days)
    recent = [day for day in voucher.given if (today - day).days < rules.vouch_quota_days]
    if len(recent) >= rules.vouch_quota:
        raise RuleBroken("quota", most=rules.vouch_quota, days=rules.vouch_quota_days)
    if not voucher.founder and not voucher.vouched_by - {newcomer.account}:
        raise RuleBroken("only-each-other")


def _close_enough(voucher: Voucher, newcomer: Newcomer, rules: CharterRules) -> bool:
    return voucher.here or (voucher.near and newcomer.members_here < rules.vouches_needed)


def vouches_missing(newcomer: Newcomer, rules: CharterRules) -> int:
    return max(0, rules.vouches_needed - len(newcomer.vouched_by))


def frozen(members: int, headcount: int | None) -> bool:
    """Whether one more member would make more of them than people who work there: admission stops, loudly."""
    return headcount is not None and members >= headcount


def alarm(members: int, headcount: int | None) -> bool:
    """More members than people who work there: somebody does not belong, or the headcount is wrong."""
    return headcount is not None and members > headcount


def is_opened(members: Collection[UUID], vouched_by: Mapping[UUID, frozenset[UUID]], rules: CharterRules) -> bool:
    """Whether enough members of a workplace have vouched for one another, each for all the others of them.

    `vouched_by` maps a member to those whose vouches they have. Only members with enough vouches from within can be
    part of such a circle, which keeps the search small.
    """
    inside = {m: vouched_by.get(m, frozenset()) & set(members) for m in members}
    likely = sorted((m for m in members if len(inside[m]) >= rules.opened_by - 1), key=str)[:30]
    return any(
        all(b in inside[a] for a in circle for b in circle if a != b)
        for circle in combinations(likely, rules.opened_by)
    )
