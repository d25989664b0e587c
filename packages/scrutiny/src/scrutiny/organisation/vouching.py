"""Who comes in: by the vouching of fellow workers of that workplace.

Reasons for refusing a vouch (RuleBroken codes, with their data):

    self                   nobody vouches for themselves
    again                  one vouch each
    not-here               stands neither in this workplace nor, while fewer than `vouches_needed` stand there, near by
    too-new        days    joined less than `vouch_wait_days` ago; so many days are left
    quota          most, days  gave `vouch_quota` vouches within the last `vouch_quota_days`
    only-each-other        the newcomer is the only one whose vouch stands for the voucher

Reasons for refusing an admission:

    vouches-missing  missing  fewer than `vouches_needed` vouches that count
    frozen           headcount  one more would be more members than people who work there

**Only each other.** Vouching is worth what it is because it ties a newcomer to the whole. So a voucher must stand on
somebody else than the newcomer; and two vouchers each of whom stands on nobody but the other count as one.

**Founders** have nobody who could have vouched for them: by the founding act each of them vouches for all the others
(`founding_vouches`), so it stands for their vouchers, and they need not wait; or nobody could be admitted for a
month. The quota binds them like everyone.

**Being opened.** While fewer than `vouches_needed` members stand in a workplace, members of the same enterprise (else
of the same branch) may vouch for those who join there; from then on only its own may. It is *being opened* until
`opened_by` of its own members have vouched for one another, each for all the others of them; for this, members vouch
for members, under the same rule.

A vouch is judged by the day on which it is given. A voucher who has ceased to be a member by the day of admission does
not count any more: whoever asks for an admission passes only the vouches of present members.

**How fast infiltrators can multiply.** A member gives at most `vouch_quota` vouches in any `vouch_quota_days`, each
admission uses `vouches_needed`, and nobody vouches in the first `vouch_wait_days`. So n members admit at most
n * quota / needed people in a quota's time (with the defaults: two and a half for each member in 90 days, and those
admitted cannot begin before 30 days have passed), and never more than the headcount. Who they are, their vouchers
can be asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import CharterRules

VouchedBy = Mapping[UUID, frozenset[UUID]]


@dataclass(frozen=True)
class Voucher:
    """Whoever vouches, as the rule needs to know them: `joined` is their first day as a member anywhere, `here` and
    `near` whether they stand in the newcomer's workplace or in the nearest body around it, `given` the days of
    their vouches, `vouched_by` the people whose vouch stands for them.
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
    """`vouched_by`: those who have vouched already; `members_here`: members standing in the workplace now."""

    account: UUID
    vouched_by: frozenset[UUID]
    members_here: int


def check_vouch(voucher: Voucher, newcomer: Newcomer, today: dt.date, rules: CharterRules) -> None:
    """Raises RuleBroken with the first reason of the list above that holds."""
    if voucher.account == newcomer.account:
        raise RuleBroken("self")
    if voucher.account in newcomer.vouched_by:
        raise RuleBroken("again")
    if not _close_enough(voucher, newcomer, rules):
        raise RuleBroken("not-here")
    _check_wait(voucher, today, rules)
    _check_quota(voucher, today, rules)
    if not voucher.founder and not voucher.vouched_by - {newcomer.account}:
        raise RuleBroken("only-each-other")


def _close_enough(voucher: Voucher, newcomer: Newcomer, rules: CharterRules) -> bool:
    return voucher.here or (voucher.near and newcomer.members_here < rules.vouches_needed)


def _check_wait(voucher: Voucher, today: dt.date, rules: CharterRules) -> None:
    left = rules.vouch_wait_days - (today - voucher.joined).days
    if left > 0 and not voucher.founder:
        raise RuleBroken("too-new", days=left)


def _check_quota(voucher: Voucher, today: dt.date, rules: CharterRules) -> None:
    recent = [day for day in voucher.given if (today - day).days < rules.vouch_quota_days]
    if len(recent) >= rules.vouch_quota:
        raise RuleBroken("quota", most=rules.vouch_quota, days=rules.vouch_quota_days)


def counting_vouches(vouchers: Collection[UUID], vouched_by: VouchedBy) -> int:
    """How many vouches count: two vouchers each of whom stands on nobody but the other are one.

    `vouched_by` maps a voucher to those whose vouches stand for them; founders have each other, or are left out.
    """
    only = {a: next(iter(vouched_by[a])) for a in vouchers if len(vouched_by.get(a, ())) == 1}
    pairs = {frozenset((a, b)) for a, b in only.items() if only.get(b) == a}
    return len(set(vouchers)) - len(pairs)


def vouches_missing(newcomer: Newcomer, rules: CharterRules, vouched_by: VouchedBy | None = None) -> int:
    """How many more vouches are needed; `vouched_by` as in `counting_vouches`."""
    return max(0, rules.vouches_needed - counting_vouches(newcomer.vouched_by, vouched_by or {}))


def check_admission(
    newcomer: Newcomer, headcount: int | None, rules: CharterRules, vouched_by: VouchedBy | None = None
) -> None:
    """Whether the membership begins now. Raises RuleBroken `vouches-missing`, `frozen`."""
    missing = vouches_missing(newcomer, rules, vouched_by)
    if missing:
        raise RuleBroken("vouches-missing", missing=missing)
    if headcount is not None and frozen(newcomer.members_here, headcount):
        raise RuleBroken("frozen", headcount=headcount)


def frozen(members: int, headcount: int | None) -> bool:
    """Whether one more member would make more of them than people who work there: admission stops, loudly."""
    return headcount is not None and members >= headcount


def alarm(members: int, headcount: int | None) -> bool:
    """More members than people who work there: somebody does not belong, or the headcount is wrong."""
    return headcount is not None and members > headcount


def founding_vouches(founders: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """What the founding act says about its founders: each vouches for all the others."""
    everyone = frozenset(founders)
    return {founder: everyone - {founder} for founder in everyone}


def is_opened(members: Collection[UUID], vouched_by: VouchedBy, rules: CharterRules) -> bool:
    """Whether enough members of a workplace have vouched for one another, each for all the others of them.

    `vouched_by` maps a member to those whose vouches they have.
    """
    there = set(members)
    mutual = {
        a: {b for b in vouched_by.get(a, frozenset()) & there if a != b and a in vouched_by.get(b, frozenset())}
        for a in there
    }
    return _has_circle(_worn_down(mutual, rules.opened_by), rules.opened_by)


def _worn_down(mutual: dict[UUID, set[UUID]], size: int) -> dict[UUID, set[UUID]]:
    """Without those who know too few others to be in a circle of this size: few or none remain, so the search ends
    soon.
    """
    while few := {a for a, others in mutual.items() if len(others) < size - 1}:
        mutual = {a: others - few for a, others in mutual.items() if a not in few}
    return mutual


def _has_circle(mutual: Mapping[UUID, set[UUID]], size: int) -> bool:
    """Whether some `size` of these know one another, all of them."""

    def grows(missing: int, candidates: set[UUID]) -> bool:
        if missing == 0:
            return True
        rest = set(candidates)
        while len(rest) >= missing:
            chosen = rest.pop()
            if grows(missing - 1, rest & mutual[chosen]):
                return True
        return False

    return grows(size, set(mutual))
