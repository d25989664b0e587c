"""Which step a dealer or trustee has to do next; None while others are to act, or nothing is left to do."""

from __future__ import annotations

import datetime as dt

from groundswell.kernel.clock import now
from groundswell.pledges import queries
from groundswell.pledges.models import Custodian, Message, Outcome, Pledge, Role
from groundswell.pledges.queries import Stage
from scrutiny.pledge.trustees_said import SHOWN_WITHIN

TRUSTEE_SETUP = ("certificate", "commitment", "shares", "key", "manifest")
DEALER_SETUP = ("deck", "manifest")


def due(found: Pledge, custodian: Custodian) -> str | None:
    if custodian.fault:
        return None
    done = set(Message.objects.filter(custodian=custodian).values_list("step", flat=True))
    stage = queries.stage(found)
    if stage == Stage.PREPARING:
        return _setup(found, custodian, done)
    if custodian.role != Role.TRUSTEE:
        return None
    if stage in (Stage.MISSED, Stage.VOID):
        return "delete" if found.h and "delete" not in done and _after_all(found) else None
    if stage in (Stage.SIGNING, Stage.REACHED, Stage.OPENING) and "notice" not in done:
        return "notice" if queries.is_reached(found) and now() <= queries.latest_notice(found) else None
    return _seal(found, stage, done)


def _seal(found: Pledge, stage: Stage, done: set[str]) -> str | None:
    """After the waiting day; also when others have given enough, so that one of them more or less does not matter."""
    if "seal" in done or found.deleted or stage not in (Stage.OPENING, Stage.OPENED):
        return None
    opens = queries.opens_from(found)
    return "seal" if opens and now() >= opens else None


def _after_all(found: Pledge) -> bool:
    return now() > found.deadline + dt.timedelta(seconds=SHOWN_WITHIN)


def _setup(found: Pledge, custodian: Custodian, done: set[str]) -> str | None:
    order = DEALER_SETUP if custodian.role == Role.DEALER else TRUSTEE_SETUP
    step = next((one for one in order if one not in done), None)
    if step is None or found.outcome != Outcome.RUNNING or now() >= found.deadline:
        return None
    if step == "manifest":
        return step if found.manifest else None
    before = order.index(step) - 1
    return step if before < 0 or complete(found, Role(custodian.role), order[before]) else None


def complete(found: Pledge, role: Role, step: str) -> bool:
    return len(queries.said(found, role, step)) == len(queries.custodians(found, role))
