"""No form of ours leads to another site."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from groundswell.web.redirects import same_site_path

HERE = "https://example.org/language"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "evil",
    "",
    None,
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_an_address_elsewhere_becomes_the_first_page(wanted: str | None) -> None:
    assert same_site_path(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/style", "/circle/?page=2", "/help/words-lost#two", "/a//b", "/ж"])
def test_a_path_of_this_site_is_kept(wanted: str) -> None:
    assert same_site_path(wanted) == wanted


def test_another_page_can_be_named_instead_of_the_first() -> None:
    assert same_site_path("//evil.example", "/me/") == "/me/"


@given(st.text(alphabet="/\\:@.?#eé \t\n\r\x00%2f", max_size=12))
def test_whatever_is_asked_for_the_browser_stays_here(wanted: str) -> None:
    led = urljoin(HERE, same_site_path(wanted).replace("\\", "/").translate({9: None, 10: None, 13: None}))
    assert urlsplit(led)[:2] == urlsplit(HERE)[:2]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_language_form_leads_nowhere_else(visitor: Client, wanted: str) -> None:
    assert visitor.post("/language", {"language": "ru", "next": wanted}).headers["Location"] == "/"
