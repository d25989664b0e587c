"""The five places of the site, and the few links at its foot. What does not exist yet is not shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """A name and where it leads; `url_name` may not resolve. `inside` places are shown to who is signed in."""

    label: Promise
    url_name: str
    arguments: tuple[str, ...] = ()
    inside: bool = False
    also: tuple[str, ...] = ()
    """Paths of other pages that belong here."""

    def url(self) -> str | None:
        """Its path, or None while nothing stands behind it."""
        try:
            return reverse(self.url_name, args=self.arguments)
        except NoReverseMatch:
            return None


@dataclass(frozen=True)
class Link:
    label: Promise
    url: str
    here: bool = False


PLACES = (
    Place(_("Home"), "home:home", also=("/circle/", "/me/", "/keys/")),
    Place(_("Workplace"), "workplaces:workplaces", inside=True),
    Place(_("Decide"), "home:decide", inside=True, also=("/offices/", "/ballots/", "/petitions/", "/pledges/")),
    Place(_("Money"), "books:books", inside=True),
    Place(_("Help"), "home:help"),
)
FOOT = (
    Place(_("How this works"), "home:help-page", ("how-it-works",)),
    Place(_("Our charter"), "charter:charter"),
    Place(_("The public record"), "home:record"),
    Place(_("What is known about you"), "home:known"),
    Place(_("Look, title and icon"), "web:look"),
)


def links(places: tuple[Place, ...], path: str, signed_in: bool) -> list[Link]:
    """The places that exist and concern the reader; the one that `path` lies in is marked."""
    shown = [(place, place.url()) for place in places if signed_in or not place.inside]
    found = [(place, url) for place, url in shown if url]
    here = max((url for _place, url in found if lies_in(path, url)), key=len, default=None)
    return [Link(p.label, url, url == here or any(lies_in(path, other) for other in p.also)) for p, url in found]


def lies_in(path: str, url: str) -> bool:
    """Whether a page belongs to a place: itself or below it. Below `/` lies nothing but itself."""
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
