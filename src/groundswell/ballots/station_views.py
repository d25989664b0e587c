"""What the page of tellers, a static page, asks of the site: the election, whether a slip is good; and the papers."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from groundswell.accounts.json_calls import json_call, large_call, texts
from groundswell.ballots import queries, stations
from groundswell.ballots.actions import casting, papers
from groundswell.ballots.actions.papers import SlipsUsed
from groundswell.ballots.actions.setting_up import credential_hash
from groundswell.ballots.permissions import check_may_count
from groundswell.ballots.room_views import signing
from groundswell.kernel.actor import Actor, Signature
from groundswell.kernel.errors import Invalid
from groundswell.kernel.requests import SiteRequest
from groundswell.web.templatetags.components import moment
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts

Call = dict[str, str]


@csrf_exempt
@require_http_methods(["GET", "POST"])
def station(request: SiteRequest, part_id: UUID) -> HttpResponseBase:
    return _enter(request, part_id=part_id) if request.method == "POST" else _look(request, part_id)


def _look(request: SiteRequest, part_id: UUID) -> HttpResponseBase:
    check_is_member(request.actor)
    part = queries.part(part_id)
    check_may_count(request.actor, part.ballot)
    unit = part.ballot.electorate.unit
    shown = {"unit": unit.name if unit else str(request.organisation_name), "closes": moment(part.ballot.closing)}
    told = stations.page(part, request.actor.person)
    return JsonResponse({**told, **shown, "teller": request.actor.name, **signing(request.actor)})


@large_call
def _enter(request: SiteRequest, call: Call, *, part_id: UUID) -> HttpResponseBase:
    name, election, other, digest, salt, sent = texts(
        call, "station", "election", "co_teller", "digest", "salt", "ballots"
    )
    actor = _signing(request, call)
    part, contents = queries.part(part_id), _contents(sent)
    ids = _uuid(name), _uuid(other)
    act = acts.EnterPapers(part.ballot_id, ids[0], election, ids[1], len(contents), digest)
    try:
        papers.enter(actor, part, act, salt, contents)
    except SlipsUsed as error:
        return JsonResponse({"refused": list(error.credentials)})
    return JsonResponse({"refused": []})


@json_call
def slip(request: SiteRequest, call: Call, *, part_id: UUID) -> HttpResponseBase:
    """Whether a slip is good: its public credential is on the list, and nobody has voted with it."""
    check_is_member(request.actor)
    part = queries.part(part_id)
    check_may_count(request.actor, part.ballot)
    (credential,) = texts(call, "credential")
    if credential not in casting.setup_of(part.id).credentials:
        return JsonResponse({"state": "unknown"})
    return JsonResponse({"state": "used" if stations.used(part, [credential_hash(credential)]) else "good"})


@json_call
def confirm(request: SiteRequest, call: Call, *, part_id: UUID) -> HttpResponseBase:
    name, digest = texts(call, "station", "digest")
    part, actor = queries.part(part_id), _signing(request, call)
    trackers = papers.confirm(actor, part, acts.ConfirmPapers(part.ballot_id, _uuid(name), digest))
    return JsonResponse({"trackers": trackers})


@json_call
def back(request: SiteRequest, call: Call, *, part_id: UUID) -> HttpResponseBase:
    (name,) = texts(call, "station")
    part, actor = queries.part(part_id), _signing(request, call)
    papers.take_back(actor, part.id, acts.TakePapersBack(part.ballot_id, _uuid(name)))
    return JsonResponse({})


def _signing(request: SiteRequest, call: Call) -> Actor:
    """Whoever is signed in, with the signature that the page sends along."""
    check_is_member(request.actor)
    signed, signature = texts(call, "signed", "signature")
    try:
        given = Signature(bytes.fromhex(signed), bytes.fromhex(signature))
    except ValueError as error:
        raise Invalid from error
    return replace(request.actor, signs=lambda _act: given)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid from error


def _contents(sent: str) -> list[str]:
    try:
        found = json.loads(sent)
    except (ValueError, RecursionError) as error:
        raise Invalid from error
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Invalid
    return found
