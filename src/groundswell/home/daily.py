"""What has to be settled once a day: closing the record's day, lapsed memberships, seasons, the month's figures; and
ballots, which close at their hour.

The first request of a day in each process does it; every part may run twice without harm. Nothing that decides about
rights waits for it: mandates, memberships and cards lapse by computation.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from django.http import HttpResponseBase

from groundswell.accounts import sessions, signed_forms
from groundswell.audit import actions as audit
from groundswell.ballots.actions import due
from groundswell.charter.queries import is_founded
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import now, today
from groundswell.kernel.requests import SiteRequest
from groundswell.members.actions.joining import admit_vouched
from groundswell.members.actions.standing import lapse
from groundswell.members.queries import lapsed_today
from groundswell.record.actions import close_day
from groundswell.workplaces import figures

LOOK_AGAIN = dt.timedelta(minutes=5)
_lock = threading.Lock()


def settle_day() -> None:
    sessions.forget_ended()
    signed_forms.forget_old()
    if not is_founded():
        return
    close_day()
    for membership in lapsed_today():
        lapse(membership)
    admit_vouched()
    audit.settle()
    keep_figures()


def settle_ballots() -> dt.datetime:
    """Close and certify what is due. When to look again: other processes may have announced more meanwhile."""
    again = now() + LOOK_AGAIN
    if not is_founded():
        return again
    due.settle()
    return min(due.next_due() or again, again)


@housekeeping
def keep_figures() -> None:
    figures.recount_seasons()
    figures.keep_month()


class Daily:
    def __init__(self, get_response: Callable[[SiteRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.settled: dt.date | None = None
        self.ballots: dt.datetime | None = None

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        if self.settled != today() and _lock.acquire(blocking=False):
            try:
                settle_day()
                self.settled = today()
            finally:
                _lock.release()
        if (self.ballots is None or now() >= self.ballots) and _lock.acquire(blocking=False):
            try:
                self.ballots = settle_ballots()
            finally:
                _lock.release()
        return self.get_response(request)
