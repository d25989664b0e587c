"""The key pages in a real browser, against a stand-in for the site."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs

import pytest
import segno
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect, sync_playwright

from groundswell.accounts.tests.key_page_site import StandIn, serving
from scrutiny.encoding import Json, canonical_json
from scrutiny.identity import signed_acts
from scrutiny.identity.derivation import member_keys
from scrutiny.identity.words import card_numbers, card_words, new_card, parse_card, qr_payload

pytestmark = pytest.mark.browser
ROOT = Path(settings.ROOT)
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
SHOW_STEP = "step => document.querySelectorAll('[data-step]').forEach(e => e.hidden = e.dataset.step !== step)"
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    call_command("build_key_pages", output=folder / "keys")
    environment = {**os.environ, "GROUNDSWELL_STATIC": f"{folder}/"}
    subprocess.run(["node", "build.mjs"], cwd=ROOT / "frontend", env=environment, check=True)
    stylesheet = ROOT / "src/groundswell/web/static/web/site.css"
    (folder / "web").mkdir()
    (folder / "web/site.css").write_text(stylesheet.read_text() if stylesheet.exists() else "")
    return folder


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
    yield launched
    launched.close()


@pytest.fixture
def site(static: Path) -> Iterator[StandIn]:
    with serving(static) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 320, "height": 640})
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: StandIn) -> Iterator[Page]:
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    assert faults == []
    assert [url for url in asked if not url.startswith((site.origin, "data:", "blob:", "about:", "file:"))] == []


def opened(page: Page, site: StandIn, name: str, language: str = "en", query: str = "") -> Page:
    page.goto(f"{site.origin}/static/keys/{language}/{name}.html{query}")
    return page


def card_field(page: Page) -> Locator:
    """The field, once it can be typed into: typing itself does not wait for that."""
    field = page.locator("#card")
    field.click()
    return field


def shown_card(page: Page) -> str:
    """The ten numbers that the page shows."""
    return " ".join(page.locator("[data-words] .number").all_inner_texts())


def answer_check(page: Page, numbers: str) -> None:
    for i in (1, 2):
        position = int(page.locator(f"label [data-fill=asked-{i}]").inner_text())
        page.fill(f"#answer-{i}", numbers.split()[position - 1])


def make_words(page: Page, site: StandIn, remember: str = "none", language: str = "en") -> str:
    opened(page, site, "make", language)
    page.fill("#name", "Mara")
    page.locator("[data-step=start] .primary").click()
    numbers = shown_card(page)
    page.click("[data-press=written-down]")
    answer_check(page, numbers)
    page.locator("[data-step=check] .primary").click()
    page.check(f"[name=remember][value={remember}]")
    page.locator("[data-step=remember] .primary").click()
    return numbers


def sign_in_with(page: Page, site: StandIn, text: str, query: str = "", remember: str = "none") -> None:
    opened(page, site, "sign-in", query=query)
    page.fill("#card", text)
    page.check(f"[name=remember][value={remember}]")
    page.locator("[data-step=words] .primary").click()


def member(site: StandIn) -> tuple[int, ...]:
    card = new_card()
    site.members[member_keys(card, site.org).signin_public] = "Mara"
    return card


def arrived(page: Page, site: StandIn, path: str = "/in/") -> None:
    page.wait_for_url(f"{site.origin}{path}")


def the_card_signs_in(site: StandIn, numbers: str) -> bool:
    return member_keys(parse_card(numbers), site.org).signin_public in site.members


@pytest.mark.parametrize("language", [code for code, _label in settings.LANGUAGES])
def test_joined_in_one_browser_and_back_in_another(browser: Browser, page: Page, site: StandIn, language: str) -> None:
    numbers = make_words(page, site, language=language)
    arrived(page, site)
    assert the_card_signs_in(site, numbers)
    other = browser.new_context()
    back = other.new_page()
    sign_in_with(back, site, " ".join(card_words(parse_card(numbers))))
    arrived(back, site)
    other.close()


def test_no_word_and_no_secret_is_ever_sent(page: Page, site: StandIn) -> None:
    numbers = make_words(page, site, remember="device")
    arrived(page, site)
    card = parse_card(numbers)
    keys = member_keys(card, site.org)
    sent = " ".join(site.bodies + site.requests).lower()
    secrets = [*card_numbers(card), keys.signin.hex(), keys.act.hex(), keys.age.hex()]
    assert not [found for found in secrets if found in sent.split('"') or (len(found) > 4 and found in sent)]
    assert not [word for word in card_words(card) if f" {word} " in sent]


def test_on_an_english_page_words_come_first_and_elsewhere_numbers(page: Page, site: StandIn) -> None:
    for language, first in (("en", "word"), ("ru", "number"), ("es", "number")):
        opened(page, site, "make", language)
        page.fill("#name", "Mara")
        page.keyboard.press("Enter")
        classes = page.locator("[data-words] li span:first-child").evaluate_all("all => all.map(e => e.className)")
        assert classes == [first] * 10


def test_the_page_does_not_let_go_before_two_words_are_right(page: Page, site: StandIn) -> None:
    opened(page, site, "make")
    page.fill("#name", "Mara")
    page.keyboard.press("Enter")
    numbers = shown_card(page)
    page.click("[data-press=written-down]")
    page.fill("#answer-1", "zzz")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not the one on your card")
    page.click("[data-press=back-to-card]")
    assert shown_card(page) == numbers
    page.click("[data-press=written-down]")
    answer_check(page, numbers)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nearly done")).to_be_focused()
    assert site.members == {}


def test_when_the_network_goes_half_way_the_words_stay_and_finish_again(page: Page, site: StandIn) -> None:
    site.lose = 1  # the first question of the site
    numbers = make_words(page, site)
    expect(page.get_by_role("alert")).to_contain_text("The site did not answer")
    site.lose = 1  # the keys arrive, the answer does not
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("alert")).to_contain_text("The site did not answer")
    page.get_by_role("button", name="Finish").click()
    arrived(page, site)
    assert the_card_signs_in(site, numbers)
    assert len(site.members) == 1


def test_words_made_before_are_registered(page: Page, site: StandIn) -> None:
    card = new_card()
    opened(page, site, "make")
    page.get_by_role("button", name="I have written down").click()
    expect(page.get_by_role("heading", name="A name, and ten words")).to_be_visible()
    page.fill("#name", "Mara")
    page.get_by_role("button", name="I have written down").click()
    page.fill("#card", qr_payload(card))
    page.locator("[data-step=own] .primary").click()
    page.get_by_role("button", name="Finish").click()
    arrived(page, site)
    assert list(site.members) == [member_keys(card, site.org).signin_public]


@pytest.mark.parametrize("way", ["words", "numbers", "code"])
def test_a_member_signs_in_by_words_numbers_or_code(page: Page, site: StandIn, way: str) -> None:
    card = member(site)
    typed = {
        "words": "\n".join(card_words(card)),
        "numbers": " ".join(card_numbers(card)),
        "code": qr_payload(card),
    }
    sign_in_with(page, site, typed[way])
    arrived(page, site)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [("/workplace/?a=1", "/workplace/?a=1"), ("//evil.example/", "/in/"), ("https://evil.example/", "/in/")],
)
def test_only_a_path_of_this_site_is_followed_after_signing_in(
    page: Page, site: StandIn, wanted: str, reached: str
) -> None:
    sign_in_with(page, site, qr_payload(member(site)), query=f"?next={wanted}")
    arrived(page, site, reached)


def test_a_wrong_word_is_named_before_anything_is_sent(page: Page, site: StandIn) -> None:
    typed = list(card_words(member(site)))
    typed[3] = "abacuss"
    card_field(opened(page, site, "sign-in")).press_sequentially(" ".join(typed[:4]) + " ")
    expect(page.get_by_role("alert")).to_contain_text("Word 4 is not one of the words")
    page.fill("#card", " ".join([*typed[:3], "abacus", *typed[4:]]))
    page.locator("[data-step=words] .primary").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.fill("#card", " ".join(typed[4:]))
    page.locator("[data-step=words] .primary").click()
    expect(page.get_by_role("alert")).to_contain_text("You typed 6.")
    assert site.bodies == []


def test_after_four_letters_the_words_that_fit_are_offered(page: Page, site: StandIn) -> None:
    card_field(opened(page, site, "sign-in")).press_sequentially("aba")
    expect(page.locator("[data-completions] button")).to_have_count(0)
    page.locator("#card").press_sequentially("c")
    expect(page.locator("[data-completions] button")).to_have_text(["abacus"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_have_value("abacus ")
    expect(page.locator("#card")).to_be_focused()


def test_words_of_nobody_are_refused_in_the_servers_words(page: Page, site: StandIn) -> None:
    sign_in_with(page, site, qr_payload(new_card()))
    expect(page.get_by_role("alert")).to_contain_text(
        "Nobody can sign in with these words. Nothing was changed. Try again."
    )


def test_a_page_at_a_foreign_address_does_not_take_the_words(page: Page, site: StandIn) -> None:
    site.origins = ["https://elsewhere.example"]
    sign_in_with(page, site, qr_payload(member(site)))
    expect(page.get_by_role("alert")).to_contain_text("Do not type your words here")
    assert site.bodies == []


def test_a_remembered_device_signs_in_with_one_button_until_it_forgets(page: Page, site: StandIn) -> None:
    make_words(page, site, remember="device")
    arrived(page, site)
    opened(page, site, "sign-in").get_by_role("button", name="Sign in with this device").click()
    arrived(page, site)
    opened(page, site, "forget").get_by_role("button", name="Forget this device").click()
    expect(page.get_by_role("heading", name="This device has forgotten you")).to_be_visible()
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    opened(page, site, "sign-in")
    expect(page.get_by_role("heading", name="Sign in with your card")).to_be_visible()


def test_what_a_device_remembers_cannot_be_read_out(page: Page, site: StandIn) -> None:
    make_words(page, site, remember="device")
    arrived(page, site)
    kept = page.evaluate(
        """() => new Promise(done => {
            const opening = indexedDB.open("keys");
            opening.onsuccess = () => {
                const all = opening.result.transaction("entries").objectStore("entries").getAll();
                all.onsuccess = () => done(all.result.map(entry => [
                    entry.way, Object.values(entry.keys ?? {}).map(key => key.extractable)]));
            };
        })"""
    )
    assert kept == [["held", [False, False, False]]]


def test_a_passkey_locks_what_the_device_keeps(context: BrowserContext, page: Page, site: StandIn) -> None:
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
    }
    options |= {"hasUserVerification": True, "isUserVerified": True, "hasPrf": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    make_words(page, site, remember="passkey")
    arrived(page, site)
    opened(page, site, "sign-in").get_by_role("button", name="Sign in with this device").click()
    arrived(page, site)


def test_where_the_browser_can_keep_nothing_the_member_is_told(page: Page, site: StandIn) -> None:
    page.add_init_script(
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    make_words(page, site, remember="device")
    expect(page.get_by_role("heading", name="This device will not remember you")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    arrived(page, site)


@pytest.mark.parametrize("way", ["words", "device"])
def test_new_words_replace_the_old_ones(page: Page, site: StandIn, way: str) -> None:
    if way == "device":
        old = make_words(page, site, remember="device")
        arrived(page, site)
        opened(page, site, "change").get_by_role("button", name="This device remembers me").click()
    else:
        old = " ".join(card_numbers(member(site)))
        opened(page, site, "change").fill("#card", old)
        page.locator("[data-step=old] form .primary").click()
    page.wait_for_selector("[data-step=card]:not([hidden])")
    new = shown_card(page)
    page.click("[data-press=written-down]")
    answer_check(page, new)
    page.locator("[data-step=check] .primary").click()
    site.lose = 1  # the exchange is done, the answer is lost
    page.get_by_role("button", name="Exchange them now").click()
    expect(page.get_by_role("alert")).to_contain_text("The site did not answer")
    page.get_by_role("button", name="Exchange them now").click()
    arrived(page, site)
    assert the_card_signs_in(site, new)
    assert not the_card_signs_in(site, old)
    opened(page, site, "sign-in")
    expect(page.get_by_role("heading", name="Sign in with your card")).to_be_visible()


def test_going_back_does_not_show_the_words_again(page: Page, site: StandIn) -> None:
    opened(page, site, "make")
    page.fill("#name", "Mara")
    page.keyboard.press("Enter")
    numbers = shown_card(page)
    page.goto(f"{site.origin}/elsewhere/")
    page.go_back()
    expect(page.get_by_role("heading", name="A name, and ten words")).to_be_visible()
    assert numbers not in page.content()
    assert page.input_value("#name") == ""


def test_the_code_of_an_invitation_leaves_the_address_for_its_field(page: Page, site: StandIn) -> None:
    page.goto(f"{site.origin}/join/?a=1#AB12-CD%2034")
    expect(page.locator("#id_code")).to_have_value("AB12-CD 34")
    assert page.url == f"{site.origin}/join/?a=1"
    assert not [path for path in site.requests if "AB12" in path]


def test_ordinary_pages_keep_no_copies_of_themselves(page: Page, site: StandIn) -> None:
    page.goto(f"{site.origin}/in/")
    page.click("[data-exit]")
    page.wait_for_url("about:blank")
    page.goto(f"{site.origin}/in/")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "html" not in kept
    assert "Leave" not in kept


@pytest.mark.parametrize("by", ["button", "keyboard"])
def test_quick_exit_empties_the_page_and_its_place_in_the_history(page: Page, site: StandIn, by: str) -> None:
    page.goto(f"{site.origin}/before/")
    opened(page, site, "sign-in").fill("#card", "abacus abdomen")
    if by == "button":
        page.click("[data-exit]")
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    arrived(page, site, "/leave")
    page.go_back()
    page.wait_for_url(f"{site.origin}/before/")


def test_a_saved_page_makes_words_and_sends_nothing(page: Page, static: Path) -> None:
    saved = static / "saved.html"
    text = (static / "keys/en/make.html").read_text()
    saved.write_text(text.replace("/static/", "./"))
    page.goto(f"file://{saved}")
    numbers = shown_card(page)
    parse_card(numbers)
    page.click("[data-press=written-down]")
    answer_check(page, numbers)
    page.locator("[data-step=check] .primary").click()
    expect(page.get_by_role("heading", name="Your words are ready")).to_be_visible()


def film(card: tuple[int, ...], path: Path) -> Path:
    """One frame of a raw video, 640 x 480: the card's code, dark on white, as a camera would see it."""
    rows = [bytes(row) for row in segno.make(qr_payload(card), error="m").matrix_iter(scale=8, border=4)]
    width, height = 640, 480
    side = (width - len(rows[0])) // 2
    lines = [bytes([235]) * side + bytes(16 if dark else 235 for dark in row) for row in rows]
    above = (height - len(lines)) // 2
    picture = b"".join(line.ljust(width, bytes([235])) for line in [*[b""] * above, *lines])
    grey = bytes([128]) * (width * height // 2)
    frame = b"FRAME\n" + picture.ljust(width * height, bytes([235])) + grey
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame)
    return path


def test_a_card_before_the_camera_signs_in(playwright: Playwright, site: StandIn, tmp_path: Path) -> None:
    video = film(member(site), tmp_path / "card.y4m")
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    camera += [f"--use-file-for-fake-video-capture={video}"]
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM + camera)
    page = browser.new_page()
    opened(page, site, "sign-in").get_by_role("button", name="Show the card to the camera").click()
    arrived(page, site)
    browser.close()


def test_without_a_camera_the_words_remain(page: Page, site: StandIn) -> None:
    opened(page, site, "sign-in").get_by_role("button", name="Show the card to the camera").click()
    expect(page.get_by_role("alert")).to_contain_text("The camera could not be used")
    expect(page.locator("#card")).to_be_visible()


@pytest.mark.parametrize("name", ["make", "sign-in", "change", "sign", "forget"])
def test_every_page_passes_axe_and_fits_a_narrow_screen(page: Page, site: StandIn, name: str) -> None:
    waits(site, member(site), "record.audited", drawing="d", size=7, root="ab" * 32, exceptions=[*range(20)])
    opened(page, site, name)
    page.wait_for_selector("[data-step]:not([hidden])")
    for step in page.locator("[data-step]").evaluate_all("all => all.map(e => e.dataset.step)"):
        page.evaluate(SHOW_STEP, step)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == [], step
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, step


VOUCH = {"standing": "7d444840-9dc0-41d1-b245-5ffdce74fad2"}


def waits(site: StandIn, card: tuple[int, ...], kind: str = "member.vouch", **body: object) -> None:
    """A form of this member that has to be signed."""
    site.waiting = {
        "org": site.org,
        "actor": member_keys(card, site.org).act_public,
        "now": 1_770_000_000,
        "seen": {"size": 7, "root": "ab" * 32},
        "path": "/circle/x/vouch",
        "back": "/circle/",
        "fields": [["csrfmiddlewaretoken", "t"], ["note", "«Цех № 5»\nsecond line"]],
        "acts": [{"type": kind, "body": body or VOUCH, "names": {VOUCH["standing"]: "Wren, Morning shift"}}],
    }


def signed_form(page: Page, site: StandIn, card: tuple[int, ...]) -> dict[str, list[str]]:
    """The fields that were sent; every signature in them is this member's, under what was asked."""
    arrived(page, site, "/circle/x/vouch")
    fields = parse_qs(site.bodies[-1])
    ((content, signature),) = json.loads(fields["_signed"][0])
    key = member_keys(card, site.org).act_public
    act = signed_acts.verify(
        bytes.fromhex(content), bytes.fromhex(signature), org=site.org, actor=key, instant=1_770_000_000
    )
    (asked,) = cast(list[dict[str, object]], site.waiting["acts"])
    assert (act.type, act.body) == (asked["type"], asked["body"])
    assert (act.seen_size, act.seen_root) == (7, "ab" * 32)
    return fields


@pytest.mark.parametrize("language", [code for code, _label in settings.LANGUAGES])
def test_a_form_is_shown_in_words_signed_and_sent_again(page: Page, site: StandIn, language: str) -> None:
    card = member(site)
    waits(site, card)
    opened(page, site, "sign", language)
    expect(page.locator("[data-step=words] .act dd")).to_have_text("Wren, Morning shift")
    page.fill("#card", qr_payload(card))
    page.locator("[data-step=words] .primary").click()
    fields = signed_form(page, site, card)
    assert fields["csrfmiddlewaretoken"] == ["t"]
    assert fields["note"] == ["«Цех № 5»\r\nsecond line"]


@pytest.mark.parametrize("remember", ["hour", "device"])
def test_a_device_that_remembers_signs_at_one_press(page: Page, site: StandIn, remember: str) -> None:
    card = member(site)
    sign_in_with(page, site, qr_payload(card), remember=remember)
    arrived(page, site)
    waits(site, card)
    opened(page, site, "sign").get_by_role("button", name="Sign", exact=True).click()
    signed_form(page, site, card)


def test_after_an_hour_the_words_are_asked_again(page: Page, site: StandIn) -> None:
    card = member(site)
    page.clock.install()
    sign_in_with(page, site, qr_payload(card), remember="hour")
    arrived(page, site)
    page.clock.fast_forward("01:00:01")
    waits(site, card)
    opened(page, site, "sign")
    expect(page.locator("[data-step=words]")).to_be_visible()
    stored = "async () => (await indexedDB.databases()).map(one => one.name)"
    assert page.evaluate(stored) == []


def test_the_words_of_another_sign_nothing(page: Page, site: StandIn) -> None:
    waits(site, member(site))
    opened(page, site, "sign")
    page.fill("#card", qr_payload(member(site)))
    page.locator("[data-step=words] .primary").click()
    expect(page.get_by_role("alert")).to_contain_text("not the words or keys of whoever is signed in")
    assert site.bodies == []


def test_what_the_page_has_no_words_for_is_not_signed(page: Page, site: StandIn) -> None:
    waits(site, member(site), "member.sell")
    opened(page, site, "sign")
    expect(page.get_by_role("heading", name="This cannot be signed here")).to_be_visible()
    expect(page.get_by_role("link", name="Go back")).to_have_attribute("href", f"{site.origin}/circle/")
    expect(page.get_by_role("button")).to_have_count(0)


def test_where_no_answer_comes_the_page_can_be_loaded_again(page: Page, site: StandIn) -> None:
    card = member(site)
    waits(site, card)
    site.lose = 1
    opened(page, site, "sign")
    page.get_by_role("link", name="Load it again").click()
    expect(page.locator("[data-step=words]")).to_be_visible()


def test_where_nothing_waits_the_page_says_so(page: Page, site: StandIn) -> None:
    opened(page, site, "sign")
    expect(page.get_by_role("heading", name="There is nothing to sign")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Nothing waits for your signature.")


def test_what_an_act_says_is_text_and_readable(page: Page, site: StandIn) -> None:
    said: dict[str, Json] = {"kind": "shift", "languages": [], "name": "<img src=x onerror=alert(1)>", "unit": "u"}
    content = canonical_json(said).decode()
    waits(site, member(site), "edit.propose", proposal="p", edit="unit.add", content=content)
    opened(page, site, "sign")
    act = page.locator("[data-step=words] .act")
    expect(act.locator("p")).to_have_text("I propose this change to the tree of units. A second steward decides.")
    expect(act).to_contain_text("A unit is added to the tree.")
    expect(act.locator("dd dd")).to_have_text(["shift", "—", "<img src=x onerror=alert(1)>", "u"])


def test_a_unit_that_gets_another_name_is_shown_under_the_one_it_has(page: Page, site: StandIn) -> None:
    waits(site, member(site), "unit.rename", unit=VOUCH["standing"], name="Night shift")
    opened(page, site, "sign")
    expect(page.locator("[data-step=words] .act dd")).to_have_text(["Wren, Morning shift", "Night shift"])


@pytest.mark.parametrize("content", ['{"merges":true}', '{"name":"a","name":"b"}', '{"unit": "u"}'])
def test_what_cannot_be_shown_whole_is_shown_as_it_stands(page: Page, site: StandIn, content: str) -> None:
    waits(site, member(site), "edit.propose", proposal="p", edit="import.adopt", content=content)
    opened(page, site, "sign")
    expect(page.locator("[data-step=words] .act dd").last).to_have_text(content)


def test_numbers_truth_and_long_lists_are_told_apart(page: Page, site: StandIn) -> None:
    waits(site, member(site), "member.show", standing="s", visible=1, active=0, languages=["en"] * 20)
    opened(page, site, "sign")
    act = page.locator("[data-step=words] .act")
    expect(act.locator("> dl > dd").nth(1)).to_have_text("yes")
    expect(act.locator("> dl > dd").nth(2)).to_have_text("no")
    expect(act.locator("details summary")).to_have_text("20")


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/.//evil.example"])
def test_a_signed_form_never_leaves_this_site(page: Page, site: StandIn, path: str) -> None:
    card = member(site)
    waits(site, card)
    site.waiting["path"] = path
    opened(page, site, "sign")
    page.fill("#card", qr_payload(card))
    page.locator("[data-step=words] .primary").click()
    page.wait_for_url(lambda url: "/static/" not in url)
    assert page.url.startswith(f"{site.origin}/")
