"""Reads: who audits what, how far openings have been seen, and what is known about somebody who asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from groundswell.accounts.models import Account
from groundswell.audit import lists
from groundswell.audit.models import Auditor, Departure, Drawing, FrozenList
from groundswell.kernel.errors import Unknown
from groundswell.members.models import Membership, MembershipState
from groundswell.record import queries as record
from scrutiny.organisation.sortition import Listed


def latest() -> Drawing | None:
    return Drawing.objects.order_by("announced", "size").last()


def auditor(account: UUID | None, drawing: UUID) -> Auditor | None:
    if account is None:
        return None
    return Auditor.objects.select_related("drawing").filter(account_id=account, drawing_id=drawing).first()


def open_for(account: UUID | None) -> list[Auditor]:
    """Statements that somebody still owes."""
    if account is None:
        return []
    return list(Auditor.objects.select_related("drawing").filter(account_id=account, stated=None, passed=None))


def unstated() -> list[Auditor]:
    """Everybody who was drawn and has not said anything yet."""
    return list(Auditor.objects.select_related("drawing").filter(stated=None, passed=None).order_by("id"))


def drawing(drawing_id: UUID) -> Drawing:
    found: Drawing | None = Drawing.objects.filter(id=drawing_id).first()
    if found is None:
        raise Unknown
    return found


def people(of: Drawing) -> list[Listed]:
    """The frozen list. Raises Unknown where it is not kept any more."""
    frozen = FrozenList.objects.filter(drawing=of).first()
    return lists.known(bytes(frozen.content) if frozen else None)


def kept() -> set[UUID]:
    """The drawings whose list is still there."""
    return set(FrozenList.objects.values_list("drawing_id", flat=True))


def place_of(of: Drawing, account: UUID) -> UUID | None:
    """Where somebody stands on the list; None for a drawing without one."""
    return lists.place_of(bytes(of.salt), account) if of.listed else None


def to_check(of: Drawing) -> Iterator[bytes]:
    """What `scrutiny draw` draws again from, as JSON in parts: the list can be long. Raises Unknown."""
    said = {
        "drawing": str(of.id),
        "size": of.size,
        "root": record.root_at(of.size) if of.drawn else "",
        "count": of.count,
        "listed": of.listed,
        "drawn": of.places,
    }
    frozen = FrozenList.objects.filter(drawing=of).first()
    parts = lists.parts(bytes(frozen.content) if frozen else None)
    return chain((json.dumps(said)[:-1].encode(), b', "people": '), parts, (b"}\n",))


def drawings() -> list[Drawing]:
    return list(Drawing.objects.prefetch_related("auditors__account").order_by("-size"))


def audited_size() -> int:
    """Below this size most of the auditors of one drawing found every opening right."""
    sizes = [drawing.size for drawing in drawings() if _is_covered(drawing)]
    return max(sizes, default=0)


def _is_covered(drawing: Drawing) -> bool:
    found = [one for one in drawing.auditors.all() if one.stated and not one.exceptions]
    return 2 * len(found) > drawing.count


def openings_below(size: int) -> Iterator[str]:
    """What an auditor checks: lines of JSON as `scrutiny record verify --openings` takes them."""
    for opening in record.openings_below(size):
        line = {
            "index": opening.entry_id,
            "salt": bytes(opening.salt).hex(),
            "private": bytes(opening.private).decode(),
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"


def is_gone(account: UUID) -> bool:
    """Whether somebody stands nowhere any more, not even waiting."""
    return not Membership.objects.filter(account_id=account).exclude(state=MembershipState.ENDED).exists()


def departure(account: UUID) -> Departure | None:
    return Departure.objects.filter(account_id=account).first()


def export(account: UUID) -> dict[str, Any]:
    """Everything that is kept about a person, to take along: standing, vouches, offices, acts with their openings."""
    who = Account.objects.get(id=account)
    held = Membership.objects.filter(account=who).select_related("unit").order_by("applied")
    return {
        "name": who.name,
        "language": who.language,
        "opened": who.opened.isoformat(),
        "keys": [
            {
                "signin": key.signin,
                "act": key.act,
                "age": key.age,
                "state": key.state,
                "day": key.registered.isoformat(),
            }
            for key in who.keys.order_by("registered")
        ],
        "memberships": [_membership(one) for one in held],
        "vouched_for": [str(vouch.day) for vouch in who.vouches_given.order_by("day")],
        "offices": [
            {"unit": m.unit.name, "start": m.start.isoformat(), "end": (m.ended or m.end).isoformat()}
            for m in who.mandates.select_related("unit").order_by("start")
        ],
        "acts": [
            {"entry": o.entry_id, "salt": bytes(o.salt).hex(), "private": bytes(o.private).decode()}
            for o in record.openings_of(account)
        ],
    }


def _membership(held: Membership) -> dict[str, Any]:
    days = {"applied": held.applied, "joined": held.joined, "ended": held.ended}
    return {
        "unit": held.unit.name,
        "state": held.state,
        "reason": held.reason,
        "languages": held.languages,
        "vouches": held.vouches.count(),
        **{name: day.isoformat() for name, day in days.items() if day},
    }
