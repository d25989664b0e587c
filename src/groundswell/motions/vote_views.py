"""Pages of open votes: what is put to delegates, how each of them answered, and what they reported."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.councils import queries as councils
from groundswell.kernel.ids import new_id
from groundswell.kernel.requests import SiteRequest
from groundswell.motions import queries, votes
from groundswell.motions.actions import voting
from groundswell.motions.permissions import check_may_see_vote
from groundswell.motions.vote_forms import CallForm, VoteForm, identifier
from groundswell.motions.words import POSITIONS
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts


@require_http_methods(["GET", "POST"])
def questions(request: SiteRequest) -> HttpResponse:
    """What is put to the delegates of my units, and, for a delegate, a form to put something to them."""
    check_is_member(request.actor)
    units = votes.callable_units(request.actor)
    form = CallForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        mandate = votes.mandate_for(request.actor, form.unit_id())
        said = form.cleaned_data
        act = acts.CallVote(new_id(), form.unit_id(), mandate.id, said["title"], said["text"], form.closes())
        return redirect("motions:vote", question_id=voting.call(request.actor, act).id)
    found = votes.latest(queries.path_of(request.actor.units))
    context = {"questions": [(one, votes.is_open(one)) for one in found], "form": form if units else None}
    return render(request, "motions/votes.html", context)


@require_GET
def vote(request: SiteRequest, question_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    asked = votes.question(question_id)
    check_may_see_vote(request.actor, asked)
    return _page(request, asked.id)


def _page(request: SiteRequest, question_id: UUID, form: VoteForm | None = None) -> HttpResponse:
    asked = votes.question(question_id)
    electing, running = queries.path_of(request.actor.units), votes.is_open(asked)
    mine = votes.mine(request.actor, asked)
    waiting = [one for one in mine if not one.votes.filter(question=asked).exists()]
    context = {
        "question": asked,
        "open": running,
        "lines": [_worded(line) for line in votes.lines(asked, electing)],
        "wishes": votes.wishes(asked, electing, request.actor.person) if running else [],
        "positions": POSITIONS.items(),
        "form": (form or VoteForm(mandates=waiting)) if running and waiting else None,
        "mine": {one.id for one in mine},
    }
    return render(request, "motions/vote.html", context)


def _worded(line: votes.Line) -> tuple[votes.Line, object, object]:
    return line, POSITIONS.get(line.instructed, ""), POSITIONS.get(line.position, "")


@require_POST
def cast(request: SiteRequest, question_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    asked = votes.question(question_id)
    form = VoteForm(request.POST, mandates=votes.mine(request.actor, asked))
    if not form.is_valid():
        return _page(request, question_id, form)
    said = form.cleaned_data
    voting.cast(request.actor, acts.CastOpenVote(question_id, form.mandate_id(), said["position"], said["reason"]))
    return redirect("motions:vote", question_id=question_id)


@require_POST
def instruct(request: SiteRequest, question_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    unit, position = identifier(request.POST.get("unit", "")), request.POST.get("position", "")
    voting.instruct(request.actor, acts.Instruct(question_id, unit, position))
    return redirect("motions:vote", question_id=question_id)


@require_POST
def report(request: SiteRequest, question_id: UUID, mandate_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    voting.report(request.actor, acts.GiveReport(question_id, mandate_id, request.POST.get("report", "")[:20_000]))
    return redirect("motions:vote", question_id=question_id)


@require_POST
def receive(request: SiteRequest, question_id: UUID, mandate_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    answer = request.POST.get("answer", "")[:5_000]
    voting.receive(request.actor, acts.ReceiveReport(question_id, mandate_id, answer))
    return redirect("motions:vote", question_id=question_id)


@require_GET
def account(request: SiteRequest, mandate_id: UUID) -> HttpResponse:
    """How a delegate answered: every member reads it."""
    check_is_member(request.actor)
    held = councils.mandate(mandate_id)
    lines = votes.account_of(held, queries.path_of(request.actor.units))
    context = {
        "mandate": held,
        "over": queries.is_over(held),
        "lines": [(asked, *_worded(line)) for asked, line in lines],
        "departures": sum(line.departs for _asked, line in lines),
    }
    return render(request, "motions/account.html", context)
