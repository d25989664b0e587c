"""What is due by the clock: batches, the end of what was missed, deletion. Safe to run at any time and twice."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from groundswell.kernel.actions import ActionLeftNoEntry, action, housekeeping
from groundswell.kernel.clock import now
from groundswell.pledges import queries
from groundswell.pledges.actions import opening, setting_up, signing
from groundswell.pledges.models import Outcome, Pledge


def settle() -> None:
    """Where several processes do this at once, whoever comes second finds nothing left to do."""
    for found in queries.running():
        with suppress(ActionLeftNoEntry):
            _settle(found)
    for found in Pledge.objects.filter(deleted=False).exclude(outcome=Outcome.RUNNING):
        if now() >= kept_until(found):
            forget(found)


def _settle(found: Pledge) -> None:
    instant = now()
    if not found.h:
        unprepared(found) if instant >= found.deadline else None
        return
    if queries.waiting(found).filter(batch__lte=instant).exists() or _withdrawals_due(found):
        signing.record_batch(found)
    if instant < found.deadline:
        return
    if not queries.is_reached(found):
        missed(found)
    elif queries.triggered(found) is None and instant > queries.latest_notice(found):
        too_late(found)


def _withdrawals_due(found: Pledge) -> bool:
    return found.withdrawals.filter(recorded=False, batch__lte=now()).exists()


@action
def unprepared(pledge: Pledge) -> None:
    found = _locked(pledge)
    if not found.outcome:
        setting_up.give_up(found)


@action
def missed(pledge: Pledge) -> None:
    """The deadline has passed and too few have signed: nobody is named, and what came in is deleted."""
    _end(pledge, Outcome.MISSED)


@action
def too_late(pledge: Pledge) -> None:
    """Enough signed, and too few trustees were shown it in time: void, as if it had been missed."""
    _end(pledge, Outcome.VOID)


def _end(pledge: Pledge, outcome: Outcome) -> None:
    found = _locked(pledge)
    if not found.outcome:
        opening.end(found, outcome)
        opening.forget(found)


def _locked(pledge: Pledge) -> Pledge:
    found: Pledge = Pledge.objects.select_for_update().get(id=pledge.id)
    return found


@housekeeping
def forget(found: Pledge) -> None:
    opening.forget(found)


def kept_until(found: Pledge) -> dt.datetime:
    """How long those who signed can still open it here."""
    return (found.ended or found.deadline) + queries.KEPT


def next_due() -> dt.datetime | None:
    """When something will be due next, so that nobody has to look before."""
    instant = now()
    times: list[dt.datetime] = []
    for found in queries.running():
        times += [found.deadline, *([queries.latest_notice(found)] if found.h else [])]
        times += queries.waiting(found).values_list("batch", flat=True).distinct()
        times += found.withdrawals.filter(recorded=False).values_list("batch", flat=True)
    return min((one for one in times if one > instant), default=None)
