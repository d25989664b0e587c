"""What a dealer or trustee needs for the next step, as the static pages fetch it."""

from __future__ import annotations

from groundswell.pledges import folder, queries, steps
from groundswell.pledges.models import Custodian, Message, Pledge, Role
from scrutiny.encoding import Json


def room(found: Pledge, custodian: Custodian) -> dict[str, Json]:
    step = steps.due(found, custodian)
    opens = queries.opens_from(found) if found.checkpoint else None
    together = queries.together(found)
    return {
        "pledge": str(found.id),
        "title": found.title,
        "role": str(custodian.role),
        "place": custodian.place,
        "account": str(custodian.account_id),
        "age": custodian.age,
        "step": step or "",
        "fault": custodian.fault,
        "missing": [] if step else _missing(found),
        "kept": _kept(custodian),
        "custodians": {str(role): [_public(one) for one in queries.custodians(found, role)] for role in Role},
        "terms": found.terms,
        "manifest": found.manifest,
        "h": found.h,
        "said": _said(found) if custodian.role == Role.TRUSTEE else {},
        "opens": int(opens.timestamp()) if opens else 0,
        "latest": int(queries.latest_notice(found).timestamp()),
        "set": [one.h for one in together] if len(together) > 1 else [],
        "notices": folder.notices(found),
    }


def _public(one: Custodian) -> Json:
    return {
        "account": str(one.account_id),
        "name": one.account.name,
        "place": one.place,
        "act": one.act,
        "age": one.age,
        "fault": one.fault,
    }


def _missing(found: Pledge) -> list[Json]:
    """For whom everybody waits: those who have a step to do now."""
    return [
        one.account.name
        for role in Role
        for one in queries.custodians(found, role)
        if steps.due(found, one) not in (None, "seal", "delete")
    ]


def _kept(custodian: Custodian) -> dict[str, Json]:
    return dict(Message.objects.filter(custodian=custodian).exclude(kept="").values_list("step", "kept"))


def _said(found: Pledge) -> dict[str, Json]:
    names = ("certificate", "commitment", "shares")
    return {
        name: {str(place): text for place, text in queries.said(found, Role.TRUSTEE, name).items()} for name in names
    }
