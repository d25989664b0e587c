"""Pages of the workplaces: the chart, its tables to take away, edits and their confirmation, tests of strength."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.accounts.permissions import allowed, check_known
from groundswell.charter.queries import rules
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Unknown
from groundswell.kernel.requests import SiteRequest
from groundswell.web.charts import Trend, TrendPoint
from groundswell.workplaces import actions, queries, results, strength, testing, tree
from groundswell.workplaces.forms import EDIT_FORMS, CountForm, PlanTestForm
from groundswell.workplaces.lists.writing import csv_bytes, ods_bytes
from groundswell.workplaces.permissions import (
    check_is_member,
    check_is_steward,
    check_may_confirm,
    check_may_see,
)
from groundswell.workplaces.proposals import in_words
from groundswell.workplaces.tables import table_of
from scrutiny.organisation import acts


@require_GET
def index(request: SiteRequest) -> HttpResponse:
    """My workplaces, and all that stands at the top of the tree."""
    check_is_member(request.actor)
    return render(
        request,
        "workplaces/index.html",
        {
            "mine": strength.overview(request.actor),
            "tops": strength.tops(),
        },
    )


@require_GET
def unit(request: SiteRequest, unit_id: UUID) -> HttpResponse:
    """The chart of one unit."""
    check_is_member(request.actor)
    found = queries.unit(unit_id)
    check_may_see(request.actor, found)
    page = request.GET.get("page", "1")
    view = strength.view(unit_id, int(page) if page.isdigit() else 1)
    return render(
        request,
        "workplaces/unit.html",
        {
            "view": view,
            "path": queries.path(unit_id)[:-1],
            "results": results.results(unit_id),
            "gaps": strength.gaps(unit_id) if not view.hidden else None,
            "trend": _trend(view.months, view.target) if len(view.months) > 1 else None,
            "opening": queries.is_being_opened(unit_id),
            "alarm": strength.alarm(unit_id),
            "sends": queries.has_workplace(unit_id),
            "steward": allowed(check_is_steward, request.actor, unit_id),
            "events": queries.events(unit_id),
        },
    )


def _trend(months: list[strength.Month], target: int) -> Trend:
    points = [TrendPoint(label=m.month.strftime("%m/%Y"), percent=m.percent) for m in months]
    return Trend(points=points, caption=_("Members among those who work here, month by month"), target=target)


@require_GET
def table(request: SiteRequest, unit_id: UUID, form: str) -> HttpResponse:
    """The chart's figures as CSV or ODS: counts only, with the same ones hidden."""
    check_is_member(request.actor)
    found = queries.unit(unit_id)
    check_may_see(request.actor, found)
    header, rows = table_of(unit_id)
    writers = {
        "csv": (csv_bytes, "text/csv; charset=utf-8"),
        "ods": (ods_bytes, "application/vnd.oasis.opendocument.spreadsheet"),
    }
    if form not in writers:
        raise Unknown
    write, kind = writers[form]
    response = HttpResponse(write(header, rows), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="counts.{form}"'
    return response


@require_http_methods(["GET", "POST"])
def edit(request: SiteRequest, unit_id: UUID, what: str) -> HttpResponse:
    """Propose one kind of edit of a unit."""
    check_is_member(request.actor)
    found = queries.unit(unit_id)
    check_is_steward(request.actor, unit_id)
    if what not in EDIT_FORMS:
        raise Unknown
    form = EDIT_FORMS[what](request.POST or None, **_offered(what, unit_id), initial=_initial(what, unit_id))
    if request.method == "POST" and form.is_valid():
        actions.propose(request.actor, form.act(found))  # type: ignore[attr-defined]
        return redirect("workplaces:proposals")
    return render(request, "workplaces/edit.html", {"unit": found, "form": form, "what": what, "kinds": EDIT_FORMS})


def _offered(what: str, unit_id: UUID) -> dict[str, Any]:
    if what == "move":
        return {"units": queries.places_for(unit_id)}
    return {"units": queries.siblings(unit_id)} if what == "merge" else {}


def _initial(what: str, unit_id: UUID) -> dict[str, Any]:
    found = queries.unit(unit_id)
    starts: dict[str, dict[str, Any]] = {
        "headcount": {"day": today()},
        "rename": {"name": found.name},
        "languages": {"languages": " ".join(found.languages)},
    }
    return starts.get(what, {})


@require_GET
def proposals(request: SiteRequest) -> HttpResponse:
    """Edits that wait for a second steward."""
    check_is_member(request.actor)
    waiting = queries.open_proposals(request.actor.stewarded)
    return render(
        request,
        "workplaces/proposals.html",
        {"proposals": [(p, in_words(p), allowed(check_may_confirm, request.actor, p)) for p in waiting]},
    )


@require_POST
def confirm(request: SiteRequest, proposal_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    actions.confirm(request.actor, acts.ConfirmEdit(proposal=proposal_id))
    return redirect("workplaces:proposals")


@require_POST
def reject(request: SiteRequest, proposal_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    actions.reject(request.actor, acts.RejectEdit(proposal=proposal_id))
    return redirect("workplaces:proposals")


@require_http_methods(["GET", "POST"])
def plan_test(request: SiteRequest, unit_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    found = queries.unit(unit_id)
    check_is_steward(request.actor, unit_id)
    form = PlanTestForm(request.POST or None, initial={"day": today(), "target_percent": rules().target_percent})
    if request.method == "POST" and form.is_valid():
        test = testing.plan(request.actor, form.act(found))
        return redirect("workplaces:test", test_id=test.id)
    return render(request, "workplaces/plan_test.html", {"unit": found, "form": form})


@require_http_methods(["GET", "POST"])
def test(request: SiteRequest, test_id: UUID) -> HttpResponse:
    """A test with its result, its parts, and for stewards the form to count."""
    check_is_member(request.actor)
    found = results.test(test_id)
    at = _asked_unit(request, found.unit)
    check_known(check_may_see, request.actor, at)
    mine = [u for u in queries.below(found.unit_id) if request.actor.stewarded & set(tree.ancestors(u.id))]
    form = CountForm(request.POST or None, units=mine) if mine and not found.closed else None
    if request.method == "POST":
        if form is None:
            check_is_steward(request.actor, found.unit_id)
        elif form.is_valid():
            testing.record(request.actor, form.act(test_id))
            return redirect("workplaces:test", test_id=test_id)
    return render(
        request,
        "workplaces/test.html",
        {
            "view": results.test_view(found, at),
            "form": form,
            "may_close": not found.closed and allowed(check_is_steward, request.actor, found.unit_id),
        },
    )


def _asked_unit(request: SiteRequest, otherwise: Any) -> Any:
    """The part of a test that the address names with `?at=`; the test's own unit without it. Raises Unknown."""
    asked = request.GET.get("at", "")
    try:
        return queries.unit(UUID(asked)) if asked else otherwise
    except ValueError as error:
        raise Unknown from error


@require_POST
def close_test(request: SiteRequest, test_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    testing.close(request.actor, acts.CloseTest(test=test_id))
    return redirect("workplaces:test", test_id=test_id)
