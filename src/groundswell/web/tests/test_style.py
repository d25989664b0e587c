"""The page of all components, the shell around it, and the stylesheet behind it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

CODES = [code for code, _name in settings.LANGUAGES]
PAGES = ["/style", "/look", "/leave", "/no-such-page", "/wrong/gone", "/breaks"]
SHEET = Path(str(finders.find("web/site.css")))


@pytest.fixture(scope="module")
def sheet() -> str:
    return SHEET.read_text()


@pytest.mark.parametrize("code", CODES)
def test_every_component_is_shown_in_every_language(visitor: Client, code: str) -> None:
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = code
    response = visitor.get("/style")
    assert response.status_code == 200
    page = response.content.decode()
    assert f'<html lang="{code}"' in page
    for name in ("due", "row", "figures", "chart", "notice warning", "error", "field wrong", "tree", "card", "poster"):
        assert f'class="{name}' in page


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_style_or_script_or_anything_from_elsewhere(visitor: Client, path: str) -> None:
    page = visitor.get(path).content.decode()
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\ssrc=\"/static/)", page)
    assert not re.search(r"<[^>]+\son[a-z]+=", page)
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in addresses)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_wants_to_be_found_or_tells_where_one_came_from(visitor: Client, path: str) -> None:
    page = visitor.get(path).content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert '<meta name="referrer" content="same-origin">' in page
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page


@pytest.mark.parametrize("path", PAGES)
def test_no_id_stands_twice_on_a_page(visitor: Client, path: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', visitor.get(path).content.decode())
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_of_the_first_rank(visitor: Client, path: str) -> None:
    assert visitor.get(path).content.decode().count("<h1") == 1


def test_the_way_past_the_head_leads_to_the_content(visitor: Client) -> None:
    page = visitor.get("/style").content.decode()
    assert page.index('<a class="skip" href="#main">') < page.index('<header class="top">')
    assert '<main class="page" id="main" tabindex="-1">' in page


def test_htmx_is_told_to_keep_to_the_policy(visitor: Client) -> None:
    page = visitor.get("/style").content.decode()
    assert '"includeIndicatorStyles":false' in page
    assert '"allowEval":false' in page


def test_the_page_is_light(visitor: Client) -> None:
    assert len(visitor.get("/style").content) < 60_000


def test_the_stylesheet_is_one_file_and_light() -> None:
    assert SHEET.stat().st_size < 28_000


def test_the_stylesheet_fetches_nothing(sheet: str) -> None:
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert "@font-face" not in sheet


def test_the_stylesheet_knows_every_kind_of_reader(sheet: str) -> None:
    for kind in (
        "prefers-color-scheme: dark",
        "prefers-contrast: more",
        "forced-colors: active",
        "prefers-reduced-motion: reduce",
        "@media print",
        ":focus-visible",
        'data-theme="dark"',
        'data-theme="contrast"',
    ):
        assert kind in sheet


def test_every_token_that_is_used_is_set(sheet: str) -> None:
    used = set(re.findall(r"var\((--[a-z-]+)", sheet))
    assert used <= set(re.findall(r"(--[a-z-]+):", sheet))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * c for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def palettes() -> list[dict[str, str]]:
    blocks = re.findall(r"\{([^{}]*--paper: #[^{}]*--ink: #[^{}]*)\}", SHEET.read_text())
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", block)) for block in blocks]


@pytest.mark.parametrize("tokens", palettes(), ids=lambda tokens: f"{tokens['paper']}-{tokens['accent']}")
def test_in_every_palette_text_can_be_read_and_edges_seen(tokens: dict[str, str]) -> None:
    for ground in ("paper", "wash"):
        for text in ("ink", "quiet", "accent"):
            assert contrast(tokens[text], tokens[ground]) >= 4.5
        assert contrast(tokens["line"], tokens[ground]) >= 3
    for text in ("good", "warn"):
        assert contrast(tokens.get(text, tokens["ink"]), tokens["paper"]) >= 4.5
    assert contrast(tokens.get("on-accent", tokens["paper"]), tokens["accent"]) >= 4.5


def test_dark_is_the_same_whether_the_device_or_the_reader_chose_it() -> None:
    dark = [tokens for tokens in palettes() if tokens["paper"] == "#171613"]
    assert len(dark) == 2
    assert dark[0] == dark[1]
