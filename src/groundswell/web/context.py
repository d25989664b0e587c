"""What the page shell needs on every page, under the one name `shell`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from groundswell.kernel.actor import NOBODY, Actor
from groundswell.web import places
from groundswell.web.look import PLAIN, SYSTEM, Look, read
from groundswell.web.places import Link


@dataclass(frozen=True)
class Shell:
    """`name` stands at the head of the page: the organisation's, or the neutral title where one was chosen."""

    name: str
    discreet: bool
    look: Look
    theme: str
    icon: str
    language: str
    languages: Sequence[tuple[str, str]]
    places: Sequence[Link]
    foot: Sequence[Link]
    stay: str
    signed_in: bool


def look_of(request: HttpRequest) -> Look:
    return read(request.COOKIES.get(look_cookie(), ""))


def look_cookie() -> str:
    return f"{settings.COOKIE_PREFIX}look"


def shown_name(request: HttpRequest, look: Look) -> str:
    """The neutral title if one was chosen, else the organisation's name; empty before there is one."""
    return str(look.disguise.title) if look.disguise else str(getattr(request, "organisation_name", ""))


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The context processor. Middlewares may have put `actor` and `organisation_name` on the request, or not."""
    actor: Actor = getattr(request, "actor", NOBODY)
    look = look_of(request)
    # Only a page that was fetched can be come back to; the address of a form's answer may know no other method.
    stay = request.get_full_path() if request.method == "GET" else "/"
    return {
        "shell": Shell(
            name=shown_name(request, look),
            discreet=look.name != PLAIN,
            look=look,
            theme="" if look.theme == SYSTEM else look.theme,
            icon=look.icon,
            language=get_language() or settings.LANGUAGE_CODE,
            languages=settings.LANGUAGES,
            places=places.links(places.PLACES, request.path, actor.signed_in),
            foot=places.links(places.FOOT, request.path, actor.signed_in),
            stay=stay,
            signed_in=actor.signed_in,
        )
    }
