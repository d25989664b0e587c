"""A ballot that is open for voting, prepared once for a whole module; what a test does to it is undone after it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from groundswell.ballots import queries
from groundswell.ballots.actions import due
from groundswell.ballots.models import Ballot, Part, Role
from groundswell.charter.models import Charter
from groundswell.charter.queries import is_founded
from groundswell.demo.custodians import Holder
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from tests.cast import NOW, World
from tests.elections import announced, holder, holders, ready, soon


@housekeeping
def adopt(**values: int | str) -> None:
    """Other rules than the safe defaults, as a ballot would have set them."""
    Charter.objects.create(adopted=clock.today(), rules=values, confirm_by=None)


@dataclass
class Held:
    """A ballot of the six members of Industry."""

    world: World
    id: object

    @property
    def ballot(self) -> Ballot:
        return queries.ballot(self.id)  # type: ignore[arg-type]

    @property
    def part(self) -> Part:
        return queries.parts(self.ballot)[0]

    def holder(self, name: str) -> Holder:
        return holder(self.world.people[name])

    def custodian(self, role: Role, place: int = 1) -> Holder:
        found = queries.custodians(self.ballot, role)[place - 1]
        return next(one for one in holders(self.world, self.ballot) if one.actor.account == found.account_id)


@pytest.fixture(scope="module")
def held_once(cast_once: tuple[World, str], django_db_blocker: DjangoDbBlocker) -> Iterator[Held]:
    made, rows = cast_once
    with django_db_blocker.unblock(), transaction.atomic(), clock.set_to(NOW):
        if not is_founded():
            connection.creation.deserialize_db_from_string(rows)
        world = copy.deepcopy(made)
        adopt(ballot_group="Ed25519")
        ballot = ready(world, announced(world))
        yield Held(world, ballot.id)
        transaction.set_rollback(True)


@pytest.fixture
def voting(held_once: Held, db: None, clock_stands: None) -> Iterator[Held]:
    """An hour after the opening."""
    with clock.set_to(soon(held_once.ballot.opening)):
        due.settle()
        yield Held(copy.deepcopy(held_once.world), held_once.id)


@pytest.fixture
def early(world: World) -> Iterator[Held]:
    """Announced, and the list is final: nobody has said anything yet."""
    adopt(ballot_group="Ed25519")
    ballot = announced(world)
    with clock.set_to(ballot.observers):
        due.settle()
        yield Held(world, ballot.id)
