"""Elected offices as the public record shows them: what a ballot gave, who took it in time, when it was over.

Codes of RuleBroken:

    no-ballot            only a certified election that was carried gives an office
    not-elected          and only to whom its result names, each once
    no-vacancy           a countback fills a seat of the same ballots that is over, once, where the charter says so
    no-such-seat         the seats are those of the question
    seat-taken           a seat is given anew only from when its last holder's time is over
    mandate-known        a mandate is given once; `mandate-unknown`: what follows is about one that was given
    starts-before-it-is-given, ends-before-it-starts, too-long
                         its time begins after the result and is the charter's at most
    accepted-already     a mandate is accepted once; `too-late`: within the charter's days
    mandate-ended        nothing follows the end of a mandate; `too-early`: a rule ends one only when it says so
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

DAY = dt.timedelta(days=1)


@dataclass
class Given:
    """What a ballot gave: until which day it can be accepted, and how its life went."""

    ballot: str
    unit: str
    place: int
    seat: int
    start: dt.datetime
    end: dt.datetime
    accept_until: dt.date
    accepted: bool = False
    ended: bool = False
    followed: bool = False

    def over(self, day: dt.date) -> bool:
        """Whether it does not live on this day, and never will."""
        return self.ended or day > self.end.date() or (not self.accepted and day > self.accept_until)


Mandates = dict[str, Given]


def given(
    known: Mandates, effect: Mapping[str, Any], ballots: Mapping[str, Seen], rules: CharterRules, day: dt.date
) -> None:
    name, ballot = str(effect["mandate"]), ballots.get(str(effect["ballot"]))
    if name in known:
        raise RuleBroken("mandate-known", mandate=name)
    if ballot is None or ballot.election is None or ballot.outcome != Outcome.CARRIED:
        raise RuleBroken("no-ballot")
    made = Given(
        str(effect["ballot"]),
        ballot.unit,
        number(effect, "place"),
        number(effect, "seat"),
        instant(effect["start"]),
        instant(effect["end"]),
        day + rules.acceptance_days * DAY,
    )
    _check_time(made, rules, day)
    if not 1 <= made.seat <= ballot.election.seats:
        raise RuleBroken("no-such-seat", seat=made.seat)
    same = [one for one in known.values() if one.ballot == made.ballot]
    if any(one.place == made.place for one in same):
        raise RuleBroken("not-elected", place=made.place)
    if effect["follows"]:
        _follow(known, str(effect["follows"]), made, ballot, rules, day)
    elif made.place not in ballot.elected or any(one.seat == made.seat for one in same):
        raise RuleBroken("not-elected", place=made.place)
    _check_free(known, made, day)
    known[name] = made


def _check_time(made: Given, rules: CharterRules, day: dt.date) -> None:
    if made.start.date() < day:
        raise RuleBroken("starts-before-it-is-given")
    if made.end <= made.start:
        raise RuleBroken("ends-before-it-starts")
    if made.end - made.start > rules.mandate_days * DAY:
        raise RuleBroken("too-long", days=rules.mandate_days)


def _follow(known: Mandates, former: str, made: Given, ballot: Seen, rules: CharterRules, day: dt.date) -> None:
    """The first seat for which it was a countback is left; whoever follows has what was left of its time."""
    before = known.get(former)
    vacant = before is not None and before.ballot == made.ballot and before.seat == made.seat and before.over(day)
    ranked = ballot.election is not None and ballot.election.kind == "rank"
    if before is None or not vacant or before.followed or not ranked or rules.vacancies != Filling.COUNTBACK:
        raise RuleBroken("no-vacancy", mandate=former)
    if made.end > before.end or made.place in ballot.elected or made.place >= _answers(ballot):
        raise RuleBroken("no-vacancy", mandate=former)
    before.followed = True


def _answers(ballot: Seen) -> int:
    return len(ballot.election.answers) if ballot.election else 0


def _check_free(known: Mandates, made: Given, day: dt.date) -> None:
    others = (one for one in known.values() if (one.unit, one.seat) == (made.unit, made.seat))
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
