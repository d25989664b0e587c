"""Adds to the actor the units in which they stand as a member today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpResponseBase

from groundswell.kernel.lazy import LazySet
from groundswell.kernel.requests import SiteRequest
from groundswell.members import queries


class Standing:
    def __init__(self, get_response: Callable[[SiteRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        account = request.actor.account
        if account:
            request.actor = replace(request.actor, units=LazySet(lambda: queries.units_today(account)))
        return self.get_response(request)
