"""Beginning and ending a browser's session."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.models import Session

from groundswell.accounts.actions import Signed
from groundswell.accounts.middleware import SESSION_KEY
from groundswell.accounts.models import Key
from groundswell.accounts.session_store import SessionStore, end_of_day
from groundswell.kernel.errors import Forbidden
from groundswell.kernel.requests import SiteRequest

UNUSED = 24 * 3600  # seconds that a session without anybody lives: long enough to make keys


def begin(request: SiteRequest, key: Key) -> None:
    """A fresh session with a fresh number, so that one planted before cannot be used. Nothing makes it last longer."""
    request.session.flush()
    request.session.set_expiry(end_of_day(request.session.get_expiry_date()))
    request.session[SESSION_KEY] = {"id": str(key.id), "epoch": key.epoch}


def session_id(request: SiteRequest) -> str:
    """The number of this browser's session, made now if there is none."""
    if not request.session.session_key:
        request.session.create()
        request.session.set_expiry(UNUSED)
    return str(request.session.session_key)


def forget_ended() -> None:
    """Delete what is left of sessions that are over: it would tell who was here, and on which day."""
    SessionStore.clear_expired()


def lay_anew() -> None:
    """Write the table of sessions anew by their hidden numbers, which are random. As rows lie on the disk they tell who
    signed in after whom, and where people sign in to vote that is the order of the ballots. Part of a transaction.
    """
    rows = list(Session.objects.order_by("session_key"))
    Session.objects.all().delete()
    Session.objects.bulk_create(rows, batch_size=1000)


def signed(request: SiteRequest, challenge: str) -> Signed:
    return Signed(session=session_id(request), origin=origin_of(request), challenge=challenge)


def origin_of(request: SiteRequest) -> str:
    """The configured origin under which this request came; any other is refused."""
    host = request.get_host()
    for origin in settings.ORIGINS:
        if origin.split("//", 1)[1] == host:
            return str(origin)
    raise Forbidden
