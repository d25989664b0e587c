"""Acts about petitions. Nobody is their author: what counts is a signature by a petition key, which names nobody.

They are as public as acts of office, or nobody could count; but they come into the record with the day's batch, in
random order: who signed when would be as good as a name to whoever stood beside them. All but a petition's text is in
their public effect.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act


@act("petition.keys", office=True)
@dataclass(frozen=True)
class PublishKeys(Act):
    """By rule: the registrars of a ballot have handed out petition keys. `keys` is the digest of the list."""

    ballot: UUID
    keys: str
    count: int


@act("petition.list", office=True)
@dataclass(frozen=True)
class ListKeys(Act):
    """By rule, before the first petition on a list: so many of its keys, one after the other, in hexadecimal. They
    begin at `place`, counted from 0.
    """

    keys: str
    place: int
    listed: str


@act("petition.open", office=True, daily=True)
@dataclass(frozen=True)
class OpenPetition(Act):
    """Begun, by whoever has the key `mover`, with their first signature. `kind`, `electorate`, `keys` and `subject` as
    in organisation.councils.petitions. In the effect `text` is the SHA-256 of the text; `needed`: how many must sign.
    """

    petition: UUID
    kind: str
    electorate: str
    keys: str
    subject: UUID | None
    text: str
    opened: dt.date
    closes: dt.date
    mover: str


@act("petition.sign", office=True, daily=True)
@dataclass(frozen=True)
class SignPetition(Act):
    """A petition key and its signature, hexadecimal."""

    petition: UUID
    key: str
    signature: str


@act("petition.join", office=True, daily=True)
@dataclass(frozen=True)
class JoinPetitions(Act):
    """The mover of one of two petitions agrees that they go on as `into`. Done when the other has agreed too."""

    joining: UUID
    into: UUID
    key: str
    signature: str


@act("petition.tally", office=True)
@dataclass(frozen=True)
class TallyPetition(Act):
    """By rule: at the end of the day `reached` enough had signed, so many. Its ballot's clock starts there."""

    petition: UUID
    reached: dt.date
    signed: int


@act("recall.sign")
@dataclass(frozen=True)
class SignRecall(Act):
    """Where there are no petition keys, because so few have no secret ballots, or none yet: signed openly."""

    mandate: UUID


@act("recall.sign.withdraw")
@dataclass(frozen=True)
class WithdrawRecall(Act):
    mandate: UUID


@act("recall.openly", office=True)
@dataclass(frozen=True)
class RecallOpenly(Act):
    """By rule: as many of those who gave a mandate have signed openly to end it as it takes to give one. It is over."""

    mandate: UUID
