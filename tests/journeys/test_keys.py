"""Coming back, making new words, forgetting a device; and all of it with a keyboard alone."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.keyboard import Keyboard
from tests.journeys.organisation import Organisation, apply_with_card, join, make_card

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONGEST_RETURN = 30
STORED = """async () => [localStorage.length, (await indexedDB.databases()).length, document.cookie]"""


@pytest.mark.parametrize("language", ["en", "ru", "es"])
def test_who_lost_everything_but_the_card_is_back_at_once(
    organisation: Organisation, meet: Meet, language: str
) -> None:
    """Joined in one browser; the device is lost; back in another in half a minute, in the language chosen before."""
    joined = meet(f"Swift {language}", language=language)
    apply_with_card(joined, make_card(organisation.kestrel, "Morning shift"), remember="device")
    joined.context.clear_cookies()
    joined.leave()
    begun = time.monotonic()
    back = meet(joined.name, like=joined)
    back.sign_in()
    assert time.monotonic() - begun < LONGEST_RETURN
    assert back.page.locator("h1", has_text=joined.name).is_visible()
    assert back.page.evaluate("document.documentElement.lang") == language


def test_a_device_that_remembers_signs_in_without_the_card(organisation: Organisation, meet: Meet) -> None:
    member = meet("Sanderling")
    apply_with_card(member, make_card(organisation.kestrel, "Morning shift"), remember="device")
    member.context.clear_cookies()
    member.open("/").press("Sign in")
    expect(member.page.get_by_text("This device remembers you.")).to_be_visible()
    member.look().page.click("[data-press=use-device]")
    assert member.name in member.at("/").text()


def test_a_device_that_is_told_to_forget_keeps_nothing(organisation: Organisation, meet: Meet) -> None:
    member = meet("Whimbrel")
    apply_with_card(member, make_card(organisation.kestrel, "Morning shift"), remember="device")
    member.open("/me/").press("My words and devices").press("Forget").next_step("start")
    expect(member.page.get_by_role("heading", name="This device has forgotten you")).to_be_visible()
    assert member.look().page.evaluate(STORED) == [0, 0, ""]
    assert [cookie["name"] for cookie in member.context.cookies()] == []
    member.open("/").press("Sign in")
    expect(member.page.get_by_role("heading", name="Sign in with your card")).to_be_visible()


def test_new_words_end_what_the_old_ones_opened_elsewhere(organisation: Organisation, meet: Meet) -> None:
    member = meet("Turnstone")
    apply_with_card(member, make_card(organisation.kestrel, "Morning shift"))
    taken = meet(member.name, like=member)
    taken.sign_in(remember="device")
    old = member.words
    member.keys_page("change").page.fill("#card", old)
    member.page.locator("[data-step=old] form .primary").click()
    member.write_down()
    member.look().next_step("remember")
    assert member.name in member.at("/").text()
    assert taken.name not in taken.open("/").text()
    taken.press("Sign in").page.click("[data-press=use-device]")
    expect(taken.page.get_by_role("alert")).to_be_visible()
    taken.look()
    assert [fault for fault in taken.new_faults() if "/keys/sign-in" not in fault] == []
    assert old != member.words
    meet(member.name, like=member).sign_in()


def test_whoever_must_sign_in_first_arrives_where_they_wanted_to_go(organisation: Organisation, meet: Meet) -> None:
    back = meet("Rowan", like=organisation.rowan)
    back.open("/circle/").press("Sign in").page.fill("#card", back.words)
    back.next_step("words")
    assert "My circle" in back.at("/circle/").text()


def test_signing_in_and_vouching_need_no_mouse(organisation: Organisation, meet: Meet) -> None:
    newcomer = meet("Redshank")
    apply_with_card(newcomer, make_card(organisation.kestrel, "Morning shift"))
    heron = meet("Heron", like=organisation.heron)
    keys = Keyboard(heron.open("/"))
    keys.go("Sign in")
    keys.tab_to("Your ten words, or your ten numbers").type(heron.words)
    keys.press("Sign in")
    heron.at("/")
    keys.go("My circle")
    keys.go("Look Redshank")
    keys.go("I vouch for Redshank")
    assert "I vouch: this is a fellow worker of ours." in heron.text()
    keys.tab_to("Your ten words, or your ten numbers").type(heron.words)
    keys.go("Sign")
    assert "You have vouched." in heron.text()


def test_completions_are_reached_with_the_tab_key(organisation: Organisation, meet: Meet) -> None:
    heron = meet("Heron", like=organisation.heron)
    first, *others = heron.words.split()
    keys = Keyboard(heron.keys_page("sign-in"))
    keys.tab_to("Your ten words, or your ten numbers").type(first[:4])
    if first not in {first[:4]} and heron.page.locator("[data-completions] button").count():
        keys.press(first)
        assert heron.page.input_value("#card") == f"{first} "
    else:
        keys.type(f"{first[4:]} ")
    keys.type(" ".join(others))
    keys.press("Sign in")
    heron.at("/")


def test_a_wrong_word_is_named_before_anything_is_sent(organisation: Organisation, meet: Meet) -> None:
    member = meet("Kestrel", like=organisation.kestrel).keys_page("sign-in")
    words = member.words.split()
    sent: list[str] = []
    member.page.on("request", lambda request: sent.append(request.method))
    member.page.fill("#card", " ".join([*words[:3], "zzzzzz", *words[4:]]))
    member.next_step("words")
    expect(member.page.get_by_role("alert")).to_contain_text("Word 4")
    assert "POST" not in sent


def test_whoever_leaves_is_told_that_the_membership_ended(organisation: Organisation, meet: Meet) -> None:
    member = join(organisation, meet("Godwit"))
    member.open("/me/").page.get_by_text("My situation has changed").click()
    leaving = member.page.locator("form[action$='/leave']")
    leaving.get_by_role("radio").first.check()
    member.follow(leaving.get_by_role("button"))
    assert "This membership ended on" in member.text()
