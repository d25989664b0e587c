"""People with a browser each: what they do there, and what is watched while they do it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response
from playwright.sync_api import Error as PageWasLeft
from playwright.sync_api import TimeoutError as TookTooLong

from scrutiny.identity.words import Card, card_words, parse_card
from tests.journeys.site import AGENT, NETWORK, ROOT, Site

AXE = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text()
PHONE = {"width": 360, "height": 740}
PICTURES = os.environ.get("GROUNDSWELL_PICTURES", "")
"""A folder into which a picture of every page is put, for people who want to look at them."""

BAD_STATUS = 400
LONGEST_WAY = 30_000
LEFT = ("context was destroyed", "properties of null")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
OWN_SCHEMES = ("data:", "blob:", "about:")
STATE = """() => [document.querySelector('[data-step]:not([hidden])')?.dataset.step ?? '',
    document.documentElement.dataset.theme ?? '', document.documentElement.lang,
    [...document.querySelectorAll('main h1, main .card, main .chart, main .sentences, main .error, main .rows')]
        .filter(e => e.offsetParent).map(e => e.localName + (e.className && '.' + e.classList[0])).join('-')]"""
BROAD = """() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 80))"""


class Person:
    """Somebody with a browser of their own. `card` is known once they have made their words."""

    def __init__(self, browser: Browser, site: Site, name: str, language: str = "en", **options: Any) -> None:
        self.site, self.name, self.language = site, name, language
        self.card: Card = ()
        self.faults: list[str] = []
        self.browser, self.options = browser, options
        self.arrive()

    def arrive(self) -> None:
        """Open a browser that knows nothing of this site."""
        given = {"viewport": PHONE, "locale": self.language, "user_agent": AGENT, **self.options}
        self.context = self.browser.new_context(extra_http_headers={"X-Forwarded-For": NETWORK}, **given)
        self.context.set_default_timeout(LONGEST_WAY)
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.page: Page = self.context.new_page()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.origin + "/", *OWN_SCHEMES)):
            self.faults.append(f"a request left the site: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= BAD_STATUS and not response.request.is_navigation_request():
            self.faults.append(f"{response.status} for {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # What did not load is counted with the answers; a page that refuses is not the browser's mistake.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def new_faults(self) -> list[str]:
        """What went wrong since this was last asked."""
        found, self.faults[:] = [*self.faults], []
        return found

    # Looking

    def look(self) -> Self:
        """Let axe look at the page as it stands, unless it has; see that nothing is wider than the phone."""
        try:
            return self._look()
        except PageWasLeft as error:  # a page that shows progress goes on by itself
            if not any(sign in str(error) for sign in LEFT):
                raise
            return self._look()

    def _look(self) -> Self:
        self.page.wait_for_load_state()
        self.page.locator("html").wait_for(state="attached")
        if "/static/keys/" in self.page.url:
            self.page.locator("[data-step]:visible").wait_for()
        about = f"{UUID.sub('0', urlsplit(self.page.url).path)} {self.shown()} {self.options}"
        if about not in self.site.looked_at:
            self.site.looked_at.add(about)
            self._picture(about)
            self.faults += [f"axe on {about}: {found}" for found in self.violations()]
            self.faults += [f"too wide on {about}: {found}" for found in self.page.evaluate(BROAD)]
        return self

    def shown(self) -> str:
        """What tells one state of a page from another: the step of a key page, the heading, the colours."""
        return " ".join(str(part) for part in self.page.evaluate(STATE))

    def violations(self) -> list[str]:
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {preload: false})")["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary']}" for one in found]

    def _picture(self, about: str) -> None:
        if PICTURES:
            name = re.sub(r"\W+", "-", f"{about} {self.language}").strip("-")[:100]
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)

    # Doing

    def open(self, path: str) -> Self:
        self.page.goto(self.site.address(path))
        return self.look()

    def press(self, label: str) -> Self:
        """Press a button or follow a link by what it says, and see the page to which it leads."""
        button = self.page.get_by_role("button", name=label, exact=True)
        return self.follow(button.or_(self.page.get_by_role("link", name=label, exact=True)).first)

    def follow(self, leading: Locator) -> Self:
        try:
            with self.page.expect_navigation():
                leading.click()
        except TookTooLong as error:
            raise AssertionError(f"{self.name} finds no way on at {self.page.url}:\n{self.text()}") from error
        return self.look().sign()

    def sign(self) -> Self:
        """Where the page asks for it: read what will be signed, and sign it with the device or with the words."""
        if not self.page.url.endswith("/sign.html"):
            return self
        if self.page.locator("[data-step]:visible").get_attribute("data-step") == "words":
            self.page.fill("#card", self.words)
        try:
            with self.page.expect_navigation():
                self.page.locator("[data-step]:visible .primary").click()
        except TookTooLong as error:
            raise AssertionError(f"{self.name} cannot sign at {self.page.url}:\n{self.text()}") from error
        return self.look()

    def submit(self, form: str, **fields: str) -> Self:
        """Fill in the form whose action ends so, or the page's own where `form` is empty, and send it."""
        found = self.page.locator(f"main form[action$='{form}']" if form else "main form[method=post]").first
        for name, value in fields.items():
            field = found.locator(f"[name={name}]").first
            if field.evaluate("e => e.localName") == "select":
                self.choose(field, value)
            else:
                field.fill(value)
        return self.follow(found.locator("button:not([type=button])").first)

    def choose(self, field: Locator, label: str) -> None:
        """Choose by the label, which may stand indented."""
        texts = field.locator("option").all_inner_texts()
        field.select_option(index=[text.strip() for text in texts].index(label))

    def text(self) -> str:
        """What the page says, as it was written: without the capitals of the style sheet."""
        return " ".join((self.page.locator("main").text_content() or "").split())

    def at(self, path: str) -> Self:
        try:
            self.page.wait_for_url(self.site.address(path), timeout=LONGEST_WAY)
        except TookTooLong as error:
            raise AssertionError(f"{self.name} is at {self.page.url}, not at {path}:\n{self.text()}") from error
        return self.look()

    # Keys

    def next_step(self, step: str) -> None:
        self.page.locator(f"[data-step={step}] .primary").click()

    def make_words(self, remember: str = "none") -> Self:
        """On the page that makes keys: a name, ten words, two of them asked back, done."""
        self.page.fill("#name", self.name)
        self.look().next_step("start")
        self.write_down()
        self.page.check(f"[name=remember][value={remember}]")
        self.look().next_step("remember")
        return self

    def write_down(self) -> None:
        """Copy the numbers from the page, and answer the two questions from the copy."""
        numbers = self.page.locator("[data-words] .number").all_inner_texts()
        self.card = parse_card(" ".join(numbers))
        self.site.remember_card(self.card)
        self.look().page.click("[data-press=written-down]")
        for asked in (1, 2):
            position = int(self.page.locator(f"label [data-fill=asked-{asked}]").inner_text())
            self.page.fill(f"#answer-{asked}", numbers[position - 1])
        self.look().next_step("check")

    @property
    def words(self) -> str:
        return " ".join(card_words(self.card))

    def sign_in(self, wanted: str = "/", remember: str = "none") -> Self:
        self.open(f"/static/keys/{self.language}/sign-in.html?next={wanted}")
        self.page.fill("#card", self.words)
        self.page.check(f"[name=remember][value={remember}]")
        self.next_step("words")
        return self.at(wanted)

    def keys_page(self, name: str) -> Self:
        return self.open(f"/static/keys/{self.language}/{name}.html")

    def another_browser(self, language: str = "", **options: Any) -> Person:
        """The same person elsewhere, with nothing but the card."""
        given = {**self.options, **options}
        other = Person(self.browser, self.site, self.name, language or self.language, **given)
        other.card, other.faults = self.card, self.faults
        return other

    def leave(self) -> None:
        self.context.close()
