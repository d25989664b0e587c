"""The charter as a page, for everyone to read, signed in or not: on these terms we ask people in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from groundswell.charter import document
from groundswell.charter.queries import is_founded
from groundswell.kernel.requests import SiteRequest


@require_GET
def charter(request: SiteRequest) -> HttpResponse:
    """Every rule in a sentence, and what was ever adopted; before the founding the safe defaults."""
    return render(
        request,
        "charter/charter.html",
        {"founded": is_founded(), "chapters": document.chapters(), "events": document.events()},
    )
