"""The request as the site's middlewares leave it, for typed views."""

from __future__ import annotations

from django.http import HttpRequest

from groundswell.kernel.actor import Actor


class SiteRequest(HttpRequest):
    actor: Actor
    organisation_name: str
