"""Pages of ballots: what is asked, who may vote, the board, the result."""

from __future__ import annotations

import csv
import io
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.ballots import board as boards
from groundswell.ballots import confirmations, queries, results, stations, steps
from groundswell.ballots.actions import announcing, complaining, observing, papers
from groundswell.ballots.forms import ComplaintForm, SlipForm, UnitForm
from groundswell.ballots.permissions import check_may_announce, check_may_see_poster, may_announce_somewhere
from groundswell.ballots.queries import Stage
from groundswell.ballots.words import COMPLAINTS, OUTCOMES, ROLES, STAGES, STEPS, readable
from groundswell.charter.queries import rules
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Forbidden, Unknown
from groundswell.kernel.requests import SiteRequest
from groundswell.members.cards import card_svg
from groundswell.workplaces.permissions import check_is_member
from groundswell.workplaces.queries import unit
from scrutiny.identity.words import read_tracker_words
from scrutiny.organisation import acts


@require_GET
def ballots(request: SiteRequest) -> HttpResponse:
    """What is put to us, and what was decided."""
    check_is_member(request.actor)
    person = request.actor.person
    context = {
        "ballots": [
            (one, STAGES[queries.stage(one)], OUTCOMES.get(one.outcome or one.unready)) for one in queries.latest()
        ],
        "custodies": [
            (one, ROLES[one.role], STEPS.get(steps.due(one.ballot, one) or "")) for one in queries.custodies(person)
        ],
        "coming": confirmations.coming(),
        "drafts": queries.drafts_of(person),
        "may_announce": may_announce_somewhere(request.actor),
        "volunteer": queries.is_volunteer(person),
    }
    return render(request, "ballots/ballots.html", context)


@require_http_methods(["GET", "POST"])
def keeping_keys(request: SiteRequest) -> HttpResponse:
    """Offering to be drawn as registrar or trustee, and what that means."""
    check_is_member(request.actor)
    if request.method == "POST":
        change = announcing.stand_down if queries.is_volunteer(request.actor.person) else announcing.offer
        change(request.actor)
        return redirect("ballots:keeping-keys")
    context = {
        "volunteer": queries.is_volunteer(request.actor.person),
        "there": len(queries.volunteers()),
        "needed": queries.volunteers_needed(),
    }
    return render(request, "ballots/keeping_keys.html", context)


@require_GET
def ballot(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    found = queries.ballot(ballot_id)
    stage, person = queries.stage(found), request.actor.person
    part = queries.part_of(found, person)
    custodian = queries.custodian(found, person)
    due = steps.due(found, custodian) if custodian else None
    context = {
        "ballot": found,
        "stage": stage,
        "stage_word": STAGES[stage],
        "outcome": OUTCOMES.get(found.outcome or found.unready),
        "questions": queries.asked_of(found),
        "demand": queries.demand(found),
        "rules": results.rule_sentences(found),
        "confirms": confirmations.asked_by(found),
        "electors": queries.electors(found),
        "parts": [(one, queries.voted(one)) for one in queries.parts(found)],
        "mine": part,
        "cast": queries.cast_by(part, person) if part else None,
        "voted": sum(queries.voted(one) for one in queries.parts(found)),
        "ready": queries.is_ready(found),
        "adding": queries.added_percent(found),
        "custodian": custodian,
        "role": ROLES[custodian.role] if custodian else "",
        "due": STEPS.get(due or ""),
        "custodians": [
            (one, ROLES[one.role]) for one in found.custodians.select_related("account").order_by("role", "place")
        ],
        "floor": rules().ballot_floor,
        "few": queries.electors(found) < rules().ballot_floor,
        "list_open": stage == Stage.ANNOUNCED and now() < found.observers,
        "may_withdraw": stage == Stage.ANNOUNCED and found.by_id == person,
        "watch": queries.watch(found, stage, person),
        "paper": stations.wants_slip(found, person),
        "slips_open": stations.slips_open(found),
        "teller": stage == Stage.VOTING and stations.office_of(found, person),
        "prints_slips": stations.prints_slips(custodian),
        "papers_wait": stations.waiting_for(found, person),
        "complaint_form": ComplaintForm() if stage == Stage.COMPLAINTS and part else None,
        "complained": queries.complaints_of(found, person),
        "complaints": queries.complaints(found),
        "language": get_language(),
    }
    return render(request, "ballots/ballot.html", context)


@require_GET
def electors(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    """Whether I am on the list; for stewards, who says that they are missing."""
    check_is_member(request.actor)
    found = queries.ballot(ballot_id)
    try:
        check_may_announce(request.actor, found.electorate.unit_id)
        contests = [one for one in queries.contests(found) if one.account_id != request.actor.account]
    except Forbidden:
        contests = []
    context = {
        "ballot": found,
        "electors": queries.electors(found),
        "part": queries.part_of(found, request.actor.person),
        "contests": contests,
        "contested": [one for one in queries.contests(found) if one.account_id == request.actor.account],
        "open": queries.stage(found) == Stage.ANNOUNCED and now() < found.observers,
        "slips": stations.may_need_slips(request.actor, found) if stations.slips_open(found) else [],
    }
    return render(request, "ballots/electors.html", context)


@require_POST
def contest(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    announcing.contest(request.actor, acts.ContestElectorate(ballot_id))
    return redirect("ballots:electors", ballot_id=ballot_id)


@require_POST
def slip(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    """Somebody votes on paper, or a steward says so for them."""
    check_is_member(request.actor)
    form = SlipForm(request.POST)
    who = form.account(request.actor.person)
    papers.ask_for_slip(request.actor, acts.AskForSlip(ballot_id, who, form.wanted()))
    return redirect("ballots:electors" if who != request.actor.account else "ballots:ballot", ballot_id=ballot_id)


@require_POST
def answer(request: SiteRequest, ballot_id: UUID, contest_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    listed = request.POST.get("listed") == "1"
    announcing.answer_contest(request.actor, acts.AnswerContest(contest_id, listed))
    return redirect("ballots:electors", ballot_id=ballot_id)


@require_POST
def withdraw(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    announcing.withdraw(request.actor, acts.WithdrawBallot(ballot_id))
    return redirect("ballots:ballot", ballot_id=ballot_id)


@require_http_methods(["GET", "POST"])
def notices(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    """In which units the poster hangs, and in which it is still to be hung."""
    check_is_member(request.actor)
    found = queries.ballot(ballot_id)
    if request.method == "POST":
        form = UnitForm(request.POST)
        if form.is_valid():
            announcing.hang(request.actor, acts.HangNotice(found.id, form.unit_id()))
        return redirect("ballots:notices", ballot_id=ballot_id)
    places = queries.notice_places(found)
    context = {
        "ballot": found,
        "places": queries.known_places(request.actor, places),
        "without": sum(not place.hangs for place in places),
        "mine": queries.stewarded_places(request.actor, places),
    }
    return render(request, "ballots/notices.html", context)


@require_GET
def poster(request: SiteRequest, ballot_id: UUID, unit_id: UUID) -> HttpResponse:
    check_may_see_poster(request.actor, unit_id)
    found = queries.ballot(ballot_id)
    address = f"{settings.ORIGINS[0]}{reverse('ballots:ballot', args=[found.id])}"
    context = {
        "ballot": found,
        "unit": unit(unit_id),
        "questions": queries.asked_of(found),
        "address": address,
        "qr": card_svg(address),
    }
    return render(request, "ballots/poster.html", context)


@require_POST
def complain(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    form = ComplaintForm(request.POST)
    about = form.cleaned_data["about"] if form.is_valid() else next(iter(COMPLAINTS))
    complaining.complain(request.actor, acts.Complain(ballot_id, about))
    return redirect("ballots:ballot", ballot_id=ballot_id)


@require_POST
def observe(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    """Name oneself, or after the close say what was found."""
    check_is_member(request.actor)
    found = request.POST.get("found", "")
    if found in {"holds", "does-not"}:
        observing.say(request.actor, acts.SayObserved(ballot_id, found == "holds"))
    else:
        observing.observe(request.actor, acts.ObserveBallot(ballot_id))
    return redirect("ballots:ballot", ballot_id=ballot_id)


@require_GET
def board(request: SiteRequest, part_id: UUID) -> HttpResponse:
    """All ballots, the newest first; a tracker that is looked for stands above."""
    check_is_member(request.actor)
    part = queries.part(part_id)
    tracker = request.GET.get("tracker", "").strip()
    words = read_tracker_words(tracker)
    found = queries.found_by_words(part, words) if words else queries.found_on_board(part, tracker) if tracker else None
    before = request.GET.get("before", "")
    lines = queries.board(part, int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None)
    last = queries.last_of(part, found.credential) if found else None
    context = {
        "part": part,
        "ballot": part.ballot,
        "lines": [(line, readable(line.tracker)) for line in lines],
        "voted": queries.voted(part),
        "tracker": tracker,
        "found": found,
        "counts": found is not None and last is not None and found.height == last.height,
        "mine": queries.cast_by(part, request.actor.person),
        "older": lines[-1].number if len(lines) == queries.SHOWN_AT_ONCE else None,
        "origin": settings.ORIGINS[0],
    }
    return render(request, "ballots/board.html", context)


@require_GET
def archive(request: SiteRequest, part_id: UUID, uuid: str) -> HttpResponseBase:
    """The .bel as it is now. Its name is the election's, as other tools want it."""
    check_is_member(request.actor)
    part = queries.part(part_id)
    if part.uuid != uuid or not part.started:
        raise Unknown
    return StreamingHttpResponse(
        boards.file_of(part),
        content_type="application/x-tar",
        headers={"Content-Disposition": f'attachment; filename="{part.uuid}.bel"'},
    )


@require_GET
def sum_of_parts(request: SiteRequest, count_id: UUID) -> HttpResponse:
    """What was opened of several parts together; a part that was opened alone has it in its archive."""
    check_is_member(request.actor)
    found = queries.opened_together(count_id)
    answer = JsonResponse(results.sum_file(found))
    answer["Content-Disposition"] = f'attachment; filename="sum-{found.election}.json"'
    return answer


@require_GET
def result(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    """What came out, stage by stage; also to print and hang up."""
    check_is_member(request.actor)
    found = queries.ballot(ballot_id)
    if not found.counts:
        raise Unknown
    context = {
        "ballot": found,
        "stage": queries.stage(found),
        "outcome": OUTCOMES.get(found.outcome or queries.decision(found).outcome),
        "decision": queries.decision(found),
        "whole": results.whole(found),
        "branches": results.branches(found),
        "questions": results.questions(found),
        "demand": queries.demand(found),
        "rules": results.rule_sentences(found),
        "parts": queries.parts(found),
        "together": results.opened_together(found),
    }
    return render(request, "ballots/result.html", context)


@require_GET
def result_csv(request: SiteRequest, ballot_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    found = queries.ballot(ballot_id)
    if not found.counts:
        raise Unknown
    out = io.StringIO()
    csv.writer(out).writerows(results.rows(found))
    disposition = f'attachment; filename="{found.id}.csv"'
    return HttpResponse(out.getvalue(), content_type="text/csv", headers={"Content-Disposition": disposition})
