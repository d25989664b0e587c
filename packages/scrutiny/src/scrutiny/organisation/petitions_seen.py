"""Petitions as the public record shows them: the lists of keys, what was begun, each signature, and the count.

What is begun, signed and joined comes with the day's batch in random order, so a signature may stand before the
petition that it is under: everything is counted when somebody says that enough have signed.

Codes of RuleBroken:

    keys-known        a list of keys is handed out once, by the registrars of a ballot, one key for each elector
    keys-unknown      petitions are begun on lists that were handed out; `keys-list`: their keys are listed in order
    petition-known    a petition is begun once; `petition-unknown`: what follows is about one that was begun
    timetable         its days are the charter's, and begin on the day of its entry; so are those of its ballot
    no-mandate        a recall is about a mandate that is not over
    petition-needed   as many have to sign as the charter says
    petition-count    enough keys on the list had signed on the day that is named, and not on an earlier one
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from scrutiny.encoding import Json, sha256
from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots.seen import number
from scrutiny.organisation.ballots.timetable import Timetable
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils import clocks
from scrutiny.organisation.councils.petitions import JOIN, KeyList, Kind, Signature, is_valid, message_of, needed

DAY = dt.timedelta(days=1)
KEY = 64  # characters of a key in hexadecimal
TOLD = ("closes", "electorate", "keys", "kind", "opened", "subject", "text")


@dataclass
class Listed:
    """A list of keys of the electors of a unit ("" for all members), as far as the record has it."""

    unit: str
    count: int
    keys: str = ""

    def complete(self, digest: str) -> KeyList:
        """Raises RuleBroken `keys-list`, Malformed."""
        held = bytes.fromhex(self.keys)
        if len(held) != 32 * self.count or sha256(held).hex() != digest:
            raise RuleBroken("keys-list", keys=digest)
        return KeyList(tuple(held[place : place + 32] for place in range(0, len(held), 32)))


@dataclass
class Begun:
    """A petition. `told` is what the record says of it; `reached` the day that was named."""

    kind: Kind
    told: dict[str, Json]
    mover: str
    needed: int
    rules: CharterRules
    reached: dt.date | None = None
    ballot: str = ""

    @property
    def keys(self) -> str:
        return str(self.told["keys"])


@dataclass
class Petitions:
    """`signed`: what came in under each, as day, key and signature; `agreed`: by which keys two were to be joined."""

    lists: dict[str, Listed] = field(default_factory=dict)
    begun: dict[str, Begun] = field(default_factory=dict)
    signed: dict[str, list[tuple[dt.date, str, str]]] = field(default_factory=dict)
    agreed: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)


def handed_out(known: Petitions, effect: Mapping[str, Any], unit: str, electors: int) -> None:
    digest = str(effect["keys"])
    if digest in known.lists or number(effect, "count") != electors:
        raise RuleBroken("keys-known", keys=digest)
    known.lists[digest] = Listed(unit, electors)


def listed(known: Petitions, effect: Mapping[str, Any]) -> None:
    found = _list(known, str(effect["keys"]))
    if number(effect, "place") * KEY != len(found.keys) or len(found.keys) >= KEY * found.count:
        raise RuleBroken("keys-list", keys=effect["keys"])
    found.keys += bytes.fromhex(str(effect["listed"])).hex()


def _list(known: Petitions, digest: str) -> Listed:
    if digest not in known.lists:
        raise RuleBroken("keys-unknown", keys=digest)
    return known.lists[digest]


def begun(
    known: Petitions, effect: Mapping[str, Any], day: dt.date, rules: CharterRules, offices: Collection[str]
) -> None:
    """`offices` are the mandates that are not over."""
    name, told = str(UUID(str(effect["petition"]))), {field: effect[field] for field in TOLD}
    if name in known.begun:
        raise RuleBroken("petition-known", petition=name)
    on, kind = _list(known, str(told["keys"])), Kind(str(told["kind"]))
    opened, closes = (dt.date.fromisoformat(str(told[field])) for field in ("opened", "closes"))
    if closes - opened != rules.petition_days * DAY or day - opened not in (0 * DAY, DAY):
        raise RuleBroken("timetable", days=rules.petition_days)
    if (kind is Kind.RECALL) != bool(told["subject"]) or (told["subject"] and told["subject"] not in offices):
        raise RuleBroken("no-mandate", mandate=told["subject"])
    if (
        number(effect, "needed") != needed(kind, on.count, rules)
        or str(told["electorate"]).partition(":")[2] != on.unit
    ):
        raise RuleBroken("petition-needed", petition=name)
    known.begun[name] = Begun(kind, told, str(effect["mover"]), number(effect, "needed"), rules)


def signed(known: Petitions, effect: Mapping[str, Any], day: dt.date) -> None:
    found = known.signed.setdefault(str(effect["petition"]), [])
    found.append((day, str(effect["key"]), str(effect["signature"])))


def agreed(known: Petitions, effect: Mapping[str, Any]) -> None:
    both = known.agreed.setdefault((str(effect["joining"]), str(effect["into"])), {})
    both[str(effect["key"])] = str(effect["signature"])


def joined_to(known: Petitions, org: str, name: str) -> list[str]:
    """The petitions that both movers joined to this one: same electors, same question."""
    return [
        joining for (joining, into) in sorted(known.agreed) if into == name and _is_joined(known, org, joining, into)
    ]


def _is_joined(known: Petitions, org: str, joining: str, into: str) -> bool:
    one, other = known.begun.get(joining), known.begun.get(into)
    if one is None or other is None or joining == into or not _same_question(one, other):
        return False
    message = message_of(org, UUID(joining), one.told) + JOIN + UUID(into).bytes
    given = known.agreed[joining, into]
    return all(mover in given and _holds(mover, given[mover], message) for mover in (one.mover, other.mover))


def _same_question(one: Begun, other: Begun) -> bool:
    about = "subject" if one.kind is Kind.RECALL else "text"
    return all(one.told[name] == other.told[name] for name in ("kind", "electorate", "keys", about))


def _holds(key: str, signature: str, message: bytes) -> bool:
    return is_valid(Signature(bytes.fromhex(key), bytes.fromhex(signature)), message)


def by_day(known: Petitions, org: str, name: str) -> dict[dt.date, set[str]]:
    """The keys that count, by the day on which each signed first: on the list, with a valid signature, in time."""
    one, seen = _petition(known, name), set[str]()
    listed = {key.hex() for key in _list(known, one.keys).complete(one.keys).keys}
    days: dict[dt.date, set[str]] = {}
    for part in (name, *joined_to(known, org, name)):
        message = message_of(org, UUID(part), known.begun[part].told)
        closes = dt.date.fromisoformat(str(known.begun[part].told["closes"]))
        for day, key, signature in known.signed.get(part, []):
            if day < closes and key in listed and _holds(key, signature, message):
                days.setdefault(day, set()).add(key)
    for day in sorted(days):
        days[day] -= seen
        seen |= days[day]
    return days


def tallied(known: Petitions, effect: Mapping[str, Any], org: str, day: dt.date) -> None:
    """Somebody says that enough have signed: it is counted anew. Raises RuleBroken `petition-count`."""
    name, reached = str(effect["petition"]), dt.date.fromisoformat(str(effect["reached"]))
    one = _petition(known, name)
    found = _first_day(one, by_day(known, org, name))
    if one.reached or found != (reached, number(effect, "signed")) or reached >= day:
        raise RuleBroken("petition-count", petition=name)
    one.reached = reached


def _first_day(one: Begun, days: Mapping[dt.date, Collection[str]]) -> tuple[dt.date, int] | None:
    """The first day at whose end enough had signed, and how many those were."""
    total = 0
    for day, keys in sorted(days.items()):
        total += len(keys)
        if total >= one.needed:
            return day, total
    return None


def _petition(known: Petitions, name: str) -> Begun:
    if name not in known.begun:
        raise RuleBroken("petition-unknown", petition=name)
    return known.begun[name]


def forced(known: Petitions, effect: Mapping[str, Any], day: dt.date, rules: CharterRules) -> Timetable:
    """The timetable that the ballot of a petition must have, when it is announced on this day: nobody chooses it. It is
    called the day after enough had signed, or, where that was not possible or was in vain, later and again.
    """
    one = _petition(known, str(effect["petition"]))
    if one.reached is None or one.ballot:
        raise RuleBroken("petition-count", petition=effect["petition"])
    if str(effect["unit"]) != _list(known, one.keys).unit or not effect["binding"] or effect["rules"]:
        raise RuleBroken("questions")
    one.ballot = str(effect["ballot"])
    on_time = day == one.reached + DAY
    return clocks.of_petition(one.kind, one.reached if on_time else day - DAY, rules, again=not on_time)


def of_ballot(known: Petitions, ballot: str) -> Begun | None:
    """The petition that forced a ballot."""
    return next((one for one in known.begun.values() if one.ballot == ballot), None)
