"""Casting: a ballot comes from somebody who is signed in and holds a credential; both are needed, and are joined only
in a table that lives until the close.

Several requests are answered by one transaction: whoever comes first takes all that wait, checks them and writes them;
the answer is given when they are durable. A ballot that came before is answered as it was: nothing is lost when the
network is cut, and nothing is double.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import Q
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
from scrutiny.elections.ballot import Outline
from scrutiny.elections.election import Election
from scrutiny.errors import Malformed, Refused
from scrutiny.record import notes
from scrutiny.record.notes import Note
from scrutiny.verify.batch import FEW_WHEN_WARM, Weighed, check, warm

MOST_AT_ONCE = 64
GATHER = 0.02  # seconds
MANY = 1000  # credentials: for fewer it is not worth it to prepare anything
_warmed: set[bytes] = set()
RECEIPT = "groundswell/ballot-receipt/v1"
NOT_NOW = _("Voting is over, or has not begun.")
NOBODY_YET = UUID(int=0)
NOT_LISTED = _("You are not on the list of this ballot.")


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
                time.sleep(GATHER)  # others who come meanwhile are checked and written together with this one
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


def take(jobs: Sequence[Job]) -> None:
    """Ballots of one part: checked without touching the database, then written in one transaction."""
    setup = setup_of(jobs[0].part)
    outlines = [(job, one) for job in jobs if (one := _outline(setup, job))]
    write(_proved(setup, outlines))


@dataclass(frozen=True)
class Setup:
    """What never changes once a part's board is set up."""

    content: bytes
    election: Election
    credentials: frozenset[str]


@lru_cache(maxsize=32)
def setup_of(part_id: UUID) -> Setup:
    """Raises Unknown, and Gone where voting has not begun."""
    part = queries.part(part_id)
    if not part.stage:
        raise Gone(NOT_NOW, kept=NotAccepted.kept)
    election = queries.election_of(part)
    listed = list(credentials.read_entries(election.group, [bytes(part.credentials)]))
    if len(listed) >= MANY:
        threading.Thread(target=_warm_up, args=(part.election.encode(),), daemon=True).start()
    return Setup(part.election.encode(), election, frozenset(entry.key for entry in listed))


def _warm_up(content: bytes) -> None:
    """Compile and prepare beside the site what checks many ballots at once; until then they are checked one by one."""
    warm(content)
    _warmed.add(content)


def _outline(setup: Setup, job: Job) -> Outline | None:
    """Whose the ballot claims to be, or None with the error in the job."""
    try:
        found = ballots.outline(setup.election, job.content)
    except (Malformed, Refused) as error:
        job.error = NotAccepted(step=error.code)
        return None
    if found.credential not in setup.credentials:
        job.error = NotAccepted(_("This credential is not on the list."), step="unknown-credential")
        return None
    return found


def outline_of(part: UUID, content: bytes) -> Outline:
    """Whose a ballot claims to be, for whoever checks its proofs afterwards. Raises NotAccepted, Unknown, Gone."""
    job = Job(NOBODY_YET, part, content)
    found = _outline(setup_of(part), job)
    if found is None:
        raise job.error or NotAccepted
    return found


def check_proofs(part: UUID, contents: Sequence[bytes]) -> None:
    """Raises NotAccepted with the step that failed."""
    found = check(setup_of(part).content, [Weighed(content, 1) for content in contents])
    if found.fault is not None:
        raise NotAccepted(step=found.fault.reason)


def _proved(setup: Setup, found: Sequence[tuple[Job, Outline]]) -> list[tuple[Job, Outline]]:
    """Those whose proofs hold, checked all at once, or one by one where one of them fails."""
    batch = [Weighed(job.content, 1) for job, _outline in found]
    few = FEW_WHEN_WARM if setup.content in _warmed else len(batch) + 1
    if not batch or check(setup.content, batch, few).fault is None:
        return list(found)
    good = []
    for job, outline in found:
        fault = check(setup.content, [Weighed(job.content, 1)]).fault
        if fault is None:
            good.append((job, outline))
        else:
            job.error = NotAccepted(step=fault.reason)
    return good


@housekeeping
def write(proved: Sequence[tuple[Job, Outline]]) -> None:
    """Put ballots that hold on the board; the part is locked, so that nothing closes it meanwhile."""
    if not proved:
        return
    part: Part = Part.objects.select_for_update().defer("credentials", "election").get(id=proved[0][0].part)
    ballot: Ballot = Ballot.objects.get(id=part.ballot_id)
    voting = queries.stage(ballot) == Stage.VOTING and part.stage == "setup"
    known, board, pen = Known.of(part, ballot, proved), Board(part), _pen(part)
    made: list[BoardEvent] = []
    for job, found in proved:
        try:
            event = known.admitted(job, found, voting=voting)
        except DomainError as error:
            job.error = error
            continue
        if event is None:
            event = board.next("Ballot", job.content, tracker=found.tracker, credential=hash_of(found))
            known.events[found.tracker] = event
            made.append(event)
        job.receipt = pen.receipt(event)
    BoardEvent.objects.bulk_create(made)
    Caster.objects.bulk_create([Caster(part=part, account_id=who, credential=what) for who, what in known.new.items()])
    if made:
        part.save(update_fields=["height", "head"])


def hash_of(found: Outline) -> str:
    """What tables keep of the credential of a ballot."""
    return credential_hash(found.credential)


@dataclass
class Known:
    """What the database knows of the people and ballots of a batch, and who casts for the first time in it."""

    listed: frozenset[UUID]
    mine: dict[UUID, str]
    whose: dict[str, UUID | None]  # None: a slip that lies at a station, or was counted there
    events: dict[str, BoardEvent]
    spoilt: frozenset[str]
    new: dict[UUID, str] = field(default_factory=dict)

    @classmethod
    def of(cls, part: Part, ballot: Ballot, batch: Sequence[tuple[Job, Outline]]) -> Known:
        people, trackers = [job.account for job, _found in batch], [found.tracker for _job, found in batch]
        hashes = [hash_of(found) for _job, found in batch]
        casters = list(Caster.objects.filter(Q(account_id__in=people) | Q(credential__in=hashes), part=part))
        events = BoardEvent.objects.filter(part=part, tracker__in=trackers).defer("content").order_by("height")
        return cls(
            listed=frozenset(queries.listed(part, ballot, people)),
            mine={one.account_id: one.credential for one in casters if one.account_id},
            whose={one.credential: one.account_id for one in casters},
            events={one.tracker: one for one in events},
            spoilt=frozenset(queries.spoilt(part, trackers)),
        )

    def admitted(self, job: Job, found: Outline, *, voting: bool) -> BoardEvent | None:
        """The event of the same bytes from the same person, which is answered with the same receipt; None for a new
        ballot. Raises Forbidden, NotAccepted, Gone.
        """
        if job.account not in self.listed:
            raise Forbidden(NOT_LISTED)
        if found.tracker in self.spoilt:
            raise NotAccepted(_("This ballot was opened to check it, and cannot be cast any more."), step="spoilt")
        credential, event = hash_of(found), self.events.get(found.tracker)
        if event is not None and not voting:
            return event  # who cast it is not known any more; its receipt names nobody
        if event is not None:
            if self.mine.get(job.account) != credential:
                raise Forbidden(_("This ballot is on the board already, and it is not yours."))
            return event
        if not voting:
            raise Gone(NOT_NOW, kept=NotAccepted.kept)
        self._join(job.account, credential)
        return None

    def _join(self, account: UUID, credential: str) -> None:
        """One credential for a person, one person for a credential."""
        if self.mine.get(account, credential) != credential:
            raise Forbidden(_("You have voted with another credential."), kept=NotAccepted.kept)
        if self.whose.get(credential, account) is None:
            raise Forbidden(_("This slip has been used at the station."), todo=_("Tell a registrar."))
        if self.whose.get(credential, account) != account:
            raise Forbidden(_("Somebody else has voted with this credential."), todo=_("Tell the registrars."))
        if account not in self.mine:
            self.mine[account], self.whose[credential] = credential, account
            self.new[account] = credential


@dataclass(frozen=True)
class Pen:
    """Signs receipts. Whoever holds one can show that a ballot was on the board, and what stood before it."""

    org: str
    name: str
    seed: bytes
    part: str

    def receipt(self, event: BoardEvent) -> Receipt:
        text = f"{RECEIPT}\n{self.org}\n{self.part}\n{event.tracker}\n{event.height} {event.hash}\n"
        return Receipt(event.tracker, event.height, str(Note(text, (notes.sign(text, self.name, self.seed),))))


def _pen(part: Part) -> Pen:
    log = Log.objects.only("org", "key", "origin").get()
    seed = keys.seed(settings.DATA, log.key)
    if seed is None:
        raise DomainError(_("The key of the record is missing: receipts cannot be signed."))
    return Pen(log.org, log.origin, seed, part.uuid)


def spoil(account: UUID, part_id: UUID, content: bytes) -> None:
    """A ballot was opened to check the booth: from now on it cannot be cast. Raises as `cast` does."""
    job, setup = Job(account, part_id, content), setup_of(part_id)
    found = _outline(setup, job)
    if found is None or not _proved(setup, [(job, found)]):
        raise job.error or NotAccepted
    _spoil(job, found)


@housekeeping
def _spoil(job: Job, found: Outline) -> None:
    part: Part = Part.objects.select_for_update().select_related("ballot").defer("credentials").get(id=job.part)
    if job.account not in queries.listed(part, part.ballot, [job.account]):
        raise Forbidden(NOT_LISTED)
    if part.stage != "setup":  # what stands of such ballots is deleted at the close
        raise Gone(NOT_NOW)
    if queries.found_on_board(part, found.tracker):
        raise Gone(_("This ballot is on the board already."))
    Spoilt.objects.get_or_create(part=part, tracker=found.tracker)
