"""When what nobody calls is called: the ballots of petitions, and the next election of every seat.

All instants follow from a day in the record and from the charter of that day; a timetable that is any other is refused.

Codes of RuleBroken: `timetable`.
"""

from __future__ import annotations

import datetime as dt

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots import timetable
from scrutiny.organisation.ballots.timetable import Timetable
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils.mandates import DAY, Mandate
from scrutiny.organisation.councils.petitions import Kind
from scrutiny.organisation.state_tables import StateTable, Step


def midnight_after(day: dt.date) -> dt.datetime:
    """The end of a day in UTC."""
    return dt.datetime.combine(day, dt.time(), dt.UTC) + DAY


def of_petition(kind: Kind, reached: dt.date, rules: CharterRules, *, again: bool = False) -> Timetable:
    """The one timetable of the ballot that a petition forces. `reached` is the day on which enough had signed, or, with
    `again`, the day on which its ballot was not held, because those who prepare it had failed: others are drawn, and it
    is called once more, as often as it takes.

    A recall opens after the charter's days for recalls, however long other ballots are announced beforehand; every
    other step is that of any ballot.
    """
    notice = midnight_after(reached)
    if kind is Kind.BALLOT:
        return timetable.generate(rules, notice)
    opening = notice + (rules.recall_again_days if again else rules.recall_confirm_days) * DAY
    closing = opening + rules.voting_days * DAY
    decrypting = closing + rules.complaint_days * DAY
    observers = max(notice, opening - rules.observers_days * DAY)
    return Timetable(notice, observers, opening, closing, decrypting, decrypting + rules.appeal_days * DAY)


def check_fixed(found: Timetable, expected: Timetable) -> None:
    """Not a second earlier or later. Raises RuleBroken `timetable`."""
    if found != expected:
        raise RuleBroken("timetable")


def of_seat(mandate: Mandate, rules: CharterRules) -> Timetable:
    """The next ballot about the seat of this mandate, which puts itself on the timetable. It is certified in time for
    whoever is elected to accept before the end. Of an inherited office, and where the charter's steps take longer than
    the mandate, it is announced at once.
    """
    days = rules.notice_days + rules.voting_days + rules.complaint_days + rules.appeal_days
    latest = mandate.end - (days + mandate.acceptance_days) * DAY
    return timetable.generate(rules, mandate.given if mandate.inherited else max(mandate.given, latest))


OPEN, REACHED, ANNOUNCED = "open", "reached", "announced"
LAPSED, JOINED, MOOT = "lapsed", "joined", "moot"
DECIDED = {
    "carried": "carried",
    "not-carried": "not-carried",
    "no-quorum": "no-quorum",
    "branch-against": "branch-against",
}

GUARDS = {
    "valid": "by a key on the list, which has not signed before, with a valid signature, before it closes",
    "enough": "more than the charter's share have signed, and for a recall not fewer than its floor",
    "closed": "its last day is over, and not enough have signed",
    "movers": "the movers of both sign it, and both ask the same electors the same thing",
    "clock": "the midnight after that day has come",
    "custodians-failed": "keys or credentials were not ready; others are drawn, and it is announced again",
    "over": "the mandate that it would recall is over",
    "certified": "nobody can contest the result any more",
}

PETITION = StateTable(
    name="petition",
    event="begun",
    first=OPEN,
    steps=(
        Step(OPEN, "signed", OPEN, "valid"),
        Step(OPEN, "joined", JOINED, "movers"),
        Step(OPEN, "reached", REACHED, "enough"),
        Step(OPEN, "time-over", LAPSED, "closed"),
        Step(REACHED, "announced", ANNOUNCED, "clock"),
        Step(ANNOUNCED, "not-held", REACHED, "custodians-failed"),
        *(Step(ANNOUNCED, event, after, "certified") for event, after in DECIDED.items()),
        *(Step(state, "mandate-over", MOOT, "over") for state in (OPEN, REACHED, ANNOUNCED)),
    ),
)


def petition_state(
    closes: dt.date, reached: dt.date | None, instant: dt.datetime, *, joined: bool = False, moot: bool = False
) -> str:
    """Where a petition stands before its ballot is certified. `reached` is what petitions.reached_on found; `moot`: the
    mandate that it would recall is over.
    """
    if joined or moot:
        return JOINED if joined else MOOT
    if reached is not None:
        return ANNOUNCED if instant >= midnight_after(reached) else REACHED
    return LAPSED if instant >= midnight_after(closes - DAY) else OPEN
