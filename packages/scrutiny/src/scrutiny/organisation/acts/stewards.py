"""Becoming steward and ceasing to be: signing is personal, holding the office is public."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act


@act("steward.nominate")
@dataclass(frozen=True)
class NominateSteward(Act):
    unit: UUID
    account: UUID


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
    """Take the office that the nomination gave; of a founding steward, the mandate is its own nomination."""

    nomination: UUID
    mandate: UUID


@act("steward.end", office=True)
@dataclass(frozen=True)
class EndStewardship(Act):
    mandate: UUID
    reason: str
