"""Writing to the record. Every other app's actions end here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from groundswell.kernel.actions import action, running
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import DomainError
from groundswell.record.models import Entry, Log, Opening, Pending
from scrutiny.encoding import Json, canonical_json, commitment
from scrutiny.organisation.acts import Act
from scrutiny.randomness import random_bytes, shuffle


def open_log(org: str) -> None:
    """Begin the record of the organisation whose id this is (64 hexadecimal digits). Once."""
    if Log.objects.exists():
        raise DomainError("There is a record already.")
    Log.objects.create(id=1, org=org)


def append(actor: Actor, act: Act, *, effect: Mapping[str, Json] | None = None, scope: UUID | None = None) -> None:
    """Add the entry of one act: at once for an act of office, with the day's batch for a personal one.

    `effect` is what everyone may read; `scope` the smallest part of the tree that may be named. What the act says
    beyond that stands in the private part, under a commitment.
    """
    running().entries += 1
    log = Log.objects.select_for_update().get()
    append_earlier_days(log)
    salt = random_bytes(32)
    private = canonical_json({"actor": actor.label, "key": str(actor.key), "body": act.body()})
    public = canonical_json(
        {
            "v": 1,
            "org": log.org,
            "type": act.type,
            "day": today().isoformat(),
            "scope": str(scope) if scope else None,
            "effect": dict(effect or {}),
            "c": commitment(salt, private).hex(),
        }
    )
    pending = Pending(day=today(), type=act.type, public=public, salt=salt, private=private)
    if act.office:
        _append_all(log, [pending])
    else:
        pending.save()


def append_earlier_days(log: Log) -> int:
    """Move what waited from earlier days into the record, in random order within all of it.

    Called by every write, so that no job has to run for it; the first write of a day does it. Random order keeps
    the sequence of the day's acts, and so who followed whom, out of the public part.
    """
    waiting: list[Pending] = list(Pending.objects.filter(day__lt=today()).order_by("day", "id"))
    by_day: dict[dt.date, list[Pending]] = {}
    for pending in waiting:
        by_day.setdefault(pending.day, []).append(pending)
    for batch in by_day.values():
        shuffle(batch)
        _append_all(log, batch)
    Pending.objects.filter(id__in=[p.id for p in waiting]).delete() if waiting else None
    return len(waiting)


def _append_all(log: Log, batch: list[Pending]) -> None:
    first = log.size
    Entry.objects.bulk_create(
        Entry(index=first + n, day=p.day, type=p.type, public=p.public) for n, p in enumerate(batch)
    )
    Opening.objects.bulk_create(
        Opening(entry_id=first + n, salt=p.salt, private=p.private) for n, p in enumerate(batch)
    )
    log.size = first + len(batch)
    log.save(update_fields=["size"])


@action
def close_day() -> int:
    """Bring the record up to date without waiting for the next write; returns how many entries were added."""
    running().entries += 1
    return append_earlier_days(Log.objects.select_for_update().get())
