"""Acts about a member's own keys. All are personal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act


@act("key.register")
@dataclass(frozen=True)
class RegisterKey(Act):
    account: UUID


@act("key.rotate")
@dataclass(frozen=True)
class RotateKey(Act):
    """Replace the key `old` by the key `new`; signed with both."""

    old: UUID
    new: UUID


@act("key.return.ask")
@dataclass(frozen=True)
class AskKeyReturn(Act):
    """Whoever lost their words comes back to `account` with the key `new`; the old key can cancel it."""

    account: UUID
    new: UUID


@act("key.return.vouch")
@dataclass(frozen=True)
class VouchKeyReturn(Act):
    key_return: UUID


@act("key.return.cancel")
@dataclass(frozen=True)
class CancelKeyReturn(Act):
    key_return: UUID


@act("key.return.settle")
@dataclass(frozen=True)
class SettleKeyReturn(Act):
    key_return: UUID
