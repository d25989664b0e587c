"""Who speaks for us: nominations, signatures, mandates."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.charter.queries import rules
from groundswell.councils import actions, inheriting, office_keys, queries, standing_for
from groundswell.councils.forms import NominateForm
from groundswell.kernel.ids import new_id
from groundswell.kernel.requests import SiteRequest
from groundswell.members.queries import known_to
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts


@require_http_methods(["GET", "POST"])
def offices(request: SiteRequest) -> HttpResponse:
    """The stewards of the units on my path, until when, and who stands now."""
    check_is_member(request.actor)
    account = request.actor.person
    electing = workplaces.units(queries.units_that_can_be_signed_for(request.actor.units))
    people = {account: _("I myself"), **known_to(request.actor)}
    form = NominateForm(request.POST or None, offices=standing_for.by_signatures(request.actor), people=people)
    if request.method == "POST" and form.is_valid():
        act = acts.NominateSteward(unit=form.unit_id(), account=form.account_id(), into=form.into())
        actions.nominate(request.actor, act)
        return redirect("councils:offices")
    return render(
        request,
        "councils/offices.html",
        {
            "units": [(unit, queries.stewards_of(unit.id)) for unit in electing],
            "nominations": queries.open_nominations([u.id for u in electing], account),
            "sent": queries.sent_by([unit.id for unit in electing]),
            "mine": queries.mandates_of(account),
            "days": rules().steward_days,
            "inheriting": inheriting.is_time(),
            "form": form,
        },
    )


@require_POST
def sign(request: SiteRequest, nomination_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    actions.sign(request.actor, acts.SignSteward(nomination=nomination_id))
    return redirect("councils:offices")


@require_POST
def withdraw(request: SiteRequest, nomination_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    actions.withdraw_signature(request.actor, acts.WithdrawStewardSignature(nomination=nomination_id))
    return redirect("councils:offices")


@require_POST
def accept(request: SiteRequest, nomination_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    actions.accept(request.actor, acts.AcceptStewardship(nomination_id, new_id(), *office_keys.of_form(request)))
    return redirect("councils:offices")


@require_POST
def resign(request: SiteRequest, mandate_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    actions.resign(request.actor, acts.EndStewardship(mandate=mandate_id, reason="resigned"))
    return redirect("councils:offices")


@require_POST
def renew_key(request: SiteRequest, mandate_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    office_keys.renew(request.actor, acts.RenewOfficeKey(mandate_id, *office_keys.of_form(request)))
    return redirect("councils:offices")
