"""Themes, the neutral title and icon, the icon of a phone's home screen, and leaving quickly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponseBase
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from groundswell.web.look import DISGUISES, OWN_ICON, PLAIN, SYSTEM, THEMES, Look, read

NAME = "Riverside Workers’ Alliance"
LOOKS = st.builds(Look, st.sampled_from(list(THEMES)), st.sampled_from([PLAIN, *DISGUISES]))


class Named:
    """A middleware that stands for the one of the charter."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.organisation_name = NAME  # type: ignore[attr-defined]
        return self.get_response(request)


@pytest.fixture
def organisation() -> Any:
    from django.conf import settings  # noqa: PLC0415 - as the fixture of the whole folder has set them

    with override_settings(MIDDLEWARE=(*settings.MIDDLEWARE, f"{__name__}.Named")):
        yield Client()


def titled(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert found
    return found[1]


@given(LOOKS)
def test_what_is_written_is_read_again(look: Look) -> None:
    assert read(look.written()) == look


@given(st.text())
def test_any_cookie_gives_some_look(cookie: str) -> None:
    look = read(cookie)
    assert look.theme in THEMES
    assert look.name == PLAIN or look.name in DISGUISES


def test_a_cookie_that_means_nothing_gives_the_usual_look() -> None:
    assert read("") == read("<script>.x") == Look(SYSTEM, PLAIN)


@pytest.mark.parametrize("icon", [OWN_ICON, *(disguise.icon for disguise in DISGUISES.values())])
def test_every_icon_is_there(icon: str) -> None:
    assert finders.find(icon)


def test_the_organisation_stands_in_title_and_head(organisation: Client) -> None:
    page = organisation.get("/look").content.decode()
    assert titled(page).endswith(f"· {NAME}")
    assert page.count(NAME) == 2


@pytest.mark.parametrize("name", DISGUISES)
def test_with_a_neutral_title_no_page_names_the_organisation_or_its_subject(organisation: Client, name: str) -> None:
    organisation.post("/look", {"theme": SYSTEM, "name": name})
    for path in ("/look", "/style", "/no-such-page", "/wrong/gone"):
        page = organisation.get(path).content.decode()
        assert titled(page) == str(DISGUISES[name].title)
        assert NAME not in page
        assert f'href="/static/{DISGUISES[name].icon}"' in page


def test_the_choice_holds_and_can_be_taken_back(organisation: Client) -> None:
    organisation.post("/look", {"theme": "dark", "name": "weather"})
    page = organisation.get("/look").content.decode()
    assert 'data-theme="dark"' in page
    assert re.search(r'value="weather"[^>]*checked', page)
    organisation.post("/look", {"theme": SYSTEM, "name": PLAIN})
    page = organisation.get("/look").content.decode()
    assert "data-theme" not in page
    assert NAME in titled(page)


def test_a_look_that_does_not_exist_is_refused_with_a_reason(visitor: Client) -> None:
    response = visitor.post("/look", {"theme": "green", "name": "casino"})
    assert response.status_code == 422
    assert "look" not in response.cookies
    assert 'role="alert"' in response.content.decode()


def test_another_site_cannot_take_the_disguise_away() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/look", {"theme": SYSTEM, "name": PLAIN}).status_code == 403


def test_the_home_screen_shows_the_organisation(organisation: Client) -> None:
    response = organisation.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert json.loads(response.content)["name"] == NAME


def test_the_home_screen_is_neutral_too(organisation: Client) -> None:
    organisation.post("/look", {"theme": SYSTEM, "name": "timetable"})
    about = json.loads(organisation.get("/manifest.webmanifest").content)
    assert about["name"] == about["short_name"] == "Timetable"
    assert about["icons"][0]["src"].endswith("timetable.svg")
    assert NAME not in json.dumps(about, ensure_ascii=False)


def test_before_there_is_an_organisation_the_home_screen_still_has_a_name(visitor: Client) -> None:
    assert json.loads(visitor.get("/manifest.webmanifest").content)["name"] == "Home"


def test_quick_exit_stands_on_every_page_and_works_without_script(visitor: Client) -> None:
    for path in ("/style", "/look", "/no-such-page", "/wrong/gone", "/breaks"):
        page = visitor.get(path).content.decode()
        assert re.search(r'<a class="exit" href="/leave" data-exit="/leave">', page)


def test_where_quick_exit_leads_says_nothing(organisation: Client) -> None:
    response = organisation.get("/leave")
    page = response.content.decode()
    assert titled(page) == "Notes"
    assert NAME not in page
    assert 'href="/"' not in page
    assert not response.cookies
