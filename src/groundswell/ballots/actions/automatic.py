"""Ballots that nobody announces: those that a petition forces are called by the clock, on days that nobody chooses."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from uuid import UUID

from groundswell.ballots.actions import announcing
from groundswell.charter.queries import rules
from groundswell.councils.models import Occasion, OccasionState
from groundswell.kernel.actions import ActionLeftNoEntry, action
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Invalid
from groundswell.kernel.ids import new_id
from groundswell.motions.models import Petition
from scrutiny.organisation import acts
from scrutiny.organisation.ballots.seen import INSTANTS
from scrutiny.organisation.councils import clocks
from scrutiny.organisation.councils.petitions import Kind

DAY = dt.timedelta(days=1)


def call_due() -> None:
    """Announce every ballot whose petition has reached its share. One that cannot be prepared yet, because too few have
    offered to keep keys, is tried again each time.
    """
    for occasion in Occasion.objects.filter(automatic=True, state=OccasionState.OPEN, due__lt=today()):
        with suppress(Invalid, ActionLeftNoEntry):
            _call(occasion.id)


@action
def _call(occasion_id: UUID) -> None:
    occasion: Occasion = Occasion.objects.select_for_update().get(id=occasion_id)
    petition: Petition | None = Petition.objects.filter(occasion=occasion).first()
    if occasion.state != OccasionState.OPEN or petition is None or petition.reached is None:
        return
    first = occasion.due == petition.reached and occasion.due == today() - DAY
    from_day = petition.reached if first else today() - DAY
    times = clocks.of_petition(Kind(petition.kind), from_day, rules(), again=not first)
    act = acts.AnnounceBallot(
        ballot=new_id(),
        unit=occasion.unit_id,
        title=occasion.title,
        text=occasion.text,
        questions=occasion.questions,
        binding=occasion.binding,
        rules=(),
        petition=petition.id,
        **{name: getattr(times, name).isoformat() for name in INSTANTS},
    )
    announcing.call(NOBODY, act, occasion, times)
