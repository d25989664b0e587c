"""Who is asking: from the session to an Actor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from groundswell.accounts.queries import actor_for
from groundswell.accounts.signed_forms import signer
from groundswell.kernel.actor import NOBODY

SESSION_KEY = "key"


class SignedIn:
    """A session names a key and its epoch; it ends by itself when that key is no longer in force."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = NOBODY  # type: ignore[attr-defined]
        remembered = request.session.get(SESSION_KEY)
        if remembered:
            actor = actor_for(UUID(remembered["id"]), remembered["epoch"])
            if not actor.signed_in:
                request.session.flush()
            request.actor = replace(actor, signs=signer(request)) if actor.signed_in else actor  # type: ignore[attr-defined]
        return self.get_response(request)
