"""Which language a page is in, and how a reader changes it without script and without a session."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client


def language_of(page: str) -> str:
    found = re.search(r'<html lang="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("ru", "ru"), ("es-AR,es;q=0.9", "es"), ("fi, ru;q=0.5", "ru"), ("fi", "en"), ("", "en"), ("%%%;;q=x", "en")],
)
def test_the_first_of_the_browsers_languages_that_we_have_is_taken(
    visitor: Client, accepted: str, expected: str
) -> None:
    response = visitor.get("/leave", headers={"Accept-Language": accepted})
    assert language_of(response.content.decode()) == expected
    assert response.headers["Content-Language"] == expected


def test_the_readers_own_choice_wins_over_the_browser(visitor: Client) -> None:
    visitor.post("/language", {"language": "es", "next": "/style"})
    assert language_of(visitor.get("/style", headers={"Accept-Language": "ru"}).content.decode()) == "es"


def test_after_the_choice_the_reader_is_on_the_same_page(visitor: Client) -> None:
    response = visitor.post("/language", {"language": "ru", "next": "/style?a=1"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/style?a=1"


def test_the_choice_is_a_cookie_that_no_script_reads_and_no_other_site_sends(visitor: Client) -> None:
    cookie = visitor.post("/language", {"language": "ru"}).cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "ru"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


@pytest.mark.parametrize("wanted", ["", "xx", "en-GB", "../en", "ru\r\nSet-Cookie: a=b"])
def test_a_language_that_we_do_not_have_changes_nothing(visitor: Client, wanted: str) -> None:
    response = visitor.post("/language", {"language": wanted})
    assert not response.cookies
    assert response.headers["Location"] == "/"


def test_the_form_needs_no_cookie_beforehand() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/language", {"language": "ru"}).status_code == 302


def test_reading_a_page_sets_no_cookie(visitor: Client) -> None:
    for path in ("/style", "/leave", "/manifest.webmanifest", "/no-such-page"):
        assert not visitor.get(path).cookies


def test_a_language_is_not_changed_by_following_a_link(visitor: Client) -> None:
    assert visitor.get("/language?language=ru").status_code == 405


def test_caches_are_told_that_pages_depend_on_the_language(visitor: Client) -> None:
    varies = visitor.get("/style").headers["Vary"]
    assert "Accept-Language" in varies
    assert "Cookie" in varies


def test_every_page_offers_every_language_in_its_own_name(visitor: Client) -> None:
    page = visitor.get("/style?q=1&r=2").content.decode()
    for code, name in settings.LANGUAGES:
        assert f'value="{code}" lang="{code}"' in page
        assert f">{name}</button>" in page
    assert '<input type="hidden" name="next" value="/style?q=1&amp;r=2">' in page


def test_the_answer_to_a_form_is_not_come_back_to(visitor: Client) -> None:
    page = visitor.post("/look", {"theme": "green"}).content.decode()
    assert '<input type="hidden" name="next" value="/">' in page
