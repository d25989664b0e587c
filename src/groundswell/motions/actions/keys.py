"""Petition keys, as the registrars of a ballot hand them out. Each function is part of an action of the ballots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from groundswell.councils.models import Electorate
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import today
from groundswell.motions.models import KeyEnvelope, KeyList
from groundswell.record.actions import append
from scrutiny.organisation import acts
from scrutiny.organisation.councils import petitions

KEY = 32  # bytes
IN_AN_ENTRY = 500  # keys: an entry has at most 65,535 bytes, and its private part repeats them


def keep(electorate: Electorate, ballot: UUID, registrar: str, sealed: Mapping[UUID, tuple[str, str]]) -> None:
    """What a registrar (their key for acts) sealed to each elector, with the key it is sealed to. What they had sealed
    to the same electors before is gone.
    """
    keys, _made = KeyList.objects.get_or_create(electorate=electorate, defaults={"ballot": ballot})
    KeyEnvelope.objects.filter(listed=keys, registrar=registrar, account__in=list(sealed)).delete()
    KeyEnvelope.objects.insert(
        ["listed", "account", "registrar", "sealed", "age"],
        ((keys.pk, account, registrar, text, age) for account, (text, age) in sealed.items()),
    )


def publish(electorate: Electorate, ballot: UUID, listed: Sequence[str]) -> None:
    """All registrars have made this list (hexadecimal, ascending). Raises Malformed `petition-keys`."""
    found = petitions.KeyList(tuple(bytes.fromhex(key) for key in listed))
    keys, _made = KeyList.objects.get_or_create(electorate=electorate, defaults={"ballot": ballot})
    keys.keys, keys.digest, keys.published = b"".join(found.keys), found.digest, today()
    keys.save()
    act = acts.PublishKeys(ballot=ballot, keys=found.digest, count=len(found.keys))
    append(NOBODY, act, effect=act.body())


def list_once(listed: KeyList) -> None:
    """Put the keys themselves into the record, before the first petition on them."""
    if listed.in_record:
        return
    held = bytes(listed.keys)
    for place in range(0, len(held) // KEY, IN_AN_ENTRY):
        some = held[KEY * place : KEY * (place + IN_AN_ENTRY)]
        act = acts.ListKeys(keys=listed.digest, place=place, listed=some.hex())
        append(NOBODY, act, effect=act.body())
    listed.in_record = True
    listed.save(update_fields=["in_record"])


def forget(electorate: Electorate) -> None:
    """Registrars begin anew, or the ballot is not held: what is not published goes."""
    unpublished = KeyList.objects.filter(electorate=electorate, published=None)
    KeyEnvelope.objects.filter(listed__in=unpublished).delete()
    unpublished.delete()
