"""Petition keys, as the registrars of a ballot hand them out. Each function is part of an action of the ballots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from groundswell.councils.models import Electorate
from groundswell.kernel.clock import today
from groundswell.motions.models import KeyEnvelope, KeyList
from scrutiny.organisation.councils import petitions


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


def forget(electorate: Electorate) -> None:
    """Registrars begin anew, or the ballot is not held: what is not published goes."""
    unpublished = KeyList.objects.filter(electorate=electorate, published=None)
    KeyEnvelope.objects.filter(listed__in=unpublished).delete()
    unpublished.delete()
