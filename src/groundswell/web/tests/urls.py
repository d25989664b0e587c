"""The pages of the shell, and pages that go wrong on purpose."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_GET

from groundswell.kernel import errors

handler400 = "groundswell.web.errors.bad_request"
handler403 = "groundswell.web.errors.forbidden"
handler404 = "groundswell.web.errors.not_found"
handler500 = "groundswell.web.errors.server_error"

KINDS = {
    "forbidden": errors.Forbidden,
    "unknown": errors.Unknown,
    "gone": errors.Gone,
    "invalid": errors.Invalid,
    "too-many": errors.TooMany,
    "refused": errors.DomainError,
}


def goes_wrong(request: HttpRequest, kind: str) -> HttpResponse:
    raise KINDS[kind]("{who} went wrong.", todo="Ask {who}.", who="<b>Heron</b>")


@require_GET
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the program")


def static_like(request: HttpRequest) -> HttpResponse:
    return HttpResponse("kept", headers={"Cache-Control": "max-age=60"})


home = (
    [
        path("", static_like, name="home"),
        path("decide/", static_like, name="decide"),
        path("help/", static_like, name="help"),
        path("known", static_like, name="known"),
    ],
    "home",
)
urlpatterns = [
    path("", include(home)),
    path("", include("groundswell.web.urls")),
    path("wrong/<slug:kind>", goes_wrong),
    path("keys/<slug:kind>", goes_wrong),
    path("breaks", breaks),
    path("kept", static_like),
]
