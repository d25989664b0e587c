"""The files of the log, as c2sp.org/tlog-tiles wants them: for everyone, without cookies, the same for all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from groundswell.record import queries

FOREVER = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=2"


def _file(content: bytes, kind: str, caching: str) -> HttpResponse:
    """Readable from other origins too: a verifier in a browser need not be ours."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Cache-Control": caching,
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


@require_GET
def checkpoint(_request: HttpRequest) -> HttpResponse:
    return _file(queries.file("checkpoint"), "text/plain; charset=utf-8", SECONDS)


@require_GET
def policy(_request: HttpRequest) -> HttpResponse:
    return _file(queries.file("policy"), "text/plain; charset=utf-8", SECONDS)


@require_GET
def tile(_request: HttpRequest, rest: str) -> HttpResponse:
    return _file(queries.file(f"tile/{rest}"), "application/octet-stream", FOREVER)
