"""The first page, help that works signed out, what is known about me, and the one door through which keys come in."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from groundswell.accounts import sessions
from groundswell.accounts.actions import PublicKeys, Signed
from groundswell.accounts.doors import Door, close_door, door_of
from groundswell.accounts.json_calls import json_call, texts
from groundswell.accounts.permissions import check_signed_in
from groundswell.charter.queries import is_founded
from groundswell.councils import queries as councils
from groundswell.founding import actions as founding
from groundswell.home.needs import needs
from groundswell.kernel.errors import Forbidden, Unknown
from groundswell.kernel.requests import SiteRequest
from groundswell.members.actions import joining, returns
from groundswell.members.queries import memberships_of
from groundswell.workplaces.strength import overview

HELP = ("card-lost", "phone-taken", "dismissed", "made-to-show", "words-lost", "how-it-works")


@require_GET
def home(request: SiteRequest) -> HttpResponse:
    """What needs me now, then my workplace; signed out, what this is and how one comes in."""
    if not request.actor.signed_in:
        return render(request, "home/welcome.html", {"founded": is_founded(), "language": get_language()})
    return render(
        request,
        "home/home.html",
        {
            "needs": needs(request.actor),
            "memberships": memberships_of(request.actor.account) if request.actor.account else [],
            "overviews": overview(request.actor),
            "stewards": [
                m
                for unit in councils.units_that_can_be_signed_for(request.actor.units)
                for m in councils.stewards_of(unit)
            ],
        },
    )


@require_GET
def help_index(request: SiteRequest) -> HttpResponse:
    return render(request, "home/help.html")


@require_GET
def help_page(request: SiteRequest, topic: str) -> HttpResponse:
    if topic not in HELP:
        raise Unknown
    return render(request, f"home/help/{topic}.html")


@require_GET
def known(request: SiteRequest) -> HttpResponse:
    """What this server stores about a member, in plain words, and about me."""
    held = memberships_of(request.actor.account) if request.actor.account else []
    return render(request, "home/known.html", {"memberships": held})


@require_GET
def decide(request: SiteRequest) -> HttpResponse:
    """What is put to us; who stands nowhere yet sees who speaks for us."""
    check_signed_in(request.actor)
    return redirect("ballots:ballots" if request.actor.is_member else "councils:offices")


@json_call
def register(request: SiteRequest, call: dict[str, str]) -> HttpResponseBase:
    """Public keys from the page that makes them, through the door that was opened before: card, return, founding."""
    door = door_of(request)
    if door is None:
        raise Forbidden
    keys = PublicKeys(*texts(call, "signin", "act", "age"))
    name, language, challenge = texts(call, "name", "language", "challenge")
    signed = sessions.signed(request, challenge)
    by = (call.get("signature", ""), call.get("act_signature", ""))
    return _enter(request, door, signed, name, language, keys, by)


def _enter(
    request: SiteRequest,
    door: Door,
    signed: Signed,
    name: str,
    language: str,
    keys: PublicKeys,
    by: tuple[str, str],
) -> HttpResponseBase:
    if door.kind == "return":
        returns.ask(signed, door.token, keys, by)
        close_door(request)
        return JsonResponse({"next": "/help/words-lost"})
    if door.kind == "founding":
        sessions.begin(request, founding.join(signed, name, language, keys, by))
        return JsonResponse({"next": "/found/draft"})
    sessions.begin(request, joining.apply(signed, door.token, name, language, keys, by))
    return JsonResponse({"next": "/"})
