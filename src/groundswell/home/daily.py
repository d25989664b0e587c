"""What has to be settled once a day: closing the record's day, lapsed memberships, seasons, the month's figures; and
ballots and pledges, which have their hours.

A thread beside the site does it by the clock, or else the first request of a day; every part may run twice without
harm, but not twice at once. Nothing that decides about rights waits for it: mandates, memberships and cards lapse by
computation.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections
from django.http import HttpResponseBase

from groundswell.accounts import sessions, signed_forms
from groundswell.audit import actions as audit
from groundswell.ballots.actions import due
from groundswell.charter.queries import is_founded
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import DomainError
from groundswell.kernel.requests import SiteRequest
from groundswell.members.actions.joining import admit_vouched
from groundswell.members.actions.standing import lapse
from groundswell.members.queries import lapsed_today
from groundswell.pledges.actions import due as pledges
from groundswell.record.actions import close_day
from groundswell.workplaces import figures
from scrutiny.errors import ScrutinyError

LOOK_AGAIN = dt.timedelta(minutes=5)
EVERY_SECONDS = 10.0
log = logging.getLogger(__name__)
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
    """Close and certify what is due, and write down what came in for pledges.

    When to look again: other processes may have announced more meanwhile.
    """
    again = now() + LOOK_AGAIN
    if not is_founded():
        return again
    due.settle()
    pledges.settle()
    return min(due.next_due() or again, pledges.next_due() or again, again)


@housekeeping
def keep_figures() -> None:
    figures.recount_seasons()
    figures.keep_month()


class Clock:
    """Settles what is due: once a day, and at the hours of ballots and pledges."""

    def __init__(self) -> None:
        self.settled: dt.date | None = None
        self.ballots: dt.datetime | None = None

    def strike(self) -> None:
        """Whoever finds another at it goes on."""
        if not self._is_due() or not _lock.acquire(blocking=False):
            return
        try:
            if self.settled != today():
                settle_day()
                self.settled = today()
            if self.ballots is None or now() >= self.ballots:
                self.ballots = settle_ballots()
        finally:
            _lock.release()

    def _is_due(self) -> bool:
        return self.settled != today() or self.ballots is None or now() >= self.ballots


class Ticking(threading.Thread):
    """Looks every few seconds whether something is due, so that a ballot closes where nobody opens a page."""

    def __init__(self) -> None:
        super().__init__(name="clock", daemon=True)
        self.clock, self.stopped = Clock(), threading.Event()

    def run(self) -> None:
        while True:
            try:
                self.clock.strike()
            except (DatabaseError, ScrutinyError, DomainError):
                log.exception("what is due could not be settled")
            finally:
                close_old_connections()
            if self.stopped.wait(EVERY_SECONDS):
                return


class Daily:
    """The first request of a day settles what is due, where no thread does it by the clock."""

    by_clock = False

    def __init__(self, get_response: Callable[[SiteRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.clock = Clock()

    def __call__(self, request: SiteRequest) -> HttpResponseBase:
        if not self.by_clock:
            self.clock.strike()
        return self.get_response(request)
