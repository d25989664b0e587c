"""What the static page `/sign` fetches: the form that waits for signatures, with names for the ids in its acts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from groundswell.accounts.models import Account, KeyReturn
from groundswell.accounts.permissions import check_signed_in
from groundswell.accounts.signed_forms import pending
from groundswell.councils.models import Inheritance, Mandate, Nomination
from groundswell.councils.office_keys import key_of
from groundswell.councils.sending import body_named
from groundswell.councils.words import body_name
from groundswell.kernel import clock
from groundswell.kernel.errors import Gone
from groundswell.kernel.requests import SiteRequest
from groundswell.members.models import Membership, Review
from groundswell.record.queries import org_id, root_at, seen_size
from groundswell.workplaces.models import Proposal, StrengthTest, Unit
from scrutiny.organisation.acts import NominateSteward, SignSteward
from scrutiny.organisation.office_acts import by_office


class NothingToSign(Gone):
    message = _("Nothing waits for your signature.")
    todo = _("A form waits for ten minutes. Send it again.")


@require_GET
def to_sign(request: SiteRequest) -> JsonResponse:
    """The kept form. The page signs with the clock of the server: those of old telephones are often wrong."""
    check_signed_in(request.actor)
    kept = pending(request)
    if kept is None:
        raise NothingToSign
    size = seen_size()
    return JsonResponse(
        {
            "org": org_id(),
            "actor": request.actor.act_key,
            "now": int(clock.now().timestamp()),
            "seen": {"size": size, "root": root_at(size)},
            "path": kept["path"],
            "back": kept["back"],
            "fields": kept["fields"],
            "acts": [_shown(act, kept["acts"]) for act in kept["acts"]],
        }
    )


def _office(act: dict[str, Any]) -> str:
    """The key of the office in which this is done, or "" where the act key signs."""
    return key_of(UUID(act["body"]["mandate"])) if by_office(act["type"]) else ""


def names_in(body: Any) -> dict[str, str]:
    """What the ids in an act are called. Whoever reads it could do the act, and so has seen them in the form."""
    ids = set(_ids(body))
    bodies = {text: body_name(text) for text in _bodies(body)}
    if not ids:
        return bodies
    found: dict[UUID, str] = dict(Unit.objects.filter(id__in=ids).values_list("id", "name"))
    found |= dict(Account.objects.filter(id__in=ids).values_list("id", "name"))
    found |= dict(StrengthTest.objects.filter(id__in=ids).values_list("id", "title"))
    for model, person, unit in (
        (Membership, "account__name", "unit__name"),
        (Nomination, "candidate__name", "unit__name"),
        (Mandate, "holder__name", "unit__name"),
        (Inheritance, "account__name", "unit__name"),
        (Review, "membership__account__name", "membership__unit__name"),
    ):
        rows = model.objects.filter(id__in=ids).values_list("id", person, unit)
        found |= {key: f"{who}, {where}" for key, who, where in rows}
    found |= dict(Proposal.objects.filter(id__in=ids).values_list("id", "unit__name"))
    found |= dict(KeyReturn.objects.filter(id__in=ids).values_list("id", "account__name"))
    return bodies | {str(key): name for key, name in found.items()}


def _shown(act: dict[str, Any], kept: list[dict[str, Any]]) -> dict[str, Any]:
    return {**act, "names": names_in(act["body"]) | put_forward(kept), "office": _office(act)}


def put_forward(kept: list[dict[str, Any]]) -> dict[str, str]:
    """Whoever puts somebody forward signs for them in the same form: the nomination is not in a table yet."""
    named = [act["body"] for act in kept if act["type"] == NominateSteward.type]
    signed = [act["body"]["nomination"] for act in kept if act["type"] == SignSteward.type]
    if len(named) != 1 or len(signed) != 1:
        return {}
    return {signed[0]: names_in(named[0]).get(named[0]["account"], "")}


def _bodies(body: Any) -> Iterator[str]:
    """The keys of bodies that stand in an act by themselves."""
    for value in body.values() if isinstance(body, dict) else ():
        with suppress(ValueError):
            yield body_named(str(value)).key


def _ids(value: Any) -> Iterator[UUID]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _ids(part)
    if isinstance(value, str) and value.startswith("{"):  # what is proposed stands as JSON inside an act
        with suppress(ValueError, RecursionError):
            yield from _ids(json.loads(value))
    elif isinstance(value, str) and len(value) == len(str(UUID(int=0))):
        with suppress(ValueError):
            yield UUID(value)
