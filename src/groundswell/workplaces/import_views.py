"""Pages of imports: choose a sheet, look at what it would do, propose, confirm, follow, undo."""

from __future__ import annotations

from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.accounts.permissions import allowed, check_known
from groundswell.kernel.errors import Invalid
from groundswell.kernel.requests import SiteRequest
from groundswell.workplaces import importing, queries
from groundswell.workplaces.lists.columns import Role
from groundswell.workplaces.lists.plan import SENTENCES
from groundswell.workplaces.models import Import
from groundswell.workplaces.permissions import check_is_member, check_is_steward
from groundswell.workplaces.words import ROLES

PROBLEMS_SHOWN = 200


@require_GET
def imports(request: SiteRequest) -> HttpResponse:
    check_is_member(request.actor)
    return render(request, "workplaces/imports.html", {"imports": importing.all_of(request.actor)})


@require_http_methods(["GET", "POST"])
def new(request: SiteRequest, unit_id: UUID) -> HttpResponse:
    """Choose a sheet for a part of the tree."""
    check_is_member(request.actor)
    unit = queries.unit(unit_id)
    check_is_steward(request.actor, unit_id)
    if request.method == "POST":
        made = _read(request, unit_id)
        return redirect("workplaces:import", import_id=made.id)
    return render(request, "workplaces/import_new.html", {"unit": unit})


def _read(request: SiteRequest, unit_id: UUID | None, roles: dict[int, str] | None = None) -> Import:
    upload = request.FILES.get("sheet")
    if upload is None or upload.file is None:
        raise Invalid(_("No file arrived."), todo=_("Choose a file of at most 50 MB. If it is larger, split it."))
    return importing.preview(request.actor, unit_id, upload.name or "", cast(BinaryIO, upload.file), roles=roles)


@require_GET
def preview(request: SiteRequest, import_id: UUID) -> HttpResponse:
    """What the sheet would do, or how far the import has come."""
    found = _mine(request, import_id)
    plan = importing.plan_of(found) if found.state in {"preview", "proposed"} else None
    return render(
        request,
        "workplaces/import.html",
        {
            "import": found,
            "plan": plan,
            "problems": [(p, SENTENCES[p.code]) for p in plan.problems[:PROBLEMS_SHOWN]] if plan else [],
            "roles": [(str(role), ROLES[role]) for role in Role if role is not Role.PERSON],
            "columns": found.mapping["columns"],
            "may_confirm": found.by != request.actor.account,
            "steward": found.unit_id is not None and allowed(check_is_steward, request.actor, found.unit_id),
        },
    )


def _mine(request: SiteRequest, import_id: UUID) -> Import:
    """An import into a part that the reader stewards; for all others there is none."""
    check_is_member(request.actor)
    found = importing.get(import_id)
    check_known(importing.check_place, request.actor, found.unit_id)
    return found


@require_POST
def mapping(request: SiteRequest, import_id: UUID) -> HttpResponse:
    """Read the sheet again with other meanings: it was not kept, so it is chosen again."""
    found = _mine(request, import_id)
    chosen = {
        n: request.POST[f"role-{n}"]
        for n, _column in enumerate(found.mapping["columns"])
        if f"role-{n}" in request.POST
    }
    made = _read(request, found.unit_id, chosen)
    importing.drop(request.actor, import_id)
    return redirect("workplaces:import", import_id=made.id)


@require_POST
def propose(request: SiteRequest, import_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    merges = [int(n) for n in request.POST.getlist("merge") if n.isdigit()]
    importing.propose(request.actor, import_id, merges)
    return redirect("workplaces:import", import_id=import_id)


@require_POST
def confirm(request: SiteRequest, import_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    importing.begin(request.actor, import_id)
    return redirect("workplaces:import", import_id=import_id)


@require_POST
def go_on(request: SiteRequest, import_id: UUID) -> HttpResponse:
    """Write the next part; the page asks for this by itself until all is written."""
    _mine(request, import_id)
    found = importing.step(import_id)
    if request.headers.get("HX-Request") and found.state == "running":
        return render(request, "workplaces/import_progress.html", {"import": found})
    back = redirect("workplaces:import", import_id=import_id)
    return HttpResponse(headers={"HX-Redirect": back.url}) if request.headers.get("HX-Request") else back


@require_POST
def undo(request: SiteRequest, import_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    importing.undo(request.actor, import_id)
    return redirect("workplaces:import", import_id=import_id)


@require_POST
def drop(request: SiteRequest, import_id: UUID) -> HttpResponse:
    check_is_member(request.actor)
    importing.drop(request.actor, import_id)
    return redirect("workplaces:imports")
