"""Acts about the record itself: auditors say what they have checked, and openings are deleted when they have."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act, came_later


@act("record.policy", office=True)
@dataclass(frozen=True)
class NameWitnesses(Act):
    """Whom the record is believed with, as a policy of c2sp.org/tlog-policy. Once; after that only by a ballot."""

    policy: str


@act("record.continue", office=True)
@dataclass(frozen=True)
class ContinueRecord(Act):
    """The record goes on under another name and key, after a restore that lacks what the old one had signed.

    `checkpoint` is the last one of the old log that is known, as witnesses cosigned it; `policy` the new policy.
    """

    checkpoint: str
    policy: str


@act("record.draw", office=True)
@dataclass(frozen=True)
class DrawAuditors(Act):
    """So many auditors are drawn from the members by the root of the record at a size that was named before. `listed`
    is the digest of the frozen list of members (organisation.sortition).
    """

    drawing: UUID
    size: int
    count: int
    listed: str = came_later("")


@act("record.drawn", office=True)
@dataclass(frozen=True)
class Drawn(Act):
    """By rule, once the record is so long: the places on the list to which the lot fell, in the order of the list."""

    drawing: UUID
    drawn: tuple[UUID, ...]


@act("record.pass", office=True)
@dataclass(frozen=True)
class PassAudit(Act):
    """By somebody drawn who cannot serve. The lot says who is next."""

    drawing: UUID
    place: UUID


@act("record.audited", office=True)
@dataclass(frozen=True)
class Audited(Act):
    """The openings of the first `size` entries were compared with their commitments under this root. `place`: mine on
    the list from which auditors were drawn.
    """

    drawing: UUID
    size: int
    root: str
    exceptions: tuple[int, ...]
    place: UUID | None = came_later(None)  # noqa: RUF009


@act("member.forget")
@dataclass(frozen=True)
class AskToBeForgotten(Act):
    """Somebody who left wants their openings and their name deleted."""


@act("record.erase", office=True)
@dataclass(frozen=True)
class Erase(Act):
    """Openings of somebody who left are deleted: how many, and the highest index among them."""

    erased: int
    last: int
