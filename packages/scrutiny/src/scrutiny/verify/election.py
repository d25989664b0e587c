"""Check an archive from its first byte to its last: every event in order, every proof, the tally and the result.

The archive is read as a stream; ballots go in batches to where work is done (`scrutiny.parallel`), and of each no more
is kept than 16 bytes of its hash and, for its credential, where it lies. What is checked is numbered in `steps`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from scrutiny.elections import credentials, tally, trustees
from scrutiny.elections import election as elections
from scrutiny.elections.archive import LARGEST_EVENT, Event, Reader, Record, read_event
from scrutiny.elections.ballot import LONGEST, Ranked
from scrutiny.elections.ballot import read as read_ballot
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose, Rank
from scrutiny.elections.strict import fields, parse
from scrutiny.elections.tally import Partial, Sized, Tally
from scrutiny.elections.trustees import Trustees
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Element
from scrutiny.parallel import OneCore, Spread
from scrutiny.verify import batch
from scrutiny.verify.batch import Outcome, Products, Weighed
from scrutiny.verify.report import Report
from scrutiny.verify.roll import Roll, first_repeated
from scrutiny.verify.steps import Step, checking, failed

LARGEST_SETUP = 8 << 20  # bytes of an election or of its trustees; ballots have a bound of their own
CIPHERTEXT = 1400  # bytes of a ciphertext, of a factor with its proof, of a shuffled answer with its part of the proof:
FACTOR = 2700  # no group needs more
SHUFFLED = 9000
MOST_DROPPED = 1000  # decryptions that do not hold
PENDING = 8  # contents that may wait for their event
BATCH_BALLOTS = 1000
BATCH_BYTES = 3 << 20
BATCH_REPLACED = 200
SMALL = 1 << 20  # archives for which it is not worth while to prepare much
Progress = Callable[[int, int], None]

AFTER: dict[str, tuple[str, ...]] = {
    "": ("Setup",),
    "voting": ("Ballot", "EndBallots"),
    "closed": ("EncryptedTally",),
    "shuffling": ("Shuffle", "EndShuffles"),
    "tallied": ("PartialDecryption", "Result"),
    "result": (),
}


@dataclass
class Batch:
    """Ballots on their way to be checked."""

    records: list[Record] = field(default_factory=list)
    ballots: list[Weighed] = field(default_factory=list)
    size: int = 0

    def add(self, record: Record, content: bytes, weight: int) -> None:
        self.records.append(record)
        self.ballots.append(Weighed(content, weight))
        self.size += len(content)

    def is_full(self) -> bool:
        return len(self.ballots) >= BATCH_BALLOTS or self.size >= BATCH_BYTES


@dataclass
class Position:
    """How far the walk has come in the archive."""

    next_byte: int = 0
    next_number: int = 0
    height: int = 0
    parent: str | None = None
    phase: str = ""


class Walk:
    """One pass over an archive. `run` raises Unverified at the first check that fails, and else tells the report.

    `keep` is called while ballots come in, whenever `is_time` says so, and when an archive ends there.
    """

    def __init__(
        self,
        file: BinaryIO,
        spread: Spread | None = None,
        progress: Progress = lambda _at, _of: None,
        keep: Callable[[Walk], None] | None = None,
        is_time: Callable[[], bool] = lambda: False,
    ) -> None:
        self.keep, self.is_time = keep, is_time
        self.reader, self.spread, self.progress = Reader(file), spread or OneCore(), progress
        self.at = Position()
        self.report = Report(bytes=self.reader.length)
        self.pending: dict[str, Record] = {}
        self.batch = Batch()
        self.records_under_way: list[list[Record]] = []
        self.products: list[list[tuple[Element, Element]]] = []
        self.hashes = array("Q"), array("Q")
        self.superseded = array("Q")  # offset, size and weight of each ballot that was replaced
        self.partials: dict[int, Partial] = {}
        self.sized: Sized | None = None
        self.tally: Tally = ()

    def run(self) -> Report:
        with checking(Step.ARCHIVE):
            for record in self.reader.records(self.at.next_byte, self.at.next_number):
                self.take(record)
                self.progress(record.end, self.reader.length)
                self.pause()
        if self.pending:
            raise failed(Step.REFERENCES, "unreferenced", next(iter(self.pending.values())))
        if not self.at.phase:
            raise failed(Step.ORDER, "no-setup")
        self.drain()
        if self.at.phase == "voting":
            self.check_not_repeated()
            self.count_ballots()
            if self.keep:
                self.keep(self)
        self.report.state = self.at.phase
        return self.report

    def begin(self) -> None:
        """Only the set-up, for whoever needs no more than that."""
        with checking(Step.ARCHIVE):
            for record in self.reader.records():
                self.take(record)
                if self.at.phase:
                    return
        raise failed(Step.ORDER, "no-setup")

    def pause(self) -> None:
        """Now and then, while ballots are coming in: everything read so far is checked, and may be kept."""
        if self.keep and self.at.phase == "voting" and not self.pending and self.is_time():
            self.drain()
            self.keep(self)

    def take(self, record: Record) -> None:
        if record.kind == "data":
            if record.hash in self.pending or len(self.pending) >= PENDING:
                raise failed(Step.REFERENCES, "unreferenced", record)
            self.pending[record.hash] = record
            return
        with checking(Step.CHAIN, record):
            event = read_event(self.reader.content(record, LARGEST_EVENT))
        self.check_chain(record, event)
        payload = self.payload(record, event)
        HANDLERS[event.type](self, record, payload or record)
        if self.pending:
            raise failed(Step.REFERENCES, "unreferenced", next(iter(self.pending.values())))
        self.at.next_byte, self.at.next_number = record.end, record.number + 1
        self.at.height, self.at.parent = event.height + 1, record.hash

    def check_chain(self, record: Record, event: Event) -> None:
        if (event.height, event.parent) != (self.at.height, self.at.parent):
            raise failed(Step.CHAIN, "chain", record)
        if event.type not in AFTER[self.at.phase]:
            raise failed(Step.ORDER, "order", record, event=event.type[:40])

    def payload(self, record: Record, event: Event) -> Record | None:
        has_one = event.type not in ("EndBallots", "EndShuffles")
        if (event.payload is not None) != has_one:
            raise failed(Step.REFERENCES, "payload", record)
        return self.referred(event.payload, record) if event.payload is not None else None

    def referred(self, name: object, by: Record) -> Record:
        """The content of that hash, which must have come since the last event; it is used once."""
        found = self.pending.pop(name, None) if isinstance(name, str) else None
        if found is None:
            raise failed(Step.REFERENCES, "missing", by)
        return found

    # Setup -------------------------------------------------------------------------------------------------

    def take_setup(self, record: Record, payload: Record) -> None:
        with checking(Step.REFERENCES, payload):
            names = fields(parse(self.reader.content(payload, LARGEST_EVENT)), ["election", "trustees", "credentials"])
        parts = [self.referred(name, record) for name in names]
        self.load_setup(*parts)
        with checking(Step.TRUSTEES, parts[1]):
            trustees.verify(self.trustees)
            if self.trustees.public_key() != self.election.public_key:
                raise Refused("public-key")
            if self.election.public_key == self.election.group.one:
                raise Refused("no-key")  # the trustees' keys cancel out, and everybody could decrypt
        self.at.phase = "voting"

    def load_setup(self, election: Record, trustee_list: Record, credential_list: Record) -> None:
        self.setup_records = election, trustee_list, credential_list
        with checking(Step.ELECTION, election):
            self.election: Election = elections.read(self.reader.content(election, LARGEST_SETUP))
        group = self.election.group
        with checking(Step.TRUSTEES, trustee_list):
            self.trustees: Trustees = trustees.read(group, self.reader.content(trustee_list, LARGEST_SETUP))
        with checking(Step.CREDENTIALS, credential_list):
            self.roll = Roll(credentials.read_entries(group, self.reader.chunks(credential_list)))
            if self.roll.place(group.text(group.one).encode()) is not None:
                raise Refused("everyones-credential")  # its secret is 0, which everybody knows
        choices = [q.choices if isinstance(q, Choose) else 0 for q in self.election.questions]
        self.products = [[(group.one, group.one)] * count for count in choices]
        self.credential_start = len(
            f'{{"election_uuid":"{self.election.uuid}","election_hash":"{self.election.fingerprint}","credential":"'
        )
        self.describe()
        if self.reader.length > SMALL:
            batch.warm(self.election.content)

    def describe(self) -> None:
        election, report = self.election, self.report
        report.uuid, report.name, report.group = election.uuid, election.name, election.group.name
        report.fingerprint, report.voters = election.fingerprint, len(self.roll)
        report.trustees = len(self.trustees.keys)
        report.questions = [question.question for question in election.questions]
        report.answers = [
            [*(["(blank)"] if isinstance(q, Choose) and q.blank else []), *q.answers] for q in election.questions
        ]

    # Ballots -----------------------------------------------------------------------------------------------

    def take_ballot(self, _record: Record, payload: Record) -> None:
        with checking(Step.BALLOT_FORM, payload):
            content = self.reader.content(payload, LONGEST)
        place = self.roll.place(self.credential_of(content))
        if place is None:
            raise failed(Step.BALLOT_CREDENTIAL, "unknown-credential", payload)
        weight = int(self.roll.weights[place])
        if self.roll.size[place]:
            self.superseded.extend((int(self.roll.offset[place]), int(self.roll.size[place]), weight))
        self.roll.offset[place], self.roll.size[place] = payload.offset, payload.size
        for part, kept in zip((payload.hash[:16], payload.hash[16:32]), self.hashes, strict=True):
            kept.append(int(part, 16))
        self.report.ballots += 1
        self.batch.add(payload, content, weight)
        if self.batch.is_full():
            self.send()

    def credential_of(self, content: bytes) -> bytes:
        """The credential where it must stand. If it stands elsewhere, the check of the form refuses the ballot."""
        end = content.find(b'"', self.credential_start)
        return content[self.credential_start : end] if end > 0 else b""

    def send(self) -> None:
        sent, self.batch = self.batch, Batch()
        if sent.ballots:
            self.records_under_way.append(sent.records)
            for outcome in self.spread.put(batch.check, self.election.content, sent.ballots):
                self.absorb(outcome)

    def drain(self) -> None:
        """Wait until all ballots that were read are checked."""
        self.send()
        for outcome in self.spread.rest():
            self.absorb(outcome)

    def absorb(self, outcome: Outcome) -> None:
        records = self.records_under_way.pop(0)
        if outcome.fault:
            step = Step.BALLOT_FORM if outcome.fault.form else Step.BALLOT_PROOFS
            raise failed(step, outcome.fault.reason, records[outcome.fault.place], **outcome.fault.data)
        self.multiply(outcome.products, divide=False)

    def multiply(self, products: Products, *, divide: bool) -> None:
        group = self.election.group
        join = group.divide if divide else group.multiply
        self.products = [
            [(join(a, group.element(x)), join(b, group.element(y))) for (a, b), (x, y) in zip(mine, more, strict=True)]
            if more
            else mine
            for mine, more in zip(self.products, products, strict=True)
        ]

    def check_not_repeated(self) -> None:
        high, low = (np.frombuffer(part, np.uint64) if part else np.zeros(0, np.uint64) for part in self.hashes)
        repeated = first_repeated(high, low)
        if repeated is not None:
            raise failed(Step.BALLOT_REPEATED, "repeated-ballot", ballot=repeated + 1)

    def count_ballots(self) -> None:
        self.report.counted, self.report.weight = self.roll.voted(), self.roll.weight_of_those_who_voted()

    def end_ballots(self, _record: Record, _payload: Record) -> None:
        self.drain()
        self.check_not_repeated()
        self.count_ballots()
        self.divide_superseded()
        self.at.phase = "closed"

    def divide_superseded(self) -> None:
        """Take the ballots that were replaced out of the product."""
        for start in range(0, len(self.superseded), 3 * BATCH_REPLACED):
            part = self.superseded[start : start + 3 * BATCH_REPLACED]
            ballots = [
                Weighed(self.bytes_at(offset, size), weight)
                for offset, size, weight in zip(part[::3], part[1::3], part[2::3], strict=True)
            ]
            for products in self.spread.put(batch.multiply, self.election.content, ballots):
                self.multiply(products, divide=True)
        for products in self.spread.rest():
            self.multiply(products, divide=True)

    def bytes_at(self, offset: int, size: int) -> bytes:
        """A ballot that was checked before."""
        self.reader.file.seek(offset)
        return self.reader.file.read(size)

    def largest(self, each: int) -> int:
        """How long a content about all ciphertexts of the tally may be, with so many bytes for each."""
        kinds = [q.choices if isinstance(q, Choose) else self.report.counted for q in self.election.questions]
        return 4096 + each * sum(kinds)

    # Tally, shuffles, decryption, result ---------------------------------------------------------------------

    def take_tally(self, record: Record, payload: Record) -> None:
        with checking(Step.TALLY, payload):
            self.sized = tally.read_sized(self.reader.content(payload, LARGEST_EVENT))
            content = self.referred(self.sized.tally, record)
            if (self.sized.ballots, self.sized.weight) != (self.report.counted, self.report.weight):
                raise Refused("tally-size")
        with checking(Step.TALLY, content):
            self.tally = tally.read(
                self.election, self.reader.content(content, self.largest(CIPHERTEXT)), self.report.counted
            )
            self.check_tally()
        self.at.phase = "shuffling" if self.election.is_ranked else "tallied"

    def check_tally(self) -> None:
        """Raises Refused `tally` where it is not what the ballots make."""
        for question, found, product in zip(self.election.questions, self.tally, self.products, strict=True):
            if isinstance(question, Choose) and list(found) != product:
                raise Refused("tally")
        if self.election.is_ranked:
            if self.report.weight != self.report.counted:
                raise Refused("weight")
            group, cast = self.election.group, self.ranked_answers()
            for found, answers in zip(tally.ranked(self.election, self.tally), cast, strict=True):
                if sorted((group.text(a), group.text(b)) for a, b in found) != sorted(answers):
                    raise Refused("tally")

    def ranked_answers(self) -> list[list[tuple[str, str]]]:
        """The ciphertexts of the ballots that count, for every ranked question; their order means nothing."""
        group = self.election.group
        places = [n for n, question in enumerate(self.election.questions) if isinstance(question, Rank)]
        found: list[list[tuple[str, str]]] = [[] for _ in places]
        for offset, size in self.roll.last_ballots():
            ballot = read_ballot(self.election, self.bytes_at(offset, size))
            for row, place in zip(found, places, strict=True):
                answer = ballot.answers[place]
                if isinstance(answer, Ranked):
                    row.append((group.text(answer.choices[0]), group.text(answer.choices[1])))
        return found

    def take_shuffle(self, record: Record, payload: Record) -> None:
        with checking(Step.SHUFFLE, payload):
            owned = tally.read_owned(self.reader.content(payload, LARGEST_EVENT), self.report.trustees)
            content = self.referred(owned.payload, record)
            made = tally.read_shuffle(self.election.group, self.reader.content(content, self.largest(SHUFFLED)))
            self.tally = tally.verify_shuffle(self.election, self.tally, made)
        self.report.shuffles += 1

    def end_shuffles(self, record: Record, _payload: Record) -> None:
        if not self.report.shuffles and self.report.counted:
            raise failed(Step.SHUFFLE, "not-shuffled", record)
        self.at.phase = "tallied"

    def take_decryption(self, record: Record, payload: Record) -> None:
        """A decryption that does not hold is dropped and named; whether enough are left is asked with the result."""
        with checking(Step.DECRYPTION, payload):
            owned = tally.read_owned(self.reader.content(payload, LARGEST_EVENT), self.report.trustees)
            content = self.referred(owned.payload, record)
            raw = self.reader.content(content, self.largest(FACTOR))
        try:
            if owned.owner in self.partials:
                raise Refused("repeated-decryption")
            partial = tally.read_partial(self.election.group, raw)
            tally.verify_partial(self.election, self.tally, self.trustees.keys[owned.owner - 1], partial)
        except (Malformed, Refused) as error:
            if len(self.report.dropped) >= MOST_DROPPED:
                raise failed(Step.DECRYPTION, "too-many", content) from error
            self.report.dropped.append(
                {"trustee": owned.owner, "reason": error.code, **error.data, "record": content.number}
            )
            return
        self.partials[owned.owner] = partial
        self.report.decryptions.append(owned.owner)

    def take_result(self, _record: Record, payload: Record) -> None:
        with checking(Step.RESULT, payload):
            said = tally.read_result(self.reader.content(payload, self.largest(CIPHERTEXT)))
            openings = tally.opened(self.trustees, self.tally, self.partials)
            found = tally.result(self.election, openings, self.report.weight)
            if said != found:
                raise Refused("result")
        self.report.result = found
        self.at.phase = "result"


Handler = Callable[[Walk, Record, Record], None]
HANDLERS: dict[str, Handler] = {
    "Setup": Walk.take_setup,
    "Ballot": Walk.take_ballot,
    "EndBallots": Walk.end_ballots,
    "EncryptedTally": Walk.take_tally,
    "Shuffle": Walk.take_shuffle,
    "EndShuffles": Walk.end_shuffles,
    "PartialDecryption": Walk.take_decryption,
    "Result": Walk.take_result,
}


def verify(file: BinaryIO, spread: Spread | None = None, progress: Progress = lambda _at, _of: None) -> Report:
    """Check an archive that is open for reading and can be sought in. Raises Unverified."""
    return Walk(file, spread, progress).run()
