"""What happens around every request: headers, language, and errors of the domain as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from groundswell.kernel.errors import DomainError
from groundswell.web.cookies import on_https
from groundswell.web.errors import answer
from groundswell.web.headers import DYNAMIC, ENCRYPTED, EVERYWHERE

Answer = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeaders:
    """Sets what an answer does not set itself. It stands first, so that errors have the headers too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.headers = {**EVERYWHERE, **DYNAMIC}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        more = ENCRYPTED if settings.SECURE or on_https(request) else {}
        for name, value in {**self.headers, **more}.items():
            response.headers.setdefault(name, value)
        return response


class Language:
    """The language of the cookie, else the first of the browser's that we have, else the site's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_request(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class DomainErrors:
    """An error of the domain that a view lets through becomes a page that says what to do."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, DomainError) else None
