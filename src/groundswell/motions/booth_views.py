"""What the petition page asks: signed in, for the member's own key; and without any session, to sign.

The calls that sign look at nothing that could tell who sends them: no cookie, no account, no address that is kept.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET

from groundswell.accounts.json_calls import json_call
from groundswell.kernel.errors import Unknown
from groundswell.kernel.limits import Limiter, own_address
from groundswell.kernel.requests import SiteRequest
from groundswell.motions import forms, offering, queries
from groundswell.motions.actions import signing
from groundswell.motions.permissions import check_is_elector, check_may_see
from groundswell.workplaces.permissions import check_is_member

attempts = Limiter(300)


@require_GET
def booth(request: SiteRequest, petition_id: UUID) -> HttpResponseBase:
    check_is_member(request.actor)
    found = queries.petition(petition_id)
    check_may_see(request.actor, found)
    return JsonResponse(offering.of_petition(found, request.actor.person))


@require_GET
def join_booth(request: SiteRequest, petition_id: UUID, into_id: UUID) -> HttpResponseBase:
    check_is_member(request.actor)
    found, into = queries.petition(petition_id), queries.petition(into_id)
    check_may_see(request.actor, found)
    if into not in queries.same_question(found):
        raise Unknown
    return JsonResponse(offering.of_petition(found, request.actor.person, into))


@require_GET
def new_recall(request: SiteRequest, mandate_id: UUID) -> HttpResponseBase:
    check_is_member(request.actor)
    about = queries.recallable(mandate_id)
    check_is_elector(request.actor, about.unit_id)
    return JsonResponse(offering.of_recall(about, request.actor.person))


@require_GET
def new_ballot(request: SiteRequest, unit_id: UUID | None = None) -> HttpResponseBase:
    check_is_elector(request.actor, unit_id)
    return JsonResponse(offering.of_ballot(unit_id, request.actor.person, str(request.organisation_name)))


def _count(request: SiteRequest) -> None:
    """Each call costs a look at a signature. Counted in memory by address, and forgotten within the hour."""
    if address := own_address(request):
        attempts.count(address)


def _counted(petition_id: UUID) -> HttpResponseBase:
    found = queries.petition(petition_id)
    return JsonResponse({"signed": queries.signed(found), "needed": found.needed})


@json_call
def begin(request: SiteRequest, call: dict[str, str]) -> HttpResponseBase:
    _count(request)
    asked = forms.petition(call)
    signing.begin(asked, forms.signature(call))
    return _counted(asked.id)


@json_call
def sign(request: SiteRequest, call: dict[str, str], *, petition_id: UUID) -> HttpResponseBase:
    _count(request)
    signing.sign(petition_id, forms.signature(call))
    return _counted(petition_id)


@json_call
def join(request: SiteRequest, call: dict[str, str], *, petition_id: UUID) -> HttpResponseBase:
    _count(request)
    signing.join(petition_id, forms.into(call), forms.signature(call))
    return _counted(petition_id)
