"""What whoever holds a card is given, by the hash of the manifest that stands on it.

No session is read and no cookie set: the answers are the same for everybody, and nothing is kept of who asked. Cards
are the right to sign; these pages know nobody.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from groundswell.accounts.json_calls import json_call, texts
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Forbidden, Invalid
from groundswell.kernel.requests import SiteRequest
from groundswell.pledges import folder, queries
from groundswell.pledges.actions import signing
from groundswell.pledges.models import Pledge
from groundswell.record import queries as record
from scrutiny.encoding import Json
from scrutiny.errors import Malformed
from scrutiny.pledge import statements
from scrutiny.pledge.board import LONGEST_WITHDRAWAL
from scrutiny.pledge.entries import size
from scrutiny.pledge.terms import MOST_DECKS


@require_GET
def bare(request: SiteRequest) -> HttpResponseBase:
    """What is printed on every card: it leads to the page that asks for the second code."""
    del request
    return HttpResponseRedirect(static(f"keys/{get_language()}/pledge.html"))


@require_GET
def manifest(request: SiteRequest, h: str) -> HttpResponseBase:
    del request
    return HttpResponse(queries.by_manifest(h).manifest, content_type="application/json")


@require_GET
def signatures(request: SiteRequest, h: str) -> HttpResponseBase:
    del request
    return JsonResponse(folder.signatures(queries.by_manifest(h)))


@require_GET
def state(request: SiteRequest, h: str) -> HttpResponseBase:
    found, instant = queries.by_manifest(h), now()
    shown = queries.shown(found)
    last = queries.last_taken(found)
    said: dict[str, Json] = {
        "state": str(queries.stage(found)),
        "takes": int(queries.takes_entries(found)),
        "now": int(instant.timestamp()),
        "deadline": int(found.deadline.timestamp()),
        "last": int(last.timestamp()),
        "batch": int(queries.next_batch(instant).timestamp()),
        "count": shown.at_least,
        "threshold": shown.threshold,
        "policy": found.policy,
        "organisation": str(request.organisation_name),
        "title": found.title,
        **_in_record(found),
    }
    return JsonResponse(said)


def _in_record(found: Pledge) -> dict[str, Json]:
    """Where the hash of the manifest stands, with a proof once witnesses have signed so far."""
    place = queries.place_of(found)
    if place is None:
        return {"entry": "", "receipt": ""}
    published = record.head()
    seen = published.checkpoint.size if published and published.checkpoint else 0
    content = bytes(record.entry(place).public).decode()
    return {"entry": content, "receipt": record.receipt(place, None) if place < seen else ""}


@require_GET
def served(request: SiteRequest, h: str) -> HttpResponseBase:
    del request
    return HttpResponse(folder.served(queries.by_manifest(h)), content_type="text/plain; charset=utf-8")


@require_GET
def checkpoint(request: SiteRequest, h: str) -> HttpResponseBase:
    del request
    return HttpResponse(queries.checkpoint(queries.by_manifest(h)), content_type="text/plain; charset=utf-8")


@require_GET
def sealed(request: SiteRequest, h: str) -> HttpResponseBase:
    del request
    return JsonResponse({str(place): text for place, text in queries.sealed(queries.by_manifest(h)).items() if text})


@require_GET
def evidence(request: SiteRequest, h: str) -> HttpResponseBase:
    """The record as far as the checkpoint, in one answer: whoever has it works out root and count themselves."""
    del request
    return StreamingHttpResponse(folder.evidence(queries.by_manifest(h)), content_type="application/json")


@require_GET
def whole(request: SiteRequest, h: str) -> HttpResponseBase:
    """The folder that `scrutiny pledge` reads."""
    del request
    found = queries.by_manifest(h)
    answer = HttpResponse(folder.archive(found), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="pledge-{h[:12]}.zip"'
    return answer


def _raw(text: str, longest: int) -> bytes:
    """Raises Invalid."""
    try:
        return statements.raw_of(text, min(len(text) * 3 // 4, longest))
    except Malformed as error:
        raise Invalid from error


@csrf_exempt
@json_call
def sign(request: SiteRequest, call: dict[str, str], *, h: str) -> HttpResponseBase:
    del request
    (entry,) = texts(call, "entry")
    taken = signing.take(h, _raw(entry, size(MOST_DECKS)))
    promise = taken.promise
    said: dict[str, Any] = {
        "hash": promise.entry.hex(),
        "batch": str(promise.batch),
        "signature": promise.signature.hex(),
        "code": taken.code,
    }
    return JsonResponse(said)


@csrf_exempt
@json_call
def withdraw(request: SiteRequest, call: dict[str, str], *, h: str) -> HttpResponseBase:
    del request
    (withdrawal,) = texts(call, "withdrawal")
    batch = signing.take_back(h, _raw(withdrawal, LONGEST_WITHDRAWAL))
    return JsonResponse({"batch": str(int(batch.timestamp()))})


@require_GET
def eligible(request: SiteRequest, h: str) -> HttpResponseBase:
    """Whose signatures count: for members only, because keys of members stand nowhere in public."""
    found = queries.by_manifest(h)
    if not request.actor.is_member:
        raise Forbidden
    return HttpResponse(json.dumps(folder.eligible(found)), content_type="application/json")
