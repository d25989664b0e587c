"""A dealer's page in a real browser: the network is off from the moment it has loaded, and the cards are read back.
Then a whole pledge, from the dealers to the names.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect, sync_playwright

from groundswell.accounts.tests.key_page_site import StandIn, serving
from scrutiny.encoding import Json, canonical_json
from scrutiny.pledge import cards, decks, manifest, terms

pytestmark = pytest.mark.browser
ROOT = Path(settings.ROOT)
FRONTEND = ROOT / "frontend"
AXE = FRONTEND / "node_modules/axe-core/axe.min.js"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
VECTORS = json.loads((ROOT / "docs/protocol/vectors/pledges.json").read_text())
MANIFEST = json.loads(VECTORS["manifest"])
TWELVE = terms.of_json({**MANIFEST["terms"], "cards": 12})
TERMS = canonical_json(cast(Json, TWELVE.to_json())).decode()
OTHER_DECK = decks.deal(TWELVE, 2).deck
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
READ_CODES = """async () => Promise.all([...document.querySelectorAll('[data-second-code] svg')].map(async drawn => {
  const image = new Image();
  const svg = new XMLSerializer().serializeToString(drawn);
  image.src = 'data:image/svg+xml;base64,' + btoa(svg);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 480;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, 480, 480);
  return decodeQR(context.getImageData(0, 0, 480, 480));
}))"""


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    call_command("build_key_pages", output=folder / "keys")
    environment = {**os.environ, "GROUNDSWELL_STATIC": f"{folder}/"}
    subprocess.run(["node", "build.mjs"], cwd=FRONTEND, env=environment, check=True)
    (folder / "web").mkdir()
    (folder / "web/site.css").write_bytes((ROOT / "src/groundswell/web/static/web/site.css").read_bytes())
    return folder


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The decoder of printed codes, as a camera page has it."""
    made = tmp_path_factory.mktemp("reader") / "reader.js"
    source = "import decode from 'qr/decode.js'; globalThis.decodeQR = decode;"
    command = ["node_modules/.bin/esbuild", "--bundle", "--format=iife", f"--outfile={made}"]
    subprocess.run(command, cwd=FRONTEND, input=source.encode(), check=True, capture_output=True)
    return made.read_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield launched
        launched.close()


@pytest.fixture
def site(static: Path) -> Iterator[StandIn]:
    with serving(static) as running:
        yield running


@pytest.fixture
def page(browser: Browser, site: StandIn) -> Iterator[Page]:
    """The dealer's page, loaded; then the network goes off, and nothing is asked for any more."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    context.set_default_timeout(15_000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    opened.goto(f"{site.origin}/static/keys/en/deal.html")
    context.set_offline(True)
    before = len(site.requests)
    yield opened
    assert faults == []
    assert len(site.requests) == before
    assert site.bodies == []
    context.close()


def dealt(page: Page, number: int = 1) -> dict[str, str]:
    """Deals that deck and returns its public values."""
    page.fill("#terms", TERMS)
    page.fill("#deck", str(number))
    page.get_by_role("button", name="Deal the deck").click()
    expect(page.get_by_role("heading", name="The deck is dealt")).to_be_visible()
    return cast(dict[str, str], json.loads(page.input_value("#values")))


def answered(values: dict[str, str]) -> bytes:
    """The manifest with this deck as the first, and the second dealer's."""
    both = [values, OTHER_DECK.to_json()]
    return canonical_json(cast(Json, {**MANIFEST, "terms": TWELVE.to_json(), "decks": both}))


def whole(content: bytes) -> manifest.Manifest:
    """As everybody reads it, but for the trustees' rounds, which were held for the six cards of the vectors."""
    listed = json.loads(content)["decks"]
    key = manifest.read(VECTORS["manifest"].encode()).trustees
    made = manifest.Manifest(TWELVE, key, tuple(decks.of_json(TWELVE, one) for one in listed))
    manifest.check(made)
    assert bytes(made) == content
    return made


def returned(page: Page, content: bytes) -> None:
    page.get_by_role("button", name="The page has answered").click()
    page.fill("#manifest", content.decode())
    page.get_by_role("button", name="Check it, and make the cards").click()


def accepted(page: Page, content: bytes) -> None:
    returned(page, content)
    expect(page.get_by_role("heading", name="The cards")).to_be_visible()


def axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    return cast(list[str], page.evaluate("axe.run().then(found => found.violations.map(one => one.id))"))


def test_twelve_cards_are_dealt_without_a_network_and_read_back_from_the_sheet(page: Page, reader: str) -> None:
    content = answered(dealt(page))
    accepted(page, content)
    page.evaluate(reader)
    codes = cast(list[str], page.evaluate(READ_CODES))
    assert len(codes) == 12
    for number, code in enumerate(codes, 1):
        card = cards.read(code)
        cards.check(whole(content), card)
        assert (card.deck, card.index) == (1, number)


def test_the_signs_on_a_card_say_the_same_as_its_code(page: Page, reader: str) -> None:
    accepted(page, answered(dealt(page)))
    page.evaluate(reader)
    codes = cast(list[str], page.evaluate(READ_CODES))
    for code, card in zip(codes, page.locator("[data-sheet] .card").all(), strict=True):
        assert cards.read(" ".join(card.locator("[data-groups] code").all_inner_texts())) == cards.read(code)


def test_the_first_code_is_the_bare_address(page: Page, site: StandIn) -> None:
    accepted(page, answered(dealt(page)))
    addresses = page.locator("[data-sheet] [data-fill=address]").all_inner_texts()
    assert set(addresses) == {f"{site.origin}/pledge/"}


def test_what_was_forgotten_is_nowhere_in_the_page(page: Page) -> None:
    values = dealt(page)
    accepted(page, answered(values))
    page.get_by_role("button", name="They are printed").click()
    expect(page.get_by_role("heading", name="The deck is forgotten")).to_be_visible()
    assert page.locator("[data-sheet] *").count() == 0
    assert page.input_value("#manifest") == ""
    stored = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]")
    assert stored == [0, 0, 0]


def test_a_changed_deck_is_not_printed(page: Page) -> None:
    dealt(page)
    returned(page, VECTORS["manifest"].encode())
    expect(page.locator("[data-alert]")).to_contain_text("This manifest does not hold")
    assert page.locator("[data-sheet] *").count() == 0


def test_terms_that_are_not_whole_deal_nothing(page: Page) -> None:
    page.fill("#terms", TERMS[:-1])
    page.get_by_role("button", name="Deal the deck").click()
    expect(page.locator("[data-alert]")).to_contain_text("not the whole terms")


def test_every_step_fits_a_small_screen_and_has_no_fault_of_access(page: Page) -> None:
    looks: list[Callable[[], object]] = [lambda: None, lambda: values.update(dealt(page))]
    values: dict[str, str] = {}
    looks.append(lambda: accepted(page, answered(values)))
    for number, step in enumerate(looks):
        step()
        shot = os.environ.get("SHOTS")
        if shot:
            page.screenshot(path=f"{shot}/deal-{number}.png", full_page=True)
        assert not page.evaluate(OVERFLOW)
        assert axe(page) == []


def test_the_sheet_prints_on_paper_with_the_cards_alone(page: Page, tmp_path: Path) -> None:
    accepted(page, answered(dealt(page)))
    page.emulate_media(media="print")
    assert page.locator("[data-sheet] .card").first.is_visible()
    assert not page.get_by_role("button", name="Print the cards").is_visible()
    sheet = page.pdf(format="A4", path=os.environ.get("SHEET", tmp_path / "sheet.pdf"))
    assert sheet.startswith(b"%PDF")
    assert sheet.count(b"/Type /Page\n") == 6, "two cards on each page"


def test_a_saved_page_deals_and_makes_cards_for_the_address_that_is_typed(browser: Browser, static: Path) -> None:
    saved = static / "saved.html"
    saved.write_text((static / "keys/en/deal.html").read_text().replace("/static/", "./"))
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto(f"file://{saved}")
        content = answered(dealt(page))
        returned(page, content)
        expect(page.locator("[data-alert]")).to_contain_text("This is not an address")
        page.fill("#site", "https://union.example/")
        page.get_by_role("button", name="Check it, and make the cards").click()
        expect(page.get_by_text("https://union.example/pledge/").first).to_be_visible()


@pytest.fixture(scope="module")
def seen(assets: Path) -> dict[str, Any]:
    """The whole pledge in real browsers against the real server: tests/pledge_journey.py."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("needs pdftoppm, to read the printed sheets")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GROUNDSWELL_", "PYTEST_")) or name == "GROUNDSWELL_PICTURES"
    }
    done = subprocess.run(
        [sys.executable, "tests/pledge_journey.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return cast(dict[str, Any], json.loads(done.stdout))


@pytest.mark.slow
def test_nothing_went_wrong_in_any_browser_of_a_whole_pledge(seen: dict[str, Any]) -> None:
    """No request left the site, axe finds nothing, and nothing is wider than the phone."""
    assert seen["faults"] == []
    assert seen["profile faults"] == []


@pytest.mark.slow
def test_both_dealers_deal_without_a_network_and_their_sheets_are_read_from_paper(seen: dict[str, Any]) -> None:
    assert seen["cards read"] == [12, 12]


@pytest.mark.slow
def test_eight_count_and_two_of_three_trustees_open_it(seen: dict[str, Any]) -> None:
    assert seen["count"] == 8
    assert seen["stage"] == "opened"


@pytest.mark.slow
def test_a_signer_reads_the_names_with_the_cards_alone(seen: dict[str, Any]) -> None:
    assert len(seen["signer"]) == 8
    assert f"Magpie of the night, Curlew hall\n{seen['short']}" in seen["signer"]
    assert any(line.endswith(seen["lost and sent again"]) for line in seen["signer"])
    assert seen["signer void"] == []
    assert any(line.startswith("Paper of the yard, Yard (on paper)") for line in seen["signer"])
    assert not any("Signer 9" in line for line in seen["signer"]), "taken back before"


@pytest.mark.slow
def test_somebody_of_the_committee_reads_them_with_their_words(seen: dict[str, Any]) -> None:
    assert sorted(seen["committee"]) == sorted(seen["signer"])
    assert seen["committee void"] == []


@pytest.mark.slow
def test_unused_cards_open_nothing(seen: dict[str, Any]) -> None:
    assert seen["unused"] == []
    assert "not sealed to these cards" in seen["unused alert"]


@pytest.mark.slow
def test_nothing_of_a_signature_stays_in_a_browser_that_refuses_storage_and_passkeys(seen: dict[str, Any]) -> None:
    """Its whole profile was searched, for the name, the short code, the member's words and the groups of the cards."""
    assert seen["what the search does find"] == ["/keys/en/pledge.html"]
    assert seen["found in the profile"] == []


@pytest.mark.slow
def test_a_signature_is_sent_without_a_cookie(seen: dict[str, Any]) -> None:
    assert seen["cookies sent"]
    assert set(seen["cookies sent"]) == {""}
    assert seen["cookies kept"] == 0


@pytest.mark.slow
def test_whoever_stops_while_the_page_waits_has_sent_nothing(seen: dict[str, Any]) -> None:
    assert seen["sent after stopping"] == []


@pytest.mark.slow
def test_a_mistyped_group_of_a_card_is_named(seen: dict[str, Any]) -> None:
    assert "Group 3" in seen["mistyped"]


@pytest.mark.slow
def test_a_card_that_does_not_hold_is_a_complaint_and_is_kept(seen: dict[str, Any]) -> None:
    assert "(check 12)" in seen["complaint"]
    assert "Do not throw the card away" in seen["complaint"]


@pytest.mark.slow
def test_whoever_comes_too_late_is_led_to_the_names(seen: dict[str, Any]) -> None:
    assert "/pledge-open.html#" in seen["over"]


@pytest.mark.slow
def test_a_camera_reads_a_card_from_the_printed_sheet(seen: dict[str, Any]) -> None:
    assert seen["seen by the camera"].startswith("Deck 1, card 1")


@pytest.mark.slow
def test_after_a_missed_deadline_a_trustee_deletes_the_share_and_says_so(seen: dict[str, Any]) -> None:
    assert "delete" in seen["steps of the missed"]
    assert seen["kept of the missed"] == 0
