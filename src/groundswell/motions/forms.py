"""What the petition page sends, as values."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from groundswell.accounts.json_calls import texts
from groundswell.kernel.errors import Invalid
from groundswell.motions.words import REFUSALS
from scrutiny.errors import Malformed, ScrutinyError
from scrutiny.identity import signatures
from scrutiny.organisation.councils.petitions import Kind, Petition, Signature


def signature(call: dict[str, str]) -> Signature:
    """Raises Invalid."""
    key, made = texts(call, "key", "signature")
    try:
        return Signature(signatures.unhex(key, 32, "key"), signatures.unhex(made, 64, "signature"))
    except ScrutinyError as error:
        raise Invalid(REFUSALS["signature"]) from error


def petition(call: dict[str, str]) -> Petition:
    """What somebody begins. Raises Invalid."""
    named, kind, org, electorate = texts(call, "id", "kind", "org", "electorate")
    keys, subject, text, opened, closes = texts(call, "keys", "subject", "text", "opened", "closes")
    try:
        return Petition(
            id=UUID(named),
            kind=Kind(kind),
            org=org,
            electorate=electorate,
            keys=keys,
            subject=UUID(subject) if subject else None,
            text=text,
            opened=dt.date.fromisoformat(opened),
            closes=dt.date.fromisoformat(closes),
        )
    except (Malformed, ValueError) as error:
        raise Invalid(REFUSALS["petition"]) from error


def into(call: dict[str, str]) -> UUID:
    """The petition that goes on. Raises Invalid."""
    (named,) = texts(call, "into")
    try:
        return UUID(named)
    except ValueError as error:
        raise Invalid(REFUSALS["petition"]) from error
