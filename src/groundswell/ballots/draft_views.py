"""Drafting a ballot, until it is announced."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing
from groundswell.ballots.forms import DraftForm, QuestionForm, RuleForm
from groundswell.ballots.models import Draft
from groundswell.ballots.permissions import may_announce_somewhere
from groundswell.charter.queries import rules
from groundswell.charter.words import sentence
from groundswell.kernel import clock
from groundswell.kernel.actor import Actor
from groundswell.kernel.drawing import drawn
from groundswell.kernel.errors import Forbidden, Invalid
from groundswell.kernel.ids import new_id
from groundswell.kernel.requests import SiteRequest
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import asked, timetable
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.seen import INSTANTS
from scrutiny.organisation.ballots.timetable import Timetable


def _check(actor: Actor) -> None:
    check_is_member(actor)
    if not may_announce_somewhere(actor):
        raise Forbidden(_("Only stewards announce ballots."))


def _form(request: SiteRequest, initial: dict[str, Any] | None = None) -> DraftForm:
    actor = request.actor
    units = workplaces.units(workplaces.below_stewarded(actor.stewarded))
    whole = bool(actor.stewarded & {one.id for one in workplaces.top_units()})
    sent = request.POST if request.method == "POST" else None
    return DraftForm(sent, initial=initial, units=units, whole=whole)


@require_http_methods(["GET", "POST"])
def new(request: SiteRequest) -> HttpResponse:
    _check(request.actor)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        made = announcing.keep_draft(request.actor, {**form.content(), "questions": [], "rules": {}})
        return redirect("ballots:draft", draft_id=made.id)
    return render(request, "ballots/new.html", {"form": form}, status=422 if form.errors else 200)


def _mine(request: SiteRequest, draft_id: UUID) -> Draft:
    check_is_member(request.actor)
    return queries.draft(draft_id, request.actor.person)


@require_http_methods(["GET", "POST"])
def draft(request: SiteRequest, draft_id: UUID) -> HttpResponse:
    found = _mine(request, draft_id)
    content = found.content
    initial = {**content, "binding": "1" if content["binding"] else "0", "voting_days": content["voting_days"] or None}
    form = _form(request, initial)
    if request.method == "POST" and form.is_valid():
        announcing.keep_draft(request.actor, {**content, **form.content()}, found)
        return redirect("ballots:draft", draft_id=found.id)
    return _page(request, found, form=form)


def _page(request: SiteRequest, found: Draft, **forms: Any) -> HttpResponse:
    initial = {**found.content, "binding": "1" if found.content["binding"] else "0"}
    context = {
        "draft": found,
        "questions": asked_in(found),
        "rules": [sentence(name, value) for name, value in found.content["rules"].items()],
        "times": plan(found, clock.now()),
        "form": forms.get("form") or _form_shown(request, initial),
        "question_form": forms.get("question_form") or QuestionForm(),
        "rule_form": forms.get("rule_form") or RuleForm(),
        "volunteers": len(queries.volunteers()),
        "needed": queries.volunteers_needed(),
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "ballots/draft.html", context, status=422 if wrong else 200)


def _form_shown(request: SiteRequest, initial: dict[str, Any]) -> DraftForm:
    units = workplaces.units(workplaces.below_stewarded(request.actor.stewarded))
    whole = bool(request.actor.stewarded & {one.id for one in workplaces.top_units()})
    return DraftForm(initial=initial, units=units, whole=whole)


def asked_in(found: Draft) -> list[Asked]:
    questions = found.content["questions"]
    return list(asked.from_text(asked.canonical(questions))) if questions else []


def plan(found: Draft, notice: dt.datetime) -> Timetable:
    """The charter's shortest timetable, stretched as the draft wishes."""
    in_force, shortest = rules(), timetable.generate(rules(), notice)
    opening = shortest.opening
    if found.content["opening"]:
        wished = dt.datetime.combine(dt.date.fromisoformat(found.content["opening"]), dt.time(6), dt.UTC)
        opening = max(opening, wished)
    closing = opening + dt.timedelta(days=max(in_force.voting_days, found.content["voting_days"]))
    decrypting = closing + dt.timedelta(days=in_force.complaint_days)
    return Timetable(
        notice=notice,
        observers=opening - dt.timedelta(days=in_force.observers_days),
        opening=opening,
        closing=closing,
        decrypting=decrypting,
        certified=decrypting + dt.timedelta(days=in_force.appeal_days),
    )


@require_POST
def add_question(request: SiteRequest, draft_id: UUID) -> HttpResponse:
    found, form = _mine(request, draft_id), QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, question_form=form)
    questions = [*found.content["questions"], form.cleaned_data["asked"].to_json()]
    if len(questions) > asked.MOST_QUESTIONS:
        raise Invalid(_("A ballot can ask 20 questions at most."))
    announcing.keep_draft(request.actor, {**found.content, "questions": questions}, found)
    return redirect("ballots:draft", draft_id=found.id)


@require_POST
def add_rule(request: SiteRequest, draft_id: UUID) -> HttpResponse:
    found, form = _mine(request, draft_id), RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, found, rule_form=form)
    values = {**found.content["rules"], form.cleaned_data["rule"]: form.cleaned_data["value"]}
    announcing.keep_draft(request.actor, {**found.content, "rules": values}, found)
    return redirect("ballots:draft", draft_id=found.id)


@require_POST
def remove(request: SiteRequest, draft_id: UUID) -> HttpResponse:
    """Take the last question out again, or all changes of the charter."""
    found = _mine(request, draft_id)
    content = dict(found.content)
    if request.POST.get("what") == "rules":
        content["rules"] = {}
    else:
        content["questions"] = content["questions"][:-1]
    announcing.keep_draft(request.actor, content, found)
    return redirect("ballots:draft", draft_id=found.id)


@require_POST
def drop(request: SiteRequest, draft_id: UUID) -> HttpResponse:
    announcing.drop_draft(_mine(request, draft_id))
    return redirect("ballots:ballots")


@require_POST
def announce(request: SiteRequest, draft_id: UUID) -> HttpResponse:
    """From here on it is public. The moment is drawn once, so that it is the same when it has been signed."""
    found = _mine(request, draft_id)
    content = found.content
    if not content["questions"]:
        raise Invalid(_("A ballot needs a question."), kept=_("Your draft was kept."))
    times = plan(found, dt.datetime.fromisoformat(drawn(lambda: clock.now().isoformat())))
    act = acts.AnnounceBallot(
        ballot=new_id(),
        unit=UUID(content["unit"]) if content["unit"] else None,
        title=content["title"],
        text=content["text"],
        questions=asked.canonical(content["questions"]),
        binding=content["binding"],
        rules=tuple(acts.RuleValue(name, value) for name, value in sorted(content["rules"].items())),
        **{name: getattr(times, name).isoformat() for name in INSTANTS},
    )
    made = announcing.announce_draft(request.actor, act, found)
    return redirect("ballots:ballot", ballot_id=made.id)
