"""Calls that the static key pages make: JSON in, JSON out, from this site only.

Static pages carry no token against forged requests. Instead a call must have a header and a content type that no form
of another site can send, must come from a configured origin where the browser says so, and the cookie is SameSite.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from groundswell.kernel.errors import Forbidden, Invalid
from groundswell.kernel.requests import SiteRequest

LONGEST_CALL = 20_000
LONGEST_BALLOT = 600_000  # a hundred candidates in the largest group
LONGEST_MESSAGE = 60_000_000  # what a registrar publishes: an envelope for every elector
Call = Callable[..., HttpResponseBase]


def json_call(function: Call) -> Call:
    """A view that takes a call: the request, its fields, and what stands in the address."""
    return _calling(function, LONGEST_CALL)


def ballot_call(function: Call) -> Call:
    return _calling(function, LONGEST_BALLOT)


def large_call(function: Call) -> Call:
    return _calling(function, LONGEST_MESSAGE)


def _calling(function: Call, longest: int) -> Call:
    @csrf_exempt
    @require_POST
    @wraps(function)
    def wrapped(request: SiteRequest, **named: Any) -> HttpResponseBase:
        check_sender(request)
        return function(request, _body(request, longest), **named)

    return wrapped


def check_sender(request: SiteRequest) -> None:
    origin = request.headers.get("Origin")
    ours = request.headers.get("X-Groundswell") == "1" and request.content_type == "application/json"
    if not ours or (origin is not None and origin not in settings.ORIGINS):
        raise Forbidden(_("This call did not come from a page of this site."))


def _body(request: SiteRequest, longest: int) -> dict[str, str]:
    content = request.read(longest + 1)
    if len(content) > longest:
        raise Invalid
    try:
        found: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Invalid from error
    if not isinstance(found, dict) or not all(isinstance(v, str) and _storable(v) for v in found.values()):
        raise Invalid
    return found


def _storable(text: str) -> bool:
    """Half characters and NUL are valid JSON, and no database takes them."""
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def texts(call: dict[str, str], *names: str) -> list[str]:
    """These fields of a call, in this order. Raises Invalid where one is missing."""
    if any(name not in call for name in names):
        raise Invalid
    return [call[name] for name in names]
