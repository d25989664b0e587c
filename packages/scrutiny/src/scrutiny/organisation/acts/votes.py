"""Open votes of delegates: a question is put to a council, electors instruct, delegates vote and report back.

What a delegate does in office is public at once. Of texts everybody reads the SHA-256, in hexadecimal; the electors
read them whole. A position is in-favour, against or abstain (organisation.councils.votes).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act


@act("vote.call", office=True)
@dataclass(frozen=True)
class CallVote(Act):
    """Put a question to the council of `unit`, or to the congress of the alliance where it is None, until `closes` (an
    instant). Where nobody was sent into that council yet, to the stewards of the unit and of those directly below it.
    """

    question: UUID
    unit: UUID | None
    mandate: UUID
    title: str
    text: str
    closes: str


@act("vote.instruct")
@dataclass(frozen=True)
class Instruct(Act):
    """Sign for what the stewards of my unit shall say. Most members of the unit make it an instruction."""

    question: UUID
    unit: UUID
    position: str


@act("vote.instructed", office=True)
@dataclass(frozen=True)
class Instructed(Act):
    """By rule: most members of a unit have signed for one position. It holds for every mandate that they gave."""

    question: UUID
    unit: UUID
    position: str


@act("vote.cast", office=True)
@dataclass(frozen=True)
class CastOpenVote(Act):
    """A delegate's vote. `reason` is "" or for the electors; without one there is no departing from an instruction."""

    question: UUID
    mandate: UUID
    position: str
    reason: str


@act("report.give", office=True)
@dataclass(frozen=True)
class GiveReport(Act):
    """What a delegate reports back to the electors about a question."""

    question: UUID
    mandate: UUID
    report: str


@act("report.receive")
@dataclass(frozen=True)
class ReceiveReport(Act):
    """An elector accepts a report, or, where `answer` is not "", asks or objects; then there has to be another one."""

    question: UUID
    mandate: UUID
    answer: str
