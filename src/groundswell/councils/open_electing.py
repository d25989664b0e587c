"""Councils elect, in the open, those who go on to the next council: called by the clock, voted on by their delegates,
counted from papers that everybody reads.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.charter.queries import rules
from groundswell.councils import electing, elections, queries, sending
from groundswell.councils.models import Candidate, Election, Given, Mandate, OpenPaper
from groundswell.councils.permissions import check_sits, seat_of
from groundswell.kernel.actions import ActionLeftNoEntry, action, housekeeping
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Gone, Invalid
from groundswell.record import queries as record
from groundswell.record.actions import append
from groundswell.workplaces.queries import public_scope
from scrutiny.errors import RuleBroken
from scrutiny.organisation import acts
from scrutiny.organisation.councils import open_elections
from scrutiny.organisation.councils.clocks import midnight_after
from scrutiny.organisation.councils.open_elections import Paper


def settle() -> None:
    """Call what is due, count what is over. Safe to run at any time and twice."""
    for found in Election.objects.filter(openly=True, over=False, closes=None, due__lte=today()):
        with suppress(ActionLeftNoEntry):
            call(found.id)
    for found in Election.objects.filter(openly=True, over=False, closes__lte=now()):
        if not _count(found.id):
            end_without(found.id)


@action
def call(election_id: UUID) -> None:
    """The paper is final, where somebody stands who still sits there. It is open until the midnight after the charter's
    days for voting.
    """
    found: Election = Election.objects.select_for_update(of=["self"]).select_related("unit").get(id=election_id)
    sitting = [one for one in sending.delegates_in(sending.council_of(found.unit).key) if queries.stands(one)]
    ids = {one.id for one in sitting}
    people = [one for one in elections.standing(found) if one.rests_on_id in ids]
    if found.closes is not None or not people:
        return
    for place, one in enumerate(people):
        one.place = place
        one.save(update_fields=["place"])
    found.closes = midnight_after(today()) + (rules().voting_days - 1) * elections.DAY
    found.electors, found.seed = len(sitting), record.root_at(record.size())
    found.save(update_fields=["closes", "electors", "seed"])
    append(NOBODY, (act := _called(found, people)), effect=act.body(), scope=public_scope(found.unit_id))


def _called(found: Election, people: list[Candidate]) -> acts.CallCouncilElection:
    return acts.CallCouncilElection(
        election=found.id,
        unit=found.unit_id,
        council=sending.council_of(found.unit).key,
        into=found.body,
        seats=found.seats,
        candidates=tuple(one.rests_on_id for one in people if one.rests_on_id),
        closes=found.closes.isoformat() if found.closes else "",
        seed=found.seed,
    )


@action
def vote(actor: Actor, act: acts.CouncilVote) -> None:
    """Hand in one's paper, once. Raises Forbidden for all but the delegates of the council, Gone, Invalid."""
    found = elections.election(act.election)
    mandate = check_sits(actor, found.unit)
    locked: Election = Election.objects.select_for_update().get(id=found.id)
    if locked.closes is None or locked.over or now() >= locked.closes:
        raise Gone(_("Papers for this election are not handed in now."))
    if mandate.id != act.mandate:
        raise Invalid(_("This is not the mandate by which you sit in this council."))
    try:
        open_elections.check_paper(act.ranks, len(elections.on_paper(locked)))
    except RuleBroken as broken:
        raise Invalid(_("Give every rank once at most."), todo=_("Look at the numbers and send again.")) from broken
    _paper, new = OpenPaper.objects.get_or_create(election=locked, mandate=mandate, defaults={"ranks": list(act.ranks)})
    if not new:
        raise Gone(_("You have handed in your paper already. It stands in the record."))
    append(actor, act, effect=act.body(), scope=public_scope(locked.unit_id), office=mandate.office_key)


def handed_in(of: Election) -> list[OpenPaper]:
    """The papers with whose they are."""
    return list(OpenPaper.objects.filter(election=of).select_related("mandate__holder", "mandate__unit").order_by("id"))


def vote_of(of: Election, actor: Actor) -> Mandate | None:
    """The mandate by which somebody can hand in a paper now."""
    if not of.openly or of.over or of.closes is None or now() >= of.closes:
        return None
    found = seat_of(of.unit, actor.person)
    voted = found is not None and OpenPaper.objects.filter(election=of, mandate=found).exists()
    return None if voted else found


def waiting_for(account: UUID) -> list[Election]:
    """Open elections in councils where somebody sits and has not handed in a paper."""
    held = [one.id for one in queries.mandates_of(account) if one.body]
    if not held:
        return []
    open_now = Election.objects.filter(openly=True, over=False, closes__gt=now()).select_related("unit")
    seated = [one for one in open_now if (seat := seat_of(one.unit, account)) and seat.id in held]
    done = set(OpenPaper.objects.filter(mandate__in=held).values_list("election_id", flat=True))
    return [one for one in seated if one.id not in done]


def papers(of: Election) -> list[Paper]:
    return [
        tuple(ranks) for ranks in OpenPaper.objects.filter(election=of).order_by("id").values_list("ranks", flat=True)
    ]


def elected(of: Election) -> tuple[int, ...]:
    """The places of those whom the papers elect."""
    people = len(elections.on_paper(of))
    return open_elections.elected(papers(of), people, of.seats, of.electors, rules(), bytes.fromhex(of.seed))


def _count(election_id: UUID) -> bool:
    """Whether anybody was elected: then their mandates are given."""
    found = elections.election(election_id)
    people = {one.place: one for one in elections.on_paper(found)}
    winners = [people[place] for place in elected(found)]
    if winners:
        _give(election_id, winners)
    return bool(winners)


@action
def _give(election_id: UUID, winners: list[Candidate]) -> None:
    found: Election = Election.objects.select_for_update().get(id=election_id)
    if found.over:
        return
    found.over = True
    found.save(update_fields=["over"])
    for seat, one in zip(electing.seats_of(found), winners, strict=False):
        if one.rests_on and one.rests_on in queries.in_term():
            electing.give(one, found.id, seat, None, None)


@housekeeping
def end_without(election_id: UUID) -> None:
    """The papers elect nobody: names come in anew, whenever somebody is put forward."""
    Election.objects.filter(id=election_id).update(over=True)


def follower(former: Given) -> Candidate | None:
    """Whom the same papers put next, if they still sit in that council."""
    first = former
    while first.follows is not None:
        first = first.follows
    of = former.election
    people = elections.on_paper(of)
    had = set(Given.objects.filter(election=of).values_list("candidate_id", flat=True))
    living = set(queries.in_term().filter(id__in=[one.rests_on_id for one in people]).values_list("id", flat=True))
    free = [one.place or 0 for one in people if one.id not in had and one.rests_on_id in living]
    if len(people) <= of.seats:
        return None
    seed = bytes.fromhex(of.seed)
    found = open_elections.next_by_papers(papers(of), len(people), of.seats, first.candidate.place or 0, free, seed)
    return next((one for one in people if one.place == found), None) if found is not None else None
