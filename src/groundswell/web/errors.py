"""From errors to pages: what happened, what was kept, what to do.

The kernel's errors know nothing of HTTP; here they get their status. The same three sentences go out as a page, as a
part of a page for htmx, or as JSON for the pages that call from scripts.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.errors import DomainError, Forbidden, Gone, Invalid, TooMany, Unknown

STATUS: dict[type[DomainError], tuple[int, str]] = {
    Forbidden: (403, "forbidden"),
    Unknown: (404, "unknown"),
    Gone: (410, "gone"),
    Invalid: (422, "invalid"),
    TooMany: (429, "too-many"),
}
OTHERWISE = (409, "refused")

HEADINGS: dict[int, Promise] = {
    400: _("This was not understood"),
    403: _("This is not for you to do"),
    404: _("There is nothing here"),
    409: _("This cannot be done now"),
    410: _("This is over"),
    422: _("Something needs mending"),
    429: _("Too many attempts"),
    500: _("Something broke on our side"),
}


@dataclass(frozen=True)
class Trouble:
    """What an error page says. Texts are whole sentences in the reader's language; `code` is for scripts."""

    status: int
    code: str
    message: str
    kept: str
    todo: str

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.status])


def trouble(error: DomainError) -> Trouble:
    """The status of the nearest class that has one, and the three sentences."""
    found = (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    status, code = next(found, OTHERWISE)
    return Trouble(status, code, error.sentence, str(error.kept), error.advice)


def answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The response to a request that ended in an error of the domain."""
    return respond(request, trouble(error))


def respond(request: HttpRequest, said: Trouble) -> HttpResponse:
    if wants_json(request):
        body = {"code": said.code, "message": said.message, "kept": said.kept, "todo": said.todo}
        return JsonResponse(body, status=said.status)
    if request.headers.get("HX-Request") == "true":
        return _part(request, said)
    return render(request, "web/error.html", {"trouble": said}, status=said.status)


def wants_json(request: HttpRequest) -> bool:
    """Scripts of the key pages ask below /keys/; a person who opens an address there asks for HTML."""
    accepted = request.headers.get("Accept", "")
    if "text/html" in accepted:
        return False
    return "application/json" in accepted or request.path.startswith("/keys/")


def _part(request: HttpRequest, said: Trouble) -> HttpResponse:
    """Only the sentences, put where the page shows its problems, whatever part of it had asked."""
    response = render(request, "web/parts/trouble.html", {"trouble": said}, status=said.status)
    response.headers["HX-Retarget"] = "#problem"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    message = _("The address or the form that was sent has a mistake in it.")
    return respond(request, _page(400, "bad-request", message, _("Go back and try once more.")))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return answer(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    message, todo = _("There is no page at this address."), _("Check the address, or begin at the first page.")
    return answer(request, Unknown(message, todo=todo))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the token of its page: mostly, the page had been open for too long."""
    del reason
    message = _("The page had been open for too long, or the form came from elsewhere.")
    todo = _("Go back, load the page again and send the form once more.")
    return respond(request, _page(403, "stale-form", message, todo))


def _page(status: int, code: str, message: Promise, todo: Promise) -> Trouble:
    return Trouble(status, code, str(message), str(DomainError.kept), str(todo))


def server_error(request: HttpRequest) -> HttpResponse:
    """No context processor runs here and no session is read: whatever broke may be one of them."""
    said = Trouble(
        500,
        "broken",
        str(_("This is a mistake in the program, not in what you did.")),
        str(_("Whatever was saved before is safe; what you sent last was not saved.")),
        str(_("Try again in a few minutes. If it happens again, tell who runs this site which page it was.")),
    )
    if wants_json(request):
        return respond(request, said)
    return HttpResponse(render_to_string("web/broken.html", {"trouble": said}), status=500)
