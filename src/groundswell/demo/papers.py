"""Slips and tellers of invented people, in Python: what a registrar prints, and what tellers make of papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from groundswell.ballots import queries, stations
from groundswell.ballots.actions import papers
from groundswell.ballots.models import Ballot, Part, Station
from groundswell.ballots.room import room
from groundswell.demo.custodians import Holder, Room, kept_by
from groundswell.kernel.ids import new_id
from scrutiny.elections import ballot as ballots
from scrutiny.elections.credentials import on_paper, parse
from scrutiny.organisation import acts
from scrutiny.randomness import random_bytes, shuffle
from scrutiny.roles import voter

SLIP = "GW-SLIP/1"
Vote = Sequence[Sequence[int]]


@dataclass(frozen=True)
class HalfSlip:
    """What stands on paper: the election, the number among its electors, and one registrar's half."""

    uuid: str
    number: int
    half: str

    def __str__(self) -> str:
        """As in its code."""
        return f"{SLIP} {self.uuid} {self.number} {on_paper(self.half)}"


def read(text: str) -> HalfSlip:
    """Raises ValueError, Malformed, MistypedCard."""
    name, uuid, number, half = text.split(" ")
    if name != SLIP:
        raise ValueError("slip")
    return HalfSlip(uuid, int(number), parse(half))


def slips(ballot: Ballot, registrar: Holder) -> list[HalfSlip]:
    """What one registrar prints."""
    ballot = queries.ballot(ballot.id)
    custodian = queries.custodian(ballot, registrar.actor.person)
    asked: Room = room(ballot, custodian) if custodian else {}
    return [
        HalfSlip(
            part["uuid"], one["number"], kept_by(asked, registrar)["hash"]["secrets"][part["uuid"]][one["number"] - 1]
        )
        for part in asked.get("slips", [])
        for one in part["people"]
    ]


def pairs(*printed: Sequence[HalfSlip]) -> dict[int, list[str]]:
    """By number, the halves of all registrars."""
    found: dict[int, list[str]] = {}
    for one in (slip for registrar in printed for slip in registrar):
        found.setdefault(one.number, []).append(one.half)
    return found


def station_ballots(part: Part, halves: Sequence[Sequence[str]], votes: Sequence[Vote]) -> list[str]:
    """Papers and slips in an order drawn by lot, as ballots in the order of their trackers."""
    election, drawn = queries.election_of(part), list(halves)
    shuffle(drawn)
    made = [voter.vote(election, secrets, vote).decode() for secrets, vote in zip(drawn, votes, strict=True)]
    return sorted(made, key=lambda text: ballots.outline(election, text.encode()).tracker)


def batch(part: Part, other: Holder, contents: Sequence[str], **changed: Any) -> tuple[acts.EnterPapers, str]:
    """What the first teller signs, and the salt."""
    salt = random_bytes(32).hex()
    digest = stations.digest(salt, list(contents))
    said: dict[str, Any] = {"ballot": part.ballot_id, "station": new_id(), "election": part.uuid, "digest": digest}
    said |= {"co_teller": other.actor.person, "papers": len(contents)}
    return acts.EnterPapers(**{**said, **changed}), salt


def enter(part: Part, teller: Holder, other: Holder, contents: Sequence[str], **changed: Any) -> Station:
    act, salt = batch(part, other, contents, **changed)
    return papers.enter(teller.actor, part, act, salt, contents)


def confirm(part: Part, other: Holder, station: Station) -> list[str]:
    return papers.confirm(other.actor, part, acts.ConfirmPapers(part.ballot_id, station.id, station.digest))
