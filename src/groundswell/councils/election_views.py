"""Pages of elections: who stands and what they say, when what happens, and the mandates that came of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.councils import electing, elections, office_keys, open_electing, queries, standing_for
from groundswell.councils.election_forms import AnswerForm, PaperForm
from groundswell.councils.forms import NominateForm
from groundswell.councils.permissions import check_may_see_election, check_sits
from groundswell.councils.words import ENDS
from groundswell.kernel.errors import Gone
from groundswell.kernel.requests import SiteRequest
from groundswell.members.queries import known_to
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts


@require_http_methods(["GET", "POST"])
def all_elections(request: SiteRequest) -> HttpResponse:
    """The elections of my units; a form to put somebody forward where names come in."""
    check_is_member(request.actor)
    account = request.actor.person
    mine = queries.units_that_can_be_signed_for(request.actor.units)
    offices = standing_for.by_ballot(request.actor)
    people = {account: _("I myself"), **standing_for.colleagues(account), **known_to(request.actor)}
    form = NominateForm(request.POST or None, offices=offices, people=people)
    if request.method == "POST" and form.is_valid():
        act = acts.NominateDelegate(form.unit_id(), form.account_id(), form.into())
        return redirect("councils:election", election_id=electing.nominate(request.actor, act).election_id)
    context = {
        "elections": elections.latest_in(mine),
        "waiting": elections.waiting_for(account),
        "form": form if offices else None,
    }
    return render(request, "councils/elections.html", context)


@require_GET
def election(request: SiteRequest, election_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    found = elections.election(election_id)
    check_may_see_election(request.actor, found)
    return _page(request, election_id)


def _page(
    request: SiteRequest, election_id: UUID, form: AnswerForm | None = None, paper: PaperForm | None = None
) -> HttpResponse:
    found = elections.election(election_id)
    people = elections.candidates(found)
    mine = next((one for one in people if one.account_id == request.actor.account), None)
    initial = {"statement": mine.statement} if mine else {}
    comes_in = found.occasion is None and found.closes is None and not found.over
    on_paper = elections.on_paper(found) if found.closes else []
    context = {
        "election": found,
        "names_come_in": comes_in,
        "standing": [one for one in people if one.stands],
        "mine": mine,
        "form": (form or AnswerForm(initial=initial)) if mine and comes_in else None,
        "on_paper": on_paper,
        "ranked": len(on_paper) > found.seats,
        "paper": paper or _paper(request, election_id),
        "papers": open_electing.handed_in(found),
        "given": [(one, ENDS.get(elections.state(one), "")) for one in elections.given_in(found)],
    }
    return render(request, "councils/election.html", context)


def _paper(request: SiteRequest, election_id: UUID, data: QueryDict | None = None) -> PaperForm | None:
    """For a delegate who has not voted, while it is open."""
    found = elections.election(election_id)
    if open_electing.vote_of(found, request.actor) is None:
        return None
    people = elections.on_paper(found)
    return PaperForm(data, names=[one.account.name for one in people], ranked=len(people) > found.seats)


@require_POST
def vote(request: SiteRequest, election_id: UUID) -> HttpResponse:
    """A delegate's paper in an open election."""
    check_is_member(request.actor)
    found = elections.election(election_id)
    check_may_see_election(request.actor, found)
    mandate = check_sits(request.actor, found.unit)
    form = _paper(request, election_id, request.POST)
    if form is None:
        raise Gone(_("Papers for this election are not handed in now."))
    if not form.is_valid():
        return _page(request, election_id, paper=form)
    open_electing.vote(request.actor, acts.CouncilVote(found.id, mandate.id, form.ranks()))
    return redirect("councils:election", election_id=election_id)


@require_POST
def answer(request: SiteRequest, election_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    check_may_see_election(request.actor, elections.election(election_id))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, election_id, form)
    said = acts.AnswerNomination(election_id, form.cleaned_data["answer"] == "yes", form.cleaned_data["statement"])
    electing.answer(request.actor, said)
    return redirect("councils:election", election_id=election_id)


@require_GET
def mandate(request: SiteRequest, mandate_id: UUID) -> HttpResponse:
    """Who gave it, from when until when, and how many days are left."""
    check_is_member(request.actor)
    found = elections.given(mandate_id)
    check_may_see_election(request.actor, found.election)
    electors, voted = elections.electors_and_votes(found.election)
    context = {
        "given": found,
        "state": elections.state(found),
        "how": ENDS.get(elections.state(found), ""),
        "days": elections.days_left(found),
        "electors": electors,
        "voted": voted,
        "mine": found.candidate.account_id == request.actor.account,
    }
    return render(request, "councils/mandate.html", context)


@require_POST
def accept(request: SiteRequest, mandate_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    electing.accept(request.actor, acts.AcceptMandate(mandate_id, *office_keys.of_form(request)))
    return redirect("councils:mandate", mandate_id=mandate_id)


@require_POST
def lay_down(request: SiteRequest, mandate_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    electing.lay_down(request.actor, acts.LayDownMandate(mandate_id))
    return redirect("councils:mandate", mandate_id=mandate_id)
