"""Somebody takes an office, votes in the open and steps down: with the key of the office, which their device learns."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.organisation import Organisation
from tests.journeys.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def take_office(member: Person, *electors: Person) -> None:
    """Of the press shop, signed for by all; the device asks for the words, though it remembers the member."""
    member.open("/offices/").submit("", unit="Steward of Press shop (workplace)", candidate="I myself")
    for elector in electors:
        elector.open("/offices/").press("Sign")
    with member.open("/offices/").page.expect_navigation():
        member.page.get_by_role("button", name="Accept the office").click()
    assert "This office has a key of its own" in member.look().text()
    member.sign()
    assert "Steward of Press shop · yours until" in member.text()


def test_the_device_on_which_an_office_was_taken_signs_in_it_and_everyone_sees_the_key(
    organisation: Organisation, meet: Meet
) -> None:
    kestrel = meet("Kestrel", like=organisation.kestrel)
    kestrel.sign_in(remember="device")
    take_office(kestrel, organisation.heron, organisation.rowan)
    kestrel.card = ()  # the card is put away
    kestrel.open("/petitions/votes/").submit("", unit="Press shop", title="Do we join?", text="", days="3")
    kestrel.submit("/cast", position="in favour", reason="Everyone on my shift wants to.")
    expect(kestrel.page.get_by_role("row", name="Kestrel, Press shop")).to_contain_text("in favour")
    reader = organisation.heron.open("/record/?type=vote.cast")
    assert "Key of the office" in reader.follow(reader.page.locator("main tbody a").first).text()
    kestrel.open("/offices/").press("Give it back")
    assert "Steward of Press shop · yours until" not in kestrel.text()


def test_what_somebody_held_before_is_confirmed_by_two_and_taken_until_a_ballot_gives_it(
    organisation: Organisation, meet: Meet
) -> None:
    kestrel = meet("Kestrel", like=organisation.kestrel)
    kestrel.sign_in(remember="device")
    kestrel.open("/offices/")
    kestrel.follow(kestrel.page.get_by_role("link", name="Offices from before we moved in"))
    kestrel.submit("", unit="Steward of Press shop (workplace)")
    assert "0 of 2 stewards have confirmed that you held it." in kestrel.text()
    for steward in (organisation.heron, organisation.rowan):
        steward.open("/offices/inherited/").press("It is so")
    with kestrel.open("/offices/inherited/").page.expect_navigation():
        kestrel.page.get_by_role("button", name="Take the office until its first ballot").click()
    assert "This office has a key of its own" in kestrel.look().text()
    kestrel.sign()
    expect(kestrel.page.get_by_role("row", name="Press shop Kestrel inherited")).to_be_visible()
