"""The public record for people: what happened, in plain words, and one's own acts with their receipts."""

from __future__ import annotations

import json
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from groundswell.accounts.permissions import check_signed_in
from groundswell.home.forms import Search
from groundswell.kernel.requests import SiteRequest
from groundswell.record import queries
from groundswell.record.explained import effects, sentence

ON_A_PAGE = 50


@require_GET
def record(request: SiteRequest) -> HttpResponse:
    kinds = {kind: sentence(kind) for kind in queries.types_there_are()}
    search = Search(kinds, request.GET)
    chosen = search.cleaned_data if search.is_valid() else {}
    kind: str = chosen.get("type") or ""
    scope: UUID | None = chosen.get("scope")
    found = queries.found_entries(types=[kind] if kind else (), scope=scope, day=chosen.get("day"))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    context = {
        "head": queries.head(),
        "search": search,
        "page": page,
        "entries": [(entry, sentence(entry.type)) for entry in page],
        "rest": rest.urlencode(),
    }
    return render(request, "home/record.html", context)


@require_GET
def entry(request: SiteRequest, index: int) -> HttpResponse:
    """One entry: what it says, what it commits to, and, for whoever did it, what that is."""
    found = queries.entry(index)
    public = json.loads(bytes(found.public))
    opening = queries.opening_of(index, request.actor.account)
    said = json.loads(bytes(opening.private)) if opening else None
    context = {
        "entry": found,
        "sentence": sentence(said["type"] if said else found.type),
        "effects": effects(public["effect"]),
        "public": json.dumps(public, indent=2, ensure_ascii=False),
        "private": json.dumps(said, indent=2, ensure_ascii=False) if said else "",
        "head": queries.head(),
    }
    return render(request, "home/record_entry.html", context)


@require_GET
def public_part(_request: SiteRequest, index: int) -> HttpResponse:
    """The bytes that the log holds, for checking a receipt with tools of others."""
    return _download(bytes(queries.entry(index).public), "application/json", f"entry-{index}.json")


@require_GET
def receipt(request: SiteRequest, index: int) -> HttpResponse:
    """A proof that the entry is in the log. The opening is in it only for whoever did it."""
    made = queries.receipt(index, queries.opening_of(index, request.actor.account))
    return _download(made.encode(), "text/plain; charset=utf-8", f"entry-{index}.tlog-proof")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


@require_GET
def mine(request: SiteRequest) -> HttpResponse:
    """What I did: today's, not yet in the record; and the rest, each with its receipt."""
    check_signed_in(request.actor)
    person = request.actor.person
    page = Paginator(queries.own_entries(person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": [(one, sentence(one.type)) for one in queries.own_waiting(person)],
        "page": page,
        "entries": [(one, _own_sentence(one.index, person)) for one in page],
    }
    return render(request, "home/record_mine.html", context)


def _own_sentence(index: int, person: UUID) -> Promise | str:
    opening = queries.opening_of(index, person)
    return sentence(json.loads(bytes(opening.private))["type"]) if opening else ""
