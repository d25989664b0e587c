"""What the rooms of registrars and trustees, static pages, ask of the site and say to it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from groundswell.accounts.json_calls import large_call, texts
from groundswell.ballots import queries
from groundswell.ballots import room as rooms
from groundswell.ballots.actions import custody
from groundswell.ballots.permissions import check_is_custodian
from groundswell.kernel import clock
from groundswell.kernel.actor import Actor, Signature
from groundswell.kernel.errors import Invalid
from groundswell.kernel.requests import SiteRequest
from groundswell.record.queries import org_id, root_at, seen_size
from groundswell.web.templatetags.components import moment
from groundswell.workplaces.permissions import check_is_member
from scrutiny.encoding import Json, sha256
from scrutiny.organisation import acts


@csrf_exempt
@require_http_methods(["GET", "POST"])
def room(request: SiteRequest, ballot_id: UUID) -> HttpResponseBase:
    return _say(request, ballot_id=ballot_id) if request.method == "POST" else _look(request, ballot_id)


def _look(request: SiteRequest, ballot_id: UUID) -> HttpResponseBase:
    check_is_member(request.actor)
    ballot = queries.ballot(ballot_id)
    custodian = check_is_custodian(request.actor, ballot)
    shown = {"closes": moment(ballot.closing)}
    return JsonResponse({**rooms.room(ballot, custodian), **shown, **signing(request.actor)})


def signing(actor: Actor) -> dict[str, Json]:
    """What goes into an act that a page signs."""
    size = seen_size()
    return {
        "org": org_id(),
        "actor": actor.act_key,
        "now": int(clock.now().timestamp()),
        "seen": {"size": size, "root": root_at(size)},
    }


@large_call
def _say(request: SiteRequest, call: dict[str, str], *, ballot_id: UUID) -> HttpResponseBase:
    step, content, kept, signed, signature = texts(call, "step", "content", "kept", "signed", "signature")
    try:
        given = Signature(bytes.fromhex(signed), bytes.fromhex(signature))
    except ValueError as error:
        raise Invalid from error
    check_is_member(request.actor)
    actor = replace(request.actor, signs=lambda _act: given)
    act = acts.CustodyStep(ballot_id, step, sha256(content.encode()).hex())
    done = custody.say(actor, act, content, kept)
    return JsonResponse({"fault": done.fault})
