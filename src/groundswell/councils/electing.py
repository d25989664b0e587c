"""Electing stewards and delegates: putting forward, answering, what an election gives, accepting and laying down."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.charter.queries import rules
from groundswell.councils import elections, falling, office_keys, queries
from groundswell.councils.models import Candidate, Election, Given, Mandate
from groundswell.councils.permissions import (
    check_is_elector,
    check_is_holder,
    check_may_nominate,
    check_seated,
    check_sends,
    check_sits,
)
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Forbidden, Gone, Invalid
from groundswell.kernel.ids import new_id
from groundswell.record.actions import append
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.models import Unit
from groundswell.workplaces.queries import public_scope
from scrutiny.encoding import Json
from scrutiny.organisation import acts
from scrutiny.organisation.councils import mandates


@action
def nominate(actor: Actor, act: acts.NominateDelegate) -> Candidate:
    """Put somebody forward, or oneself; they stand once they have said so. Raises Forbidden, Invalid, Gone."""
    unit = workplaces.unit(act.unit)
    base = _check_nominated(actor, unit, act)
    if not elections.names_come_in(unit, act.into):
        raise Gone(_("Names for this election do not come in today."))
    found = elections.current(unit.id, act.into) or begin(unit, act.into)
    _leave_time(found)
    made, new = Candidate.objects.get_or_create(
        election=found, account_id=act.account, defaults={"by_id": actor.person, "rests_on": base}
    )
    if not new:
        raise Gone(_("This member has been put forward already."))
    append(actor, act, scope=public_scope(unit.id))
    return made


def _leave_time(election: Election) -> None:
    """The first name in an election whose day has passed without one: others still have time to stand."""
    if election.due < elections.soonest() and not Candidate.objects.filter(election=election).exists():
        election.due = elections.soonest()
        election.save(update_fields=["due"])


def _check_nominated(actor: Actor, unit: Unit, act: acts.NominateDelegate) -> Mandate | None:
    """The mandate on which a delegate of delegates would rest; None where members elect."""
    if act.into:
        check_sends(unit, act.into)
    if elections.openly(unit, act.into):
        check_sits(actor, unit)
        return check_seated(unit, act.account)
    check_may_nominate(actor, unit.id, act.account)
    if not elections.by_ballot(unit.id):
        raise Invalid(
            _("So few elect their steward in the open, with signatures."),
            todo=_("Put somebody forward on the page of those who speak for you."),
        )
    return None


def begin(unit: Unit, body: str = "") -> Election:
    """Part of an action: names come in from now on."""
    return _open(unit, body, elections.due_on(unit.id, body), elections.seats_in(unit, body), None)


def begin_first(unit: Unit, body: str) -> Election:
    """The first ballot about an office that was inherited, as soon as may be. Part of an action."""
    return _open(unit, body, elections.soonest(), elections.seats_in(unit, body), None)


def begin_again(unit: Unit, body: str, vacant: int, until: dt.datetime) -> Election:
    """A by-election for so many seats of a term that ends then. Part of an action."""
    return _open(unit, body, elections.soonest(), vacant, until)


def _open(unit: Unit, body: str, due: dt.date, seats: int, until: dt.datetime | None) -> Election:
    """The one under way, or a new one. The unit is locked: of two who begin it at once, one finds the other's."""
    Unit.objects.select_for_update().get(id=unit.id)
    under_way = elections.current(unit.id, body)
    if under_way is not None:
        return under_way
    found: Election = Election.objects.create(
        unit=unit, body=body, openly=elections.openly(unit, body), opened=today(), due=due, seats=seats, until=until
    )
    return found


@action
def answer(actor: Actor, act: acts.AnswerNomination) -> None:
    """Say that one stands, and why; or that one does not. Until the ballot is announced."""
    found = elections.election(act.election)
    if not found.openly:
        check_is_elector(actor, found.unit_id)
    locked: Election = Election.objects.select_for_update().get(id=found.id)
    mine: Candidate | None = Candidate.objects.filter(election=locked, account_id=actor.person).first()
    if mine is None:
        raise Forbidden(_("Only who was put forward answers."))
    if locked.over or locked.occasion_id is not None or locked.closes is not None:
        raise Gone(_("The ballot paper is final."))
    if act.stands and elections.held_too_often(actor.person, locked.unit_id, locked.body):
        raise Invalid(_("You have held this office as often in a row as the charter allows."))
    if act.stands and not mine.stands and len(elections.standing(locked)) >= elections.longest_paper():
        raise Invalid(_("No more names fit on the ballot paper."), todo=_("Talk with those who stand already."))
    mine.stands, mine.statement = act.stands, act.statement
    mine.save(update_fields=["stands", "statement"])
    append(actor, act, scope=public_scope(locked.unit_id))


def seats_of(election: Election) -> list[int]:
    """The numbers of the seats that it fills: from 1, or in a by-election those that are empty."""
    if election.until:
        return elections.free_seats(election.unit_id, election.body, election.seats)
    return list(range(1, election.seats + 1))


def give(candidate: Candidate, ballot: UUID, seat: int, end: dt.datetime | None, follows: Given | None) -> Given:
    """What an election gave. `end` is that of the term that is left. A delegate of delegates goes when the mandate ends
    on which this one rests. Part of an action, by rule.
    """
    election, charter, instant, base = candidate.election, rules(), now(), candidate.rests_on
    start = max(instant, follows.start) if follows else _from(election)
    end = end or election.until or start + charter.mandate_days * elections.DAY
    made: Given = Given.objects.create(
        id=new_id(),
        election=election,
        candidate=candidate,
        seat=seat,
        given=instant,
        accept_by=instant + charter.acceptance_days * elections.DAY,
        start=start,
        end=min(end, base.end) if base else end,
        follows=follows,
    )
    act = acts.GiveMandate(
        mandate=made.id,
        ballot=ballot,
        place=candidate.place or 0,
        seat=seat,
        start=made.start.isoformat(),
        end=made.end.isoformat(),
        follows=follows.id if follows else None,
        rests_on=base.id if base else None,
    )
    append(NOBODY, act, effect=act.body(), scope=public_scope(election.unit_id))
    return made


def _from(election: Election) -> dt.datetime:
    """From when the present term is over; what was signed for only after names came in, or inherited, delays nothing. A
    by-election fills seats that are empty already.
    """
    if election.until:
        return now()
    in_office = queries.in_term().filter(unit_id=election.unit_id, body=election.body, inherited=False)
    signed_for = in_office.filter(start__date__lte=election.opened)
    elected = [one for one in elections.alive(election.unit_id, election.body) if one.election_id != election.id]
    return max([now(), *(one.end for one in signed_for), *(one.end for one in elected)])


@action
def accept(actor: Actor, act: acts.AcceptMandate) -> Mandate:
    """Take what the ballot gave, in time. Raises Forbidden, Gone."""
    found = _locked(actor, act.mandate)
    if found.accepted:
        raise Gone(_("You have accepted this mandate already."))
    if found.over or now() >= min(found.accept_by, found.end):
        raise Gone(_("It is too late to accept this mandate."))
    found.accepted = now()
    found.save(update_fields=["accepted"])
    election = found.election
    size = elections.electors_and_votes(election)
    made: Mandate = Mandate.objects.create(
        id=found.id,
        office=queries.DELEGATE if election.body else queries.STEWARD,
        unit_id=election.unit_id,
        body=election.body,
        rests_on=found.candidate.rests_on,
        holder_id=actor.person,
        start=max(found.start, now()),
        end=found.end,
        electorate=size[0],
        signed=size[1],
        office_key=office_keys.check(actor, act),
    )
    _end_inherited(made)
    effect: dict[str, Json] = {"mandate": str(made.id), **office_keys.in_public(made.office_key)}
    append(actor, act, effect=effect, scope=public_scope(election.unit_id))
    return made


def _end_inherited(made: Mandate) -> None:
    """A ballot has given the office: what was held there before the organisation moved in ends where this begins."""
    for one in queries.in_term().filter(unit_id=made.unit_id, body=made.body, inherited=True, end__gt=made.start):
        if made.start <= now():
            falling.end(one, now())
        else:
            one.end = made.start
            one.save(update_fields=["end"])


@action
def lay_down(actor: Actor, act: acts.LayDownMandate) -> None:
    """Give it back before its end; or, before it was accepted, say no."""
    found = _locked(actor, act.mandate)
    mandate = Mandate.objects.filter(id=found.id).first()
    if found.over or found.end <= now() or (mandate and mandate.ended):
        raise Gone(_("This mandate has ended already."))
    end(found, mandates.LAID_DOWN if found.accepted else mandates.DECLINED)
    office = mandate.office_key if mandate else ""
    append(actor, act, effect=act.body(), scope=public_scope(found.election.unit_id), office=office)


def _locked(actor: Actor, given: UUID) -> Given:
    check_is_holder(actor, elections.given(given))
    found: Given = (
        Given.objects.select_for_update(of=["self"])
        .select_related("election__unit", "election__occasion", "candidate__rests_on")
        .get(id=given)
    )
    return found


def end(given: Given, how: str) -> None:
    """Write down that it is over. Part of an action."""
    given.over, given.how = now(), how
    given.save(update_fields=["over", "how"])
    for mandate in Mandate.objects.filter(id=given.id, ended=None):
        falling.end(mandate, now())


@action
def end_by_rule(given_id: UUID, how: str) -> None:
    """Nobody accepted it in time, or the holder is no member of these electors any more."""
    found: Given = Given.objects.select_for_update().get(id=given_id)
    if found.over is None:
        end(found, how)
        act = acts.EndMandate(mandate=found.id, how=how)
        append(NOBODY, act, effect=act.body(), scope=public_scope(found.election.unit_id))


@housekeeping
def note_end(given_id: UUID, instant: dt.datetime, how: str) -> None:
    """What ended it stands in the record already: a recall, or that its time is over."""
    Given.objects.filter(id=given_id, over=None).update(over=instant, how=how)
