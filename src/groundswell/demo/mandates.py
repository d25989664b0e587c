"""The offices of the demonstration on the calendar: elections, a dismissal, petitions and open votes of delegates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from groundswell.demo import councils, delegates, electing, petitions
from groundswell.demo.electing import Path, Stage
from groundswell.demo.people import Invented
from groundswell.demo.terms import ELECTIONS, EVENING, MAINTENANCE, NIGHT
from groundswell.members.actions import standing

MORNING_HOUR = dt.time(9, tzinfo=dt.UTC)
SIGNED_FOR = ((dt.date(2026, 3, 2), EVENING), (dt.date(2026, 3, 3), MAINTENANCE))
DISMISSED = dt.date(2026, 4, 14)


def arrange(stage: Stage, sign_for: Callable[[Path, Invented], None]) -> None:
    """Plan it all. `sign_for`: most of a unit sign for somebody as its steward, in the open."""

    def on(day: dt.date, what: Callable[[], None]) -> None:
        stage.plan(dt.datetime.combine(day, MORNING_HOUR), what)

    for election in (*ELECTIONS, *councils.SENT):
        on(election.day, partial(electing.hold, stage, election))
    for told in councils.WENT_ON:
        on(told.day, partial(councils.go_on, stage, told))
    for day, path in SIGNED_FOR:
        on(day, lambda path=path: sign_for(path, stage.there(path)[1]))  # type: ignore[misc]
    on(DISMISSED, partial(dismiss, stage))
    for petition in petitions.PETITIONS:
        on(petition.begun, partial(petitions.hold, stage, petition))
    for vote in delegates.VOTES:
        on(vote.begun, partial(delegates.hold, stage, vote))


def dismiss(stage: Stage) -> None:
    """The employer dismisses the steward of the night shift, who keeps the office that the night shift gave."""
    steward = stage.by_account(delegates.delegate(stage, NIGHT).holder_id)
    standing.out_of_work(stage.hall.actor(steward), steward.membership, "dismissed", True)
