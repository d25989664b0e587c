"""A whole election of a steward, from the first name to the mandate, with every part played by invented people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from groundswell.ballots import queries as ballots
from groundswell.ballots.actions import due
from groundswell.ballots.models import Ballot
from groundswell.councils import electing, elections
from groundswell.councils.models import Candidate, Election, Given, Mandate
from groundswell.demo.custodians import cast, prepare
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from scrutiny.organisation import acts
from scrutiny.organisation.councils.clocks import midnight_after
from tests.cast import World
from tests.elections import VOLUNTEERS, holder, holders, ready, soon, volunteer

PEOPLE = ("heron", "rowan", "kestrel", "magpie", "finch", "tern")
VOTES = {"heron": "kmf", "rowan": "kmf", "kestrel": "kfm", "magpie": "mkf", "finch": "fmk"}
STANDING = ("kestrel", "magpie", "finch")
DAY = dt.timedelta(days=1)


def volunteer_all(world: World) -> None:
    volunteer(world, *VOLUNTEERS)


def names_day(world: World) -> dt.datetime:
    return dt.datetime.combine(elections.names_from(world.unit("Industry")), dt.time(10), dt.UTC)


def nominate(world: World, who: str, by: str = "rowan", unit: str = "Industry") -> Candidate:
    act = acts.NominateDelegate(world.unit(unit), world.people[who].account)
    return electing.nominate(world.people[by].actor(), act)


def answer(world: World, who: str, stands: bool = True, statement: str = "I will report back.") -> None:
    found = current(world)
    electing.answer(world.people[who].actor(), acts.AnswerNomination(found.id, stands, statement))


def current(world: World, unit: str = "Industry") -> Election:
    found = elections.current(world.unit(unit))
    assert found is not None
    return found


def stand(world: World, *names: str) -> Election:
    for name in names or STANDING:
        nominate(world, name)
        answer(world, name)
    return current(world)


def announced(election: Election) -> Ballot:
    """On its day, by itself."""
    with clock.set_to(midnight_after(election.due - DAY) + dt.timedelta(minutes=3)):
        due.settle()
    occasion = elections.election(election.id).occasion
    assert occasion is not None
    return ballots.ballot(Ballot.objects.get(occasion=occasion).id)


def ranked(order: str, on_paper: Sequence[str]) -> list[list[int]]:
    """The paper of somebody who ranks by these first letters."""
    return [[order.index(name[0].lower()) + 1 if name[0].lower() in order else 0 for name in on_paper]]


def counted(world: World, ballot: Ballot, votes: Mapping[str, Any]) -> Ballot:
    """Voted and decrypted; certified only when its time comes."""
    ballot = ready(world, ballot)
    with clock.set_to(soon(ballot.opening)):
        due.settle()
        for name, vote in votes.items():
            cast(ballot, holder(world.people[name]), vote)
    with clock.set_to(ballot.closing):
        due.settle()
    with clock.set_to(ballot.decrypting):
        prepare(ballot, holders(world, ballot)[2:4])
    return ballots.ballot(ballot.id)


def elected(world: World, votes: Mapping[str, str] | None = None) -> Ballot:
    """Three stand, five vote; it is not certified yet."""
    ballot = announced(stand(world))
    on_paper = ballots.asked_of(ballot)[0].answers
    papers = {name: ranked(order, on_paper) for name, order in (votes or VOTES).items()}
    return counted(world, ballot, papers)


@contextmanager
def certified(ballot: Ballot) -> Iterator[dt.datetime]:
    with clock.set_to(ballot.certified):
        due.settle()
        yield ballot.certified


def given_to(world: World, name: str) -> Given:
    found: Given = Given.objects.get(candidate__account_id=world.people[name].account)
    return found


def accept(world: World, name: str) -> Mandate:
    return electing.accept(world.people[name].actor(), acts.AcceptMandate(given_to(world, name).id))


def lay_down(world: World, name: str) -> None:
    electing.lay_down(world.people[name].actor(), acts.LayDownMandate(given_to(world, name).id))


def something_of_each(world: World) -> dict[str, Any]:
    """Kestrel was put forward in one, and has been elected in another."""
    named = nominate(world, "kestrel", unit="Motors")
    return {
        "election": named.election_id,
        "mandate of Kestrel": given_yesterday(world.units["Industry"], world.kestrel.account),
    }


@housekeeping
def given_yesterday(unit: UUID, account: UUID) -> UUID:
    """What a ballot would have given a day ago."""
    day, instant = clock.today(), clock.now() - dt.timedelta(days=1)
    held = Election.objects.create(unit_id=unit, opened=day, due=day, over=True)
    who = Candidate.objects.create(election=held, account_id=account, by_id=account, stands=True, place=0)
    accept_by, end = instant + dt.timedelta(days=7), instant + dt.timedelta(days=365)
    times = {"given": instant, "accept_by": accept_by, "start": instant, "end": end}
    made: Given = Given.objects.create(election=held, candidate=who, seat=1, **times)
    return made.id
