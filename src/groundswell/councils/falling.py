"""A mandate that ends takes with it whatever rests on it: nobody sits above without being sent from below."""

from __future__ import annotations

import datetime as dt

from groundswell.councils.models import Given, Mandate
from scrutiny.organisation.councils import mandates


def end(mandate: Mandate, instant: dt.datetime) -> None:
    """Write down that it is over, unless it was before. Part of an action."""
    if mandate.ended is not None and mandate.ended <= instant:
        return
    mandate.ended = instant
    mandate.save(update_fields=["ended"])
    drop_waiting(mandate, instant)
    for resting in Mandate.objects.filter(rests_on=mandate):
        Given.objects.filter(id=resting.id, over=None).update(over=instant, how=mandates.FALLEN)
        end(resting, instant)


def drop_waiting(mandate: Mandate, instant: dt.datetime) -> None:
    """What rests on it and nobody has accepted yet."""
    waiting = Given.objects.filter(candidate__rests_on=mandate, accepted=None, over=None)
    waiting.update(over=instant, how=mandates.FALLEN)
