"""Pages of auditors; taking one's data along; being forgotten."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.accounts.permissions import check_signed_in
from groundswell.audit import actions, queries
from groundswell.audit.forms import StatementForm
from groundswell.kernel.errors import Unknown
from groundswell.kernel.requests import SiteRequest
from groundswell.record import queries as record
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts


@require_GET
def audits(request: SiteRequest) -> HttpResponse:
    check_is_member(request.actor)
    return _page(request, StatementForm())


def _page(request: SiteRequest, form: StatementForm, status: int = 200) -> HttpResponse:
    person = request.actor.account
    shown = [(one, queries.place_of(one, person) if person else None) for one in queries.drawings()]
    context = {
        "drawings": shown,
        "kept": queries.kept(),
        "mine": queries.open_for(request.actor.account),
        "covered": queries.audited_size(),
        "form": form,
    }
    return render(request, "audit/audits.html", context, status=status)


@require_GET
def openings(request: SiteRequest, drawing: UUID) -> HttpResponseBase:
    """All private parts below the size, for the drawn alone, until they have stated what they found."""
    found = queries.auditor(request.actor.account, drawing)
    if found is None or found.stated:
        raise Unknown
    return StreamingHttpResponse(
        queries.openings_below(found.drawing.size),
        content_type="application/jsonl",
        headers={"Content-Disposition": 'attachment; filename="openings.jsonl"'},
    )


@require_POST
def state(request: SiteRequest, drawing: UUID) -> HttpResponse:
    found = queries.auditor(request.actor.account, drawing)
    if found is None:
        raise Unknown
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    size, exceptions = found.drawing.size, form.cleaned_data["exceptions"]
    actions.state(request.actor, acts.Audited(drawing, size, record.root_at(size), exceptions, found.place))
    return redirect("audit:audits")


@require_POST
def pass_on(request: SiteRequest, drawing: UUID) -> HttpResponse:
    """I cannot serve: somebody else is drawn."""
    found = queries.auditor(request.actor.account, drawing)
    if found is None or found.place is None:
        raise Unknown
    actions.pass_on(request.actor, acts.PassAudit(drawing, found.place))
    return redirect("audit:audits")


@require_GET
def frozen_list(request: SiteRequest, drawing: UUID) -> HttpResponseBase:
    """The list, and what was drawn from it, for every member to draw again."""
    check_is_member(request.actor)
    return StreamingHttpResponse(
        queries.to_check(queries.drawing(drawing)),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="drawing.json"'},
    )


@require_GET
def my_data(request: SiteRequest) -> HttpResponse:
    check_signed_in(request.actor)
    content = json.dumps(queries.export(request.actor.person), indent=1, ensure_ascii=False)
    disposition = 'attachment; filename="my-data.json"'
    return HttpResponse(content, content_type="application/json", headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "POST"])
def forget_me(request: SiteRequest) -> HttpResponse:
    check_signed_in(request.actor)
    if request.method == "POST":
        actions.leave_for_good(request.actor)
        return redirect("audit:forget-me")
    person = request.actor.person
    context = {"departure": queries.departure(person), "gone": queries.is_gone(person)}
    return render(request, "audit/forget_me.html", context)
