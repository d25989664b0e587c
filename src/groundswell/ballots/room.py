"""What a registrar or trustee needs for the next step, as the static pages fetch it: public messages, and what they had
sealed to themselves. Whoever works with files gets the same.
"""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse

from groundswell.ballots import queries, steps
from groundswell.ballots.models import Ballot, Count, Custodian, Message, Part, Role
from scrutiny.encoding import Json


def room(ballot: Ballot, custodian: Custodian) -> dict[str, Json]:
    step = steps.due(ballot, custodian)
    found: dict[str, Json] = {
        "ballot": str(ballot.id),
        "title": ballot.title,
        "role": str(custodian.role),
        "place": custodian.place,
        "account": str(custodian.account_id),
        "age": custodian.age,
        "stage": str(queries.stage(ballot)),
        "step": step or "",
        "fault": custodian.fault,
        "group": ballot.group,
        "threshold": ballot.threshold,
        "missing": [] if step else _missing(ballot, custodian),
        "kept": _kept(custodian),
        "custodians": {str(role): [_public(one) for one in queries.custodians(ballot, role)] for role in Role},
    }
    if step:
        found |= _trustee(ballot, step) if custodian.role == Role.TRUSTEE else _registrar(ballot, custodian, step)
    if custodian.role == Role.REGISTRAR:
        found["slips"] = _slips(ballot)
    return found


def _slips(ballot: Ballot) -> list[Json]:
    """For whom this registrar prints slips, until the close: their numbers among the electors of each part, from 1."""
    wanted, found = queries.slips_wanted(ballot), list[Json]()
    if not wanted:
        return found
    names = queries.names_of(wanted)
    for part in queries.parts(ballot):
        if part.stage == "setup":
            people: list[Json] = [
                {"number": number, "name": names[one.account_id]}
                for number, one in enumerate(queries.electors_of(part), 1)
                if one.account_id in wanted
            ]
            found.append({"uuid": part.uuid, "part": part.place + 1, "people": people}) if people else None
    return found


def _public(one: Custodian) -> Json:
    return {
        "account": str(one.account_id),
        "name": one.account.name,
        "place": one.place,
        "act": one.act,
        "age": one.age,
        "fault": one.fault,
    }


def _missing(ballot: Ballot, custodian: Custodian) -> list[Json]:
    """Whom everybody waits for: those of the same role who have said less."""
    done = {one.pk: one.messages.count() for one in queries.custodians(ballot, Role(custodian.role))}
    most = done.get(custodian.pk, 0)
    return [one.account.name for one in queries.custodians(ballot, Role(custodian.role)) if done[one.pk] < most]


def _kept(custodian: Custodian) -> dict[str, Json]:
    found = Message.objects.filter(custodian=custodian).exclude(kept="")
    return dict(found.values_list("step", "kept"))


def _said(ballot: Ballot, role: Role, *names: str) -> dict[str, Json]:
    return {name: {str(place): text for place, text in queries.said(ballot, role, name).items()} for name in names}


def _trustee(ballot: Ballot, step: str) -> dict[str, Json]:
    if step in steps.TRUSTEE_SETUP:
        made = {part.uuid: part.election for part in queries.parts(ballot)} if step == "confirm" else {}
        return {"said": _said(ballot, Role.TRUSTEE, "certificate", "commitment", "shares"), "elections": dict(made)}
    listed = Count.objects.filter(ballot=ballot)
    elections = {part.uuid: part.election for part in Part.objects.filter(ballot=ballot).defer("credentials")}
    counts: list[Json] = [
        {
            "id": str(one.id),
            "election": elections[one.election],
            "tally": bytes(one.tally).decode(),
            "voted": one.voted,
            "archives": [reverse("ballots:archive", args=[part.id, part.uuid]) for part in one.parts.order_by("place")],
            "shuffles": _shuffles(ballot, str(one.id)),
        }
        for one in listed
    ]
    return {"said": _said(ballot, Role.TRUSTEE, "certificate", "commitment", "shares"), "counts": counts}


def _shuffles(ballot: Ballot, count: str) -> list[Json]:
    """All shuffles of what is opened at once, in their order."""
    said = Message.objects.filter(custodian__ballot=ballot, step="shuffle").order_by("id")
    return [json.loads(text)["shuffle"][count] for text in said.values_list("content", flat=True)]


def _confirmed(ballot: Ballot) -> dict[str, Json]:
    """What trustees have said of the elections, as they signed it: registrars seal nothing for any other."""
    said = Message.objects.filter(custodian__ballot=ballot, custodian__role=Role.TRUSTEE, step="confirm")
    found = said.values_list("custodian__place", "content", "signed", "signature")
    return {str(place): {"content": text, "signed": act, "signature": by} for place, text, act, by in found}


def _registrar(ballot: Ballot, custodian: Custodian, step: str) -> dict[str, Json]:
    said: dict[str, Json] = {}
    if step != "hash":
        said["hash"] = _said(ballot, Role.REGISTRAR, "hash")["hash"]
    if step in ("list", "again"):
        said["halves"] = _sealed_to(ballot, custodian)
    lost = queries.lost_credentials(custodian) if step == "again" else {}
    again: dict[str, Json] = {uuid: [str(account) for account in accounts] for uuid, accounts in lost.items()}
    parts: list[Json] = [_part(part) for part in queries.parts(ballot)]
    return {"said": said, "parts": parts, "again": again, "confirmed": _confirmed(ballot)}


def _sealed_to(ballot: Ballot, custodian: Custodian) -> dict[str, Json]:
    """Of the halves that others published, only what is sealed to this registrar."""
    said = queries.said(ballot, Role.REGISTRAR, "halves")
    me = str(custodian.account_id)
    return {str(place): json.loads(text)["sealed"][me] for place, text in said.items() if place != custodian.place}


def _part(part: Part) -> Json:
    people: list[Any] = queries.electors_of(part)
    on_paper = queries.slips_wanted(part.ballot)
    keys = queries.living_keys([one.account_id for one in people if one.account_id not in on_paper])
    electors: list[Json] = [
        {
            "account": str(one.account_id),
            "age": keys.get(one.account_id, ""),
            **({"paper": 1} if one.account_id in on_paper else {}),
        }
        for one in people
    ]
    return {"uuid": part.uuid, "election": part.election, "electors": electors}
