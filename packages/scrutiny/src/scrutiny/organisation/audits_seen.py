"""Auditors as the public entries show them: drawn once from a frozen list, and speaking for the places that were drawn.

That the lot fell to these places, whoever has the list draws again (`scrutiny draw`).

Codes of RuleBroken:

    shrunk       the size whose root decides was not reached when it was named, and is when it does
    drawn-twice  one drawing draws once, from the list that was announced, and no more places than were announced
    not-drawn    only a place that was drawn is passed on or speaks, and each once
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots.seen import number


@dataclass
class Audit:
    """A drawing of so many auditors for the entries below a size, and how many of them found nothing wrong. `listed` is
    the digest of the list, "" in records from before there were lists; `waiting` are the places that have not spoken.
    """

    size: int
    count: int
    listed: str = ""
    drawn: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    agreed: int = 0

    @property
    def covers(self) -> bool:
        """Whether most of those who are to be drawn found nothing wrong."""
        return 2 * self.agreed > self.count


Audits = dict[str, Audit]


def announced(known: Audits, effect: Mapping[str, Any], length: int) -> None:
    """A size that is named before it is reached, of a record of this length: nobody knows its root yet."""
    size, count, listed = number(effect, "size"), number(effect, "count"), str(effect.get("listed", ""))
    if size <= length + 1 or count < 1:
        raise RuleBroken("shrunk", size=size)
    if listed and len(bytes.fromhex(listed)) != 32:
        raise ValueError("listed")
    if str(effect["drawing"]) in known:
        raise RuleBroken("drawn-twice", drawing=effect["drawing"])
    known[str(effect["drawing"])] = Audit(size, count, listed)


def drawn(known: Audits, effect: Mapping[str, Any], length: int) -> None:
    audit, places = known[str(effect["drawing"])], [str(one) for one in effect["drawn"]]
    if audit.size > length:
        raise RuleBroken("shrunk", size=audit.size)
    if audit.drawn or not audit.listed or not 1 <= len(set(places)) == len(places) <= audit.count:
        raise RuleBroken("drawn-twice", drawing=effect["drawing"])
    audit.drawn, audit.waiting = set(places), set(places)


def passed(known: Audits, effect: Mapping[str, Any]) -> None:
    """`next` is the place that comes instead, "" where nobody is left."""
    audit, place, after = known[str(effect["drawing"])], str(effect["place"]), str(effect["next"])
    if place not in audit.waiting or after in audit.drawn:
        raise RuleBroken("not-drawn", place=place)
    audit.waiting.remove(place)
    if after:
        audit.drawn.add(after)
        audit.waiting.add(after)


def stated(known: Audits, effect: Mapping[str, Any], length: int) -> Audit:
    """What one of them found."""
    audit = known[str(effect["drawing"])]
    if number(effect, "size") != audit.size or audit.size > length:
        raise RuleBroken("shrunk", size=audit.size)
    if audit.listed:
        place = str(effect.get("place", ""))
        if place not in audit.waiting:
            raise RuleBroken("not-drawn", place=place)
        audit.waiting.remove(place)
    if not effect["exceptions"]:
        audit.agreed += 1
    return audit
