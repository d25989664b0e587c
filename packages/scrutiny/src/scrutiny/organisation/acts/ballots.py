"""Secret ballots: announced, prepared by registrars and trustees, sealed on the board, certified.

A vote is never an act: it is signed with a credential that names nobody (docs/protocol/ballots.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act, came_later
from scrutiny.organisation.acts.founding import RuleValue


@act("custody.offer")
@dataclass(frozen=True)
class OfferCustody(Act):
    """Be among those from whom registrars and trustees of ballots are drawn."""


@act("custody.withdraw")
@dataclass(frozen=True)
class WithdrawCustody(Act):
    """Not to be drawn any more. Whoever was drawn already goes on until that ballot is over."""


@act("ballot.announce", office=True)
@dataclass(frozen=True)
class AnnounceBallot(Act):
    """Put questions to the members of `unit`, or of the whole organisation where it is None.

    `questions` is RFC 8785 JSON (ballots.asked). `rules` are the values of the charter that a binding ballot would put
    in force. The instants are those of ballots.timetable, in ISO 8601 and UTC. `petition`: the one that forced it, by
    rule; its instants follow from the day on which enough had signed. `election`: the one that it decides, by rule; it
    is announced at midnight in UTC, and its steps are no longer than the charter wants. `into` is the key of the body
    into which the members of `unit` send; "" where they elect their steward. `confirms`: the day by which `rules` have
    to be confirmed, in ISO 8601, where the clock asks whether they hold on (ballots.confirming).
    """

    ballot: UUID
    unit: UUID | None
    title: str
    text: str
    questions: str
    binding: bool
    rules: tuple[RuleValue, ...]
    notice: str
    observers: str
    opening: str
    closing: str
    decrypting: str
    certified: str
    petition: UUID | None = came_later(None)  # noqa: RUF009
    election: UUID | None = came_later(None)  # noqa: RUF009
    into: str = came_later("")
    confirms: str = came_later("")


@act("ballot.withdraw", office=True)
@dataclass(frozen=True)
class WithdrawBallot(Act):
    """Before it opens, by whoever announced it."""

    ballot: UUID


@act("ballot.contest")
@dataclass(frozen=True)
class ContestElectorate(Act):
    """I belong to those who may vote, and am not on the list."""

    ballot: UUID


@act("ballot.contest.answer")
@dataclass(frozen=True)
class AnswerContest(Act):
    """A steward's answer to somebody who is missing on the list."""

    contest: UUID
    listed: bool


@act("ballot.list", office=True)
@dataclass(frozen=True)
class FreezeList(Act):
    """The list is final, after those who were missing were added: so many electors."""

    ballot: UUID
    electors: int


@act("ballot.custodians", office=True)
@dataclass(frozen=True)
class DrawCustodians(Act):
    """Who was drawn to be registrar and trustee: public keys for acts, in hexadecimal. So many trustees can decrypt."""

    ballot: UUID
    registrars: tuple[str, ...]
    trustees: tuple[str, ...]
    threshold: int


@act("ballot.replace", office=True)
@dataclass(frozen=True)
class ReplaceCustodian(Act):
    """Somebody else takes the place of a registrar or trustee who did not do their part in time: keys for acts."""

    ballot: UUID
    gone: str
    by: str


@act("ballot.custody", office=True)
@dataclass(frozen=True)
class CustodyStep(Act):
    """A registrar's or trustee's message in one step of the preparation or of the count: SHA-256 of its bytes."""

    ballot: UUID
    step: str
    digest: str


@act("ballot.slip")
@dataclass(frozen=True)
class AskForSlip(Act):
    """Whether `account` votes on paper, with a slip from the registrars: they themselves say so, or a steward for them.

    Until the list is final.
    """

    ballot: UUID
    account: UUID
    wanted: bool


@act("ballot.papers", office=True)
@dataclass(frozen=True)
class EnterPapers(Act):
    """What came out of an urn: so many papers, made into ballots of this election by a teller before another one.

    `digest` is a SHA-256 over a salt and the ballots. Nothing is on the board until the other has confirmed.
    """

    ballot: UUID
    station: UUID
    election: str
    co_teller: UUID
    papers: int
    digest: str


@act("ballot.papers.confirm", office=True)
@dataclass(frozen=True)
class ConfirmPapers(Act):
    """The other teller: these are the ballots that we made of the papers of our urn. Now they are on the board."""

    ballot: UUID
    station: UUID
    digest: str


@act("ballot.papers.back", office=True)
@dataclass(frozen=True)
class TakePapersBack(Act):
    """One of the tellers, before they are on the board: the papers will be entered anew."""

    ballot: UUID
    station: UUID


@act("ballot.notice", office=True)
@dataclass(frozen=True)
class HangNotice(Act):
    """The poster of this ballot hangs in this unit."""

    ballot: UUID
    unit: UUID


@act("ballot.board", office=True)
@dataclass(frozen=True)
class SealBoard(Act):
    """How far the archive of one part of a ballot has come: the number and the hash of its last event.

    `stage` is `setup`, `closed` or `result`; `electors` how many credentials there are, `voted` how many count.
    """

    ballot: UUID
    election: str
    stage: str
    height: int
    head: str
    electors: int
    voted: int


@act("ballot.observe", office=True)
@dataclass(frozen=True)
class ObserveBallot(Act):
    """I will watch this ballot. Until its list is final."""

    ballot: UUID


@act("ballot.observed", office=True)
@dataclass(frozen=True)
class SayObserved(Act):
    """What an observer found who checked the boards after the close."""

    ballot: UUID
    holds: bool


@act("ballot.complain")
@dataclass(frozen=True)
class Complain(Act):
    """On the complaint day: what is wrong with the board, as a code of ballots.COMPLAINTS."""

    ballot: UUID
    about: str


@act("ballot.certify", office=True)
@dataclass(frozen=True)
class CertifyBallot(Act):
    """What a ballot decided, once nobody can contest it any more. `outcome` is one of decision.Outcome."""

    ballot: UUID
    outcome: str
