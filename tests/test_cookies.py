"""A site on https that is an onion service too: whoever comes with https gets all that https can give."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Browser, World
from tests.fixtures import Open

HTTPS, ONION = "our.example", "x.onion"


@pytest.fixture(autouse=True)
def both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.ORIGINS", (f"https://{HTTPS}", f"http://{ONION}"))
    monkeypatch.setattr("django.conf.settings.CSRF_TRUSTED_ORIGINS", [f"https://{HTTPS}", f"http://{ONION}"])
    monkeypatch.setattr("django.conf.settings.ALLOWED_HOSTS", [HTTPS, ONION])


def signed_in(world: World, browser: Browser, origin: str) -> None:
    challenge = browser.call("/keys/challenge", Origin=origin).json()["challenge"]
    said = {"challenge": challenge, "key": world.heron.public.signin}
    said["signature"] = world.heron.signature(challenge, origin)
    assert browser.call("/keys/sign-in", said, Origin=origin).status_code == 200
    assert browser.get("/keys/").status_code == 200


def test_with_https_every_cookie_is_secure_and_bound_to_the_host(world: World, site: Open) -> None:
    browser = site(HTTP_HOST=HTTPS)
    signed_in(world, browser, f"https://{HTTPS}")
    browser.post("/look", {"theme": "dark", "name": "plain"})
    browser.get("/look")
    assert {"__Host-session", "__Host-csrf", "__Host-language"} <= set(browser.cookies)
    for name, cookie in browser.cookies.items():
        assert name.startswith("__Host-")
        assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"]) == (True, "/", "", "Strict"), (
            name
        )


def test_with_https_the_choices_of_the_reader_are_found_again(site: Open, world: World) -> None:
    browser = site(HTTP_HOST=HTTPS)
    assert browser.post("/language", {"language": "ru"}).cookies["__Host-language"].value == "ru"
    assert 'lang="ru"' in browser.get("/leave").content.decode()


def test_with_https_a_cookie_without_the_prefix_is_nobodys(world: World, site: Open) -> None:
    """Anybody who can answer for a host beside ours, or on plain http, can plant one of those."""
    browser = site(HTTP_HOST=HTTPS)
    signed_in(world, browser, f"https://{HTTPS}")
    browser.cookies["session"] = browser.cookies.pop("__Host-session").value
    assert browser.get("/keys/").status_code == 403


def test_with_https_signing_out_takes_the_cookie_back(world: World, site: Open) -> None:
    browser = site(HTTP_HOST=HTTPS)
    signed_in(world, browser, f"https://{HTTPS}")
    gone = browser.post("/sign-out").cookies["__Host-session"]
    assert (gone.value, gone["max-age"], bool(gone["secure"])) == ("", 0, True)


def test_the_onion_service_has_cookies_that_plain_http_can_carry(world: World, site: Open) -> None:
    browser = site(HTTP_HOST=ONION)
    signed_in(world, browser, f"http://{ONION}")
    assert "session" in browser.cookies
    assert not [name for name, cookie in browser.cookies.items() if name.startswith("__") or cookie["secure"]]


def test_only_https_is_told_to_stay_on_https(db: None) -> None:
    assert Client(HTTP_HOST=HTTPS).get("/leave").headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in Client(HTTP_HOST=ONION).get("/leave").headers
