"""Councils elect those who go on to the next council, in the open. Every paper is public at once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act


@act("council.call", office=True)
@dataclass(frozen=True)
class CallCouncilElection(Act):
    """By rule: the delegates in the council of `unit` (its key is `council`) elect `seats` of themselves into `into`,
    another body. `candidates` are the mandates, in that council, of those who stand; `closes` is the midnight at which
    the charter's days for voting are over. `seed`, in hexadecimal, is the root of the record when it was called.
    """

    election: UUID
    unit: UUID
    council: str
    into: str
    seats: int
    candidates: tuple[UUID, ...]
    closes: str
    seed: str


@act("council.vote", office=True)
@dataclass(frozen=True)
class CouncilVote(Act):
    """A delegate's paper, with the mandate that gives the vote: a rank for each who stands, 0 for none."""

    election: UUID
    mandate: UUID
    ranks: tuple[int, ...]
