"""Reads of ballots. What may happen now is computed from the timetable and from how far the board has come."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from groundswell.accounts.models import Account, Key, KeyState
from groundswell.ballots.models import (
    Ballot,
    BoardEvent,
    Caster,
    Complaint,
    Contest,
    Count,
    Custodian,
    Draft,
    Envelope,
    Message,
    Notice,
    Observer,
    Part,
    Role,
    SlipWanted,
    Spoilt,
    Volunteer,
)
from groundswell.charter.queries import rules
from groundswell.councils.models import Elector
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Unknown
from groundswell.members import queries as members
from groundswell.workplaces import placements, tree
from groundswell.workplaces.models import Closure, Placement, Unit
from scrutiny.elections import election as elections
from scrutiny.elections import tally as tallies
from scrutiny.elections import trustees as trustee_lists
from scrutiny.elections.election import Election
from scrutiny.elections.tally import Tally
from scrutiny.elections.trustees import Trustees
from scrutiny.groups import by_name
from scrutiny.identity.words import tracker_beginnings, tracker_indices
from scrutiny.organisation.ballots import asked
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.decision import Decision, Demand, decide, of_election
from scrutiny.organisation.ballots.seen import counts
from scrutiny.organisation.ballots.timetable import Phase, Timetable

SHOWN_AT_ONCE = 100


class Stage(StrEnum):
    """Where a ballot stands, for people: the phases of the timetable, and how it can end."""

    ANNOUNCED = "announced"
    VOTING = "voting"
    COMPLAINTS = "complaints"
    COUNTING = "counting"
    DECIDED = "decided"
    ENDED = "ended"


def times(ballot: Ballot) -> Timetable:
    return Timetable(
        ballot.notice, ballot.observers, ballot.opening, ballot.closing, ballot.decrypting, ballot.certified
    )


def stage(ballot: Ballot, instant: dt.datetime | None = None) -> Stage:
    if ballot.unready:
        return Stage.ENDED
    if ballot.outcome:
        return Stage.DECIDED
    phase = times(ballot).phase(instant or now())
    by_phase = {Phase.DRAFT: Stage.ANNOUNCED, Phase.CERTIFIED: Stage.COUNTING}
    return by_phase.get(phase) or Stage(phase)


def ballot(ballot_id: UUID) -> Ballot:
    found: Ballot | None = (
        Ballot.objects.select_related("electorate__unit", "by", "occasion").filter(id=ballot_id).first()
    )
    if found is None:
        raise Unknown
    return found


def known_part(part_id: UUID) -> Part | None:
    return Part.objects.select_related("ballot__electorate__unit").filter(id=part_id).first()


def part(part_id: UUID) -> Part:
    found = known_part(part_id)
    if found is None:
        raise Unknown
    return found


def draft(draft_id: UUID, account: UUID) -> Draft:
    found: Draft | None = Draft.objects.filter(id=draft_id, by_id=account).first()
    if found is None:
        raise Unknown
    return found


def drafts_of(account: UUID) -> list[Draft]:
    return list(Draft.objects.filter(by_id=account).order_by("day", "id"))


def ballots() -> QuerySet[Ballot, Ballot]:
    return Ballot.objects.select_related("electorate__unit").order_by("-notice")


def latest() -> list[Ballot]:
    return list(ballots()[:SHOWN_AT_ONCE])


def asked_of(ballot: Ballot) -> tuple[Asked, ...]:
    return asked.from_text(ballot.questions)


# The electorate


@dataclass(frozen=True)
class Member:
    """Somebody who would be on the list now, and the branch in which they are counted."""

    account: UUID
    branch: UUID


def electorate_now(unit: UUID | None) -> list[Member]:
    """All members of a unit, or of the organisation, ordered by account: the order tells nothing."""
    wanted = _at_top(unit)
    people = set(members.members_today()) if unit is None else placements.persons_in(unit)
    standing = Placement.objects.filter(person__in=people).order_by("since", "id").values_list("person", "unit_id")
    branches: dict[UUID, UUID] = {}
    for person, place in standing:
        branch = wanted.get(place)
        if branch:
            branches.setdefault(person, branch)
    known = set(Account.objects.filter(id__in=list(branches)).values_list("id", flat=True))
    return [Member(one, branches[one]) for one in sorted(known, key=str)]


def _at_top(unit: UUID | None) -> dict[UUID, UUID]:
    """For every unit below, the part in which its people are counted: one right under the unit, or a branch."""
    if unit is None:
        tops = set(Unit.objects.filter(parent=None).values_list("id", flat=True))
    else:
        tops = set(Unit.objects.filter(parent=unit).values_list("id", flat=True))
    found = dict(Closure.objects.filter(ancestor_id__in=tops).values_list("descendant_id", "ancestor_id"))
    return {unit: unit, **found} if unit else found


def sizes(people: Collection[Member]) -> dict[str, int]:
    return dict(Counter(str(one.branch) for one in people))


def electors_of(part: Part) -> list[Elector]:
    """Those who vote in this part, in the order in which registrars number them."""
    return list(
        Elector.objects.filter(electorate_id=part.ballot.electorate_id, branch_id__in=part.branches).order_by("place")
    )


def electors(ballot: Ballot) -> int:
    return Elector.objects.filter(electorate_id=ballot.electorate_id).count()


def part_of(ballot: Ballot, account: UUID) -> Part | None:
    """Where somebody votes; None for whoever is not on the list."""
    elector = Elector.objects.filter(electorate_id=ballot.electorate_id, account_id=account).first()
    if elector is None:
        return None
    return next((one for one in parts(ballot) if str(elector.branch_id) in one.branches), None)


def listed(part: Part, ballot: Ballot, accounts: Collection[UUID]) -> set[UUID]:
    """Those of these accounts who vote in this part."""
    found = Elector.objects.filter(electorate_id=ballot.electorate_id, account_id__in=accounts)
    return set(found.filter(branch_id__in=part.branches).values_list("account_id", flat=True))


def parts(ballot: Ballot) -> list[Part]:
    return list(Part.objects.filter(ballot=ballot).defer("credentials").order_by("place"))


def contests(ballot: Ballot) -> list[Contest]:
    return list(Contest.objects.filter(ballot=ballot).select_related("account").order_by("day", "id"))


# Custody


def volunteers() -> list[UUID]:
    """Members who offered and have a key that lives."""
    offered = set(Volunteer.objects.values_list("account_id", flat=True)) & set(members.members_today())
    living = Key.objects.filter(account_id__in=offered, state=KeyState.LIVING).values_list("account_id", flat=True)
    return sorted(living, key=str)


def named_first() -> set[UUID]:
    """Those whom the founding act names."""
    return set(Volunteer.objects.filter(first=True).values_list("account_id", flat=True))


def has_had_custodians() -> bool:
    """Whether somebody has been drawn before: then the founding act has nothing to say any more."""
    return Custodian.objects.exists()


def is_volunteer(account: UUID) -> bool:
    return Volunteer.objects.filter(account_id=account).exists()


def custodians(ballot: Ballot, role: Role) -> list[Custodian]:
    return list(Custodian.objects.filter(ballot=ballot, role=role).select_related("account").order_by("place"))


def custodian(ballot: Ballot, account: UUID) -> Custodian | None:
    return Custodian.objects.select_related("ballot", "account").filter(ballot=ballot, account_id=account).first()


def said(ballot: Ballot, role: Role, step: str) -> dict[int, str]:
    """What was said in one step, by place."""
    found = Message.objects.filter(custodian__ballot=ballot, custodian__role=role, step=step)
    return dict(found.order_by("custodian__place").values_list("custodian__place", "content"))


def workplace_of(account: UUID) -> UUID | None:
    """The site above where somebody stands, so that trustees can come from different ones."""
    above = tree.ancestors_of_all(placements.units_of(account))
    return Unit.objects.filter(id__in=above, kind="site").values_list("id", flat=True).first()


# The board


@lru_cache(maxsize=64)
def _read_election(content: str) -> Election:
    return elections.read(content.encode())


def election_of(part: Part) -> Election:
    return _read_election(part.election)


@lru_cache(maxsize=16)
def _read_trustees(group: str, content: str) -> Trustees:
    return trustee_lists.read(by_name(group), content.encode())


def trustees_of(ballot: Ballot) -> Trustees:
    return _read_trustees(ballot.group, ballot.trustees)


def tally_of(election: Election, content: bytes, voted: int) -> Tally:
    return tallies.read(election, bytes(content), voted)


def is_ready(ballot: Ballot) -> bool:
    """Whether every part's board is set up."""
    stages = [one.stage for one in parts(ballot)]
    return bool(stages) and all(stages)


def waits_for_sum(ballot: Ballot) -> bool:
    """Whether voting is over and the ballots have not been added up."""
    found = parts(ballot)
    return not ballot.unready and bool(found) and all(p.stage == "closed" and not p.counted_in_id for p in found)


def added_percent(ballot: Ballot) -> int | None:
    """How far adding up has come, None where it is done or has not begun."""
    if not waits_for_sum(ballot):
        return None
    found = parts(ballot)
    return 100 * sum(part.added for part in found) // max(1, sum(part.voted or 0 for part in found))


def cast_by(part: Part, account: UUID) -> BoardEvent | None:
    """The ballot of somebody that counts, while the table that tells still exists."""
    caster = Caster.objects.filter(part=part, account_id=account).first()
    return last_of(part, caster.credential) if caster else None


def last_of(part: Part, credential: str) -> BoardEvent | None:
    return BoardEvent.objects.filter(part=part, credential=credential).order_by("-height").first()


def found_on_board(part: Part, tracker: str) -> BoardEvent | None:
    return BoardEvent.objects.filter(part=part, tracker=tracker).order_by("-height").first()


def found_by_words(part: Part, indices: tuple[int, ...]) -> BoardEvent | None:
    """The newest ballot whose tracker reads as these words. Two that read alike are as good as impossible by chance."""
    begins = reduce(or_, (Q(tracker__startswith=one) for one in tracker_beginnings(indices[0])))
    events = BoardEvent.objects.filter(begins, part=part, kind="Ballot").order_by("-height")
    known = events.values_list("tracker", flat=True).iterator(chunk_size=SHOWN_AT_ONCE)
    tracker = next((one for one in known if tracker_indices(one) == indices), None)
    return found_on_board(part, tracker) if tracker else None


def spoilt(part: Part, trackers: Collection[str]) -> set[str]:
    return set(Spoilt.objects.filter(part=part, tracker__in=trackers).values_list("tracker", flat=True))


def voted(part: Part) -> int:
    """Credentials that have voted so far."""
    if part.voted is not None:
        return part.voted
    return BoardEvent.objects.filter(part=part, kind="Ballot").values("credential").distinct().count()


@dataclass(frozen=True)
class Line:
    """A ballot on the board. `counts`: it is the last of its credential."""

    number: int
    tracker: str
    counts: bool


def board(part: Part, before: int | None = None) -> list[Line]:
    """The newest ballots first, so many at once, below a height."""
    events = BoardEvent.objects.filter(part=part, kind="Ballot")
    if before is not None:
        events = events.filter(height__lt=before)
    shown = list(events.order_by("-height").values_list("height", "tracker", "credential")[:SHOWN_AT_ONCE])
    last = dict(
        BoardEvent.objects.filter(part=part, credential__in={one[2] for one in shown})
        .values("credential")
        .annotate(last=Max("height"))
        .values_list("credential", "last")
    )
    return [Line(height, tracker, last[credential] == height) for height, tracker, credential in shown]


def envelopes(part: Part, account: UUID) -> list[Envelope]:
    return list(
        Envelope.objects.filter(part=part, account_id=account)
        .select_related("custodian__account")
        .order_by("custodian__place")
    )


def lost_credentials(custodian: Custodian) -> dict[str, list[UUID]]:
    """By the uuid of the part, those electors whose keys are not the ones to which this registrar sealed."""
    found: dict[str, list[UUID]] = {}
    on_paper = slips_wanted(custodian.ballot)
    for one in parts(custodian.ballot):
        sealed = dict(Envelope.objects.filter(part=one, custodian=custodian).values_list("account_id", "age"))
        people = [elector.account_id for elector in electors_of(one) if elector.account_id not in on_paper]
        keys = living_keys(people)
        lost = [account for account in people if account in keys and keys[account] != sealed.get(account)]
        if lost:
            found[one.uuid] = lost
    return found


def slips_wanted(ballot: Ballot) -> set[UUID]:
    """Who votes on paper: nothing is sealed to them. Nobody after the close."""
    return set(SlipWanted.objects.filter(ballot=ballot).values_list("account_id", flat=True))


def names_of(accounts: Collection[UUID]) -> dict[UUID, str]:
    return dict(Account.objects.filter(id__in=accounts).values_list("id", "name"))


def living_keys(accounts: Collection[UUID]) -> dict[UUID, str]:
    """The keys to which something can be sealed for these accounts now; those who have none are left out."""
    living = Key.objects.filter(account_id__in=accounts, state=KeyState.LIVING)
    return dict(living.values_list("account_id", "age"))


def sealed_to(account: UUID) -> str:
    """The key to which envelopes of somebody are sealed now; "" where they have none that lives."""
    found = Key.objects.filter(account_id=account, state=KeyState.LIVING).values_list("age", flat=True).first()
    return found or ""


# Notices


@dataclass(frozen=True)
class NoticePlace:
    unit: Unit
    hangs: bool


def notice_places(ballot: Ballot) -> list[NoticePlace]:
    """The units in which electors stand and where a poster should hang; those without one first."""
    people = Elector.objects.filter(electorate_id=ballot.electorate_id).values_list("account_id", flat=True)
    standing = set(Placement.objects.filter(person__in=people).values_list("unit_id", flat=True))
    hung = set(Notice.objects.filter(ballot=ballot).values_list("unit_id", flat=True))
    units = Unit.objects.filter(id__in=standing, closed=None).order_by("name")
    return sorted((NoticePlace(one, one.id in hung) for one in units), key=lambda place: place.hangs)


# Results


def opened_together(count_id: UUID) -> Count:
    """Raises Unknown where it is not opened, or was opened alone."""
    found: Count | None = Count.objects.filter(id=count_id, result__isnull=False).first()
    if found is None or found.parts.count() < 2:
        raise Unknown
    return found


def demand(ballot: Ballot) -> Demand:
    return Demand(ballot.quorum_percent, ballot.share_percent, ballot.branch_percent, ballot.binding)


def decision(ballot: Ballot) -> Decision:
    """What the counts of a certified or counted ballot say."""
    said: Mapping[str, Any] = ballot.counts
    branches = {UUID(key): counts(value) for key, value in said["branches"].items()}
    found = decide(demand(ballot), counts(said["whole"]), branches)
    if "elected" in said:
        return replace(found, outcome=of_election(demand(ballot), counts(said["whole"]), len(said["elected"])))
    return found


def is_election(ballot: Ballot) -> bool:
    """Whether it gives an office, and so has candidates."""
    return ballot.occasion is not None and ballot.occasion.kind == "election"


def open_now() -> QuerySet[Ballot, Ballot]:
    instant = now()
    return ballots().filter(outcome="", unready="", opening__lte=instant, closing__gt=instant)


def open_ballots(account: UUID) -> list[Ballot]:
    """Ballots in which somebody can vote now."""
    listed = Elector.objects.filter(account_id=account).values("electorate_id")
    return list(open_now().filter(electorate_id__in=listed))


def custodies(account: UUID) -> list[Custodian]:
    """Ballots under way of which somebody is registrar or trustee."""
    found = Custodian.objects.filter(account_id=account, ballot__outcome="", ballot__unready="")
    return list(found.select_related("ballot").order_by("ballot__opening"))


def volunteers_needed() -> int:
    return rules().registrars_needed + rules().trustees_needed


# Complaints


@dataclass(frozen=True)
class Watch:
    """Who observes a ballot, whether somebody can still name themselves, and whether they can say what they found."""

    observers: list[Observer]
    may_observe: bool
    may_say: bool


def watch(ballot: Ballot, stage: Stage, person: UUID) -> Watch:
    named = list(Observer.objects.filter(ballot=ballot).select_related("account").order_by("account__name"))
    mine = any(one.account_id == person for one in named)
    open_to = not ballot.unready and now() < ballot.observers and not custodian(ballot, person)
    return Watch(named, open_to and not mine, mine and stage in (Stage.COMPLAINTS, Stage.COUNTING))


def complaints_of(ballot: Ballot, person: UUID) -> list[str]:
    return list(Complaint.objects.filter(ballot=ballot, account_id=person).values_list("about", flat=True))


def complaints(ballot: Ballot) -> int:
    """How many people have complained."""
    return Complaint.objects.filter(ballot=ballot).values("account_id").distinct().count()


def stewarded_places(actor: Actor, places: Collection[NoticePlace]) -> set[UUID]:
    """Units in which the actor can say that the poster hangs."""
    return {place.unit.id for place in places if actor.stewarded & set(tree.ancestors(place.unit.id))}


def known_places(actor: Actor, places: Collection[NoticePlace]) -> list[NoticePlace]:
    """Units that the actor may know by name: their own, and those of which they are steward."""
    stewarded = stewarded_places(actor, places)
    return [place for place in places if place.unit.id in stewarded | actor.units]
