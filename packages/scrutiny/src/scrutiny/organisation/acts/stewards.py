"""Becoming steward and ceasing to be: signing is personal, holding the office is public."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act, came_later


@act("steward.nominate")
@dataclass(frozen=True)
class NominateSteward(Act):
    """`into`: where so few elect in the open, the key of the body into which they would send this member."""

    unit: UUID
    account: UUID
    into: str = came_later("")


@act("steward.sign")
@dataclass(frozen=True)
class SignSteward(Act):
    nomination: UUID


@act("steward.sign.withdraw")
@dataclass(frozen=True)
class WithdrawStewardSignature(Act):
    nomination: UUID


@act("steward.accept", office=True)
@dataclass(frozen=True)
class AcceptStewardship(Act):
    """Take the office that the nomination gave; of a founding steward, the mandate is its own nomination.

    `office_key` and `possession` as in AcceptMandate.
    """

    nomination: UUID
    mandate: UUID
    office_key: str = came_later("")
    possession: str = came_later("")


@act("steward.end", office=True)
@dataclass(frozen=True)
class EndStewardship(Act):
    mandate: UUID
    reason: str
