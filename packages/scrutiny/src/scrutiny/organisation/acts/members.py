"""Coming in, standing, being out of work, reviews: what members say of themselves and of one another.

All are personal: in public they are a type, a day and the smallest part of the tree above the floor.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act


@act("card.issue")
@dataclass(frozen=True)
class IssueCard(Act):
    """An invitation into `unit`, known by the digest of its code (invitations.digest)."""

    card_digest: str
    unit: UUID
    expires: dt.date


@act("card.void")
@dataclass(frozen=True)
class VoidCard(Act):
    card_digest: str


@act("member.apply")
@dataclass(frozen=True)
class Apply(Act):
    """Ask to join with a card. Becomes a standing that waits."""

    card_digest: str
    account: UUID


@act("member.vouch")
@dataclass(frozen=True)
class Vouch(Act):
    """This is a fellow worker of ours: for a standing that waits, or to open a workplace."""

    standing: UUID


@act("member.vouch.withdraw")
@dataclass(frozen=True)
class WithdrawVouch(Act):
    """Only before the admission; nobody is told."""

    standing: UUID


@act("member.admit")
@dataclass(frozen=True)
class Admit(Act):
    """The effect of enough vouches: the standing begins."""

    standing: UUID
    unit: UUID


@act("member.end")
@dataclass(frozen=True)
class EndStanding(Act):
    """`reason` is an event of standing.TRANSITIONS that ends a standing."""

    standing: UUID
    reason: str


@act("member.move")
@dataclass(frozen=True)
class MoveStanding(Act):
    """Stand in another part of the same workplace."""

    standing: UUID
    old: UUID
    new: UUID


@act("member.add")
@dataclass(frozen=True)
class AddStanding(Act):
    """Stand in one more part of the same workplace."""

    standing: UUID
    unit: UUID


@act("member.show")
@dataclass(frozen=True)
class ShowMe(Act):
    """Whether my own unit sees my name, whether I keep things going there, which languages I speak."""

    standing: UUID
    visible: bool
    active: bool
    languages: tuple[str, ...]


@act("member.out-of-work")
@dataclass(frozen=True)
class OutOfWork(Act):
    """`cause` is one of standing.CAUSES; the standing goes on."""

    standing: UUID
    cause: str
    day: dt.date


@act("member.back-at-work")
@dataclass(frozen=True)
class BackAtWork(Act):
    standing: UUID


@act("member.dispute.open")
@dataclass(frozen=True)
class DisputeOpened(Act):
    standing: UUID


@act("member.dispute.close")
@dataclass(frozen=True)
class DisputeClosed(Act):
    standing: UUID


@act("review.open")
@dataclass(frozen=True)
class OpenReview(Act):
    """Ask the assembly to look at a standing, with a reason from a list."""

    standing: UUID
    reason: str


@act("review.appeal")
@dataclass(frozen=True)
class Appeal(Act):
    """Ask the assembly to give an ended standing back."""

    standing: UUID


@act("review.answer")
@dataclass(frozen=True)
class AnswerReview(Act):
    """One member's answer: `keep` or `end`."""

    review: UUID
    answer: str


@act("review.settle")
@dataclass(frozen=True)
class SettleReview(Act):
    """`outcome` is `keep` or `end`."""

    review: UUID
    outcome: str
