"""What is due by the clock, and needs nobody: lists become final, ballots close, are certified, or are not held.

Safe to run at any time and twice: each step looks whether it has been done. What decides about rights is computed from
the timetable whether or not this has run.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from uuid import UUID

from groundswell.ballots import queries
from groundswell.ballots.actions import adding, automatic, confirming, counting, elections, replacing, setting_up
from groundswell.ballots.models import Ballot, Role
from groundswell.kernel.actions import ActionLeftNoEntry, action
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import now
from groundswell.motions.actions import due as petitions
from groundswell.record.actions import append
from scrutiny.organisation import acts
from scrutiny.organisation.ballots.seen import End


def settle() -> None:
    """Where several processes do this at once, whoever comes second finds nothing left to do."""
    petitions.settle()
    automatic.call_due()
    elections.settle()
    confirming.settle()
    for ballot in Ballot.objects.filter(outcome="", unready="", observers__lte=now()):
        with suppress(ActionLeftNoEntry):
            _settle(ballot)


def _settle(ballot: Ballot) -> None:
    instant = now()
    if instant >= ballot.observers:
        freeze_list(ballot)
    ready = queries.is_ready(ballot)
    if instant >= ballot.opening and not ready:
        not_held(ballot.id)
        return
    for role, when in relieving(ballot).items():
        if when <= instant < ballot.opening and not ready:
            replacing.relieve(ballot, role)
    if instant >= ballot.closing and ready:
        counting.close(ballot.id) if any(p.stage == "setup" for p in queries.parts(ballot)) else None
    adding.settle(ballot)
    if instant >= ballot.certified:
        counting.certify(ballot.id) if ballot.counts else None


def next_due() -> dt.datetime | None:
    """When something will be due next, so that nobody has to look before."""
    instant, found = now(), []
    for ballot in Ballot.objects.filter(outcome="", unready=""):
        times = queries.times(ballot)
        instants = (times.observers, *relieving(ballot).values(), times.opening, times.closing, times.certified)
        found += [one for one in instants if one > instant]
    return min(found, default=None)


def relieving(ballot: Ballot) -> dict[Role, dt.datetime]:
    """When those who are late are replaced: trustees after a third of the days that are left, then registrars."""
    third = (ballot.opening - ballot.observers) / 3
    return {Role.TRUSTEE: ballot.observers + third, Role.REGISTRAR: ballot.observers + 2 * third}


@action
def _freeze(ballot_id: UUID) -> None:
    ballot = _locked(ballot_id)
    electors = queries.electors(ballot)
    if electors == ballot.listed:
        return
    act = acts.FreezeList(ballot.id, electors)
    append(NOBODY, act, effect=act.body())
    ballot.listed = electors
    ballot.save(update_fields=["listed"])


def _locked(ballot_id: UUID) -> Ballot:
    """As it is now, for whoever found it in this state a moment ago."""
    found: Ballot = Ballot.objects.select_for_update().get(id=ballot_id)
    return found


def freeze_list(ballot: Ballot) -> None:
    """Say in public how many are on the list, where some were added after the announcement."""
    if queries.electors(ballot) != ballot.listed:
        _freeze(ballot.id)


@action
def not_held(ballot_id: UUID) -> None:
    """It was not ready when it should have opened: keys or credentials are missing."""
    ballot = _locked(ballot_id)
    if ballot.unready or queries.is_ready(ballot):
        return
    ballot.unready = End.NOT_HELD
    ballot.save(update_fields=["unready"])
    setting_up.end_unready(ballot)
