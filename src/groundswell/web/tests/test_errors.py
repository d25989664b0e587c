"""Errors say what happened, what was kept and what to do: as a page, as part of a page, as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from groundswell.kernel import errors
from groundswell.web.errors import HEADINGS, STATUS, csrf_failure, trouble
from groundswell.web.tests import urls

STATUSES = {"forbidden": 403, "unknown": 404, "gone": 410, "invalid": 422, "too-many": 429, "refused": 409}
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Accept": "application/json"}


class Expired(errors.Gone):
    """An app's own error."""


class Raises:
    """Addresses whose views raise what Django itself answers."""

    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.urlpatterns = [*urls.urlpatterns, path("raises", self.view)]

    def view(self, request: HttpRequest) -> HttpResponse:
        raise self.error


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_each_kind_of_error_has_its_status(visitor: Client, kind: str, status: int) -> None:
    response = visitor.get(f"/wrong/{kind}", headers=HTML)
    assert response.status_code == status
    assert f"<h1>{HEADINGS[status]}</h1>" in response.content.decode()


def test_an_error_of_an_app_is_answered_like_its_nearest_kind() -> None:
    assert trouble(Expired()).status == 410
    assert trouble(errors.DomainError()).status == 409


def test_every_status_has_a_heading() -> None:
    assert {status for status, _code in STATUS.values()} < set(HEADINGS)


def test_a_page_says_what_happened_what_was_kept_and_what_to_do(visitor: Client) -> None:
    page = visitor.get("/wrong/invalid", headers=HTML).content.decode()
    assert "&lt;b&gt;Heron&lt;/b&gt; went wrong." in page
    assert "Nothing was changed." in page
    assert "Ask &lt;b&gt;Heron&lt;/b&gt;." in page
    assert "<b>Heron" not in page


def test_who_is_not_signed_in_is_shown_the_way_in_and_back(visitor: Client) -> None:
    page = visitor.get("/wrong/forbidden?a=1&b=//evil.example", headers=HTML).content.decode()
    assert 'href="/static/keys/en/sign-in.html?next=%2Fwrong%2Fforbidden%3Fa%3D1%26b%3D%2F%2Fevil.example"' in page
    assert "sign-in.html" not in visitor.get("/wrong/gone", headers=HTML).content.decode()


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_a_script_is_told_the_same_as_json(visitor: Client, kind: str, status: int) -> None:
    response = visitor.get(f"/wrong/{kind}", headers=JSON)
    assert response.status_code == status
    assert json.loads(response.content) == {
        "code": kind,
        "message": "<b>Heron</b> went wrong.",
        "kept": "Nothing was changed.",
        "todo": "Ask <b>Heron</b>.",
    }


def test_below_keys_json_is_the_rule(visitor: Client) -> None:
    assert visitor.get("/keys/gone").headers["Content-Type"] == "application/json"
    assert visitor.get("/keys/gone", headers={"Accept": "*/*"}).headers["Content-Type"] == "application/json"


def test_a_person_below_keys_still_gets_a_page(visitor: Client) -> None:
    assert visitor.get("/keys/gone", headers=HTML).headers["Content-Type"].startswith("text/html")


def test_htmx_gets_the_sentences_alone_and_where_to_put_them(visitor: Client) -> None:
    response = visitor.get("/wrong/refused", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "went wrong." in page
    assert "<html" not in page
    assert response.headers["HX-Retarget"] == "#problem"
    assert response.headers["HX-Reswap"] == "innerHTML"


def test_every_page_has_the_place_where_htmx_puts_problems(visitor: Client) -> None:
    assert '<div id="problem" role="alert"></div>' in visitor.get("/style").content.decode()


def test_an_address_without_a_page_says_so(visitor: Client) -> None:
    response = visitor.get("/no-such-page")
    assert response.status_code == 404
    assert "There is no page at this address." in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [(SuspiciousOperation("x"), 400), (PermissionDenied("x"), 403), (Http404("x"), 404)],
)
def test_what_django_itself_refuses_looks_the_same(visitor: Client, error: Exception, status: int) -> None:
    with override_settings(ROOT_URLCONF=Raises(error)):
        response = visitor.get("/raises")
    assert response.status_code == status
    assert str(HEADINGS[status]) in response.content.decode()


def test_what_breaks_on_our_side_shows_nothing_of_the_program(visitor: Client) -> None:
    response = visitor.get("/breaks")
    page = response.content.decode()
    assert response.status_code == 500
    assert "a secret of the program" not in page
    assert "Traceback" not in page
    assert "RuntimeError" not in page
    assert "Whatever was saved before is safe" in page


def test_a_broken_page_needs_nothing_that_may_be_broken(visitor: Client) -> None:
    with override_settings(TEMPLATES=_without_context_processors()):
        assert visitor.get("/breaks").status_code == 500


def test_a_script_is_told_that_something_broke(visitor: Client) -> None:
    response = visitor.get("/breaks", headers=JSON)
    assert response.status_code == 500
    assert json.loads(response.content)["code"] == "broken"


def test_a_form_from_an_old_page_is_refused_with_advice(visitor: Client) -> None:
    response = Client(enforce_csrf_checks=True).post("/look", {"theme": "dark"})
    assert response.status_code == 403
    assert "Go back, load the page again" in response.content.decode()
    assert "Nothing was changed." in response.content.decode()


def test_the_reason_of_a_stale_form_is_not_shown() -> None:
    response = csrf_failure(RequestFactory().post("/look"), reason="CSRF cookie not set.")
    assert b"CSRF" not in response.content


def _without_context_processors() -> list[dict[str, Any]]:
    from django.conf import settings  # noqa: PLC0415

    engine: dict[str, Any] = settings.TEMPLATES[0]
    return [{**engine, "OPTIONS": {**engine["OPTIONS"], "context_processors": []}}]
