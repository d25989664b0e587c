"""Cookies of a site with two kinds of origins: https, and an onion service, which has plain http.

The settings name cookies once for the whole site, so beside an onion service they lack what only https can have. Here
the https origin gets it all the same: Secure, and the __Host- prefix that keeps other hosts from planting a cookie.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from groundswell.web.context import look_cookie

PREFIX = "__Host-"


def on_https(request: HttpRequest) -> bool:
    """Whether the reader came to an https origin: the web server in front speaks plain http to the site."""
    return f"https://{request.META.get('HTTP_HOST', '')}" in settings.ORIGINS


def ours() -> tuple[str, ...]:
    return (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, look_cookie())


class CookiesOfHttps:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.COOKIE_PREFIX or not on_https(request):
            return self.get_response(request)
        for name in ours():
            request.COOKIES.pop(name, None)
            if PREFIX + name in request.COOKIES:
                request.COOKIES[name] = request.COOKIES.pop(PREFIX + name)
        response = self.get_response(request)
        for name in ours():
            if name in response.cookies:
                _rename(response, name)
        return response


def _rename(response: HttpResponseBase, name: str) -> None:
    made = response.cookies.pop(name)
    response.cookies[PREFIX + name] = made.value
    response.cookies[PREFIX + name].update(dict(made))
    response.cookies[PREFIX + name]["secure"] = True
