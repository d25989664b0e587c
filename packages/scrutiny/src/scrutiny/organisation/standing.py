"""Membership as states in one table. The employer has no event in it that ends a membership."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import CharterRules

WAITING, MEMBER, OUT_OF_WORK, ENDED = "waiting", "member", "out-of-work", "ended"

# state, event -> state
TRANSITIONS: dict[tuple[str, str], str] = {
    (WAITING, "admitted"): MEMBER,
    (WAITING, "left"): ENDED,
    (MEMBER, "out-of-work"): OUT_OF_WORK,
    (OUT_OF_WORK, "back-at-work"): MEMBER,
    (OUT_OF_WORK, "lapsed"): ENDED,
    **{(state, event): ENDED for state in (MEMBER, OUT_OF_WORK) for event in ("left", "moved", "management", "review")},
    (ENDED, "restored"): MEMBER,
}


def transition(state: str, event: str) -> str:
    """The state after an event. Raises RuleBroken `no-such-step` where the table has none."""
    if (state, event) not in TRANSITIONS:
        raise RuleBroken("no-such-step", state=state, event=event)
    return TRANSITIONS[state, event]


@dataclass(frozen=True)
class Standing:
    state: str
    joined: dt.date | None
    out_of_work_since: dt.date | None = None
    dispute_open: bool = False


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month, so many months on; the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (first_of_next - dt.timedelta(days=1)).day))


def is_member_on(standing: Standing, day: dt.date, rules: CharterRules) -> bool:
    """Whether a membership counts on a day: out of work, for the charter's months and while a dispute is open."""
    if standing.state == OUT_OF_WORK and standing.out_of_work_since and not standing.dispute_open:
        return day < months_later(standing.out_of_work_since, rules.out_of_work_months)
    return standing.state in (MEMBER, OUT_OF_WORK)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {WAITING}: applied"]
    lines += [f"    {a.replace('-', '_')} --> {b.replace('-', '_')}: {event}" for (a, event), b in TRANSITIONS.items()]
    return "\n".join(lines) + "\n"
