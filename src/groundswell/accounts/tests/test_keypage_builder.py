"""The static pages as files: whole, translated, the same every time."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from groundswell.accounts.keypage_builder import POLICY, SCRIPTS

SOURCES = Path(settings.ROOT) / "frontend/src"
PAGES = sorted(SCRIPTS)
SENTENCES_OF_CODE = {"wrong-number-of-words", "no-such-word", "no-such-number", "check-word", "no-list"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    call_command("build_key_pages", output=folder)
    return folder


def test_every_language_has_every_page(pages: Path) -> None:
    found = {str(path.relative_to(pages)) for path in pages.rglob("*.html")}
    assert found == {f"{code}/{page}.html" for code, _ in settings.LANGUAGES for page in PAGES}


def test_building_again_gives_the_same_bytes(pages: Path, tmp_path: Path) -> None:
    call_command("build_key_pages", output=tmp_path)
    for path in pages.rglob("*.*"):
        assert path.read_bytes() == (tmp_path / path.relative_to(pages)).read_bytes()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_only_the_stylesheet_and_its_own_program(pages: Path, page: str) -> None:
    text = (pages / "en" / f"{page}.html").read_text()
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', re.sub(r"<a .*?>", "", text))
    assert loaded == ["data:,", "/static/web/site.css", f"/static/{SCRIPTS[page]}"]
    assert "style=" not in text
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*src=)", text)


def test_the_policy_of_the_page_is_at_least_the_sites(pages: Path) -> None:
    text = (pages / "en/make.html").read_text().replace("&#x27;", "'")
    assert f'http-equiv="Content-Security-Policy" content="{POLICY}"' in text
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("page", PAGES)
def test_the_tab_does_not_name_the_organisation(pages: Path, page: str) -> None:
    text = (pages / "en" / f"{page}.html").read_text().lower()
    assert "groundswell" not in text


@pytest.mark.parametrize("page", PAGES)
def test_every_sentence_that_the_program_says_stands_in_the_page(pages: Path, page: str) -> None:
    text = (pages / "en" / f"{page}.html").read_text()
    said = set(re.findall(r'data-say="([^"]+)"', text))
    assert {"server", "no-answer", "unexpected", "wrong-place"} <= said
    if "data-card-field" in text:
        assert said >= SENTENCES_OF_CODE | {"device-locked"}
    if 'data-step="check"' in text:
        assert {"answer-1", "answer-2"} <= said


def test_no_sentence_stands_in_the_program() -> None:
    for path in SOURCES.rglob("*.ts"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*|throw new Error\(.*?\);", "", path.read_text(), flags=re.DOTALL)
        assert not re.findall(r'"[A-Z][a-z]+ [a-z]+ [^"]*"', code), path.name


def test_each_page_links_to_itself_in_the_other_languages(pages: Path) -> None:
    for code, _label in settings.LANGUAGES:
        text = (pages / code / "change.html").read_text()
        linked = re.findall(r'href="/static/keys/(..)/change.html" hreflang', text)
        assert sorted([*linked, code]) == sorted(code for code, _ in settings.LANGUAGES)
        assert f'<html lang="{code}">' in text


def test_the_compressed_copy_is_the_page(pages: Path) -> None:
    for path in pages.rglob("*.html"):
        assert gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) == path.read_bytes()
