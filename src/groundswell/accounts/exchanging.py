"""Exchanging one's words for new ones."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groundswell.accounts import returns
from groundswell.accounts.actions import PublicKeys, Signed, add_key, proof_of, publics, set_state, spend_challenge
from groundswell.accounts.models import Key, KeyState
from groundswell.accounts.queries import living_key
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Forbidden
from groundswell.record.actions import append
from groundswell.record.queries import org_id
from scrutiny.errors import ScrutinyError
from scrutiny.identity.signin import verify_rotation
from scrutiny.organisation.acts import RotateKey


@action
def rotate(actor: Actor, signed: Signed, old: str, keys: PublicKeys, signatures: tuple[str, str, str]) -> Key:
    """New words for old ones, by someone who holds both; the old key stops working at once, everywhere.

    Old words that are exchanged were not lost: if somebody said so, that is over. Raises Gone, Forbidden, Invalid.
    """
    spend_challenge(signed)
    found = living_key(old)
    try:
        verify_rotation(org_id(), signed.origin, signed.challenge, old, keys.signin, keys.act, keys.age, *signatures)
    except ScrutinyError:
        found = None
    if found is None or (actor.account and found.account_id != actor.account):
        raise Forbidden(_("The old words are not those of a member."))
    said_lost = returns.open_return_of(found)
    if said_lost is not None:
        returns.cancel(said_lost)
    set_state(found, KeyState.REVOKED)
    proof = {**proof_of(signed, *signatures), "old": old}
    new = add_key(found.account, keys, KeyState.LIVING, proof)
    append(Actor(account=found.account_id), RotateKey(found.id, new.id, publics(new)), proof=proof)
    return new
