"""Casting: a ballot comes from somebody who is signed in and holds a credential; both are needed, and are joined only
in a table that lives until the close.

Several requests are answered by one transaction: whoever comes first takes all that wait, checks them and writes them;
the answer is given when they are durable. A ballot that came before is answered as it was: nothing is lost when the
network is cut, and nothing is double.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from groundswell.ballots import queries
from groundswell.ballots.actions.setting_up import credential_hash
from groundswell.ballots.board import Board
from groundswell.ballots.models import Ballot, BoardEvent, Caster, Part, Spoilt
from groundswell.ballots.queries import Stage
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.errors import DomainError, Forbidden, Gone, Invalid
from groundswell.record import keys
from groundswell.record.models import Log
from scrutiny.elections import ballot as ballots
from scrutiny.elections import credentials
from scrutiny.elections.ballot import Ballot as Read
from scrutiny.errors import Malformed, Refused
from scrutiny.record import notes
from scrutiny.record.notes import Note
from scrutiny.verify.batch import Weighed, check, prepared

MOST_AT_ONCE = 64
RECEIPT = "groundswell/ballot-receipt/v1"


class NotAccepted(Invalid):
    message = _("This ballot was not accepted.")
    kept = _("What you cast before still counts.")
    todo = _("Make it again in the booth.")


@dataclass(frozen=True)
class Receipt:
    """Where a ballot stands; `text` is signed, and binds the server to the board up to this event."""

    tracker: str
    number: int
    text: str


@dataclass
class Job:
    """A ballot that waits, and what became of it."""

    account: UUID
    part: UUID
    content: bytes
    done: threading.Event = field(default_factory=threading.Event)
    receipt: Receipt | None = None
    error: Exception | None = None


class Desk:
    """Gathers ballots that arrive at the same time."""

    def __init__(self) -> None:
        self._waiting: list[Job] = []
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def cast(self, job: Job) -> Receipt:
        """Returns when the ballot is durable. Raises what is wrong with it."""
        with self._lock:
            self._waiting.append(job)
        with self._turn:
            while not job.done.is_set():
                self._work()
        if job.error is not None:
            raise job.error
        assert job.receipt is not None  # noqa: S101 - done without an error means a receipt
        return job.receipt

    def _work(self) -> None:
        """Some of those that wait, whoever sent them."""
        with self._lock:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        for one in dict.fromkeys(job.part for job in batch):
            self._try([job for job in batch if job.part == one])

    def _try(self, jobs: Sequence[Job]) -> None:
        try:
            take(jobs)
        except Exception as error:
            for job in jobs:
                job.receipt, job.error = None, error
        for job in jobs:
            job.done.set()


_desk = Desk()


def cast(account: UUID, part: UUID, content: bytes) -> Receipt:
    """Put a ballot on the board. Raises Gone outside of the voting time, Forbidden for another's credential or ballot,
    NotAccepted with the step that failed.
    """
    return _desk.cast(Job(account, part, content))


@housekeeping
def take(jobs: Sequence[Job]) -> None:
    """Ballots of one part, in one transaction; the part is locked, so that nothing closes it meanwhile."""
    part: Part = Part.objects.select_for_update().get(id=jobs[0].part)
    ballot: Ballot = Ballot.objects.select_related("electorate").get(id=part.ballot_id)
    closed = queries.stage(ballot) != Stage.VOTING or part.stage != "setup"
    fit: list[tuple[Job, Read]] = []
    for job in jobs:
        try:
            found = _read(ballot, part, job)
            repeated = queries.found_on_board(part, found.tracker)
            if repeated:
                _answer_again(part, job, found, repeated)
                continue
            if closed:
                raise Gone(_("Voting is over, or has not begun."), kept=NotAccepted.kept)
            _join(part, job, found)
            fit.append((job, found))
        except DomainError as error:
            job.error = error
    _put_up(part, _proved(part, fit))


def _read(ballot: Ballot, part: Part, job: Job) -> Read:
    if queries.part_of(ballot, job.account) != part:
        raise Forbidden(_("You are not on the list of this ballot."))
    election, _bases = prepared(part.election.encode())
    try:
        found = ballots.read(election, job.content)
    except (Malformed, Refused) as error:
        raise NotAccepted(step=error.code) from error
    if election.group.text(found.credential) not in known_credentials(part.id, part.started):
        raise NotAccepted(_("This credential is not on the list."), step="unknown-credential")
    if Spoilt.objects.filter(part=part, tracker=found.tracker).exists():
        raise NotAccepted(_("This ballot was opened to check it, and cannot be cast any more."), step="spoilt")
    return found


@lru_cache(maxsize=32)
def known_credentials(part: UUID, _started: int) -> frozenset[str]:
    """Set up once, a part's list never changes."""
    found = Part.objects.get(id=part)
    group = queries.election_of(found).group
    return frozenset(entry.key for entry in credentials.read_entries(group, [bytes(found.credentials)]))


def _hash(part: Part, found: Read) -> str:
    return credential_hash(queries.election_of(part).group.text(found.credential))


def _answer_again(part: Part, job: Job, found: Read, event: BoardEvent) -> None:
    """The same bytes from the same person are answered with the same receipt; from another, they were copied."""
    if not Caster.objects.filter(part=part, account_id=job.account, credential=_hash(part, found)).exists():
        raise Forbidden(_("This ballot is on the board already, and it is not yours."))
    job.receipt = receipt(part, event)


def _join(part: Part, job: Job, found: Read) -> None:
    """One credential for a person, one person for a credential. Raises Forbidden."""
    credential = _hash(part, found)
    mine = Caster.objects.filter(part=part, account_id=job.account).first()
    if mine is not None and mine.credential != credential:
        raise Forbidden(_("You have voted with another credential."), kept=NotAccepted.kept)
    if mine is None and Caster.objects.filter(part=part, credential=credential).exists():
        raise Forbidden(_("Somebody else has voted with this credential."), todo=_("Tell the registrars."))


def _proved(part: Part, fit: Sequence[tuple[Job, Read]]) -> list[tuple[Job, Read]]:
    """Those whose proofs hold, checked all at once, or one by one where one of them fails."""
    content = part.election.encode()
    if not fit or check(content, [Weighed(job.content, 1) for job, _found in fit]).fault is None:
        return list(fit)
    good = []
    for job, found in fit:
        fault = check(content, [Weighed(job.content, 1)]).fault
        if fault is None:
            good.append((job, found))
        else:
            job.error = NotAccepted(step=fault.reason)
    return good


def _put_up(part: Part, good: Sequence[tuple[Job, Read]]) -> None:
    board, joined = Board(part), dict[str, UUID]()
    for job, found in good:
        credential = _hash(part, found)
        if joined.setdefault(credential, job.account) != job.account:
            job.error = Forbidden(_("Somebody else has voted with this credential."))
            continue
        Caster.objects.get_or_create(part=part, account_id=job.account, credential=credential)
        place = board.add("Ballot", job.content, tracker=found.tracker, credential=credential)
        job.receipt = _receipt(part, found.tracker, place.height, place.hash)
    if good:
        part.save(update_fields=["height", "head"])


def receipt(part: Part, event: BoardEvent) -> Receipt:
    """What a voter keeps. Whoever holds it can show that a ballot was on the board, and what stood before it."""
    return _receipt(part, event.tracker, event.height, event.hash)


def _receipt(part: Part, tracker: str, height: int, event: str) -> Receipt:
    org, name, seed = _signing()
    text = f"{RECEIPT}\n{org}\n{part.uuid}\n{tracker}\n{height} {event}\n"
    return Receipt(tracker, height, str(Note(text, (notes.sign(text, name, seed),))))


def _signing() -> tuple[str, str, bytes]:
    log = Log.objects.only("org", "key", "origin").get()
    seed = keys.seed(settings.DATA, log.key)
    if seed is None:
        raise DomainError(_("The key of the record is missing: receipts cannot be signed."))
    return log.org, log.origin, seed


@housekeeping
def spoil(account: UUID, part_id: UUID, content: bytes) -> None:
    """A ballot was opened to check the booth: from now on it cannot be cast. Raises as `cast` does."""
    part = queries.part(part_id)
    job = Job(account, part_id, content)
    found = _read(part.ballot, part, job)
    if queries.found_on_board(part, found.tracker):
        raise Gone(_("This ballot is on the board already."))
    Spoilt.objects.get_or_create(part=part, tracker=found.tracker)
