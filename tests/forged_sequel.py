"""How the demonstration's record could honestly go on: an election, a delegate who votes, a petition, a recall.

A forger has then something of every kind to forge, also where the demonstration itself has none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from scrutiny.identity import joint_keys
from scrutiny.organisation.ballots import asked, timetable
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.seen import INSTANTS
from scrutiny.organisation.ballots.timetable import Timetable
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils import clocks, petitions
from scrutiny.organisation.councils.clocks import midnight_after
from scrutiny.organisation.councils.petitions import KeyList, Kind, Petition
from scrutiny.organisation.entries import Entry
from tests.forging import DAY, Book

ELECTORS = 9
UNIT, ELECTION, MANDATE, QUESTION, PETITION, RECALL, BRANCH = (str(UUID(int=2**100 + n)) for n in range(7))
HALVES = [[bytes([2 * n + 1]) * 32, bytes([2 * n + 2]) * 32] for n in range(ELECTORS + 1)]
SECRETS = {joint_keys.joined_public(map(joint_keys.public_half, two)): joint_keys.joined_secret(two) for two in HALVES}
STRANGER = list(SECRETS)[-1]
KEYS = KeyList(tuple(sorted(key for key in SECRETS if key != STRANGER)))
STAND = Asked("rank", "Who shall be steward?", ("Heron", "Rowan", "Finch"), rule="scottish", seats=1)
WHETHER = asked.yes_or_no("Shall this mandate end?", "Yes", "No")


class Sequel:
    """Written day by day, from the day after the last one of the book."""

    def __init__(self, book: Book, rules: CharterRules) -> None:
        self.book, self.rules, self.day = book, rules, book.last_day + DAY
        self.made: list[Entry] = []

    def add(self, kind: str, /, **effect: Any) -> None:
        self.made.append(replace(self.book.made_up(kind, **effect), day=self.day))

    def write(self) -> list[Entry]:
        election = timetable.generate(self.rules, midnight_after(self.day - DAY))
        self._announce(ELECTION, STAND, election, election=ELECTION)
        self._hold(ELECTION, election, keys=True)
        self._certify(ELECTION, 6, elected=[1])
        self._take_office(midnight_after(self.day))
        self._petition()
        self._vote()
        recall = clocks.of_petition(Kind.RECALL, self.day - DAY, self.rules)
        self._announce(RECALL, WHETHER, recall, petition=PETITION)
        self._hold(RECALL, recall)
        self._certify(RECALL, 6, 5)
        return self.made

    def _announce(self, ballot: str, question: Asked, times: Timetable, **more: str) -> None:
        said = {"ballot": ballot, "unit": UNIT, "title": "", "questions": asked.to_text([question]), "binding": 1}
        instants = {name: getattr(times, name).isoformat() for name in INSTANTS}
        self.add("ballot.announce", **said, rules={}, electors=ELECTORS, parts=1, **instants, **more)
        registrars = [f"registrar {n}" for n in range(self.rules.registrars_needed)]
        trustees = [f"trustee {n}" for n in range(self.rules.trustees_needed)]
        drawn = {"registrars": registrars, "trustees": trustees, "threshold": self.rules.trustees_quorum}
        self.add("ballot.custodians", ballot=ballot, **drawn)

    def _hold(self, ballot: str, times: Timetable, *, keys: bool = False) -> None:
        self._seal(ballot, "setup", times.observers, 1)
        if keys:
            self.add("petition.keys", ballot=ballot, keys=KEYS.digest, count=ELECTORS)
        self._seal(ballot, "closed", times.closing, 2)
        self._seal(ballot, "result", times.decrypting, 3)
        self.day = times.certified.date()

    def _seal(self, ballot: str, stage: str, instant: dt.datetime, height: int) -> None:
        self.day = instant.date()
        voted = 0 if stage == "setup" else 6
        said = {"ballot": ballot, "election": f"part of {ballot}", "stage": stage, "height": height, "head": ""}
        self.add("ballot.board", **said, electors=ELECTORS, voted=voted)

    def _certify(self, ballot: str, voted: int, in_favour: int = 0, **more: Any) -> None:
        counts = [ELECTORS, voted, in_favour]
        self.add("ballot.certify", ballot=ballot, outcome="carried", whole=counts, branches={BRANCH: counts}, **more)

    def _take_office(self, start: dt.datetime) -> None:
        end = start + self.rules.mandate_days * DAY
        said = {"ballot": ELECTION, "place": 1, "seat": 1, "follows": ""}
        self.add("mandate.give", mandate=MANDATE, **said, start=start.isoformat(), end=end.isoformat())
        self.day += DAY
        self.add("mandate.accept", mandate=MANDATE)

    def _petition(self) -> None:
        asked_ = recalled(self.book.org, self.day, self.rules)
        needed = petitions.needed(Kind.RECALL, ELECTORS, self.rules)
        self.add("petition.list", keys=KEYS.digest, place=0, listed=b"".join(KEYS.keys).hex())
        said = {**asked_.told(), "petition": PETITION, "mover": KEYS.keys[0].hex(), "needed": needed}
        self.add("petition.open", **said)
        for key in KEYS.keys[:needed]:
            self.add("petition.sign", **signature(asked_, key))
        reached, self.day = self.day, self.day + DAY
        self.add("petition.tally", petition=PETITION, reached=reached.isoformat(), signed=needed)

    def _vote(self) -> None:
        closes = (midnight_after(self.day) + 20 * DAY).isoformat()
        self.add("vote.call", question=QUESTION, unit=UNIT, mandate=MANDATE, title="", text="", closes=closes)
        self.add("vote.instructed", question=QUESTION, unit=UNIT, position="against")
        self.add("vote.cast", question=QUESTION, mandate=MANDATE, position="against", reason="", unit=UNIT)


def recalled(org: str, day: dt.date, rules: CharterRules) -> Petition:
    closes = day + rules.petition_days * DAY
    return Petition(UUID(PETITION), Kind.RECALL, org, f"assembly:{UNIT}", KEYS.digest, UUID(MANDATE), "Never reports.",
                    day, closes)  # fmt: skip


def signature(asked_: Petition, key: bytes) -> dict[str, str]:
    made = joint_keys.sign(SECRETS[key], asked_.message())
    return {"petition": str(asked_.id), "key": key.hex(), "signature": made.hex()}


def steps(book: Book) -> Iterator[Entry]:
    """The sequel to a book that holds."""
    yield from Sequel(book, book.state().rules).write()
