"""Calls of the static key pages, and the page on one's keys."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from groundswell.accounts import actions, exchanging, queries, sessions, signing_in
from groundswell.accounts.json_calls import json_call, texts
from groundswell.accounts.permissions import check_signed_in
from groundswell.kernel.requests import SiteRequest
from groundswell.record.queries import org_id


@require_GET
def organisation(request: SiteRequest) -> JsonResponse:
    """What a key page must know: whose keys, and where they are used."""
    return JsonResponse({"org": org_id(), "name": str(request.organisation_name), "origins": list(settings.ORIGINS)})


@json_call
def challenge(request: SiteRequest, _call: dict[str, str]) -> HttpResponseBase:
    return JsonResponse({"challenge": actions.make_challenge(sessions.session_id(request))})


@json_call
def sign_in(request: SiteRequest, call: dict[str, str]) -> HttpResponseBase:
    value, key, signature = texts(call, "challenge", "key", "signature")
    found = signing_in.sign_in(sessions.signed(request, value), key, signature)
    sessions.begin(request, found)
    response = JsonResponse({"next": "/"})
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        queries.language_of(found.account_id),
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
        max_age=settings.SESSION_COOKIE_AGE,
    )
    return response


@json_call
def rotate(request: SiteRequest, call: dict[str, str]) -> HttpResponseBase:
    old, signin, act, age = texts(call, "old", "signin", "act", "age")
    value, by_old, by_new, by_act = texts(call, "challenge", "old_signature", "signature", "act_signature")
    keys = actions.PublicKeys(signin=signin, act=act, age=age)
    new = exchanging.rotate(request.actor, sessions.signed(request, value), old, keys, (by_old, by_new, by_act))
    sessions.begin(request, new)
    return JsonResponse({"next": "/"})


@json_call
def forget(request: SiteRequest, _call: dict[str, str]) -> HttpResponseBase:
    """End this session and have the browser drop everything that it keeps of this site."""
    request.session.flush()
    response = JsonResponse({"next": "/"})
    response.headers["Clear-Site-Data"] = '"cookies", "storage", "cache"'
    return response


@require_POST
def sign_out(request: SiteRequest) -> HttpResponse:
    request.session.flush()
    return redirect("/")


@require_GET
def keys(request: SiteRequest) -> HttpResponse:
    """My words, my devices: what can be done, and what it means."""
    check_signed_in(request.actor)
    return render(request, "accounts/keys.html")


@require_POST
def end_sessions(request: SiteRequest) -> HttpResponse:
    check_signed_in(request.actor)
    actions.end_sessions(request.actor)
    request.session.flush()
    return redirect("/")
