"""How many delegates each body sends: whole numbers, and everybody can work them out again.

A body is due one delegate or more for every full hundred of its members, as many as the charter says, and one at least.
Where that makes a council larger than the charter allows, its places are divided in proportion to members by the method
of Sainte-Laguë, with what each has at least as a minimum: the next place goes to whoever has the greatest members / (2
x places + 1). It favours neither the large nor the small. Nobody loses a place because the council grows, or to another
that grew less, as can happen with largest remainders.

Sources: A. Sainte-Laguë, La représentation proportionnelle et la méthode des moindres carrés, 1910; M. Balinski and
H. P. Young, Fair Representation, 1982 (Webster's method); on minima, F. Pukelsheim, Proportional Representation, 2017,
chapter 12. Equal quotients are separated by a lot that everybody can draw again (organisation.lots).

Parity: in a council of several branches each branch has the same number of places, as many as the one to which most
are due, but no more than every branch has people to send; inside a branch they are divided as above.

Codes of RuleBroken: `parity` (a branch would need more places than another can fill); `lot-needed`.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.lots import drawn

HUNDRED = 100
CREWS = frozenset({"brigade", "crew"})


@dataclass(frozen=True)
class Sender:
    """A body that sends, by its unit. `people`: how many could be sent, that is the members of an assembly or the
    seats of a council; `reserved`: places that it has in any case.
    """

    unit: UUID
    branch: UUID | None
    members: int
    people: int
    reserved: int = 1

    @property
    def least(self) -> int:
        """What it gets in any case; nobody sends for a body without people."""
        return min(max(1, self.reserved), self.people) if self.members else 0


@dataclass(frozen=True)
class Lot:
    """What separates equal quotients: a public seed that was agreed beforehand, and the drawing's own number."""

    seed: bytes
    drawing: UUID


def reserved(kind: str, rules: CharterRules) -> int:
    """The places that a unit of this kind has in any case."""
    return rules.crew_seats if kind in CREWS else 1


def due(sender: Sender, rules: CharterRules) -> int:
    """The delegates that the charter gives for so many members, before any limit of the council's size."""
    wanted = max(sender.least, sender.members * rules.delegates_per_hundred // HUNDRED)
    return min(wanted, sender.people) if sender.members else 0


def allot(senders: Collection[Sender], rules: CharterRules, lot: Lot | None = None) -> dict[UUID, int]:
    """The places of every sender, by its unit. Raises RuleBroken `parity`, `lot-needed`."""
    groups = _branches(senders)
    if not rules.branch_parity or len(groups) < 2:
        return _within(senders, rules, rules.council_most, lot)
    each = equal_share(groups, rules, rules.council_most)
    found = {one.unit: 0 for one in senders}
    for group in groups.values():
        found |= divide(group, each, lot)
    return found


@dataclass(frozen=True)
class Claims:
    """What several senders of one branch are due together, and what they have in any case. Claims can be added up: the
    size of a council follows from them without a list of those who send.
    """

    due: int = 0
    least: int = 0

    def plus(self, other: Claims) -> Claims:
        return Claims(self.due + other.due, self.least + other.least)

    def places(self, rules: CharterRules) -> int:
        """How many places `allot` gives in all; no lot changes that."""
        return self.due if self.due <= rules.council_most else max(rules.council_most, self.least)


def claims(sender: Sender, rules: CharterRules) -> Claims:
    return Claims(due(sender, rules), sender.least)


def _within(senders: Collection[Sender], rules: CharterRules, most: int, lot: Lot | None) -> dict[UUID, int]:
    wanted = {one.unit: due(one, rules) for one in senders}
    if sum(wanted.values()) <= most:
        return wanted
    return divide(senders, max(most, sum(one.least for one in senders)), lot)


def _branches(senders: Collection[Sender]) -> dict[UUID | None, list[Sender]]:
    """Those with members, by branch; what stands outside of all branches is a group like a branch."""
    found: dict[UUID | None, list[Sender]] = {}
    for one in senders:
        if one.members:
            found.setdefault(one.branch, []).append(one)
    return found


def equal_share(groups: Mapping[UUID | None, Collection[Sender]], rules: CharterRules, most: int) -> int:
    """The places of each branch under parity. Raises RuleBroken `parity` with `needed` and `possible`."""
    needed = max(sum(one.least for one in group) for group in groups.values())
    possible = min(sum(one.people for one in group) for group in groups.values())
    if needed > possible:
        raise RuleBroken("parity", needed=needed, possible=possible)
    wanted = max(sum(due(one, rules) for one in group) for group in groups.values())
    return max(needed, min(wanted, possible, most // len(groups)))


def divide(senders: Collection[Sender], places: int, lot: Lot | None = None) -> dict[UUID, int]:
    """So many places by Sainte-Laguë, each sender between its least and its people. Fewer where there are no more
    people; the minima where they alone are more. Raises RuleBroken `lot-needed` for equal quotients without a lot.
    """
    by_unit = {one.unit: one for one in senders}
    found = {unit: one.least for unit, one in by_unit.items()}
    left = places - sum(found.values())
    queue = [entry for one in senders if (entry := _quotient(one, found[one.unit]))]
    heapq.heapify(queue)
    while left > 0 and queue:
        next_ones = _equal(queue)
        for unit in next_ones if len(next_ones) <= left else _by_lot(next_ones, left, lot):
            found[unit] += 1
            left -= 1
            if entry := _quotient(by_unit[unit], found[unit]):
                heapq.heappush(queue, entry)
    return found


def _quotient(sender: Sender, places: int) -> tuple[Fraction, UUID] | None:
    """The claim to one place more, the strongest first in order; None for whom there is nobody left to send."""
    if places >= sender.people or not sender.members:
        return None
    return Fraction(-sender.members, 2 * places + 1), sender.unit


def _equal(queue: list[tuple[Fraction, UUID]]) -> list[UUID]:
    """Take all those with the strongest claim out of the queue."""
    claim, unit = heapq.heappop(queue)
    found = [unit]
    while queue and queue[0][0] == claim:
        found.append(heapq.heappop(queue)[1])
    return found


def _by_lot(units: list[UUID], count: int, lot: Lot | None) -> list[UUID]:
    if lot is None:
        raise RuleBroken("lot-needed", among=len(units), places=count)
    return drawn(lot.seed, lot.drawing, units, count)
