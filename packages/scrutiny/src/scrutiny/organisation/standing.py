"""Membership as states in one table. The employer has no event in it that ends a membership.

Codes of RuleBroken: `no-such-step`; of an appeal `not-ended`, `never-admitted`, `lapsed`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import CharterRules

WAITING, MEMBER, OUT_OF_WORK, ENDED = "waiting", "member", "out-of-work", "ended"

# What makes somebody out of work, and what ends a membership: codes, never free text about a person.
CAUSES = ("dismissed", "laid-off", "season-over")
ENDINGS = ("left", "moved", "management", "review")

# (state, event) -> state
TRANSITIONS: dict[tuple[str, str], str] = {
    (WAITING, "admitted"): MEMBER,
    (WAITING, "left"): ENDED,
    (MEMBER, "out-of-work"): OUT_OF_WORK,
    **{(MEMBER, event): ENDED for event in ENDINGS},
    (OUT_OF_WORK, "back-at-work"): MEMBER,
    **{(OUT_OF_WORK, event): ENDED for event in (*ENDINGS, "lapsed")},
    (ENDED, "restored"): MEMBER,
}


def transition(state: str, event: str) -> str:
    """The state after an event. Raises RuleBroken `no-such-step` where the table has none."""
    if (state, event) not in TRANSITIONS:
        raise RuleBroken("no-such-step", state=state, event=event)
    return TRANSITIONS[state, event]


@dataclass(frozen=True)
class Standing:
    """One person's standing in one workplace. Days are the first day on which it is so; None where it never was."""

    state: str
    joined: dt.date | None
    out_of_work_since: dt.date | None = None
    dispute_open: bool = False
    ended: dt.date | None = None


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month, so many months on; the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (first_of_next - dt.timedelta(days=1)).day))


def lapses_on(standing: Standing, rules: CharterRules) -> dt.date | None:
    """The first day on which a membership out of work no longer counts; None while nothing limits it."""
    if standing.state != OUT_OF_WORK or standing.out_of_work_since is None or standing.dispute_open:
        return None
    return months_later(standing.out_of_work_since, rules.out_of_work_months)


def lapsed_since(day: dt.date, rules: CharterRules) -> dt.date:
    """The last day out of work since which a membership without a dispute has lapsed on `day`; later ones count."""
    since = months_later(day, -rules.out_of_work_months)
    while months_later(since + dt.timedelta(days=1), rules.out_of_work_months) <= day:
        since += dt.timedelta(days=1)
    return since


def is_member_on(standing: Standing, day: dt.date, rules: CharterRules) -> bool:
    """Whether a membership counts on a day: at work, or out of work for the charter's months, and for as long as a
    dispute is open. By computation: nobody has to end it, and nobody can let it run on.
    """
    if standing.state == WAITING or standing.joined is None or day < standing.joined:
        return False
    if standing.state == ENDED:
        return standing.ended is not None and day < standing.ended
    lapses = lapses_on(standing, rules)
    return lapses is None or day < lapses


def check_appeal(standing: Standing, reason: str) -> None:
    """Whether the assembly can be asked to give back what ended for this reason. Raises RuleBroken.

    Not for those whom nobody has vouched for: an assembly's vote is not another door into the organisation. Not
    against the charter's months either: that end is the charter's, not somebody's judgement.
    """
    if standing.state != ENDED:
        raise RuleBroken("not-ended")
    if standing.joined is None:
        raise RuleBroken("never-admitted")
    if reason == "lapsed":
        raise RuleBroken("lapsed")


def state_table() -> tuple[tuple[str, str, str], ...]:
    """State, event and the state after it, in a stable order: what the documentation is generated from."""
    return tuple((state, event, after) for (state, event), after in TRANSITIONS.items())


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    steps = [(state.replace("-", "_"), event, after.replace("-", "_")) for state, event, after in state_table()]
    lines = [f"    {state} --> {after}: {event}" for state, event, after in steps]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {WAITING}: applied", *lines, f"    {ENDED} --> [*]"]) + "\n"
