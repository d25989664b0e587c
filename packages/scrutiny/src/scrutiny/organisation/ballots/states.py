"""A ballot as a table. Nothing but its timetable moves it, once it is announced; until it opens, a ballot that somebody
announced of their own accord can be withdrawn by them. What the clock announced, nobody withdraws.
"""

from __future__ import annotations

from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import End
from scrutiny.organisation.ballots.timetable import Phase
from scrutiny.organisation.state_tables import StateTable, Step

GUARDS = {
    "notice": "the notice of the timetable has come, and the list of electors is frozen",
    "opening": "the opening of the timetable has come, and keys and credentials are ready",
    "closing": "the closing of the timetable has come",
    "decrypting": "the complaint days are over",
    "contested-no-more": "nobody can contest the result any more",
    "own": "by whoever announced it, before it opens; never a ballot that a petition, a mandate's end or a rule called",
    "unready": "its opening has come, and keys or credentials are not ready",
}

BALLOT = StateTable(
    name="ballot",
    event="due",
    first=Phase.DRAFT.value,
    steps=(
        Step(Phase.DRAFT.value, "announced", Phase.ANNOUNCED.value, "notice"),
        Step(Phase.ANNOUNCED.value, "withdrawn", End.WITHDRAWN.value, "own"),
        Step(Phase.ANNOUNCED.value, "not-ready", End.NOT_HELD.value, "unready"),
        Step(Phase.ANNOUNCED.value, "opened", Phase.VOTING.value, "opening"),
        Step(Phase.VOTING.value, "closed", Phase.COMPLAINTS.value, "closing"),
        Step(Phase.COMPLAINTS.value, "decrypting", Phase.COUNTING.value, "decrypting"),
        *(Step(Phase.COUNTING.value, one.value, f"certified-{one.value}", "contested-no-more") for one in Outcome),
    ),
)
