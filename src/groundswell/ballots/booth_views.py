"""What the booth, a static page, asks of the site: the election and my envelopes; and the ballot it sends.

Who may come here is said by the list that was frozen for the ballot, and not by who is a member today: nobody can be
kept from a vote by being put out after it was announced.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from groundswell.accounts.json_calls import ballot_call, texts
from groundswell.accounts.permissions import check_signed_in
from groundswell.ballots import queries, stations
from groundswell.ballots.actions import casting
from groundswell.ballots.models import Part, Role
from groundswell.ballots.queries import Stage
from groundswell.kernel.errors import Forbidden, Unknown
from groundswell.kernel.requests import SiteRequest
from groundswell.record.queries import org_id
from groundswell.web.templatetags.components import moment
from groundswell.workplaces.permissions import check_is_member
from scrutiny.encoding import Json


@csrf_exempt
@require_http_methods(["GET", "POST"])
def booth(request: SiteRequest, part_id: UUID) -> HttpResponseBase:
    return _cast(request, part_id=part_id) if request.method == "POST" else _look(request, part_id)


def _listed(request: SiteRequest, part_id: UUID) -> Part:
    """Raises Forbidden for whoever is not on the list of this part."""
    check_signed_in(request.actor)
    part = queries.known_part(part_id)
    if part is not None and queries.part_of(part.ballot, request.actor.person) == part:
        return part
    check_is_member(request.actor)
    raise Unknown if part is None else Forbidden(_("You are not on the list of this ballot."))


def _look(request: SiteRequest, part_id: UUID) -> HttpResponseBase:
    part = _listed(request, part_id)
    ballot, person = part.ballot, request.actor.person
    envelopes, mine = queries.envelopes(part, person), queries.cast_by(part, person)
    unit = ballot.electorate.unit
    questions = queries.asked_of(ballot)
    said: dict[str, Json] = {
        "org": org_id(),
        "ballot": str(ballot.id),
        "part": str(part.id),
        "title": ballot.title,
        "text": ballot.text,
        "unit": unit.name if unit else str(request.organisation_name),
        "binding": int(ballot.binding),
        "threshold": ballot.threshold,
        "closes": moment(ballot.closing),
        "election": part.election,
        "rules": [one.kind for one in questions],
        "grades": [list(one.grades) for one in questions],
        "recipient": str(person),
        "age": queries.sealed_to(person),
        "registrars": [
            {"account": str(one.account_id), "name": one.account.name, "key": one.act}
            for one in queries.custodians(ballot, Role.REGISTRAR)
        ],
        "envelopes": [one.sealed for one in envelopes],
        "state": _state(part, person, len(envelopes)),
    }
    return JsonResponse({**said, "cast": {"tracker": mine.tracker} if mine else None})


def _state(part: Part, person: UUID, envelopes: int) -> str:
    stage = queries.stage(part.ballot)
    if stage == Stage.ANNOUNCED:
        return "early"
    if stage != Stage.VOTING:
        return "closed"
    if stations.wants_slip(part.ballot, person):
        return "paper"
    return "open" if envelopes == len(queries.custodians(part.ballot, Role.REGISTRAR)) else "no-credential"


@ballot_call
def _cast(request: SiteRequest, call: dict[str, str], *, part_id: UUID) -> HttpResponseBase:
    check_signed_in(request.actor)
    (content,) = texts(call, "ballot")
    receipt = casting.cast(request.actor.person, part_id, content.encode())
    return JsonResponse({"tracker": receipt.tracker, "number": receipt.number, "receipt": receipt.text})


@ballot_call
def spoil(request: SiteRequest, call: dict[str, str], *, part_id: UUID) -> HttpResponseBase:
    check_signed_in(request.actor)
    (content,) = texts(call, "ballot")
    casting.spoil(request.actor.person, part_id, content.encode())
    return JsonResponse({})
