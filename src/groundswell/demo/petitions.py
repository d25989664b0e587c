"""Petitions of the demonstration: electors sign with the keys that the registrars of a ballot sealed to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.councils.queries import stewards_of
from groundswell.demo.custodians import Holder, opened
from groundswell.demo.electing import DAY, Stage
from groundswell.demo.roles import ROLES
from groundswell.demo.terms import MORNING
from groundswell.kernel import clock
from groundswell.kernel.ids import new_id
from groundswell.motions import queries
from groundswell.motions.actions import signing
from groundswell.motions.models import KeyList
from groundswell.record.queries import org_id
from scrutiny.identity import envelopes, joint_keys
from scrutiny.organisation.councils.petitions import Kind, Petition, Signature


@dataclass(frozen=True)
class ToldPetition:
    """`path` is empty for all members. `percent` of the signatures that are needed are there in the end, `a_day`."""

    begun: dt.date
    kind: Kind
    path: tuple[str, ...]
    text: str
    percent: int
    days: int


PETITIONS = (
    ToldPetition(
        dt.date(2026, 4, 13),
        Kind.RECALL,
        MORNING,
        "Three of the last four reports of this office came late, and one did not come. We said so in March. We ask "
        "that the morning shift chooses anew; whoever holds the office now can stand again.",
        50,
        18,
    ),
    ToldPetition(
        dt.date(2026, 4, 20),
        Kind.BALLOT,
        (),
        "We put one more demand beside the sixty hours: whoever is called in on a free day is paid for four hours at "
        "least, however soon they are sent home.",
        34,
        12,
    ),
)


def signature(holder: Holder, listed: KeyList, message: bytes) -> Signature | None:
    """Made as the petition page makes it; None for whoever was sealed no key of this list."""
    found = queries.halves(listed, holder.actor.person)
    if len(found) < rules().registrars_needed:
        return None
    halves = [_half(holder, one.sealed, one.registrar) for one in found]
    public = joint_keys.joined_public(joint_keys.public_half(one) for one in halves)
    return Signature(public, joint_keys.sign(joint_keys.joined_secret(halves), message))


def _half(holder: Holder, sealed: str, registrar: str) -> bytes:
    return bytes.fromhex(envelopes.opened_half(opened(sealed, holder.keys), registrar).secret)


def hold(stage: Stage, told: ToldPetition) -> None:
    """Begun now; the signatures come in over the days."""
    unit = stage.units[told.path] if told.path else None
    listed = queries.key_list(unit)
    if listed is None:
        raise ValueError("these electors have no petition keys")
    made = _drawn_up(told, unit, listed)
    signed = _signatures(stage, told, listed, made)
    signing.begin(made, signed[0])
    for number, one in enumerate(signed[1:], 1):
        days, hours = divmod(number * told.days * 24 // len(signed), 24)
        stage.plan(clock.now() + days * DAY + dt.timedelta(hours=hours), partial(signing.sign, made.id, one))


def _drawn_up(told: ToldPetition, unit: UUID | None, listed: KeyList) -> Petition:
    day = clock.today()
    return Petition(
        id=new_id(),
        kind=told.kind,
        org=org_id(),
        electorate=queries.body_of(unit),
        keys=listed.digest,
        subject=stewards_of(unit)[0].id if unit and told.kind is Kind.RECALL else None,
        text=told.text,
        opened=day,
        closes=day + rules().petition_days * DAY,
    )


def _signatures(stage: Stage, told: ToldPetition, listed: KeyList, made: Petition) -> list[Signature]:
    """Of the share that has signed on the demonstration's day; whom a visitor can be has not signed."""
    wanted = max(1, queries.needed(told.kind.value, listed) * told.percent // 100)
    found: list[Signature] = []
    for person in stage.hall.people[::2]:
        if person.number not in ROLES.values() and len(found) < wanted:
            one = signature(stage.hall.holder(person), listed, made.message())
            found += [one] if one else []
    return found
