"""Reads of elections: which are open in a unit, who stands, what was given to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.councils import queries, sending
from groundswell.councils.models import Candidate, Election, Given
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Unknown
from groundswell.workplaces import placements, tree
from groundswell.workplaces.models import Unit
from groundswell.workplaces.queries import members_in
from scrutiny.groups import by_name
from scrutiny.organisation.councils import mandates
from scrutiny.organisation.councils.elections import Candidate as Named
from scrutiny.organisation.councils.elections import renewals

DAY = dt.timedelta(days=1)


def by_ballot(unit: UUID) -> bool:
    """Whether so many stand in a unit that a secret ballot of them keeps something secret."""
    return members_in(unit) >= rules().open_vote_below


def openly(unit: Unit, body: str) -> bool:
    """Whether a council elects, in the open: the delegates of a unit larger than one workplace."""
    return bool(body) and sending.has_council(unit)


def seats_in(unit: Unit, body: str = "") -> int:
    """Of stewards as many as the charter gives for every hundred members, one at least; in a body those allotted."""
    if body:
        return sending.seats(sending.body_named(body)).get(unit.id, 0)
    return max(1, int(unit.figures.members) * rules().delegates_per_hundred // 100)


def scheduled(unit: UUID, body: str = "") -> dt.date | None:
    """The day on which the next ballot has to be announced so that whoever is elected can accept before the present
    term ends; None where nobody is in office.
    """
    ends = [one.end for one in queries.in_office(unit, body)] + [one.end for one in alive(unit, body)]
    if not ends:
        return None
    return (max(ends) - (time_before_the_end() - rules().notice_days * DAY)).date()


def time_before_the_end() -> dt.timedelta:
    """How long before a term ends names come in for the next one: before its announcement, all steps, and accepting."""
    charter = rules()
    steps = charter.notice_days + charter.voting_days + charter.complaint_days + charter.appeal_days
    return (charter.notice_days + steps + charter.acceptance_days) * DAY


def alive(unit: UUID, body: str = "") -> list[Given]:
    """What elections gave in a unit and is not over: accepted, or still to be accepted."""
    return list(Given.objects.filter(election__unit_id=unit, election__body=body, over=None, end__gt=now()))


def free_seats(unit: UUID, body: str, seats: int) -> list[int]:
    """The numbers of seats that nobody holds or can still accept, so many of them."""
    taken = {one.seat for one in alive(unit, body)}
    numbers = (seat for seat in range(1, seats + len(taken) + 1) if seat not in taken)
    return sorted(numbers)[:seats]


def is_taken(unit: UUID, body: str = "") -> bool:
    """Whether the unit elects by ballot now: somebody holds what a ballot gave, or was put forward for the next one. An
    election for which nobody was named yet keeps nobody from signing.
    """
    named = Candidate.objects.filter(election__unit_id=unit, election__body=body, election__over=False)
    return bool(alive(unit, body)) or named.exists()


def names_from(unit: UUID, body: str = "") -> dt.date:
    """The first day on which names come in: as long before the announcement as ballots are announced before they open.
    Where nobody is in office, at any time.
    """
    day = scheduled(unit, body)
    return today() if day is None else day - rules().notice_days * DAY


def due_on(unit: UUID, body: str = "") -> dt.date:
    """When the ballot is announced, if names come in from today on: nobody is surprised by it."""
    return max(soonest(), scheduled(unit, body) or soonest())


def soonest() -> dt.date:
    """The first day on which what is begun today can be announced."""
    return today() + rules().observers_days * DAY


def names_come_in(unit: Unit, body: str = "") -> bool:
    """Whether somebody can be put forward today."""
    if not openly(unit, body) and not by_ballot(unit.id):
        return False
    found = current(unit.id, body)
    if found:
        return found.occasion_id is None and found.closes is None
    return today() >= names_from(unit.id, body) and seats_in(unit, body) > 0


def current(unit: UUID, body: str = "") -> Election | None:
    """The one that is not over."""
    found = Election.objects.select_related("unit", "occasion").filter(unit_id=unit, body=body, over=False)
    return found.first()


def election(election_id: UUID) -> Election:
    found: Election | None = Election.objects.select_related("unit", "occasion").filter(id=election_id).first()
    if found is None:
        raise Unknown
    return found


def latest_in(units: Collection[UUID]) -> list[Election]:
    """Those that are open, and the last ones of these units."""
    found = Election.objects.filter(unit_id__in=list(units)).select_related("unit", "occasion")
    return list(found.order_by("over", "-opened", "id")[:20])


def open_in(units: Collection[UUID]) -> list[Election]:
    """Those for which names come in."""
    found = Election.objects.filter(unit_id__in=list(units), over=False, occasion=None, closes=None, due__gte=today())
    return list(found.select_related("unit").order_by("due"))


def candidates(of: Election) -> list[Candidate]:
    return list(Candidate.objects.filter(election=of).select_related("account").order_by("place", "id"))


def standing(of: Election) -> list[Candidate]:
    """Those who said yes, in the order in which they stand on the paper once there is one."""
    return [one for one in candidates(of) if one.stands]


def on_paper(of: Election) -> list[Candidate]:
    """Those on the ballot paper, in its order: who said yes and was gone by then is not among them."""
    return list(Candidate.objects.filter(election=of, place__isnull=False).select_related("account").order_by("place"))


def labels(people: Sequence[Candidate]) -> list[str]:
    """The name of each on the paper; who has the name of one before has a number too."""
    found: list[str] = []
    for one in people:
        name, n = one.account.name.strip() or "?", 2
        label = name
        while label in found:
            label, n = f"{name} ({n})", n + 1
        found.append(label)
    return found


def named(people: Sequence[Candidate], on_paper: Sequence[str] = ()) -> list[Named]:
    """The candidates as the rules see them. `on_paper`: the names that were printed, whatever they are now."""
    both = zip(people, on_paper or labels(people), strict=True)
    return [Named(one.account_id, label, one.by_id, accepted=True) for one, label in both]


def given(given_id: UUID) -> Given:
    joined = "election__unit", "election__occasion", "candidate__account"
    found: Given | None = Given.objects.select_related(*joined).filter(id=given_id).first()
    if found is None:
        raise Unknown
    return found


def given_in(of: Election) -> list[Given]:
    return list(
        Given.objects.filter(election=of).select_related("election", "candidate__account").order_by("seat", "given")
    )


def waiting_for(account: UUID) -> list[Given]:
    """What somebody was elected to and can still accept."""
    found = Given.objects.filter(candidate__account_id=account, accepted=None, over=None, accept_by__gt=now())
    return list(found.select_related("election__unit").order_by("accept_by"))


def unanswered(account: UUID) -> list[Candidate]:
    """Where somebody was put forward and has not said whether they stand."""
    found = Candidate.objects.filter(account_id=account, stands=None, election__occasion=None, election__over=False)
    found = found.filter(election__closes=None)
    return list(found.select_related("election__unit").order_by("id"))


def value(one: Given) -> mandates.Mandate:
    """As the rules see it."""
    electorate = f"assembly:{one.election.unit_id}"
    end = mandates.End(one.how, one.over) if one.over else None
    return mandates.Mandate(
        id=one.id,
        holder=one.candidate.account_id,
        electorate=electorate,
        body=one.election.body or electorate,
        seat=one.seat,
        ballot=str(one.election_id),
        instructions="",
        given=one.given,
        start=one.start,
        end=one.end,
        accepted=one.accepted,
        ended=end,
        acceptance_days=(one.accept_by - one.given).days,
    )


def state(one: Given) -> str:
    """One of the states of scrutiny.organisation.councils.mandates.MANDATE, at this instant."""
    return mandates.state_at(value(one), now())


def days_left(one: Given) -> int:
    """Whole days until it lapses; 0 when it is over."""
    return 0 if one.over else max(0, (one.end - now()).days)


def longest_paper() -> int:
    """How many names a ranked paper takes in the smallest of the groups in which ballots are encrypted."""
    return by_name("Ed25519").longest_ranking


def held_too_often(account: UUID, unit: UUID, body: str = "") -> bool:
    """Whether the charter wants a break of them."""
    before = Given.objects.filter(candidate__account_id=account, election__unit_id=unit, election__body=body)
    charter = rules()
    row = renewals([value(one) for one in before.select_related("election", "candidate")], now(), charter)
    return row > charter.renewals_most


def belongs(account: UUID, unit: UUID) -> bool:
    """Whether somebody stands in a unit or below it today."""
    return unit in tree.ancestors_of_all(placements.units_of(account))


def electors_and_votes(of: Election) -> tuple[int, int]:
    """How many could vote in the ballot that decided it, and how many did."""
    if of.openly:
        return of.electors, of.papers.count()
    ballot = of.occasion.ballot if of.occasion else None
    whole = ballot.counts["whole"] if ballot and ballot.counts else [0, 0, 0]
    return int(whole[0]), int(whole[1])
