"""What the rooms of dealers and trustees, static pages, ask of the site and say to it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from groundswell.accounts.json_calls import large_call, texts
from groundswell.ballots.room_views import signing
from groundswell.kernel.actor import Signature
from groundswell.kernel.errors import Invalid
from groundswell.kernel.requests import SiteRequest
from groundswell.pledges import queries
from groundswell.pledges import room as rooms
from groundswell.pledges.actions import custody
from groundswell.pledges.permissions import check_is_custodian
from groundswell.workplaces.permissions import check_is_member
from scrutiny.encoding import sha256
from scrutiny.organisation import acts


@csrf_exempt
@require_http_methods(["GET", "POST"])
def room(request: SiteRequest, pledge_id: UUID) -> HttpResponseBase:
    return _say(request, pledge_id=pledge_id) if request.method == "POST" else _look(request, pledge_id)


def _look(request: SiteRequest, pledge_id: UUID) -> HttpResponseBase:
    check_is_member(request.actor)
    found = queries.pledge(pledge_id)
    custodian = check_is_custodian(request.actor, found)
    return JsonResponse({**rooms.room(found, custodian), **signing(request.actor)})


@large_call
def _say(request: SiteRequest, call: dict[str, str], *, pledge_id: UUID) -> HttpResponseBase:
    step, content, kept, signed, signature = texts(call, "step", "content", "kept", "signed", "signature")
    try:
        given = Signature(bytes.fromhex(signed), bytes.fromhex(signature))
    except ValueError as error:
        raise Invalid from error
    check_is_member(request.actor)
    actor = replace(request.actor, signs=lambda _act: given)
    act = acts.PledgeStep(pledge_id, step, sha256(content.encode()).hex())
    done = custody.say(actor, act, content, kept)
    return JsonResponse({"fault": done.fault})
