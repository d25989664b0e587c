"""Pages of the shell itself: language, look, leaving quickly, and every component on one page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from groundswell.web import sample
from groundswell.web.context import look_cookie, look_of, shown_name
from groundswell.web.forms import LookForm
from groundswell.web.redirects import same_site_path

YEAR = 365 * 24 * 3600


def remember(response: HttpResponseBase, name: str, value: str) -> None:
    """Keep a choice on this device for a year; it says nothing about who made it."""
    response.set_cookie(name, value, max_age=YEAR, secure=settings.SECURE, httponly=True, samesite="Strict")


# Exempt from the token on purpose: the form stands on every page, and whoever only reads help must get no cookie.
# All that a forged form could do is change in which language a page is read.
@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Choose a language and come back to the page."""
    response = HttpResponseRedirect(same_site_path(request.POST.get("next")))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest) -> HttpResponseBase:
    """Colours, and a neutral title and icon, for this device."""
    now = look_of(request)
    form = LookForm(request.POST if request.method == "POST" else None, initial={"theme": now.theme, "name": now.name})
    if not form.is_valid():
        return render(request, "web/look.html", {"form": form}, status=422 if form.is_bound else 200)
    response = HttpResponseRedirect(request.path)
    remember(response, look_cookie(), form.look().written())
    return response


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Where quick exit leads: an empty notepad. It signs nobody out, so that coming back is as quick."""
    return render(request, "web/leave.html", {"language": get_language()})


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone writes under the icon on its home screen."""
    chosen = look_of(request)
    name = shown_name(request, chosen) or gettext("Home")
    icon = {"src": static(chosen.icon), "sizes": "any", "type": "image/svg+xml"}
    about = {"name": name, "short_name": name[:12], "start_url": "/", "display": "browser", "icons": [icon]}
    return JsonResponse(about, content_type="application/manifest+json")


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Every component with invented data, in all its states."""
    return render(request, "web/style.html", sample.everything())
