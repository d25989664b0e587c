"""Coming in with a card from a fellow worker: the code, six sentences, ten words, and two who vouch."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.organisation import Organisation, apply_with_card, make_card, vouch_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_newcomer_becomes_a_member_when_two_have_vouched(organisation: Organisation, meet: Meet) -> None:
    wren = meet("Wren")
    apply_with_card(wren, make_card(organisation.kestrel, "Morning shift"))
    assert "You are not a member yet" in wren.text()
    assert "You have asked to join" in wren.press("My standing").text()
    for voucher in (organisation.kestrel, organisation.heron):
        vouch_for(voucher, "Wren")
    said = wren.open("/").text().lower()
    assert "you are not a member" not in said
    assert "how strong we are" in said
    assert "Wren" in organisation.heron.open("/circle/").text()


def test_the_code_leaves_the_address_before_anything_is_sent(organisation: Organisation, meet: Meet) -> None:
    code = make_card(organisation.heron, "Morning shift")
    newcomer = meet("Dipper")
    asked: list[str] = []
    newcomer.page.on("request", lambda request: asked.append(request.url))
    newcomer.open(f"/join/#{code}")
    assert newcomer.page.url == newcomer.site.address("/join/")
    assert newcomer.page.input_value("[name=code]") == code
    newcomer.press("Go on")
    assert newcomer.page.locator("ol.sentences li").count() == 6
    assert not [url for url in asked if code in url]


def test_a_mistyped_group_is_named(organisation: Organisation, meet: Meet) -> None:
    groups = make_card(organisation.heron, "Morning shift").split("-")
    wrong = ("B" if groups[2][0] != "B" else "C") + groups[2][1:]
    typed = "-".join([*groups[:2], wrong, groups[3]])
    newcomer = meet("Dipper").open("/join/").submit("", code=typed)
    assert "Group 3 of the code is mistyped." in newcomer.text()
    assert newcomer.page.input_value("[name=code]") == typed
    newcomer.submit("", code=" ".join(groups).lower())
    assert newcomer.page.locator("ol.sentences li").count() == 6


def test_a_used_card_opens_nothing_more(organisation: Organisation, meet: Meet) -> None:
    code = make_card(organisation.kestrel, "Morning shift")
    apply_with_card(meet("Siskin"), code)
    second = meet("Somebody").open("/join/").submit("", code=code)
    assert second.page.locator("ol.sentences").count() == 0


def test_a_word_written_down_wrongly_is_noticed_before_anything_is_sent(organisation: Organisation, meet: Meet) -> None:
    newcomer = meet("Siskin").open("/join/").submit("", code=make_card(organisation.kestrel, "Morning shift"))
    newcomer.press("Make my words")
    newcomer.page.fill("#name", "Siskin")
    newcomer.next_step("start")
    newcomer.page.click("[data-press=written-down]")
    newcomer.page.fill("#answer-1", "zzzz")
    newcomer.next_step("check")
    newcomer.page.locator("[data-alert]:visible").wait_for()
    assert newcomer.look().page.evaluate("document.activeElement.id") == "answer-1"


def test_a_card_that_was_withdrawn_is_refused(organisation: Organisation, meet: Meet) -> None:
    code = make_card(organisation.rowan, "Night shift")
    withdrawing = organisation.rowan.open("/circle/").page.get_by_role("button", name="Withdraw")
    while withdrawing.count():
        organisation.rowan.follow(withdrawing.first)
    stranger = meet("Stranger").open("/join/").submit("/join/", code=code)
    assert "This card was used, has expired or was withdrawn." in stranger.text()


def test_of_two_people_with_one_card_one_comes_in(organisation: Organisation, meet: Meet) -> None:
    code = make_card(organisation.kestrel, "Night shift")
    first, second = meet("Knot"), meet("Ruff")
    for person in (first, second):
        person.open("/join/").submit("/join/", code=code).press("Make my words")
    first.make_words().at("/")
    second.make_words()
    expect(second.page.get_by_role("alert")).to_contain_text("This card was used")
    assert [fault for fault in second.new_faults() if "/keys/" not in fault] == []
