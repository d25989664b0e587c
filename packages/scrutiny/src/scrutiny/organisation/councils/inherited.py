"""Offices that an existing union brings along when it moves in. No ballot here has given them, and each page says so.

Whoever held one says so, two stewards confirm it, and the holder takes it with a key of the office. That can be only
while the stewards of the foundation can still be in office, and where no ballot has given that office yet; it lasts no
longer than theirs. The ballot for it is begun at once; where the mandate that it gives begins, this one is over.
No other way leads from an inherited office to a lasting one.

Codes of RuleBroken: `inherited-late`, `inherited-twice` (not two offices that live), `seat-taken` (a ballot gave it).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.state_tables import StateTable, Step

DAY = dt.timedelta(days=1)
STEWARDS = 2  # as for every edit of the tree

CLAIMED, CONFIRMED, HELD = "claimed", "confirmed", "held"
REPLACED, LAPSED, RECALLED, LAID_DOWN, NOT_TAKEN = "replaced", "lapsed", "recalled", "laid-down", "not-taken"

GUARDS = {
    "two": "two stewards of the unit, or of a part above it, say that it is so; neither is whoever claims it",
    "own-key": "signed by the holder with the key of this office",
    "elected": "the mandate that the first ballot of its electors gave was accepted, and begins",
    "electorate": "a recall ballot of the electorate is certified and carried",
    "own-will": "signed by the holder",
    "end": "as many days are over as the charter gives to a steward who was signed for",
    "time-over": "as many days have passed since the founding",
}

INHERITED = StateTable(
    name="inherited",
    event="claimed",
    first=CLAIMED,
    steps=(
        Step(CLAIMED, "confirmed", CONFIRMED, "two"),
        Step(CLAIMED, "too-late", NOT_TAKEN, "time-over"),
        Step(CONFIRMED, "taken", HELD, "own-key"),
        Step(CONFIRMED, "too-late", NOT_TAKEN, "time-over"),
        Step(HELD, "ballot", REPLACED, "elected"),
        Step(HELD, "recalled", RECALLED, "electorate"),
        Step(HELD, "laid-down", LAID_DOWN, "own-will"),
        Step(HELD, "time-over", LAPSED, "end"),
    ),
)


def last_day(founded: dt.date, rules: CharterRules) -> dt.date:
    """The last day on which an office can be inherited."""
    return founded + rules.steward_days * DAY


def check_time(founded: dt.date | None, day: dt.date, rules: CharterRules) -> None:
    """Raises RuleBroken `inherited-late`."""
    if founded is None or day > last_day(founded, rules):
        raise RuleBroken("inherited-late", days=rules.steward_days)


def check_offices(by: Sequence[str], living: Collection[str]) -> None:
    """Two mandates that live on that day. Raises RuleBroken `inherited-twice`."""
    if len(by) != STEWARDS or len(set(by)) != STEWARDS or not set(by) <= set(living):
        raise RuleBroken("inherited-twice")
