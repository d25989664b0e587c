"""The page on which a union that moves in brings its offices along."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from groundswell.councils import inheriting, office_keys, standing_for
from groundswell.councils.forms import InheritForm
from groundswell.kernel.ids import new_id
from groundswell.kernel.requests import SiteRequest
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts
from scrutiny.organisation.councils.inherited import STEWARDS


@require_http_methods(["GET", "POST"])
def inherited(request: SiteRequest) -> HttpResponse:
    """What I held, what others say that they held, and until when this is open."""
    check_is_member(request.actor)
    open_now = inheriting.is_time()
    form = InheritForm(request.POST or None, offices=standing_for.inheritable(request.actor) if open_now else [])
    if request.method == "POST" and form.is_valid():
        inheriting.claim(request.actor, acts.ClaimInherited(new_id(), form.unit_id(), form.into()))
        return redirect("councils:inherited")
    context = {
        "open": open_now,
        "until": inheriting.last_day(),
        "form": form,
        "needed": STEWARDS,
        "mine": [
            (one, inheriting.confirmations(one), inheriting.is_confirmed(one)) for one in inheriting.mine(request.actor)
        ],
        "to_confirm": inheriting.to_confirm(request.actor),
        "held": inheriting.held(request.actor),
    }
    return render(request, "councils/inherited.html", context)


@require_POST
def confirm(request: SiteRequest, mandate_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    office = inheriting.office_over(request.actor, inheriting.inheritance(mandate_id).unit_id)
    inheriting.confirm(request.actor, acts.ConfirmInherited(mandate_id, office.id))
    return redirect("councils:inherited")


@require_POST
def take(request: SiteRequest, mandate_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    inheriting.take(request.actor, acts.InheritMandate(mandate_id, *office_keys.of_form(request)))
    return redirect("councils:offices")
