"""Whether an act is signed by whoever does it, and only once.

What a person does carries the signature of their act key over the whole act (scrutiny.identity.signed_acts); what they
do in an office that has a key, the signature of that key over what everyone reads of it. Not signed
in this way are: what the host types; what follows from an act by rule (an admission, a lapse); and what the key pages
prove with a signature of their own domain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from groundswell.kernel import clock
from groundswell.kernel.actions import running
from groundswell.kernel.actor import Actor, Signature
from groundswell.kernel.errors import Gone, Invalid
from groundswell.record import growing
from groundswell.record.models import Log, SignedOnce
from scrutiny.encoding import Json
from scrutiny.errors import Refused, ScrutinyError
from scrutiny.identity import signed_acts
from scrutiny.identity.signatures import public_key
from scrutiny.identity.signed_acts import SignedAct
from scrutiny.organisation import office_acts
from scrutiny.organisation.acts import Act
from scrutiny.randomness import random_bytes

LIFE = 3600  # seconds: long enough for ten words to be typed


class NotSigned(Invalid):
    message = _("The signature does not belong to what you sent.")
    todo = _("Go back, send it again and sign once more.")


class NotByOffice(NotSigned):
    message = _("What is done in an office that has a key is signed with that key.")
    todo = _("Load the page that signs again, and sign once more with the words with which you took the office.")


def checked(log: Log, actor: Actor, act: Act, office: str = "") -> Signature | None:
    """The signature under an act, checked and used up; None where none is wanted, or still has to be given.

    `office` is the public key of the office in which it is done, or "". Raises NotSigned, NotByOffice, Gone where it
    was used before.
    """
    if actor.key is None:
        return None
    given = actor.signs(act)
    if given is None:
        running().unsigned.append(act)
        return None
    found = _verified(log, actor, given, office)
    if found.type != act.type or found.body != _body(act, office):
        raise NotSigned
    _check_seen(log, found)
    _use_up(given, found)
    return given


def _body(act: Act, office: str) -> dict[str, Json]:
    return office_acts.shown(act.type, act.body()) if office else act.body()


def _verified(log: Log, actor: Actor, given: Signature, office: str) -> SignedAct:
    instant, key = int(clock.now().timestamp()), office or actor.act_key
    try:
        return signed_acts.verify(given.content, given.signature, org=log.org, actor=key, instant=instant)
    except ScrutinyError as error:
        other = office and isinstance(error, Refused) and error.code == "actor"
        raise (NotByOffice if other else NotSigned) from error


def _check_seen(log: Log, found: SignedAct) -> None:
    """Whoever signed saw this record and no other: a server with two faces would be caught by its own members."""
    if found.seen_size > log.size or growing.root_at(found.seen_size).hex() != found.seen_root:
        raise NotSigned


def _use_up(given: Signature, found: SignedAct) -> None:
    """An act enters the record once. What has expired can be forgotten: it would be refused for that."""
    name = signed_acts.act_id(given.content)
    SignedOnce.objects.filter(expires__lt=int(clock.now().timestamp())).delete()
    if SignedOnce.objects.filter(id=name).exists():
        raise Gone
    SignedOnce.objects.create(id=name, expires=found.expires)


def by_seed(seed: bytes, act_key: str) -> Callable[[Act], Signature]:
    """Signs as browsers do. Only for invented people, whose seeds are at hand: in the demonstration and in tests."""

    def signs(act: Act) -> Signature:
        made = to_sign(act, act_key)
        return Signature(bytes(made), signed_acts.sign(made, seed))

    return signs


def by_office(seed: bytes) -> Callable[[Act], Signature]:
    """Signs acts of one office as browsers do. For invented people, as `by_seed`."""
    key = public_key(seed).hex()

    def signs(act: Act) -> Signature:
        made = replace(to_sign(act, key), body=_body(act, key))
        return Signature(bytes(made), signed_acts.sign(made, seed))

    return signs


def to_sign(act: Act, act_key: str) -> SignedAct:
    """An act as whoever holds this key would sign it now."""
    log = Log.objects.get()
    created = int(clock.now().timestamp())
    return SignedAct(
        org=log.org,
        type=act.type,
        actor=act_key,
        nonce=random_bytes(signed_acts.NONCE_BYTES).hex(),
        created=created,
        expires=created + LIFE,
        seen_size=log.size,
        seen_root=growing.root_at(log.size).hex(),
        body=act.body(),
    )
