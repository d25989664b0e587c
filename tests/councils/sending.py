"""Delegates of two workplaces in the council of Motors, who send one of them to the congress of the branch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from groundswell.ballots.actions import due
from groundswell.councils import actions as openly
from groundswell.councils import electing, elections, open_electing
from groundswell.councils.models import Election, Given, Mandate
from groundswell.kernel import clock
from groundswell.kernel.ids import new_id
from scrutiny.organisation import acts
from scrutiny.organisation.councils.clocks import midnight_after
from tests.cast import World

DAY = dt.timedelta(days=1)
MORNING = dt.timedelta(hours=9)


def council(world: World) -> str:
    return f"council:{world.unit('Motors')}"


def congress(world: World) -> str:
    return f"branch-congress:{world.unit('Industry')}"


def send(world: World, who: str, unit: str, *by: str) -> UUID:
    """So few that they decide in the open: named by the first, signed for by all, accepted. The mandate's id."""
    act = acts.NominateSteward(world.unit(unit), world.people[who].account, into=council(world))
    nomination = openly.nominate(world.people[by[0]].actor(), act)
    for name in by[1:]:
        openly.sign(world.people[name].actor(), acts.SignSteward(nomination.id))
    return openly.accept(world.people[who].actor(), acts.AcceptStewardship(nomination.id, new_id())).id


def seated(world: World) -> None:
    """Heron and Kestrel for the press shop and Finch for the foundry sit in the council of Motors."""
    send(world, "heron", "Press shop", "heron", "rowan", "kestrel")
    send(world, "kestrel", "Press shop", "kestrel", "rowan", "heron")
    send(world, "finch", "Foundry", "finch", "tern")


def put_forward(world: World, who: str, by: str) -> Election:
    act = acts.NominateDelegate(world.unit("Motors"), world.people[who].account, congress(world))
    return electing.nominate(world.people[by].actor(), act).election


def answer(world: World, who: str, election: Election, stands: bool = True) -> None:
    electing.answer(world.people[who].actor(), acts.AnswerNomination(election.id, stands, "I go and come back."))


def called(world: World, *names: str) -> Election:
    """Heron, Kestrel and Finch stand, and the day of the call has come."""
    for who in names or ("heron", "kestrel", "finch"):
        election = put_forward(world, who, "heron")
        answer(world, who, election)
    with clock.set_to(dt.datetime.combine(election.due, dt.time(9), dt.UTC)):
        due.settle()
    return elections.election(election.id)


def vote(world: World, who: str, election: Election, ranks: tuple[int, ...]) -> None:
    held = Mandate.objects.get(holder_id=world.people[who].account, body=council(world), ended=None)
    open_electing.vote(world.people[who].actor(), acts.CouncilVote(election.id, held.id, ranks))


def all_vote(world: World, election: Election, **ranks: tuple[int, ...]) -> None:
    with clock.set_to(midnight_after(election.due) + MORNING):
        for who, paper in ranks.items():
            vote(world, who, election, paper)


@contextmanager
def closed(election: Election) -> Iterator[dt.datetime]:
    """On the morning after its last day, counted."""
    closes = elections.election(election.id).closes
    assert closes is not None
    with clock.set_to(closes + MORNING):
        due.settle()
        yield closes + MORNING


def given_to(world: World, who: str) -> Given:
    found: Given = Given.objects.get(candidate__account_id=world.people[who].account)
    return found


def accept(world: World, who: str) -> Mandate:
    return electing.accept(world.people[who].actor(), acts.AcceptMandate(given_to(world, who).id))
