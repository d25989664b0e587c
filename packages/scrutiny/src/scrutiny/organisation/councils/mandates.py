"""A mandate: an office that an electorate gave by a ballot, for a time, with instructions, and can take back.

Whether it lives is worked out from what was said and from the clock; no job has to end it, and nobody can prolong it.
It is over, and stays over, at the first of these instants:

    its end              at most the charter's days after its start
    recall               the electorate's ballot
    laid down            the holder's own act
    loss of eligibility  the holder is no member any more: left, moved away, became management, or was out of work for
                         longer than the charter's time with no dispute open. Dismissal itself ends nothing.
    the one below ends   a delegate of delegates sits on a mandate further down, and falls with it

It begins at its start, and not before the holder has accepted it with the key of this office.

Codes of RuleBroken: `no-ballot`, `no-electors`, `starts-before-it-is-given`, `ends-before-it-starts`, `too-long`,
`outlasts-the-one-below`, `acceptance-days`, `other-holder`, `accepted-already`, `too-late`, `too-early`, `over`,
`no-mandate`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import DEFAULTS, CharterRules
from scrutiny.organisation.standing import ENDED, Standing, lapses_on
from scrutiny.organisation.state_tables import StateTable, Step

DAY = dt.timedelta(days=1)

GIVEN, ACCEPTED, LIVING = "given", "accepted", "living"
NOT_ACCEPTED, DECLINED, LAPSED, RECALLED = "not-accepted", "declined", "lapsed", "recalled"
LAID_DOWN, NOT_ELIGIBLE, FALLEN = "laid-down", "not-eligible", "fallen"

# How a mandate can be ended by something that is written down; all other ends follow from the clock.
ENDS = (DECLINED, RECALLED, LAID_DOWN, NOT_ELIGIBLE)

GUARDS = {
    "own-key": "signed by the holder with the key of this office, within the charter's days",
    "start": "the start of the mandate has come, and the mandate on which it rests lives",
    "end": "the end of the mandate has come",
    "not-in-time": "the charter's days for accepting are over",
    "electorate": "a recall ballot of the electorate that gave it is certified and carried",
    "own-will": "signed by the holder",
    "no-member": "the holder is no member any more: left, moved away, became management, or out of work for too long "
    "without an open dispute",
    "below": "the mandate on which it rests lives no more",
    "employer": "the employer dismissed the holder, laid them off, or the season is over",
}


def _steps() -> tuple[Step, ...]:
    """Before it begins and while it lives, the same things end it."""
    shared = tuple(
        Step(state, event, after, guard)
        for state in (GIVEN, ACCEPTED, LIVING)
        for event, after, guard in (
            ("recalled", RECALLED, "electorate"),
            ("no-member", NOT_ELIGIBLE, "no-member"),
            ("below-ended", FALLEN, "below"),
            ("time-over", LAPSED, "end"),
            ("out-of-work", state, "employer"),
        )
    )
    return (
        Step(GIVEN, "accepted", ACCEPTED, "own-key"),
        Step(GIVEN, "declined", DECLINED, "own-will"),
        Step(GIVEN, "acceptance-over", NOT_ACCEPTED, "not-in-time"),
        Step(ACCEPTED, "began", LIVING, "start"),
        Step(ACCEPTED, "laid-down", LAID_DOWN, "own-will"),
        Step(LIVING, "laid-down", LAID_DOWN, "own-will"),
        *shared,
    )


MANDATE = StateTable(name="mandate", event="elected", first=GIVEN, steps=_steps())


@dataclass(frozen=True)
class End:
    """An end that stands in the record: one of ENDS. The first one counts; a later one changes nothing."""

    how: str
    instant: dt.datetime


@dataclass(frozen=True)
class Mandate:
    """`electorate` and `body` are keys of bodies: who gave it, and where the seat is. `ballot` names the ballot or open
    vote that gave it, `given` is when that was certified. `instructions` is the SHA-256 of their text in hexadecimal.
    `renewals`: how often in a row the holder had held it before. Instants are aware and UTC. `rests_on` is the
    holder's mandate further down, None where an assembly elected.
    """

    id: UUID
    holder: UUID
    electorate: str
    body: str
    seat: int
    ballot: str
    instructions: str
    given: dt.datetime
    start: dt.datetime
    end: dt.datetime
    renewals: int = 0
    accepted: dt.datetime | None = None
    ended: End | None = None
    rests_on: Mandate | None = None
    inherited: bool = False
    acceptance_days: int = DEFAULTS.acceptance_days

    @property
    def accept_by(self) -> dt.datetime:
        """The first instant at which it is too late, with the days that stood in the charter when it was given."""
        return self.given + self.acceptance_days * DAY


def longest_end(start: dt.datetime, rules: CharterRules, rests_on: Mandate | None = None) -> dt.datetime:
    """The latest end that a mandate can have which starts then."""
    end = start + rules.mandate_days * DAY
    return min(end, over_at(rests_on)) if rests_on else end


def check_given(mandate: Mandate, rules: CharterRules) -> None:
    """What must be true of every mandate on the day on which it is given. Raises RuleBroken.

    An inherited one (an existing union moved in) has no ballot yet; it too ends by the charter's time.
    """
    if not mandate.ballot and not mandate.inherited:
        raise RuleBroken("no-ballot")
    if not mandate.electorate:
        raise RuleBroken("no-electors")
    if mandate.start < mandate.given:
        raise RuleBroken("starts-before-it-is-given")
    if mandate.end <= mandate.start:
        raise RuleBroken("ends-before-it-starts")
    if mandate.end - mandate.start > rules.mandate_days * DAY:
        raise RuleBroken("too-long", days=rules.mandate_days)
    if mandate.rests_on and mandate.end > mandate.rests_on.end:
        raise RuleBroken("outlasts-the-one-below")
    if mandate.acceptance_days != rules.acceptance_days:
        raise RuleBroken("acceptance-days", days=rules.acceptance_days)


def accept(mandate: Mandate, by: UUID, instant: dt.datetime) -> Mandate:
    """Raises RuleBroken `other-holder`, `accepted-already`, `too-early`, `too-late`, `over`."""
    if by != mandate.holder:
        raise RuleBroken("other-holder")
    if mandate.accepted:
        raise RuleBroken("accepted-already")
    if instant < mandate.given:
        raise RuleBroken("too-early")
    if instant >= mandate.accept_by:
        raise RuleBroken("too-late", days=mandate.acceptance_days)
    if instant >= over_at(mandate):
        raise RuleBroken("over")
    return replace(mandate, accepted=instant)


def ended(mandate: Mandate, how: str, instant: dt.datetime) -> Mandate:
    """With an end that is written down now. Raises RuleBroken `over` for one that is over, `no-such-step` where the
    table has no such end.
    """
    state = state_at(mandate, instant)
    if state in MANDATE.ends():
        raise RuleBroken("over")
    MANDATE.after(state, _EVENTS[how])
    return replace(mandate, ended=End(how, instant))


_EVENTS = {DECLINED: "declined", RECALLED: "recalled", LAID_DOWN: "laid-down", NOT_ELIGIBLE: "no-member"}


def over_at(mandate: Mandate) -> dt.datetime:
    """The first instant at which it does not live any more and never will."""
    ends = [mandate.end]
    if mandate.ended:
        ends.append(mandate.ended.instant)
    if mandate.rests_on:
        ends.append(over_at(mandate.rests_on))
    if not mandate.accepted:
        ends.append(mandate.accept_by)
    return min(ends)


def begins_at(mandate: Mandate) -> dt.datetime | None:
    """When it begins, if it is not over before; None while nobody has accepted it."""
    if mandate.accepted is None:
        return None
    below = begins_at(mandate.rests_on) if mandate.rests_on else mandate.start
    return None if below is None else max(mandate.start, mandate.accepted, below)


def living(mandate: Mandate, instant: dt.datetime) -> bool:
    """Whether the office can be used at this instant. Nothing else gives the right to use it."""
    begins = begins_at(mandate)
    return begins is not None and begins <= instant < over_at(mandate)


def living_on(mandate: Mandate, day: dt.date) -> bool:
    """Whether it lives at some instant of this day in UTC, for entries of which only the day is public."""
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    begins = begins_at(mandate)
    return begins is not None and max(begins, midnight) < min(over_at(mandate), midnight + DAY)


def check_living(mandate: Mandate, by: UUID, instant: dt.datetime) -> None:
    """Before every act of office. Raises RuleBroken `other-holder`, `no-mandate` with the state that it is in."""
    if by != mandate.holder:
        raise RuleBroken("other-holder")
    if not living(mandate, instant):
        raise RuleBroken("no-mandate", state=state_at(mandate, instant))


def state_at(mandate: Mandate, instant: dt.datetime) -> str:
    """One of the states of MANDATE. Of several ends the earliest names it."""
    over = over_at(mandate)
    if instant >= over:
        return _how_it_ended(mandate, over)
    if living(mandate, instant):
        return LIVING
    return ACCEPTED if mandate.accepted and mandate.accepted <= instant else GIVEN


def _how_it_ended(mandate: Mandate, over: dt.datetime) -> str:
    if mandate.ended and mandate.ended.instant == over:
        return mandate.ended.how
    if mandate.end == over:
        return LAPSED
    if mandate.rests_on and over_at(mandate.rests_on) == over:
        return FALLEN
    return NOT_ACCEPTED


def member_until(standing: Standing, rules: CharterRules) -> dt.date | None:
    """The first day on which the holder is no member any more, as far as is known today; None without such a day.

    On that day the site writes the end NOT_ELIGIBLE down, and refuses the office already before it is written. Who was
    dismissed stays for the charter's months, and for as long as a dispute is open.
    """
    return standing.ended if standing.state == ENDED else lapses_on(standing, rules)


def with_standing(mandate: Mandate, standing: Standing, rules: CharterRules) -> Mandate:
    """The mandate as it is with what is known of its holder: lost eligibility counts although nobody wrote it down. An
    end that is written down stands.
    """
    day = member_until(standing, rules)
    if day is None or mandate.ended:
        return mandate
    end = End(NOT_ELIGIBLE, dt.datetime.combine(day, dt.time(), dt.UTC))
    return replace(mandate, ended=end)
