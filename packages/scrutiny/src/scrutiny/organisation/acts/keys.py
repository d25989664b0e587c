"""Acts about a member's own keys. All are personal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, Part, act


@dataclass(frozen=True)
class Publics(Part):
    """The public halves of a member's three keys, 32 bytes each in hexadecimal: whoever swaps one leaves a trace."""

    signin: str
    act: str
    age: str


@act("key.register")
@dataclass(frozen=True)
class RegisterKey(Act):
    account: UUID
    keys: Publics


@act("key.rotate")
@dataclass(frozen=True)
class RotateKey(Act):
    """Replace the key `old` by the key `new`; signed with both."""

    old: UUID
    new: UUID
    keys: Publics


@act("key.return.ask")
@dataclass(frozen=True)
class AskKeyReturn(Act):
    """Whoever lost their words comes back to `account` with the key `new`; the old key can cancel it."""

    account: UUID
    new: UUID
    keys: Publics


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
