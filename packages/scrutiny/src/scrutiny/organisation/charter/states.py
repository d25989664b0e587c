"""A rule of the charter as a table. Its safe default never lapses; every other value holds only until it has to be
confirmed, and then the default holds again without anybody doing anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from scrutiny.organisation.charter.history import Adoption, latest
from scrutiny.organisation.charter.rules import RULES
from scrutiny.organisation.state_tables import StateTable, Step

DEFAULT, IN_FORCE, LAPSED = "default", "in-force", "lapsed"

GUARDS = {
    "carried": "a ballot of all members on exactly this value is certified, with the share, the quorum and the "
    "majority in each branch that the charter asks for",
    "founders": "the first entry of the record says so; like any other value it has to be confirmed by a ballot",
    "not-confirmed": "the day by which it should have been confirmed has come",
}

CHARTER_RULE = StateTable(
    name="charter-rule",
    event="founded",
    first=DEFAULT,
    steps=(
        Step(DEFAULT, "founding", IN_FORCE, "founders"),
        Step(DEFAULT, "adopted", IN_FORCE, "carried"),
        Step(IN_FORCE, "adopted", IN_FORCE, "carried"),
        Step(IN_FORCE, "confirmed", IN_FORCE, "carried"),
        Step(IN_FORCE, "default-adopted", DEFAULT, "carried"),
        Step(IN_FORCE, "time-over", LAPSED, "not-confirmed"),
        Step(LAPSED, "adopted", IN_FORCE, "carried"),
        Step(LAPSED, "default-adopted", DEFAULT, "carried"),
    ),
)


def state_of(rule: str, history: Iterable[Adoption], day: dt.date) -> str:
    """Where a rule stands on a day. `lapsed`: its default holds, because what was adopted was not confirmed."""
    adoption = latest(history, day).get(rule)
    if adoption is None or (adoption.confirm_by is None and adoption.value == RULES[rule].default):
        return DEFAULT
    return IN_FORCE if adoption.holds_on(day) else LAPSED
