"""Pages of imports: choose a sheet, look at what it would do, propose, confirm, follow, undo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.accounts.permissions import allowed, check_known
from groundswell.kernel.errors import DomainError, Invalid
from groundswell.kernel.requests import SiteRequest
from groundswell.workplaces import importing, queries
from groundswell.workplaces.lists.columns import Role
from groundswell.workplaces.lists.plan import SENTENCES
from groundswell.workplaces.models import Import
from groundswell.workplaces.permissions import check_is_member, check_is_steward
from groundswell.workplaces.words import ROLES

PROBLEMS_SHOWN = 200
SHORT_SHEET = 5000
READING = "<!-- reading -->"
NEXT = '<p><a class="button primary" href="{0}">{1}</a></p><meta http-equiv="refresh" content="0;url={0}">'


@require_GET
def imports(request: SiteRequest) -> HttpResponse:
    check_is_member(request.actor)
    return render(request, "workplaces/imports.html", {"imports": importing.all_of(request.actor)})


@require_http_methods(["GET", "POST"])
def new(request: SiteRequest, unit_id: UUID) -> HttpResponseBase:
    """Choose a sheet for a part of the tree."""
    check_is_member(request.actor)
    unit = queries.unit(unit_id)
    check_is_steward(request.actor, unit_id)
    if request.method == "POST":
        return _read(request, unit_id)
    return render(request, "workplaces/import_new.html", {"unit": unit})


def _read(request: SiteRequest, unit_id: UUID | None, roles: dict[int, str] | None = None) -> HttpResponseBase:
    """Read a short sheet and go on to what it would do; while a long one is read, a page tells how far it is."""
    upload = request.FILES.get("sheet")
    if upload is None or upload.file is None:
        raise Invalid(_("No file arrived."), todo=_("Choose a file of at most 50 MB. If it is larger, split it."))
    reading = importing.open_sheet(cast(BinaryIO, upload.file), upload.name or "", roles=roles)
    for row in reading:
        if row >= SHORT_SHEET:
            return StreamingHttpResponse(_told(request, unit_id, reading))
    return redirect("workplaces:import", import_id=importing.keep(request.actor, unit_id, reading).id)


def _told(request: SiteRequest, unit_id: UUID | None, reading: importing.Reading) -> Iterator[str]:
    """The page in pieces: its head, a line for each part of the sheet that is read, where it goes on, its foot."""
    with translation.override(request.LANGUAGE_CODE):
        head, foot = render_to_string("workplaces/import_reading.html", {}, request).split(READING)
        yield head
        try:
            for row in reading:
                yield format_html("<p>{}</p>\n", gettext("{rows} rows are read").format(rows=row))
            place = reverse("workplaces:import", args=[importing.keep(request.actor, unit_id, reading).id])
            yield format_html(NEXT, place, gettext("See what it would do"))
        except DomainError as error:
            said = " ".join(str(part) for part in (error.sentence, error.kept, error.advice) if part)
            yield format_html('<p class="notice danger">{}</p>', said)
        yield foot


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
def mapping(request: SiteRequest, import_id: UUID) -> HttpResponseBase:
    """Read the sheet again with other meanings: it was not kept, so it is chosen again."""
    found = _mine(request, import_id)
    chosen = {
        n: request.POST[f"role-{n}"]
        for n, _column in enumerate(found.mapping["columns"])
        if f"role-{n}" in request.POST
    }
    answer = _read(request, found.unit_id, chosen)
    importing.drop(request.actor, import_id)
    return answer


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
