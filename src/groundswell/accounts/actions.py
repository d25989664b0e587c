"""Writes of accounts: opening, sign-in challenges, revocation."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from groundswell.accounts.models import Account, Challenge, Key, KeyState, WaitingForm
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Forbidden, Gone, Invalid
from groundswell.record.actions import append
from groundswell.record.queries import org_id
from scrutiny.encoding import Json, sha256
from scrutiny.errors import ScrutinyError
from scrutiny.identity.signin import verify_registration, verify_signin
from scrutiny.organisation.acts import Publics, RegisterKey
from scrutiny.randomness import random_bytes

Proof = Mapping[str, Json]
CHALLENGE_LIVES = dt.timedelta(seconds=120)
LONGEST_NAME = 40
MOST_DIGITS = 6


class NotKnown(Forbidden):
    message = _("Nobody can sign in with these words.")
    todo = _("Check that they are the words of this organisation. If they were changed, use the new ones.")


@dataclass(frozen=True)
class PublicKeys:
    """Public halves as lowercase hexadecimal."""

    signin: str
    act: str
    age: str


@dataclass(frozen=True)
class Signed:
    """A challenge that this session asked for, and the origin that the browser saw."""

    session: str
    origin: str
    challenge: str


def chosen_name(text: str) -> str:
    """A name to be known by: visible characters, at most forty; nothing by which one is reached. Raises Invalid."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(_("A name has between 1 and 40 characters."))
    if any(unicodedata.category(c)[0] == "C" for c in name):
        raise Invalid(_("The name contains characters that cannot be seen."))
    if "@" in name or sum(c.isdigit() for c in name) > MOST_DIGITS:
        raise Invalid(_("This looks like an address or a telephone number. Choose another name."))
    return name


def session_tag(session: str) -> str:
    return sha256(session.encode()).hex()


@housekeeping
def make_challenge(session: str) -> str:
    """32 fresh bytes, hexadecimal, bound to the session; forgets what has expired, forms that waited too."""
    Challenge.objects.filter(expires__lt=now()).delete()
    WaitingForm.objects.filter(expires__lt=now()).delete()
    value = random_bytes(32).hex()
    Challenge.objects.create(value=value, session=session_tag(session), expires=now() + CHALLENGE_LIVES)
    return value


@housekeeping
def spend_challenge(signed: Signed) -> None:
    """Use up a challenge. Deleting is atomic, so that of two requests only one gets it. Raises Gone."""
    tag = session_tag(signed.session)
    spent, _rows = Challenge.objects.filter(value=signed.challenge, session=tag, expires__gte=now()).delete()
    if not spent:
        raise Gone(
            _("This attempt to sign in took longer than two minutes, or was used already."),
            todo=_("Try again; the words you typed are still right."),
        )


def prove(signed: Signed, key: str, signature: str) -> Key:
    """The key, in force or resting, that signed the challenge. Raises Gone or Forbidden, without saying which keys
    exist.
    """
    spend_challenge(signed)
    found: Key | None = Key.objects.exclude(state=KeyState.REVOKED).filter(signin=key).select_related("account").first()
    try:
        verify_signin(org_id(), signed.origin, signed.challenge, key, signature)
    except ScrutinyError:
        found = None
    if found is None:
        raise NotKnown
    return found


def open_account(name: str, language: str, keys: PublicKeys, proof: Proof) -> Account:
    """A new account with its first key. Part of an action of joining or founding, never called alone."""
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    account: Account = Account.objects.create(name=chosen_name(name), language=known, opened=today())
    add_key(account, keys, KeyState.LIVING, proof)
    return account


def add_key(account: Account, keys: PublicKeys, state: KeyState, proof: Proof) -> Key:
    """Register public keys with the proof that `check_registration` gave for them.

    Raises Invalid where one is known already.
    """
    try:
        with transaction.atomic():
            key: Key = Key.objects.create(
                account=account,
                signin=keys.signin,
                act=keys.act,
                age=keys.age,
                state=state,
                registered=today(),
            )
    except IntegrityError as error:
        raise Invalid(
            _("These words are in use already."), todo=_("Make new words; every person has their own.")
        ) from error
    append(Actor(account=account.id), RegisterKey(account.id, publics(key)), proof=proof)
    return key


def publics(key: Key) -> Publics:
    """What the record commits to: whoever swapped a key in the database would need another opening for it."""
    return Publics(key.signin, key.act, key.age)


def check_registration(signed: Signed, keys: PublicKeys, signature: str, act_signature: str) -> Proof:
    """Proof that whoever registers holds the keys, for the record. Spends the challenge. Raises Gone, Forbidden."""
    spend_challenge(signed)
    try:
        verify_registration(
            org_id(),
            signed.origin,
            signed.challenge,
            keys.signin,
            keys.act,
            keys.age,
            signature,
            act_signature,
        )
    except ScrutinyError as error:
        raise Forbidden(_("The keys that your browser sent do not fit together."), todo=_("Make new words.")) from error
    return proof_of(signed, signature, act_signature)


def proof_of(signed: Signed, *signatures: str) -> Proof:
    """What lets anyone entitled check the signatures of a key page again: see scrutiny.identity.signin."""
    return {"origin": signed.origin, "challenge": signed.challenge, "signatures": list(signatures)}


def set_state(key: Key, state: KeyState) -> None:
    """Part of an action that revokes or suspends."""
    key.state = state
    key.save(update_fields=["state"])


@housekeeping
def end_sessions(actor: Actor) -> None:
    """End every session of this member, on every device; the keys stay in force."""
    key = Key.objects.select_for_update().get(account_id=actor.person, state=KeyState.LIVING)
    key.epoch += 1
    key.save(update_fields=["epoch"])


@housekeeping
def set_language(account: UUID, language: str) -> None:
    Account.objects.filter(id=account).update(language=language)
