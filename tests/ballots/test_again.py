"""Whoever has new words gets the same credential, sealed to them; the list of credentials stays as it is."""

from __future__ import annotations

import json

import pyrage
import pytest

from groundswell.accounts.models import Key
from groundswell.ballots import queries, steps
from groundswell.ballots.models import Ballot, Custodian, Role
from groundswell.demo.custodians import Holder, cast, credential_of, in_python, prepare, step
from groundswell.kernel import clock
from groundswell.kernel.errors import Invalid
from groundswell.record.models import Entry
from tests.ballots.test_whole import NO, YES
from tests.cast import Browser, Person, World
from tests.elections import announced, holder, holders, ready, soon


def exchanged(old: Person) -> Person:
    """The same person with new words."""
    new = Person(old.name, account=old.account, membership=old.membership)
    assert Browser().exchange(old, new).status_code == 200
    new.key = Key.objects.get(account_id=old.account, state="living").id
    return new


def registrar(ballot: Ballot, place: int = 1) -> Custodian:
    return queries.custodians(ballot, Role.REGISTRAR)[place - 1]


@pytest.fixture
def ballot(world: World) -> Ballot:
    return ready(world, announced(world))


def voter(world: World, ballot: Ballot) -> Person:
    """Somebody who keeps no key of this ballot."""
    kept = set(ballot.custodians.values_list("account_id", flat=True))
    part = queries.parts(ballot)[0]
    return next(p for p in world.people.values() if p.account not in kept and queries.listed(part, ballot, [p.account]))


def test_new_words_get_the_same_credential_sealed_anew(world: World, ballot: Ballot) -> None:
    with clock.set_to(soon(ballot.opening)):
        old = voter(world, ballot)
        part = queries.parts(ballot)[0]
        before = credential_of(part, holder(old))
        cast(ballot, holder(old), YES)
        assert steps.due(ballot, registrar(ballot)) is None
        new = exchanged(old)
        with pytest.raises((pyrage.DecryptError, ValueError)):
            credential_of(part, holder(new))
        assert [steps.due(ballot, registrar(ballot, place)) for place in (1, 2)] == ["again", "again"]
        prepare(ballot, holders(world, ballot))
        assert [steps.due(ballot, registrar(ballot, place)) for place in (1, 2)] == [None, None]
        assert sorted(credential_of(part, holder(new))) == sorted(before)
        with pytest.raises((pyrage.DecryptError, ValueError)):
            credential_of(part, holder(old))
        again = cast(ballot, holder(new), NO)
        mine = queries.cast_by(part, old.account)
        assert mine is not None
        assert mine.tracker == again.tracker
        assert queries.voted(part) == 1


def test_it_stands_in_the_record_and_can_be_done_twice(world: World, ballot: Ballot) -> None:
    with clock.set_to(soon(ballot.opening)):
        person = voter(world, ballot)
        for _time in range(2):
            person = exchanged(person)
            count = Entry.objects.count()
            prepare(ballot, holders(world, ballot))
            assert Entry.objects.count() == count + 2
            assert credential_of(queries.parts(ballot)[0], holder(person))


def test_a_registrar_cannot_seal_for_others_than_those_who_lost_theirs(world: World, ballot: Ballot) -> None:
    with clock.set_to(soon(ballot.opening)):
        exchanged(voter(world, ballot))
        by = next(h for h in holders(world, ballot) if h.actor.account == registrar(ballot).account_id)

        def one_more(asked: object, who: Holder) -> tuple[str, str]:
            made = json.loads(in_python(asked, who)[0])  # type: ignore[arg-type]
            (uuid,) = made["again"]
            made["again"][uuid][str(who.actor.account)] = "x"
            return json.dumps(made), ""

        with pytest.raises(Invalid):
            step(ballot, by, one_more)
        assert steps.due(ballot, registrar(ballot)) == "again"


def test_before_the_opening_it_is_done_too(world: World, ballot: Ballot) -> None:
    with clock.set_to(ballot.opening.replace(hour=1)):
        new = exchanged(voter(world, ballot))
        prepare(ballot, holders(world, ballot))
        assert credential_of(queries.parts(ballot)[0], holder(new))
