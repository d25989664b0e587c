"""Acts about threshold pledges. Nothing that a signer does is an act: nobody may know who signed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, Part, act


@dataclass(frozen=True)
class UnitDemand(Part):
    """How many of a unit make the crowd there."""

    unit: UUID
    crowd: int


@act("pledge.announce", office=True)
@dataclass(frozen=True)
class AnnouncePledge(Act):
    """A pledge is prepared: its text, of whom, how many, until when (an instant), and who deals the cards.

    More than one of `demands`: as many pledges, which open together or not at all. `assumed` cards of each deck may be
    in hostile hands.
    """

    pledge: UUID
    title: str
    text: str
    audience: str
    demands: tuple[UnitDemand, ...]
    assumed: int
    cards: int
    deadline: str
    dealers: tuple[UUID, ...]


@act("pledge.call_off", office=True)
@dataclass(frozen=True)
class CallOffPledge(Act):
    """Before cards are there, by whoever announced it."""

    pledge: UUID


@act("pledge.custodians", office=True)
@dataclass(frozen=True)
class DrawPledgeCustodians(Act):
    """Who deals, and who was drawn to be trustee: public keys for acts, in hexadecimal; and the hash of the terms."""

    pledge: UUID
    dealers: tuple[str, ...]
    trustees: tuple[str, ...]
    terms: str


@act("pledge.custody", office=True)
@dataclass(frozen=True)
class PledgeStep(Act):
    """What a dealer or trustee of a pledge said in one step: SHA-256 of its bytes."""

    pledge: UUID
    step: str
    digest: str


@act("pledge.manifest", office=True)
@dataclass(frozen=True)
class RecordManifest(Act):
    """All dealers and trustees have signed the manifest: its hash."""

    pledge: UUID
    manifest: str


@act("pledge.entries", office=True)
@dataclass(frozen=True)
class RecordEntries(Act):
    """So many entries came into the record together."""

    pledge: UUID
    entries: int


@act("pledge.withdrawals", office=True)
@dataclass(frozen=True)
class RecordWithdrawals(Act):
    """So many signatures were taken back."""

    pledge: UUID
    withdrawals: int


@act("pledge.voided", office=True)
@dataclass(frozen=True)
class VoidLeftover(Act):
    """Leftover cards of a deck, by their numbers: counted, destroyed, of no use from now on."""

    pledge: UUID
    deck: int
    cards: tuple[int, ...]


@act("pledge.notice", office=True)
@dataclass(frozen=True)
class RecordNotice(Act):
    """A trustee has seen that enough signed, in a record of so many entries."""

    pledge: UUID
    trustee: int
    size: int


@act("pledge.sealed", office=True)
@dataclass(frozen=True)
class RecordSealed(Act):
    """A trustee has given their part, sealed to the signers: SHA-256 of what was sealed."""

    pledge: UUID
    trustee: int
    sealed: str


@act("pledge.end", office=True)
@dataclass(frozen=True)
class EndPledge(Act):
    """How it ended: opened, missed, or void because it was not ready or was not shown to trustees in time."""

    pledge: UUID
    outcome: str
