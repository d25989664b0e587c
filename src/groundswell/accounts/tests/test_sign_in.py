"""Signing in, as the static key page does it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from tests.cast import ORIGIN, Browser, Person, World
from tests.fixtures import Open

from groundswell.accounts.actions import Signed, make_challenge, spend_challenge
from groundswell.accounts.models import Challenge, Key
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Gone


def said(person: Person, challenge: str, origin: str = ORIGIN) -> dict[str, str]:
    return {"challenge": challenge, "key": person.public.signin, "signature": person.signature(challenge, origin)}


def is_in(browser: Browser) -> bool:
    return bool(browser.get("/keys/").status_code == 200)


def test_a_member_signs_in_with_a_signature_and_is_led_home(world: World, site: Open) -> None:
    browser = site()
    answer = browser.sign_in(world.heron)
    assert (answer.status_code, answer.json()) == (200, {"next": "/"})
    assert is_in(browser)


def test_the_page_learns_whose_keys_they_are(world: World, site: Open) -> None:
    about = site().get("/keys/organisation").json()
    assert about["name"] == "Riverside Alliance"
    assert len(bytes.fromhex(about["org"])) == 32


def test_the_session_is_a_new_one_after_signing_in(world: World, site: Open) -> None:
    """Or one could be planted beforehand, and used afterwards."""
    browser = site()
    browser.challenge()
    before = browser.session.session_key
    browser.sign_in(world.heron)
    assert browser.session.session_key != before


def test_the_session_keeps_a_key_and_an_epoch_and_nothing_else(world: World, site: Open) -> None:
    browser = site(world.heron)
    kept = dict(browser.session)
    assert kept.pop("_session_expiry").endswith("T00:00:00+00:00")
    assert kept == {"key": {"id": str(world.heron.key), "epoch": 0}}


def test_the_database_does_not_know_the_number_of_a_session(world: World, site: Open) -> None:
    browser = site(world.heron)
    number = browser.cookies[settings.SESSION_COOKIE_NAME].value
    stored = list(Session.objects.values_list("session_key", flat=True))
    assert stored
    assert number not in repr(list(Session.objects.values()))
    thief = site()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stored[0]
    assert not is_in(thief)


class TestAChallenge:
    def test_is_used_once(self, world: World, site: Open) -> None:
        browser = site()
        call = said(world.heron, browser.challenge())
        assert browser.call("/keys/sign-in", call).status_code == 200
        assert browser.call("/keys/sign-in", call).status_code == 410

    def test_of_another_session_is_refused(self, world: World, site: Open) -> None:
        call = said(world.heron, site().challenge())
        assert site().call("/keys/sign-in", call).status_code == 410

    def test_is_refused_after_two_minutes(self, world: World, site: Open) -> None:
        browser = site()
        call = said(world.heron, browser.challenge())
        with clock.set_to(now() + dt.timedelta(seconds=121)):
            answer = browser.call("/keys/sign-in", call)
        assert answer.status_code == 410
        assert "words you typed are still right" in answer.json()["todo"]

    def test_is_spent_by_a_wrong_signature_too(self, world: World, site: Open) -> None:
        browser = site()
        challenge = browser.challenge()
        wrong = {**said(world.heron, challenge), "signature": "00" * 64}
        assert browser.call("/keys/sign-in", wrong).status_code == 403
        assert browser.call("/keys/sign-in", said(world.heron, challenge)).status_code == 410

    def test_that_has_expired_is_forgotten_when_the_next_is_made(self, world: World) -> None:
        make_challenge("somebody")
        with clock.set_to(now() + dt.timedelta(minutes=5)):
            make_challenge("somebody else")
            assert Challenge.objects.count() == 1

    def test_is_not_stored_beside_the_session_itself(self, world: World) -> None:
        value = make_challenge("the secret number of a session")
        assert "secret" not in Challenge.objects.get(value=value).session
        with pytest.raises(Gone):
            spend_challenge(Signed("another session", ORIGIN, value))


class TestIsRefused:
    def test_a_key_that_nobody_knows(self, world: World, site: Open) -> None:
        browser = site()
        assert browser.call("/keys/sign-in", said(Person("Nobody"), browser.challenge())).status_code == 403

    def test_another_members_signature(self, world: World, site: Open) -> None:
        browser = site()
        challenge = browser.challenge()
        mixed = {**said(world.heron, challenge), "signature": world.rowan.signature(challenge)}
        assert browser.call("/keys/sign-in", mixed).status_code == 403

    def test_with_the_same_words_whether_the_key_exists_or_not(self, world: World, site: Open) -> None:
        answers = []
        for person in (world.heron, Person("Nobody")):
            browser = site()
            call = {**said(person, browser.challenge()), "signature": "00" * 64}
            answers.append(browser.call("/keys/sign-in", call).json())
        assert answers[0] == answers[1]

    def test_what_was_signed_for_another_origin(self, world: World, site: Open) -> None:
        """The words were typed into a page of somebody else, who passes the signature on."""
        browser = site()
        call = said(world.heron, browser.challenge(), origin="https://lookalike.example")
        assert browser.call("/keys/sign-in", call).status_code == 403

    def test_a_host_that_is_not_configured(self, world: World, site: Open) -> None:
        browser = site(HTTP_HOST="127.0.0.1:9999")
        challenge = make_challenge("x")
        assert browser.call("/keys/sign-in", said(world.heron, challenge)).status_code == 403

    @pytest.mark.parametrize("signature", ["", "0", "zz" * 64, "00" * 63, "00" * 64, "AA" * 64])
    def test_what_is_no_signature(self, world: World, site: Open, signature: str) -> None:
        browser = site()
        call = {**said(world.heron, browser.challenge()), "signature": signature}
        assert browser.call("/keys/sign-in", call).status_code == 403


class TestACall:
    def test_from_another_site_is_refused(self, world: World, site: Open) -> None:
        assert site().call("/keys/challenge", Origin="https://elsewhere.example").status_code == 403

    def test_without_the_header_of_a_key_page_is_refused(self, world: World, site: Open) -> None:
        """No form of another site can send it, and a script there would have to ask first."""
        assert site().call("/keys/challenge", None, **{"X-Groundswell": "0"}).status_code == 403

    def test_that_a_form_could_send_is_refused(self, world: World, site: Open) -> None:
        answer = site().post("/keys/challenge", "{}", content_type="text/plain", headers={"X-Groundswell": "1"})
        assert answer.status_code == 403

    @pytest.mark.parametrize("body", ["[]", "{", '{"challenge": 1}', '{"a": {"b": "c"}}', "[" * 9000, "\ud800"])
    def test_that_says_nothing_sensible_is_told_so(self, world: World, site: Open, body: str) -> None:
        sent = body.encode("utf-8", "surrogatepass")
        headers = {"X-Groundswell": "1", "Origin": ORIGIN}
        answer = site().post("/keys/sign-in", sent, content_type="application/json", headers=headers)
        assert answer.status_code == 422

    @pytest.mark.parametrize("bad", ["\\ud800", "a\\udfffb", "\\u0000"])
    @pytest.mark.parametrize("field", ["challenge", "key", "signature"])
    def test_with_what_no_database_takes_is_told_so(self, world: World, site: Open, field: str, bad: str) -> None:
        browser = site()
        call = json.dumps(said(world.heron, browser.challenge()) | {field: "HERE"}).replace("HERE", bad)
        headers = {"X-Groundswell": "1", "Origin": ORIGIN}
        answer = browser.post("/keys/sign-in", call, content_type="application/json", headers=headers)
        assert answer.status_code == 422

    def test_that_is_too_long_is_not_read(self, world: World, site: Open) -> None:
        assert site().call("/keys/sign-in", {"challenge": "x" * 20_001}).status_code == 422

    def test_with_a_field_missing_is_told_so(self, world: World, site: Open) -> None:
        assert site().call("/keys/sign-in", {"challenge": "00"}).status_code == 422

    def test_is_answered_in_json_and_in_sentences(self, world: World, site: Open) -> None:
        answer = site().call("/keys/sign-in", {})
        assert set(answer.json()) == {"code", "message", "kept", "todo"}
        assert answer.json()["message"].endswith(".")


class TestASession:
    def test_ends_on_every_device_when_the_member_says_so(self, world: World, site: Open) -> None:
        one, other = site(world.heron), site(world.heron)
        assert one.post("/keys/end-sessions").status_code == 302
        assert not is_in(one)
        assert not is_in(other)
        assert is_in(site(world.heron))

    def test_of_others_goes_on_then(self, world: World, site: Open) -> None:
        rowan = site(world.rowan)
        site(world.heron).post("/keys/end-sessions")
        assert is_in(rowan)

    def test_ends_in_one_browser_when_signing_out(self, world: World, site: Open) -> None:
        one, other = site(world.heron), site(world.heron)
        one.post("/sign-out")
        assert not is_in(one)
        assert is_in(other)

    def test_ends_when_its_key_is_no_longer_in_force(self, world: World, site: Open) -> None:
        browser = site(world.heron)
        housekeeping(lambda: Key.objects.filter(id=world.heron.key).update(state="revoked"))()
        assert not is_in(browser)
        assert "key" not in browser.session

    def test_is_forgotten_by_the_browser_when_the_device_is(self, world: World, site: Open) -> None:
        browser = site(world.heron)
        answer = browser.call("/keys/forget")
        assert answer.headers["Clear-Site-Data"] == '"cookies", "storage", "cache"'
        assert not is_in(browser)

    def test_speaks_the_language_of_the_member(self, world: World, site: Open) -> None:
        answer: Any = site().sign_in(world.heron)
        assert answer.cookies["language"].value == "en"

    def test_has_a_cookie_that_no_script_and_no_other_site_can_use(self, world: World, site: Open) -> None:
        cookie = site().sign_in(world.heron).cookies["session"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"


def test_a_form_without_its_token_changes_nothing(world: World, site: Open) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.cookies = site(world.heron).cookies
    assert browser.post("/keys/end-sessions").status_code == 403
    assert is_in(browser)
