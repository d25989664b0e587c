"""Coming back without the words: a card from somebody who knows the member, and vouches as when joining."""

from __future__ import annotations

from uuid import UUID

from groundswell.accounts import actions as accounts
from groundswell.accounts import returns
from groundswell.accounts.models import KeyReturn
from groundswell.charter.queries import rules
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Gone
from groundswell.members import queries
from groundswell.members.actions.joining import UnusableCard, spend_card
from groundswell.members.models import ReturnVouch
from groundswell.members.permissions import check_may_vouch_return
from groundswell.record.actions import append
from scrutiny.organisation import acts


@action
def ask(signed: accounts.Signed, card_digest: str, keys: accounts.PublicKeys, by: tuple[str, str]) -> KeyReturn:
    """New keys for the account that the card names. They rest until others have vouched and the days are over."""
    proof = accounts.check_registration(signed, keys, *by)
    card = spend_card(card_digest)
    if card.returns is None:
        raise UnusableCard
    return returns.ask(card.returns, keys, proof)


@action
def vouch(actor: Actor, return_id: UUID) -> KeyReturn:
    """Say: this really is the person whose words were lost. With enough vouches the days of waiting begin."""
    queries.key_return(return_id)
    key_return: KeyReturn = KeyReturn.objects.select_for_update().select_related("old", "new").get(id=return_id)
    check_may_vouch_return(actor, key_return)
    if key_return.outcome or key_return.due:
        raise Gone
    ReturnVouch.objects.get_or_create(key_return=key_return, voucher_id=actor.person)
    if queries.return_vouches(key_return) >= rules().key_return_vouches:
        returns.start_waiting(key_return)
    append(actor, acts.VouchKeyReturn(key_return=key_return.id))
    return key_return
