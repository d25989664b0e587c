"""Forms whose acts have to be signed: kept for ten minutes, handed to the static page `/sign`, sent again with it.

The first time a form arrives, its action runs, is rolled back, and tells which acts somebody has to sign. The form is
then kept for this session and the browser sent to the static page, which fetches it (`home.signing_views`), signs, and
sends the form once more, to the same address, with the field `_signed`. What the action draws at random is the same
both times. Where something has changed in between, so that the acts are others, the member is simply asked again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from nacl.secret import SecretBox

from groundswell.accounts.actions import session_tag
from groundswell.accounts.models import WaitingForm
from groundswell.kernel import clock
from groundswell.kernel.actions import NeedsSignature, housekeeping
from groundswell.kernel.actor import Signature
from groundswell.kernel.drawing import Tape, on_tape
from groundswell.web.redirects import same_site_path
from scrutiny.encoding import Json, sha256
from scrutiny.errors import ScrutinyError
from scrutiny.identity import signed_acts
from scrutiny.organisation import office_acts
from scrutiny.organisation.acts import Act
from scrutiny.randomness import random_bytes

FIELD = "_signed"
LIVES = 600  # seconds
LONGEST_FORM = 200_000
MOST_ACTS = 20

Answer = Callable[[HttpRequest], HttpResponseBase]


class SignedForms:
    """Stands inside all that tells who asks."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or not request.actor.signed_in:  # type: ignore[attr-defined]
            return self.get_response(request)
        again = FIELD in request.POST
        tape = Tape(_drawn(request) if again else [])
        request.tape = tape  # type: ignore[attr-defined]
        with on_tape(tape):
            response = self.get_response(request)
        if again and not _asked(response):
            forget(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NeedsSignature):
            return None
        keep(_session(request), _kept(request, exception.acts))
        page = f"/static/keys/{request.LANGUAGE_CODE}/sign.html"
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": page})
        response = HttpResponseRedirect(page)
        response.status_code = 303
        return response


def _session(request: HttpRequest) -> str:
    return str(request.session.session_key)


def _box(session: str) -> SecretBox:
    """Opened by the session's number only, which the browser has and no table."""
    return SecretBox(sha256(b"groundswell/waiting-form/v1\0" + session.encode()))


@housekeeping
def keep(session: str, content: dict[str, Any]) -> None:
    """One form for each session; those that nobody came back to are deleted."""
    forget_old()
    sealed = _box(session).encrypt(json.dumps(content).encode(), random_bytes(SecretBox.NONCE_SIZE))
    expires = clock.now() + dt.timedelta(seconds=LIVES)
    WaitingForm.objects.update_or_create(
        session=session_tag(session), defaults={"expires": expires, "sealed": bytes(sealed)}
    )


@housekeeping
def forget(request: HttpRequest) -> None:
    """The form was taken, or refused for good: unless another one has come to wait meanwhile."""
    waiting = pending(request)
    if waiting and waiting["path"] == request.get_full_path():
        WaitingForm.objects.filter(session=session_tag(_session(request))).delete()


@housekeeping
def forget_old() -> None:
    """Nothing that was typed lies about for longer than it can be used."""
    WaitingForm.objects.filter(expires__lte=clock.now()).delete()


def _asked(response: HttpResponseBase) -> bool:
    """Whether the answer sends the browser to the page that signs, once more."""
    place = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
    return place.endswith("/sign.html")


def _drawn(request: HttpRequest) -> list[str]:
    kept = pending(request)
    return list(kept["drawn"]) if kept and kept["path"] == request.get_full_path() else []


def _kept(request: HttpRequest, acts: tuple[Act, ...]) -> dict[str, Any]:
    fields = [[name, value] for name, values in request.POST.lists() for value in values if name != FIELD]
    return {
        "path": request.get_full_path(),
        "back": _back(request),
        "fields": fields,
        "drawn": request.tape.values,  # type: ignore[attr-defined]
        "acts": [{"type": act.type, "body": act.body()} for act in acts],
    }


def _back(request: HttpRequest) -> str:
    """The page with the form, where the browser says which it was."""
    referer = request.headers.get("Referer", "")
    origin = next((origin for origin in settings.ORIGINS if referer.startswith(f"{origin}/")), None)
    return same_site_path(referer.removeprefix(origin)) if origin else "/"


def pending(request: HttpRequest) -> dict[str, Any] | None:
    """The form that waits in this session for its signatures, or None."""
    session = _session(request)
    found = WaitingForm.objects.filter(session=session_tag(session), expires__gt=clock.now()).first()
    return json.loads(_box(session).decrypt(bytes(found.sealed))) if found else None


def signer(request: HttpRequest) -> Callable[[Act], Signature | None]:
    """Finds the signature under an act among those that came with the form. Checking them is the record's work."""
    came = _came(request)

    def signs(act: Act) -> Signature | None:
        bodies = act.body(), office_acts.shown(act.type, act.body())
        return next((one for kind, said, one in came if kind == act.type and said in bodies), None)

    return signs


def _came(request: HttpRequest) -> list[tuple[str, Json, Signature]]:
    """What cannot be read is left out: then the act counts as unsigned, and is asked for again."""
    text = request.POST.get(FIELD, "") if request.method == "POST" else ""
    try:
        pairs = json.loads(text) if 0 < len(text) <= LONGEST_FORM else []
        given = [Signature(bytes.fromhex(content), bytes.fromhex(signed)) for content, signed in pairs[:MOST_ACTS]]
        read = [(signed_acts.parse(one.content), one) for one in given]
    except (ValueError, TypeError, AttributeError, RecursionError, ScrutinyError):
        return []
    return [(act.type, dict(act.body), one) for act, one in read]
