"""Languages, colours, a title that says nothing, leaving quickly; and how much of all this goes over the line."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.organisation import NAME, Organisation
from tests.journeys.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "/", "/workplace/", "/offices/", "/offices/elections/", "/offices/bodies/", "/petitions/", "/petitions/votes/",
    "/circle/", "/circle/invite", "/me/", "/keys/", "/help/", "/look", "/known", "/record/", "/record/0/",
    "/record/mine/", "/charter/", "/audit/", "/audit/forget-me",
)  # fmt: skip
MANY_PARTS = ("/", "/workplace/", "/circle/", "/me/", "/look")
"""Pages that together have most of what a page can be made of."""
OPEN_PAGES = ("/", "/help/", "/help/phone-taken", "/help/words-lost", "/help/dismissed", "/help/made-to-show", "/join/",
              "/record/", "/charter/")  # fmt: skip
KEY_PAGES = ("sign-in", "make", "change", "forget")
LIGHTEST = 100_000


@pytest.mark.parametrize("language", ["ru", "es"])
def test_the_language_is_chosen_at_the_foot_of_every_page(
    organisation: Organisation, meet: Meet, language: str
) -> None:
    reader = meet("Rowan", like=organisation.rowan).sign_in()
    reader.open("/workplace/")
    reader.follow(reader.page.locator(f"footer button[value={language}]")).at("/workplace/")
    for path in PAGES:
        assert reader.open(path).page.evaluate("document.documentElement.lang") == language
    reader.follow(reader.page.locator("footer button[value=en]"))


@pytest.mark.parametrize("language", ["ru", "es"])
def test_help_and_the_key_pages_are_there_in_every_language_without_signing_in(
    organisation: Organisation, meet: Meet, language: str
) -> None:
    reader = meet("Reader", language=language)
    for path in OPEN_PAGES:
        assert reader.open(path).page.evaluate("document.documentElement.lang") == language
    for name in KEY_PAGES:
        assert reader.keys_page(name).page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_the_colours_that_were_chosen_are_everywhere(organisation: Organisation, meet: Meet, theme: str) -> None:
    reader = meet("Kestrel", like=organisation.kestrel).sign_in()
    reader.open("/look").page.check(f"[name=theme][value={theme}]")
    reader.submit("")
    for path in MANY_PARTS:
        assert reader.open(path).page.evaluate("document.documentElement.dataset.theme") == theme


@pytest.mark.parametrize("system", [{"color_scheme": "dark"}, {"contrast": "more"}])
def test_the_colours_of_the_system_are_followed(organisation: Organisation, meet: Meet, system: dict[str, str]) -> None:
    reader = meet("Kestrel", like=organisation.kestrel, **system)
    for name in KEY_PAGES:
        reader.keys_page(name)
    reader.sign_in()
    for path in MANY_PARTS:
        reader.open(path)


def test_with_a_neutral_title_nothing_around_the_page_names_the_organisation(
    organisation: Organisation, meet: Meet
) -> None:
    reader = meet("Kestrel", like=organisation.kestrel).sign_in()
    assert NAME in reader.page.title()
    reader.open("/look").page.check("[name=name][value=notes]")
    reader.submit("")
    for path in PAGES:
        reader.open(path)
        assert reader.page.title() == "Notes"
        assert NAME not in reader.page.locator("header").inner_text()
    assert NAME not in reader.context.request.get(reader.site.address("/manifest.webmanifest")).text()
    assert "notes" in (reader.page.locator("link[rel=icon]").get_attribute("href") or "")


def leave_with_button(reader: Person) -> None:
    reader.page.get_by_role("link", name="Leave quickly").click()


def leave_with_shift(reader: Person) -> None:
    for _time in range(3):
        reader.page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [leave_with_button, leave_with_shift])
def test_leaving_quickly_leads_away_and_back_does_not_return(
    organisation: Organisation, meet: Meet, leave: object
) -> None:
    assert callable(leave)
    reader = meet("Kestrel", like=organisation.kestrel).sign_in()
    reader.press("Workplace").press("Decide")
    leave(reader)
    reader.at("/leave")
    assert reader.page.title() == "Notes"
    for _step in range(2):
        reader.page.go_back(wait_until="commit")
        reader.at("/leave")
        expect(reader.page).to_have_title("Notes")
    assert NAME in reader.open("/").page.title()


def weight(reader: Person, path: str) -> int:
    """All bytes of a first visit, as they come over the line."""
    weighed: dict[str, float] = {}
    devtools = reader.context.new_cdp_session(reader.page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda done: weighed.update({done["requestId"]: done["encodedDataLength"]}))
    reader.page.goto(reader.site.address(path), wait_until="networkidle")
    return round(sum(weighed.values()))


@pytest.mark.parametrize("path", ["/", *(f"/static/keys/en/{name}.html" for name in KEY_PAGES)])
def test_a_first_visit_is_light(organisation: Organisation, meet: Meet, path: str) -> None:
    stranger = meet("Stranger")
    assert 1_000 < weight(stranger, path) < LIGHTEST


def test_the_first_page_of_a_member_is_light(organisation: Organisation, meet: Meet) -> None:
    member = meet("Rowan", like=organisation.rowan).sign_in()
    cookies = member.context.cookies()
    other = meet("Rowan", like=organisation.rowan)
    other.context.add_cookies(cookies)  # type: ignore[arg-type]
    assert 1_000 < weight(other, "/") < LIGHTEST
    assert other.name in other.text()
