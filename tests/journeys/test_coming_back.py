"""Coming back with nothing but the card, in three languages, and taking a device's memory away again."""

from __future__ import annotations

import time

import pytest

from scrutiny.identity.words import card_numbers
from tests.journeys.conftest import Meet
from tests.journeys.organisation import Organisation, card_from, join, vouch_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SECONDS_TO_TYPE = 20
"""Ten words, two seconds each; the device and the site may take what is left of half a minute."""


@pytest.mark.parametrize("language", ["en", "ru", "es"])
def test_a_member_without_a_device_is_back_within_half_a_minute(
    organisation: Organisation, meet: Meet, language: str
) -> None:
    member = meet("Kestrel", like=organisation.kestrel, language=language)
    begun = time.monotonic()
    member.open("/").follow(member.page.locator("main a[href*='sign-in']"))
    assert member.page.evaluate("document.documentElement.lang") == language
    typed = member.words if language == "en" else " ".join(card_numbers(member.card))
    member.page.locator("#card").press_sequentially(typed)
    member.next_step("words")
    member.at("/")
    assert time.monotonic() - begun < 30 - SECONDS_TO_TYPE
    assert member.page.evaluate("document.documentElement.lang") == language
    assert "Kestrel" in member.text()


def test_wrong_words_say_which_before_anything_is_sent(organisation: Organisation, meet: Meet) -> None:
    member = meet("Kestrel", like=organisation.kestrel).keys_page("sign-in")
    words = member.words.split()
    member.page.fill("#card", " ".join([*words[:3], "zzzzzz", *words[4:]]))
    member.next_step("words")
    problem = member.page.locator("[data-alert]:visible")
    problem.wait_for()
    assert "Word 4" in problem.inner_text()


def test_a_device_that_remembers_needs_no_card_until_it_forgets(organisation: Organisation, meet: Meet) -> None:
    member = meet("Rowan", like=organisation.rowan).sign_in(remember="device")
    member.open("/keys/").press("Sign out here")
    member.keys_page("sign-in")
    member.page.click("[data-press=use-device]")
    member.at("/").keys_page("forget").next_step("start")
    member.page.locator("[data-step=done]:visible").wait_for()
    assert "Rowan" not in member.look().open("/").text()
    assert member.page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert member.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert member.keys_page("sign-in").page.locator("[data-press=use-device]:visible").count() == 0


def test_new_words_end_every_other_session_and_the_old_words(organisation: Organisation, meet: Meet) -> None:
    robin = meet("Robin")
    join(robin, card_from(organisation.kestrel, "Morning shift"))
    vouch_for("Robin", organisation.kestrel, organisation.heron)
    elsewhere = meet("Robin", like=robin).sign_in()
    old = meet("Robin", like=robin)
    robin.open("/keys/").press("Change")
    robin.page.fill("#card", robin.words)
    robin.next_step("old")
    robin.write_down()
    robin.next_step("remember")
    robin.page.wait_for_url(lambda url: "/static/" not in url)
    assert "Robin" in robin.open("/").text()
    assert "Robin" not in elsewhere.open("/").text()
    old.keys_page("sign-in").page.fill("#card", old.words)
    old.next_step("words")
    old.page.locator("[data-alert]:visible").wait_for()
    assert "Robin" not in old.open("/").text()
    assert "Robin" in meet("Robin", like=robin).sign_in().text()
