"""Electing delegates: who stands, who may, how it is decided, who follows when a seat falls vacant.

    fewer electors than the charter's `open_vote_below`   they decide openly
    fewer than the floor of ballots                       they elect their own by a ballot among themselves only: it is
                                                          never a part of a wider one, and whoever votes is warned that
                                                          unanimity reveals everyone
    more                                                  a ballot

Where more stand than there are seats, the ballot is ranked and counted by Scottish STV. Where no more stand, nobody is
elected for lack of others: each of them needs more than the charter's share of those who voted.

Codes of RuleBroken: `no-electors`, `no-seats`, `not-a-member`, `not-at-work`, `not-in-electorate`, `no-delegate-there`,
`renewals`, `nominated-already`, `not-nominated`, `other-person`, `too-late`, `no-quorum`, `nobody-stands`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from scrutiny.counting import scottish, vacancy
from scrutiny.counting.profile import Profile
from scrutiny.counting.stages import Result
from scrutiny.errors import Refused, RuleBroken
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.floors import decided_openly
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils.mandates import Mandate, living, over_at
from scrutiny.organisation.mandates import signatures_needed
from scrutiny.organisation.standing import MEMBER, Standing, is_member_on


class Way(StrEnum):
    OPEN = "open"
    OWN = "own"
    BALLOT = "ballot"


def way(electors: int, rules: CharterRules) -> Way:
    """How so many electors elect. Raises RuleBroken `no-electors`."""
    if electors < 1:
        raise RuleBroken("no-electors")
    if decided_openly(electors, rules.open_vote_below):
        return Way.OPEN
    return Way.OWN if electors < rules.ballot_floor else Way.BALLOT


@dataclass(frozen=True)
class Candidate:
    """Named by `by`, an elector; stands only once they have said yes themselves. `label` is what the paper shows."""

    person: UUID
    label: str
    by: UUID
    accepted: bool = False
    withdrawn: bool = False

    @property
    def stands(self) -> bool:
        return self.accepted and not self.withdrawn


def nominate(candidates: Sequence[Candidate], one: Candidate, electors: Collection[UUID]) -> tuple[Candidate, ...]:
    """Raises RuleBroken `not-in-electorate` for a stranger's nomination, `nominated-already`."""
    if one.by not in electors:
        raise RuleBroken("not-in-electorate")
    if any(other.person == one.person for other in candidates):
        raise RuleBroken("nominated-already")
    return (*candidates, replace(one, accepted=False, withdrawn=False))


def answer(candidates: Sequence[Candidate], person: UUID, by: UUID, stands: bool) -> tuple[Candidate, ...]:
    """Accepting a nomination, or withdrawing: by nobody but the one named. Raises RuleBroken `other-person`,
    `not-nominated`.
    """
    if by != person:
        raise RuleBroken("other-person")
    if all(one.person != person for one in candidates):
        raise RuleBroken("not-nominated")
    return tuple(_answered(one, stands) if one.person == person else one for one in candidates)


def _answered(one: Candidate, stands: bool) -> Candidate:
    return replace(one, accepted=one.accepted or stands, withdrawn=not stands)


def check_open(instant: dt.datetime, observers: dt.datetime) -> None:
    """Names come in until the timetable's `observers`. Raises RuleBroken `too-late`."""
    if instant >= observers:
        raise RuleBroken("too-late")


@dataclass(frozen=True)
class Person:
    """Who would hold the office: their standing, whether they belong to the electorate, the mandates that they held in
    this office before; and where delegates elect, the mandate by which they sit among these.
    """

    standing: Standing
    in_electorate: bool
    before: tuple[Mandate, ...] = ()
    rests_on: Mandate | None = None


def check_eligible(
    person: Person,
    start: dt.datetime,
    rules: CharterRules,
    *,
    among_delegates: bool = False,
) -> None:
    """Whether somebody can be elected to an office that starts then. Raises RuleBroken `not-a-member`, `not-at-work`,
    `not-in-electorate`, `no-delegate-there`, `renewals`. Dismissal is no reason, unless the charter says so.
    """
    if not is_member_on(person.standing, start.date(), rules):
        raise RuleBroken("not-a-member")
    if rules.eligible == "at-work-when-elected" and person.standing.state != MEMBER:
        raise RuleBroken("not-at-work")
    if not person.in_electorate:
        raise RuleBroken("not-in-electorate")
    if among_delegates and not (person.rests_on and living(person.rests_on, start)):
        raise RuleBroken("no-delegate-there")
    if renewals(person.before, start, rules) > rules.renewals_most:
        raise RuleBroken("renewals", most=rules.renewals_most)


def renewals(before: Iterable[Mandate], start: dt.datetime, rules: CharterRules) -> int:
    """How often in a row the office would then have been held before. Who stayed out of it for the charter's days
    begins anew; an end by recall or by laying down is no such break. Mandates that nobody accepted do not count.
    """
    row, later = 0, start
    for one in sorted((one for one in before if one.accepted), key=lambda one: one.start, reverse=True):
        if later - over_at(one) >= dt.timedelta(days=rules.renewal_break_days):
            break
        row, later = row + 1, one.start
    return row


def question(text: str, candidates: Sequence[Candidate], seats: int) -> Asked:
    """What is asked: an order of those who stand, or, where no more stand than there are seats, whom of them one wants.

    Raises RuleBroken `no-seats`, `nobody-stands`; Malformed for labels that are alike.
    """
    if seats < 1:
        raise RuleBroken("no-seats")
    labels = tuple(one.label for one in candidates if one.stands)
    if not labels:
        raise RuleBroken("nobody-stands")
    if len(labels) > seats:
        return Asked("rank", text, labels, rule="scottish", seats=seats)
    return Asked("choose", text, labels, 0, len(labels), seats=len(labels))


def check_quorum(voted: int, electors: int, rules: CharterRules) -> None:
    """An office from a handful of votes would be no mandate. Raises RuleBroken `no-quorum`."""
    needed = -(-electors * rules.quorum_percent // 100)
    if voted < needed:
        raise RuleBroken("no-quorum", voted=voted, needed=needed)


@dataclass(frozen=True)
class Elected:
    """Who was elected, in the order of election; the seats that stay vacant; the course of a ranked count."""

    people: tuple[UUID, ...]
    vacant: int
    count: Result | None = None


def by_ranks(candidates: Sequence[Candidate], profile: Profile, seed: bytes | None = None) -> Elected:
    """Scottish STV. The profile's candidates are those who stand, in their order. Raises Refused `lot-needed`."""
    people = _people(candidates, profile)
    result = scottish.count(profile, seed)
    elected = tuple(people[place] for place in result.elected)
    return Elected(elected, profile.seats - len(elected), result)


def by_consent(
    candidates: Sequence[Candidate], approvals: Sequence[int], voted: int, seats: int, rules: CharterRules
) -> Elected:
    """Where no more stand than there are seats: whoever more than the charter's share of all who voted wants."""
    standing = [one.person for one in candidates if one.stands]
    if len(approvals) != len(standing) or len(standing) > seats or not all(0 <= n <= voted for n in approvals):
        raise ValueError("one count for each of those who stand, none above the votes")
    needed = signatures_needed(voted, rules.share_percent)
    ranked = sorted(zip(approvals, standing, strict=True), key=lambda pair: -pair[0])
    people = tuple(person for approved, person in ranked if voted and approved >= needed)
    return Elected(people, seats - len(people))


def _people(candidates: Sequence[Candidate], profile: Profile) -> list[UUID]:
    standing = [one for one in candidates if one.stands]
    if tuple(one.label for one in standing) != profile.candidates:
        raise ValueError("the profile is of other candidates")
    return [one.person for one in standing]


class Filling(StrEnum):
    """What happens to a seat that falls vacant."""

    COUNTBACK = "countback"
    BY_ELECTION = "by-election"
    NEXT_ELECTION = "next-election"


def filling(rules: CharterRules, instant: dt.datetime, term_end: dt.datetime, *, ranked: bool) -> Filling:
    """Countback where the charter says so and the seat was given by ranks; otherwise a new ballot; and where that would
    be certified only after the term, the next ordinary election, which is on the timetable by then.
    """
    if ranked and rules.vacancies == Filling.COUNTBACK:
        return Filling.COUNTBACK
    days = rules.notice_days + rules.voting_days + rules.complaint_days + rules.appeal_days
    return Filling.BY_ELECTION if instant + dt.timedelta(days=days) < term_end else Filling.NEXT_ELECTION


def successor(
    candidates: Sequence[Candidate],
    profile: Profile,
    former: UUID,
    available: Collection[UUID],
    seed: bytes | None = None,
) -> UUID | None:
    """Who follows by the ballots of the same election; None where these name nobody who is available: then a
    by-election. `available` are those eligible today who want it. Raises Refused `not-elected`, `lot-needed`.
    """
    people = _people(candidates, profile)
    unavailable = frozenset(place for place, person in enumerate(people) if person not in available)
    try:
        result = vacancy.countback(profile, people.index(former), "scottish", seed, unavailable)
    except Refused as refused:
        if refused.code == "nobody-left":
            return None
        raise
    return people[result.elected[0]]
