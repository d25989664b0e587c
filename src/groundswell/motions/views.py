"""Pages of petitions: which there are, how they stand, and how anyone counts them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from groundswell.kernel.requests import SiteRequest
from groundswell.motions import offering, queries, recalls
from groundswell.motions.actions import recalling
from groundswell.motions.permissions import check_may_see
from groundswell.motions.words import STATES
from groundswell.workplaces.permissions import check_is_member
from groundswell.workplaces.queries import units
from scrutiny.organisation import acts


@require_GET
def petitions(request: SiteRequest) -> HttpResponse:
    """What electors of mine demand, and where I can demand something."""
    check_is_member(request.actor)
    mine = queries.path_of(request.actor.units)
    context = {
        "petitions": [(one, offering.heading(one.petition), STATES[one.state]) for one in queries.latest(mine)],
        "places": [(one.id, one.name, queries.key_list(one.id) is not None) for one in units(mine)],
        "all_members": queries.key_list(None) is not None,
        "mandates": queries.recallable_in(mine),
        "openly": recalls.standings(mine, request.actor.person),
        "language": get_language(),
    }
    return render(request, "motions/petitions.html", context)


@require_GET
def petition(request: SiteRequest, petition_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    found = queries.petition(petition_id)
    check_may_see(request.actor, found)
    standing = queries.standing(found)
    context = {
        "petition": found,
        "standing": standing,
        "heading": offering.heading(found),
        "place": offering.place_of(found),
        "state": STATES[standing.state],
        "until": offering.until(found.closes),
        "same": [(other, offering.heading(other)) for other in queries.same_question(found)] if standing.open else [],
        "joined": queries.parts(found)[1:],
        "language": get_language(),
    }
    return render(request, "motions/petition.html", context)


@require_GET
def file(request: SiteRequest, petition_id: UUID) -> HttpResponse:
    """All that it takes to count: what was signed, the list of keys, and the signatures."""
    check_is_member(request.actor)
    found = queries.petition(petition_id)
    check_may_see(request.actor, found)
    answer = JsonResponse(offering.to_count(found))
    answer["Content-Disposition"] = f'attachment; filename="petition-{found.id}.json"'
    return answer


@require_POST
def recall(request: SiteRequest, mandate_id: UUID) -> HttpResponse:
    """Sign openly that a mandate shall end, or take that back."""
    check_is_member(request.actor)
    if request.POST.get("signed") == "0":
        recalling.withdraw(request.actor, acts.WithdrawRecall(mandate_id))
    else:
        recalling.sign(request.actor, acts.SignRecall(mandate_id))
    return redirect("motions:petitions")
