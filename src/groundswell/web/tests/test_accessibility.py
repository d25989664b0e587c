"""The page of all components in a real browser: axe finds nothing, nothing overflows, nothing is too small to hit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import waitress
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[4]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
READERS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "contrast": {"contrast": "more"},
    "dark contrast": {"color_scheme": "dark", "contrast": "more"},
}
SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
    .filter(e => e.offsetParent && !e.closest('p:not(.actions), .error, .skip'))
    .map(e => e.closest('label') ?? e)
    .filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"""

PLACES = {
    "English": ["Home", "Workplace", "Decide", "Money", "Help"],
    "Russian": ["Главная", "Предприятие", "Решения", "Деньги", "Помощь"],
    "Spanish": ["Inicio", "Lugar de trabajo", "Decidir", "Dinero", "Ayuda"],
}
SPILLED = """labels => {
    const nav = document.querySelector('nav.places');
    const link = label => Object.assign(document.createElement('a'), {href: '#', textContent: label});
    nav.replaceChildren(...labels.map(link));
    return [...nav.children].filter(a => a.scrollWidth > a.clientWidth).map(a => a.textContent);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists() or not AXE.exists():
        pytest.skip("needs chromium and axe")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def address() -> Iterator[str]:
    with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        server = waitress.create_server(StaticFilesHandler(get_wsgi_application()), host="127.0.0.1", port=0, threads=2)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.effective_port}"
        server.close()
        thread.join(timeout=5)


def opened(browser: Browser, address: str, width: int, **reader: Any) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 720}, bypass_csp=True, **reader).new_page()
    page.goto(address)
    return page


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing(browser: Browser, address: str, reader: str) -> None:
    page = opened(browser, f"{address}/style", 360, **READERS[reader])
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("path", ["/style", "/look", "/no-such-page"])
@pytest.mark.parametrize("width", [320, 640, 1200])
def test_nothing_overflows_and_everything_can_be_hit(browser: Browser, address: str, width: int, path: str) -> None:
    page = opened(browser, address + path, width)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(SMALL) == []
    page.context.close()


@pytest.mark.parametrize("spoken", PLACES)
@pytest.mark.parametrize("width", [180, 320, 360])
def test_no_place_spills_over_its_neighbour(browser: Browser, address: str, width: int, spoken: str) -> None:
    page = opened(browser, f"{address}/style", width)
    assert page.evaluate(SPILLED, PLACES[spoken]) == []
    page.context.close()


def test_quick_exit_leaves_to_the_empty_notepad_without_script(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/style", 360, java_script_enabled=False)
    page.click("a.exit")
    assert page.url == f"{address}/leave"
    assert page.title() == "Notes"
    page.context.close()
