"""Elected offices as the public record shows them: what a ballot gave, who took it in time, when it was over.

Codes of RuleBroken:

    no-ballot            only a certified election that was carried gives an office
    not-elected          and only to whom its result names, each once
    no-vacancy           a countback fills a seat of the same ballots that is over, once, where the charter says so
    no-such-seat         the seats are those of the question, or in a by-election of an earlier one
    seat-taken           a seat is given anew only from when its last holder's time is over
    mandate-known        a mandate is given once; `mandate-unknown`: what follows is about one that was given
    starts-before-it-is-given, ends-before-it-starts, too-long
                         its time begins after the result and is the charter's at most
    accepted-already     a mandate is accepted once; `too-late`: within the charter's days
    mandate-ended        nothing follows the end of a mandate; `too-early`: a rule ends one only when it says so
    rests-on-other       whom a council elects rests on the mandate by which they sit in it, and on none otherwise
    no-mandate           that mandate lives; `outlasts-the-one-below`: and the new one is over with it
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import Seen, instant, number
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils.elections import Filling
from scrutiny.organisation.councils.mandates import NOT_ACCEPTED, NOT_ELIGIBLE
from scrutiny.organisation.councils_seen import Elections

DAY = dt.timedelta(days=1)


@dataclass
class Given:
    """What a ballot gave: until which day it can be accepted, and how its life went. `body` is where the seat is; ""
    for a steward of `unit`.
    """

    ballot: str
    unit: str
    place: int
    seat: int
    start: dt.datetime
    end: dt.datetime
    accept_until: dt.date
    body: str = ""
    rests_on: str = ""
    accepted: bool = False
    ended: bool = False
    followed: bool = False

    def over(self, day: dt.date) -> bool:
        """Whether it does not live on this day, and never will."""
        return self.ended or day > self.end.date() or (not self.accepted and day > self.accept_until)


Mandates = dict[str, Given]


@dataclass(frozen=True)
class Result:
    """What gives offices: a certified ballot of members, or an open election in a council. `stood` are the mandates on
    which those who were elected there rest, by place.
    """

    unit: str
    body: str
    seats: int
    elected: tuple[int, ...]
    answers: int
    ranked: bool
    stood: tuple[str, ...] = ()


def result(name: str, ballots: Mapping[str, Seen], elections: Elections, day: dt.date) -> Result:
    """Raises RuleBroken `no-ballot`."""
    if name in elections:
        found = elections[name]
        people, elected = len(found.candidates), found.elected(day)
        return Result(found.unit, found.into, found.seats, elected, people, people > found.seats, found.candidates)
    ballot = ballots.get(name)
    if ballot is None or ballot.election is None or ballot.outcome != Outcome.CARRIED:
        raise RuleBroken("no-ballot")
    asked = ballot.election
    ranked = asked.kind == "rank"
    return Result(ballot.unit, ballot.body, asked.seats, ballot.elected, len(asked.answers), ranked)


def given(
    known: Mandates,
    effect: Mapping[str, Any],
    of: Result,
    rules: CharterRules,
    day: dt.date,
    living: Mapping[str, dt.datetime],
) -> None:
    """`living` maps the mandates that live on that day to their ends."""
    name = str(effect["mandate"])
    if name in known:
        raise RuleBroken("mandate-known", mandate=name)
    made = Given(
        str(effect["ballot"]),
        of.unit,
        number(effect, "place"),
        number(effect, "seat"),
        instant(effect["start"]),
        instant(effect["end"]),
        day + rules.acceptance_days * DAY,
        of.body,
        str(effect.get("rests_on", "")),
    )
    _check_time(made, rules, day)
    if not 1 <= made.seat <= _highest_seat(known, of):
        raise RuleBroken("no-such-seat", seat=made.seat)
    same = [one for one in known.values() if one.ballot == made.ballot]
    if any(one.place == made.place for one in same):
        raise RuleBroken("not-elected", place=made.place)
    if effect["follows"]:
        _follow(known, str(effect["follows"]), made, of, rules, day)
    elif made.place not in of.elected or any(one.seat == made.seat for one in same):
        raise RuleBroken("not-elected", place=made.place)
    _check_base(made, of, living)
    _check_free(known, made, day)
    known[name] = made


def _highest_seat(known: Mandates, of: Result) -> int:
    """A by-election fills seats of an earlier question, beside those who keep theirs."""
    held = [one.seat for one in known.values() if (one.unit, one.body) == (of.unit, of.body)]
    return max([of.seats, *held])


def _check_base(made: Given, of: Result, living: Mapping[str, dt.datetime]) -> None:
    """A delegate of delegates sits on a mandate further down, and falls with it."""
    expected = of.stood[made.place] if of.stood else ""
    if made.rests_on != expected:
        raise RuleBroken("rests-on-other", place=made.place)
    if expected and expected not in living:
        raise RuleBroken("no-mandate", mandate=expected)
    if expected and made.end > living[expected]:
        raise RuleBroken("outlasts-the-one-below")


def _check_time(made: Given, rules: CharterRules, day: dt.date) -> None:
    if made.start.date() < day:
        raise RuleBroken("starts-before-it-is-given")
    if made.end <= made.start:
        raise RuleBroken("ends-before-it-starts")
    if made.end - made.start > rules.mandate_days * DAY:
        raise RuleBroken("too-long", days=rules.mandate_days)


def _follow(known: Mandates, former: str, made: Given, of: Result, rules: CharterRules, day: dt.date) -> None:
    """The first seat for which it was a countback is left; whoever follows has what was left of its time."""
    before = known.get(former)
    vacant = before is not None and before.ballot == made.ballot and before.seat == made.seat and before.over(day)
    if before is None or not vacant or before.followed or not of.ranked or rules.vacancies != Filling.COUNTBACK:
        raise RuleBroken("no-vacancy", mandate=former)
    if made.end > before.end or made.place in of.elected or not 0 <= made.place < of.answers:
        raise RuleBroken("no-vacancy", mandate=former)
    before.followed = True


def _check_free(known: Mandates, made: Given, day: dt.date) -> None:
    place = made.unit, made.body, made.seat
    others = (one for one in known.values() if (one.unit, one.body, one.seat) == place)
    if any(not one.over(day) and one.end > made.start for one in others):
        raise RuleBroken("seat-taken", seat=made.seat)


def find(known: Mandates, effect: Mapping[str, Any], day: dt.date) -> Given:
    """The mandate that this is about, before its end. Raises RuleBroken `mandate-unknown`, `mandate-ended`."""
    found = known.get(str(effect["mandate"]))
    if found is None:
        raise RuleBroken("mandate-unknown", mandate=effect["mandate"])
    if found.ended or day > found.end.date():
        raise RuleBroken("mandate-ended", mandate=effect["mandate"])
    return found


def accepted(known: Mandates, effect: Mapping[str, Any], day: dt.date) -> Given:
    """Who takes it in time holds an office."""
    found = find(known, effect, day)
    if found.accepted:
        raise RuleBroken("accepted-already")
    if day > found.accept_until:
        raise RuleBroken("too-late")
    found.accepted = True
    return found


def laid_down(known: Mandates, effect: Mapping[str, Any], day: dt.date) -> None:
    find(known, effect, day).ended = True


def ended(known: Mandates, effect: Mapping[str, Any], day: dt.date) -> None:
    """By rule: nobody took it in time, or the holder is no member any more."""
    found, how = find(known, effect, day), str(effect["how"])
    in_time = found.accepted or day < found.accept_until
    if how not in (NOT_ACCEPTED, NOT_ELIGIBLE) or (how == NOT_ACCEPTED and in_time):
        raise RuleBroken("too-early", mandate=effect["mandate"])
    found.ended = True
