"""Reads of accounts and keys."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from groundswell.accounts.models import Account, Key, KeyState
from groundswell.kernel.actor import NOBODY, Actor


def living_key(signin: str) -> Key | None:
    """The key with this public sign-in half, if it is in force."""
    found: Key | None = Key.objects.filter(signin=signin, state=KeyState.LIVING).select_related("account").first()
    return found


def actor_for(key_id: UUID, epoch: int) -> Actor:
    """Who a session belongs to; NOBODY when its key was revoked, suspended, or all sessions were ended since."""
    key = Key.objects.filter(id=key_id, epoch=epoch, state=KeyState.LIVING).select_related("account").first()
    return Actor(account=key.account_id, key=key.id, act_key=key.act, name=key.account.name) if key else NOBODY


def names(accounts: Collection[UUID]) -> dict[UUID, str]:
    """The chosen names of these accounts. The caller has made sure that the reader may see them."""
    return dict(Account.objects.filter(id__in=accounts).values_list("id", "name"))


def language_of(account: UUID) -> str:
    return str(Account.objects.values_list("language", flat=True).get(id=account))
