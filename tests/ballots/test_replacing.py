"""Who does not do their part in time is replaced by the next of the lot, and the ballot is held all the same."""

from __future__ import annotations

import pytest

from groundswell.ballots import queries
from groundswell.ballots.actions import due
from groundswell.ballots.models import Ballot, Role
from groundswell.demo.custodians import cast, prepare, step
from groundswell.kernel import clock
from tests.ballots.test_whole import YES
from tests.cast import World
from tests.elections import announced, holder, holders, soon


def act_but(world: World, ballot: Ballot, gone: object) -> None:
    """Everybody does what they can, but one."""
    others = [one for one in holders(world, ballot) if one.actor.account != gone]
    while sum(step(ballot, one) for one in others):
        continue


def keepers(ballot: Ballot, role: Role) -> list[object]:
    return [one.account_id for one in queries.custodians(ballot, role)]


@pytest.fixture
def ballot(world: World) -> Ballot:
    found = announced(world)
    with clock.set_to(found.observers):
        due.settle()
    return found


@pytest.mark.parametrize(("role", "place"), [(Role.TRUSTEE, 1), (Role.REGISTRAR, 0)])
def test_whoever_is_late_is_replaced_and_the_ballot_is_held(
    world: World, ballot: Ballot, role: Role, place: int
) -> None:
    gone = keepers(ballot, role)[place]
    with clock.set_to(ballot.observers):
        act_but(world, ballot, gone)
    with clock.set_to(due.relieving(ballot)[role]):
        due.settle()
        assert gone not in keepers(ballot, role)
        assert len(set(keepers(ballot, role))) == len(keepers(ballot, role))
        prepare(ballot, holders(world, ballot))
    assert queries.is_ready(queries.ballot(ballot.id))
    with clock.set_to(soon(ballot.opening)):
        assert cast(ballot, holder(world.heron), YES).tracker


def test_nobody_is_replaced_who_is_in_time(world: World, ballot: Ballot) -> None:
    before = keepers(ballot, Role.TRUSTEE)
    with clock.set_to(ballot.observers):
        prepare(ballot, holders(world, ballot))
    for when in due.relieving(ballot).values():
        with clock.set_to(when):
            due.settle()
    assert keepers(ballot, Role.TRUSTEE) == before


def test_where_nobody_can_take_the_place_everything_stays_as_it_is(world: World, ballot: Ballot) -> None:
    gone = keepers(ballot, Role.TRUSTEE)[0]
    with clock.set_to(ballot.observers):
        act_but(world, ballot, gone)
    said = queries.said(ballot, Role.TRUSTEE, "certificate")
    with pytest.MonkeyPatch.context() as patch, clock.set_to(due.relieving(ballot)[Role.TRUSTEE]):
        patch.setattr(queries, "volunteers", list)
        due.settle()
    assert keepers(ballot, Role.TRUSTEE)[0] == gone
    assert queries.said(ballot, Role.TRUSTEE, "certificate") == said
