"""Elections of delegates by secret ballot, and the mandates that come of them.

Putting somebody forward and answering is personal; what gives, takes and ends an office is public at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act, came_later


@act("election.nominate")
@dataclass(frozen=True)
class NominateDelegate(Act):
    """Put a member forward in the next election of the steward of `unit`, or of those whom it sends into a body."""

    unit: UUID
    account: UUID
    into: str = came_later("")


@act("election.answer")
@dataclass(frozen=True)
class AnswerNomination(Act):
    """Whether I stand, and what I say about it to the electors."""

    election: UUID
    stands: bool
    statement: str


@act("mandate.give", office=True)
@dataclass(frozen=True)
class GiveMandate(Act):
    """By rule: the answer at `place` (from 0) of the question of `ballot` was elected. `follows`: the mandate whose
    seat fell vacant, where a countback filled it. `start` and `end` are instants in ISO 8601, in UTC. `rests_on`: the
    mandate by which whoever was elected sits in the council that elected them; `ballot` is then its open election.
    """

    mandate: UUID
    ballot: UUID
    place: int
    seat: int
    start: str
    end: str
    follows: UUID | None
    rests_on: UUID | None = came_later(None)  # noqa: RUF009


@act("mandate.accept", office=True)
@dataclass(frozen=True)
class AcceptMandate(Act):
    """By whoever was elected, within the charter's days. `office_key`: what acts of the office are signed with, in
    hexadecimal; `possession`: its signature under who takes it (identity.offices).
    """

    mandate: UUID
    office_key: str = came_later("")
    possession: str = came_later("")


@act("mandate.lay_down", office=True)
@dataclass(frozen=True)
class LayDownMandate(Act):
    """By the holder; before it was accepted it means no."""

    mandate: UUID


@act("office.renew", office=True)
@dataclass(frozen=True)
class RenewOfficeKey(Act):
    """By the holder, who has made new words since, or whose mandate has no key yet. Fields as in AcceptMandate."""

    mandate: UUID
    office_key: str
    possession: str


@act("mandate.end", office=True)
@dataclass(frozen=True)
class EndMandate(Act):
    """By rule: `how` is not-accepted or not-eligible (organisation.councils.mandates)."""

    mandate: UUID
    how: str


@act("inherit.claim")
@dataclass(frozen=True)
class ClaimInherited(Act):
    """In the union that moves in I was steward of `unit`, or its delegate `into` a body. `mandate`: what it will be."""

    mandate: UUID
    unit: UUID
    into: str


@act("inherit.confirm")
@dataclass(frozen=True)
class ConfirmInherited(Act):
    """It is so, says a steward by the mandate `in_office`. It takes two."""

    mandate: UUID
    in_office: UUID


@act("mandate.inherit", office=True)
@dataclass(frozen=True)
class InheritMandate(Act):
    """By the holder, who takes the office until a ballot gives it. Fields as in AcceptMandate."""

    mandate: UUID
    office_key: str = came_later("")
    possession: str = came_later("")
