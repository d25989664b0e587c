"""Puts the organisation's name on the request, for the page shell, and lets the charter be read once a request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import lazy

from groundswell.charter import queries


class OrganisationName:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.organisation_name = lazy(queries.organisation_name, str)()  # type: ignore[attr-defined]
        with queries.asked_once():
            return self.get_response(request)
