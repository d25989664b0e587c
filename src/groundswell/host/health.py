"""Whether the site can serve, for whoever watches over the server: `/healthz` says `ok`, or 503.

It is answered before anything else looks at the request: no session, no language, no check of the host's name (a
container asks itself by its number), nothing settled for the day. The reason goes to the log only.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

PATH = "/healthz"
LEAST_FREE = 4 << 20
log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def needed() -> frozenset[tuple[str, str]]:
    """The migrations that this program must find applied; read from the disk once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def trouble() -> str:
    """What keeps the site from serving, or an empty text. Reads one small table and counts nothing."""
    try:
        if not needed() <= set(MigrationRecorder(connection).applied_migrations()):
            return "migrations are not applied"
    except DatabaseError:
        return "the database does not answer"
    if not os.access(settings.DATA, os.W_OK | os.X_OK):
        return "the data folder cannot be written to"
    if shutil.disk_usage(settings.DATA).free < LEAST_FREE:
        return "the disk is full"
    return ""


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    found = trouble()
    if found:
        log.error(found)
    return HttpResponse("unavailable\n" if found else "ok\n", status=503 if found else 200, content_type="text/plain")


class Health:
    """Answers this one address before the rest of the site is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return healthz(request) if request.path == PATH else self.get_response(request)
