"""Adds to the actor the units of which they hold a living office this second."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase

from groundswell.councils import queries
from groundswell.kernel.requests import SiteRequest


class Offices:
    def __init__(self, get_response: Callable[[SiteRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        request.actor = queries.with_offices(request.actor)
        return self.get_response(request)
