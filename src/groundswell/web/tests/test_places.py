"""The five places: shown when they exist and concern the reader, marked when one is there."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.actor import Actor
from groundswell.web.context import shell
from groundswell.web.places import FOOT, PLACES, Place, lies_in, links
from groundswell.web.tests import urls
from scrutiny.randomness import random_uuid


def names(path: str = "/", signed_in: bool = True) -> list[str]:
    return [str(link.label) for link in links(PLACES, path, signed_in)]


def test_the_places_are_the_same_five_everywhere() -> None:
    assert [str(place.label) for place in PLACES] == ["Home", "Workplace", "Decide", "Money", "Help"]


def test_a_place_with_nothing_behind_it_is_not_shown() -> None:
    assert names() == ["Home", "Decide", "Help"]


def test_who_is_not_signed_in_sees_the_first_page_and_help() -> None:
    assert names(signed_in=False) == ["Home", "Help"]


def test_a_place_appears_with_its_first_page() -> None:
    more = (*urls.urlpatterns, path("books/", urls.static_like, name="books"))
    assert Place(_("Money"), "books").url() is None
    with override_settings(ROOT_URLCONF=more):
        assert Place(_("Money"), "books").url() == "/books/"


@pytest.mark.parametrize(
    ("here", "marked"),
    [
        ("/", "Home"),
        ("/me/", "Home"),
        ("/circle/invite", "Home"),
        ("/help/", "Help"),
        ("/help/card-lost", "Help"),
        ("/decide/", "Decide"),
        ("/offices/", "Decide"),
        ("/style", None),
    ],
)
def test_the_place_where_the_reader_is_is_marked(here: str, marked: str | None) -> None:
    assert [str(link.label) for link in links(PLACES, here, True) if link.here] == ([marked] if marked else [])


def test_only_the_first_page_itself_lies_in_home() -> None:
    assert lies_in("/", "/")
    assert not lies_in("/help/", "/")
    assert not lies_in("/helpless", "/help")


def test_the_mark_is_said_to_screen_readers(visitor: Client) -> None:
    assert '<a href="/look" aria-current="page">' in visitor.get("/look").content.decode()


def test_the_foot_leaves_out_what_does_not_exist() -> None:
    assert [link.url for link in links(FOOT, "/", False)] == ["/known", "/look"]


def test_the_shell_works_before_anything_has_put_an_actor_on_the_request() -> None:
    made = shell(RequestFactory().get("/style"))["shell"]
    assert [link.url for link in made.places] == ["/", "/help/"]
    assert made.name == ""


def test_the_shell_shows_a_member_all_places() -> None:
    request = RequestFactory().get("/style")
    request.actor = Actor(account=random_uuid())  # type: ignore[attr-defined]
    assert [link.url for link in shell(request)["shell"].places] == ["/", "/decide/", "/help/"]
