"""Every answer, whatever it is, carries the same strict headers."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from groundswell.web.headers import CONTENT_SECURITY_POLICY, EVERYWHERE, for_static_file

PATHS = ["/style", "/look", "/leave", "/manifest.webmanifest", "/no-such-page", "/wrong/gone", "/breaks"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(visitor: Client, path: str) -> None:
    response = visitor.get(path)
    for name, value in EVERYWHERE.items():
        assert response.headers[name] == value


@pytest.mark.parametrize("path", PATHS)
def test_no_page_stays_on_the_device(visitor: Client, path: str) -> None:
    assert visitor.get(path).headers["Cache-Control"] == "private, no-store"


def test_an_answer_that_says_how_long_it_keeps_is_left_alone(visitor: Client) -> None:
    assert visitor.get("/kept").headers["Cache-Control"] == "max-age=60"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["font-src"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


def test_only_the_camera_may_be_asked_for() -> None:
    allowed = EVERYWHERE["Permissions-Policy"].split(", ")
    assert [one for one in allowed if not one.endswith("=()")] == ["camera=(self)"]


def test_static_files_have_the_same_policy() -> None:
    headers: dict[str, str] = {"Cache-Control": "max-age=3600"}
    for_static_file(headers, "/somewhere/site.css", "/static/web/site.css")
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "max-age=3600"


@override_settings(SECURE=True)
def test_a_site_on_https_stays_on_https() -> None:
    assert Client().get("/leave").headers["Strict-Transport-Security"] == "max-age=31536000"


@override_settings(SECURE=False)
def test_a_site_without_https_does_not_claim_it() -> None:
    assert "Strict-Transport-Security" not in Client().get("/leave").headers
