"""Coming back without the words: new keys that rest until fellow workers have vouched and the days are over."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from groundswell.accounts.actions import Proof, PublicKeys, add_key, publics, set_state
from groundswell.accounts.models import Account, Key, KeyReturn, KeyState
from groundswell.charter.queries import rules
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Gone
from groundswell.record.actions import append
from scrutiny.organisation import acts


def ask(account: Account, keys: PublicKeys, proof: Proof) -> KeyReturn:
    """Keys that were checked, for an account whose words are lost. Part of an action. Raises Gone."""
    old: Key | None = account.keys.filter(state=KeyState.LIVING).first()
    if old is None or KeyReturn.objects.filter(account=account, outcome="").exists():
        raise Gone(_("New words have been asked for this account already."))
    new = add_key(account, keys, KeyState.SUSPENDED, proof)
    made: KeyReturn = KeyReturn.objects.create(account=account, old=old, new=new, asked=today())
    append(Actor(account=account.id), acts.AskKeyReturn(account.id, new.id, publics(new)), proof=proof)
    return made


def start_waiting(key_return: KeyReturn) -> None:
    """Enough have vouched: the old key rests too, so that a thief of it is stopped. Part of an action."""
    key_return.due = today() + dt.timedelta(days=rules().key_return_days)
    key_return.save(update_fields=["due"])
    set_state(key_return.old, KeyState.SUSPENDED)


def open_return_of(old: Key) -> KeyReturn | None:
    found: KeyReturn | None = KeyReturn.objects.filter(old=old, outcome="").select_related("old", "new").first()
    return found


@action
def cancel(key_return: KeyReturn) -> None:
    """The old words were used, so they are not lost: they stay in force and the new ones never come."""
    set_state(key_return.new, KeyState.REVOKED)
    set_state(key_return.old, KeyState.LIVING)
    _settle(key_return, "cancelled")
    append(Actor(account=key_return.account_id), acts.CancelKeyReturn(key_return=key_return.id))


@action
def complete(key_return: KeyReturn) -> None:
    """The days are over and nobody objected: the new key is in force, the old one revoked. Raises Gone."""
    if key_return.outcome or key_return.due is None or key_return.due > today():
        raise Gone
    set_state(key_return.old, KeyState.REVOKED)
    set_state(key_return.new, KeyState.LIVING)
    _settle(key_return, "done")
    append(Actor(account=key_return.account_id), acts.SettleKeyReturn(key_return=key_return.id))


def complete_if_due(new: Key) -> bool:
    """Bring a new key into force at the moment when it is used, so that no job has to run for it."""
    found = KeyReturn.objects.filter(new=new, outcome="", due__lte=today()).select_related("old", "new").first()
    if found is not None:
        complete(found)
    return found is not None


def _settle(key_return: KeyReturn, outcome: str) -> None:
    key_return.outcome = outcome
    key_return.save(update_fields=["outcome"])
