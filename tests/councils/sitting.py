"""Delegates in their seats, put there directly: how they are elected is another matter's test."""

from __future__ import annotations

import datetime as dt
from typing import Any

from groundswell.councils.models import Mandate
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import now
from tests.cast import World


@housekeeping
def seat(world: World, who: str, unit: str, body: str, *, days: int = 300, **more: Any) -> Mandate:
    """Somebody sent by a unit into the body with this key."""
    begun = more.pop("start", now() - dt.timedelta(days=10))
    return Mandate.objects.create(
        office="delegate",
        unit_id=world.units[unit],
        holder_id=world.people[who].account,
        start=begun,
        end=now() + dt.timedelta(days=days),
        electorate=5,
        signed=4,
        body=body,
        **more,
    )


def key(world: World, kind: str, unit: str = "") -> str:
    return f"{kind}:{world.units[unit] if unit else ''}"
