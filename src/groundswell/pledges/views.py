"""Pages of pledges: what we would do together, how many have signed, who keeps it sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.kernel.drawing import drawn
from groundswell.kernel.errors import Forbidden
from groundswell.kernel.ids import new_id
from groundswell.kernel.requests import SiteRequest
from groundswell.members.cards import card_svg
from groundswell.members.queries import known_to
from groundswell.pledges import queries, steps
from groundswell.pledges.actions import announcing, signing
from groundswell.pledges.advice import advice, people_in
from groundswell.pledges.forms import LeftoverForm, PledgeForm, UnitsForm
from groundswell.pledges.permissions import (
    check_may_prepare,
    check_may_see,
    check_may_void,
    may_prepare_somewhere,
    may_void,
)
from groundswell.pledges.queries import Shown, Stage
from groundswell.pledges.rules import of_share
from groundswell.pledges.words import AUDIENCES, NOT_PROMISED, PROMISED, ROLES, STAGES, STEPS
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts
from scrutiny.pledge.cards import first_code

if TYPE_CHECKING:
    from groundswell.pledges.models import Pledge


@require_GET
def pledges(request: SiteRequest) -> HttpResponse:
    """Those that I am asked for, or have a task in."""
    check_is_member(request.actor)
    context = {
        "pledges": [(one, STAGES[queries.stage(one)], _count(one)) for one in queries.seen_by(request.actor)],
        "custodies": [
            (one, ROLES[one.role], STEPS.get(steps.due(one.pledge, one) or ""))
            for one in queries.custodies(request.actor.person)
        ],
        "may_prepare": may_prepare_somewhere(request.actor),
    }
    return render(request, "pledges/pledges.html", context)


def _count(found: Pledge) -> Shown | None:
    return queries.shown(found) if found.h else None


@require_GET
def units(request: SiteRequest) -> HttpResponse:
    """Preparing a pledge, first step: who is asked."""
    check_is_member(request.actor)
    if not may_prepare_somewhere(request.actor):
        raise Forbidden(_("Only stewards prepare pledges."))
    form = _units_form(request)
    if request.GET and form.is_valid():
        return redirect(f"{reverse('pledges:new')}?{request.GET.urlencode()}")
    return render(request, "pledges/units.html", {"form": form}, status=422 if form.errors else 200)


def _units_form(request: SiteRequest) -> UnitsForm:
    places = workplaces.units(workplaces.below_stewarded(request.actor.stewarded))
    return UnitsForm(request.GET or None, units=places)


@require_http_methods(["GET", "POST"])
def new(request: SiteRequest) -> HttpResponse:
    """Second step: what is asked, with advice from what is known of the units. Announced when it is signed."""
    check_is_member(request.actor)
    asked = _units_form(request)
    if not asked.is_valid():
        return redirect("pledges:units")
    chosen = asked.chosen()
    for unit in chosen:
        check_may_prepare(request.actor, unit)
    advised = [advice(unit) for unit in workplaces.units(chosen)]
    people = {**known_to(request.actor), request.actor.person: request.actor.name}
    first = advised[0].suggested
    initial = {"wanted": first.wanted, "assumed": first.assumed, "cards": max(one.suggested.cards for one in advised)}
    form = PledgeForm(request.POST if request.method == "POST" else None, initial=initial, people=people)
    if request.method == "POST" and form.is_valid():
        made = announcing.announce(request.actor, _act(form, chosen))
        return redirect("pledges:pledge", pledge_id=made[0].id)
    context = {"form": form, "advised": advised, "few": len(people) < len(form.dealer_names)}
    return render(request, "pledges/new.html", context, status=422 if form.errors else 200)


def _act(form: PledgeForm, chosen: list[UUID]) -> acts.AnnouncePledge:
    said = form.cleaned_data
    share = said["measure"] == "share"
    demands = tuple(
        acts.UnitDemand(unit, of_share(said["wanted"], people_in(unit)) if share else said["wanted"]) for unit in chosen
    )
    return acts.AnnouncePledge(
        pledge=UUID(drawn(lambda: str(new_id()))),
        title=" ".join(said["title"].split()),
        text=said["text"].strip().replace("\r\n", "\n"),
        audience=said["audience"],
        demands=demands,
        assumed=said["assumed"],
        cards=said["cards"],
        deadline=form.instant().isoformat(),
        dealers=form.dealers(),
    )


def _seen(request: SiteRequest, pledge_id: UUID) -> Pledge:
    check_is_member(request.actor)
    found = queries.pledge(pledge_id)
    check_may_see(request.actor, found)
    return found


@require_GET
def pledge(request: SiteRequest, pledge_id: UUID) -> HttpResponse:
    return _page(request, _seen(request, pledge_id))


def _page(request: SiteRequest, found: Pledge, leftover: LeftoverForm | None = None) -> HttpResponse:
    stage, person = queries.stage(found), request.actor.person
    custodian = queries.custodian(found, person)
    due = steps.due(found, custodian) if custodian else None
    terms = queries.terms(found)
    may_void_cards = may_void(request.actor, found) and stage == Stage.SIGNING
    context = {
        "pledge": found,
        "stage": stage,
        "stage_word": STAGES[stage],
        "audience": AUDIENCES[found.audience],
        "shown": _count(found),
        "together": [(one, _count(one)) for one in queries.together(found)],
        "threshold": found.wanted + found.assumed,
        "needed": terms.needed,
        "trustees": len(terms.trustees),
        "last": queries.last_taken(found),
        "opens": queries.opens_from(found) if stage == Stage.OPENING else None,
        "custodians": [
            (one, ROLES[one.role], STEPS.get(steps.due(found, one) or "")) for one in queries.all_custodians(found)
        ],
        "custodian": custodian,
        "role": ROLES[custodian.role] if custodian else "",
        "due": STEPS.get(due or ""),
        "deals": due == "deck",
        "committee": queries.in_committee(found, request.actor),
        "leftover": sorted((deck, len(cards)) for deck, cards in queries.leftover(found).items()),
        "leftover_form": leftover or (LeftoverForm(decks=len(terms.dealers)) if may_void_cards else None),
        "may_call_off": stage == Stage.PREPARING and found.by_id == person,
        "promised": PROMISED,
        "not_promised": NOT_PROMISED,
        "language": get_language(),
    }
    return render(request, "pledges/pledge.html", context, status=422 if leftover else 200)


@require_GET
def poster(request: SiteRequest, pledge_id: UUID) -> HttpResponse:
    """To print. The code on it leads to the bare page; the cards are handed out."""
    found = _seen(request, pledge_id)
    address = first_code(settings.ORIGINS[0])
    context = {
        "pledge": found,
        "address": address,
        "qr": card_svg(address),
        "needed": queries.terms(found).needed,
        "last": queries.last_taken(found),
        "together": queries.together(found),
    }
    return render(request, "pledges/poster.html", context)


@require_POST
def void(request: SiteRequest, pledge_id: UUID) -> HttpResponse:
    found = _seen(request, pledge_id)
    check_may_void(request.actor, found)
    form = LeftoverForm(request.POST, decks=len(queries.terms(found).dealers))
    if not form.is_valid():
        return _page(request, found, form)
    act = acts.VoidLeftover(found.id, form.cleaned_data["deck"], form.cleaned_data["cards"])
    signing.void(request.actor, act)
    return redirect("pledges:pledge", pledge_id=found.id)


@require_POST
def call_off(request: SiteRequest, pledge_id: UUID) -> HttpResponse:
    announcing.call_off(request.actor, acts.CallOffPledge(_seen(request, pledge_id).id))
    return redirect("pledges:pledge", pledge_id=pledge_id)
