"""Elections, by the clock: announced on their day with the names of those who stand, counted, given; and what happens
to a seat that falls vacant. Nobody is asked, and nobody can delay it.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing
from groundswell.ballots.models import Ballot, Count
from groundswell.charter.queries import rules
from groundswell.councils import electing, elections, open_electing
from groundswell.councils.models import Candidate, Election, Given, Mandate, Occasion, OccasionState
from groundswell.councils.queries import stewardships
from groundswell.councils.words import body_name
from groundswell.kernel.actions import ActionLeftNoEntry, action, housekeeping
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Invalid
from groundswell.kernel.ids import new_id
from groundswell.workplaces.models import Unit
from scrutiny.counting.profile import Profile
from scrutiny.encoding import Json
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import asked, timetable
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import INSTANTS, End
from scrutiny.organisation.councils import mandates
from scrutiny.organisation.councils.clocks import midnight_after
from scrutiny.organisation.councils.elections import Filling, filling, question, successor
from scrutiny.organisation.mandates import signatures_needed

DAY = dt.timedelta(days=1)


def settle() -> None:
    """Safe to run at any time and twice. A ballot for which too few have offered to keep keys is tried again; one that
    cannot be asked keeps no other waiting.
    """
    for found in Election.objects.filter(over=False, occasion__state=OccasionState.SETTLED):
        ask_again(found.id)
    open_electing.settle()
    for found in Election.objects.filter(over=False, occasion=None, openly=False).filter(_is_named()):
        if not elections.by_ballot(found.unit_id):
            _leave_to_signatures(found.id)
        elif found.due <= today():
            with suppress(Invalid, ActionLeftNoEntry, ScrutinyError):
                _call(found.id)
    _end_what_is_over()
    _put_on_the_timetable()
    for given in Given.objects.filter(filled=False, over__lte=now()):
        with suppress(ActionLeftNoEntry, ScrutinyError):
            fill(given.id)


def _is_named() -> Exists:
    """Somebody stands; before that there is nothing to do in an election."""
    return Exists(Candidate.objects.filter(election=OuterRef("pk"), stands=True))


@housekeeping
def _leave_to_signatures(election_id: UUID) -> None:
    """So few are left there that they decide in the open: they sign."""
    Election.objects.filter(id=election_id, occasion=None).update(over=True)


# Announcing


@action
def _call(election_id: UUID) -> None:
    """Announce it, where somebody stands who still belongs there."""
    found: Election = Election.objects.select_for_update().get(id=election_id)
    people = [one for one in elections.standing(found) if elections.belongs(one.account_id, found.unit_id)]
    if found.occasion_id is not None or not people:
        return
    for place, one in enumerate(people):
        one.place = place
        one.save(update_fields=["place"])
    asking = _("Whom do we send?") if found.body else _("Who shall be steward?")
    on_paper = question(asking, elections.named(people), found.seats)
    found.occasion = _occasion(found, asked.to_text([on_paper]), people)
    found.save(update_fields=["occasion"])
    times = timetable.generate(rules(), midnight_after(today() - DAY))
    act = acts.AnnounceBallot(
        ballot=new_id(),
        unit=found.unit_id,
        title=found.occasion.title,
        text=found.occasion.text,
        questions=found.occasion.questions,
        binding=True,
        rules=(),
        election=found.id,
        into=found.body,
        **{name: getattr(times, name).isoformat() for name in INSTANTS},
    )
    announcing.call(NOBODY, act, found.occasion, times)


def _occasion(election: Election, questions: str, people: list[Candidate]) -> Occasion:
    said = zip(elections.labels(people), people, strict=True)
    made: Occasion = Occasion.objects.create(
        kind="election",
        unit_id=election.unit_id,
        title=_title(election)[:160],
        text="\n\n".join(f"{label}: {one.statement}" for label, one in said if one.statement),
        questions=questions,
        binding=True,
        due=today(),
        automatic=True,
    )
    return made


def _title(election: Election) -> str:
    unit = election.unit.name
    if not election.body:
        return _("Election of the steward of {unit}").format(unit=unit)
    return _("Election of the delegates of {unit}: {body}").format(unit=unit, body=body_name(election.body))


@housekeeping
def ask_again(election_id: UUID) -> None:
    """Those who were to prepare it failed: it is announced once more, with others. Every other end is one."""
    found: Election = Election.objects.select_for_update(of=["self"]).select_related("occasion").get(id=election_id)
    if found.occasion is None or found.occasion.state != OccasionState.SETTLED:
        return
    if found.occasion.outcome == End.NOT_HELD:
        Candidate.objects.filter(election=found).update(place=None)
        found.occasion, found.due = None, today()
    else:
        found.over = True
    found.save(update_fields=["occasion", "due", "over"])


# The result


def elected(ballot: Ballot) -> list[Json]:
    """Whom the opened ballots elect, as places on the paper, in the order of election."""
    on_paper = queries.asked_of(ballot)[0]
    counts = list(Count.objects.filter(ballot=ballot))
    voted = sum(count.voted for count in counts)
    if not voted:
        return []
    if on_paper.kind == "rank":
        papers = _papers(ballot)
        if not any(paper.ranks for paper in _profile(ballot).ballots):
            return []  # nobody ranked anybody: a lot is no mandate
        return list(asked.counted(on_paper, papers, len(papers), bytes.fromhex(ballot.seed)).elected)
    wanted: list[int] = [sum(int(count.result[0][place]) for count in counts) for place in range(len(on_paper.answers))]
    enough = signatures_needed(voted, ballot.share_percent)
    found = [n for n, votes in enumerate(wanted) if votes >= enough]
    return [*sorted(found, key=wanted.__getitem__, reverse=True)]


def _papers(ballot: Ballot) -> list[Any]:
    return [values for count in Count.objects.filter(ballot=ballot) for values in count.result[0]]


def _profile(ballot: Ballot) -> Profile:
    return asked.profile_of(queries.asked_of(ballot)[0], _papers(ballot))


def decided(ballot: Ballot) -> None:
    """Certified: each winner is given a seat. Part of an action."""
    found: Election | None = Election.objects.filter(occasion=ballot.occasion).first()
    if found is None:
        return
    found.over = True
    found.save(update_fields=["over"])
    if ballot.outcome == Outcome.CARRIED:
        people = {one.place: one for one in elections.on_paper(found)}
        for seat, place in zip(electing.seats_of(found), ballot.counts["elected"], strict=False):
            electing.give(people[place], ballot.id, seat, None, None)


# Vacancies


def _end_what_is_over() -> None:
    """What ended otherwise than by the holder is written down, or only noted where it stands in the record already."""
    instant = now()
    for one in Given.objects.filter(over=None).select_related("election", "candidate__rests_on"):
        ended = Mandate.objects.filter(id=one.id).values_list("ended", flat=True).first()
        if ended:
            electing.note_end(one.id, ended, mandates.RECALLED)
        elif instant >= one.end:
            electing.note_end(one.id, one.end, mandates.LAPSED)
        elif one.accepted is None and instant >= one.accept_by:
            electing.end_by_rule(one.id, mandates.NOT_ACCEPTED)
        elif one.candidate.rests_on and one.candidate.rests_on.ended:
            electing.note_end(one.id, one.candidate.rests_on.ended, mandates.FALLEN)
        elif not elections.belongs(one.candidate.account_id, one.election.unit_id):
            electing.end_by_rule(one.id, mandates.NOT_ELIGIBLE)


def fill(given_id: UUID) -> None:
    """A seat is vacant: whoever the same ballots put next, or a new election."""
    former: Given = Given.objects.select_related("election", "candidate").get(id=given_id)
    if former.over is None or former.over >= former.end or former.end <= now():
        _nothing_follows(former.id)
        return
    source, ranked = _source(former.election)
    way = filling(rules(), now(), former.end, ranked=ranked)
    follower = _next(former) if way is Filling.COUNTBACK else None
    if follower is not None:
        _follow(former.id, follower, source)
    else:
        _elect_anew(former.id, begins=way is not Filling.NEXT_ELECTION)


def _source(election: Election) -> tuple[UUID, bool]:
    """What gave its seats: a ballot, or the open election itself; and whether the papers have ranks."""
    if election.openly:
        return election.id, len(elections.on_paper(election)) > election.seats
    ballot = Ballot.objects.get(occasion__election=election)
    return ballot.id, queries.asked_of(ballot)[0].kind == "rank"


@housekeeping
def _nothing_follows(given_id: UUID) -> None:
    Given.objects.filter(id=given_id).update(filled=True)


@action
def _follow(given_id: UUID, follower: Candidate, ballot: UUID) -> None:
    if Given.objects.filter(id=given_id, filled=False).update(filled=True):
        former: Given = Given.objects.get(id=given_id)
        electing.give(follower, ballot, former.seat, former.end, former)


@housekeeping
def _elect_anew(given_id: UUID, *, begins: bool) -> None:
    """Names come in at once: for the seats that are empty, where others keep theirs until the end of the term."""
    if Given.objects.filter(id=given_id, filled=False).update(filled=True):
        former: Given = Given.objects.select_related("election__unit").get(id=given_id)
        unit, body = former.election.unit, former.election.body
        others = len(elections.alive(unit.id, body))
        vacant = elections.seats_in(unit, body) - others
        if not begins or vacant < 1 or elections.current(unit.id, body) is not None:
            return
        if others:
            electing.begin_again(unit, body, vacant, former.end)
        else:
            electing.begin(unit, body)


def _put_on_the_timetable() -> None:
    """Where what was elected runs out, names for the next election come in without anybody asking for it."""
    soon = now() + elections.time_before_the_end()
    for one in Given.objects.filter(over=None, end__gt=now(), end__lte=soon).select_related("election__unit"):
        unit, body = one.election.unit, one.election.body
        if elections.current(unit.id, body) is None and elections.names_come_in(unit, body):
            _begin(unit, body)
    _end_without_names()
    for unit in _signed_for_until(soon):
        if elections.names_come_in(unit):
            _begin(unit, "")


@housekeeping
def _end_without_names() -> None:
    """Nobody was named, and members have signed for a steward since: the next election comes with that one’s end."""
    since = stewardships().filter(unit=OuterRef("unit"), inherited=False, start__date__gt=OuterRef("opened"))
    waiting = Election.objects.filter(over=False, body="", occasion=None).exclude(_has_names())
    waiting.filter(Exists(since)).update(over=True)


def _has_names() -> Exists:
    return Exists(Candidate.objects.filter(election=OuterRef("pk")))


def _signed_for_until(soon: dt.datetime) -> list[Unit]:
    """Units whose stewards were signed for, by founders or by most members, and which are large enough for a ballot."""
    signed_for = stewardships().filter(end__lte=soon, inherited=False).exclude(id__in=Given.objects.values("id"))
    under_way = Election.objects.filter(over=False, body="").values("unit_id")
    large = Unit.objects.filter(figures__members__gte=rules().open_vote_below)
    return list(large.filter(id__in=signed_for.values("unit_id")).exclude(id__in=under_way).order_by("id"))


@housekeeping
def _begin(unit: Unit, body: str) -> None:
    if elections.current(unit.id, body) is None:
        electing.begin(unit, body)


def _next(former: Given) -> Candidate | None:
    """By the papers that elected whoever held this seat first; None where these name nobody who is there."""
    if former.election.openly:
        return open_electing.follower(former)
    ballot = Ballot.objects.get(occasion__election=former.election_id)
    first = former
    while first.follows is not None:
        first = first.follows
    had = set(Given.objects.filter(election_id=former.election_id).values_list("candidate_id", flat=True))
    people = elections.on_paper(former.election)
    labels = queries.asked_of(ballot)[0].answers
    unit = former.election.unit_id
    free = {one.account_id for one in people if one.id not in had and elections.belongs(one.account_id, unit)}
    seed = bytes.fromhex(ballot.seed)
    found = successor(elections.named(people, labels), _profile(ballot), first.candidate.account_id, free, seed)
    return next((one for one in people if one.account_id == found), None)
