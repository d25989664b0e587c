"""Observers are named while the list is open, and say after the close what they found."""

from __future__ import annotations

import pytest

from groundswell.ballots.actions import due, observing
from groundswell.ballots.models import Ballot
from groundswell.kernel import clock
from groundswell.kernel.errors import Forbidden, Gone
from scrutiny.organisation import acts
from tests.cast import Person, World, signed_in
from tests.elections import announced, holders, ready


@pytest.fixture
def ballot(world: World) -> Ballot:
    return announced(world)


def watcher(world: World, ballot: Ballot) -> Person:
    """A member who keeps none of its keys."""
    kept = set(ballot.custodians.values_list("account_id", flat=True))
    return next(
        world.people[name]
        for name in ("heron", "rowan", "kestrel", "magpie", "finch", "tern")
        if world.people[name].account not in kept
    )


def page(person: Person, ballot: Ballot) -> str:
    return signed_in(person).get(f"/ballots/{ballot.id}/").content.decode()


def test_an_observer_says_what_they_found(world: World, ballot: Ballot) -> None:
    person = watcher(world, ballot)
    browser = signed_in(person)
    assert "I will watch this ballot" in page(person, ballot)
    assert browser.post(f"/ballots/{ballot.id}/observe").status_code == 302
    assert "I will watch this ballot" not in page(person, ballot)
    ready(world, ballot)
    with clock.set_to(ballot.closing):
        due.settle()
        assert "Something does not hold" in page(person, ballot)
        assert signed_in(person).post(f"/ballots/{ballot.id}/observe", {"found": "holds"}).status_code == 302
        assert "found that everything holds" in page(person, ballot)
        observing.say(person.actor(), acts.SayObserved(ballot.id, holds=False))
        assert "found that something does not hold" in page(person, ballot)


def test_who_keeps_the_keys_cannot_observe(world: World, ballot: Ballot) -> None:
    with pytest.raises(Forbidden):
        observing.observe(holders(world, ballot)[0].actor, acts.ObserveBallot(ballot.id))


def test_observers_are_named_until_the_list_is_final(world: World, ballot: Ballot) -> None:
    with clock.set_to(ballot.observers), pytest.raises(Gone):
        observing.observe(watcher(world, ballot).actor(), acts.ObserveBallot(ballot.id))


def test_nobody_else_says_and_nobody_before_the_close(world: World, ballot: Ballot) -> None:
    person = watcher(world, ballot)
    with pytest.raises(Forbidden):
        observing.say(person.actor(), acts.SayObserved(ballot.id, holds=True))
    observing.observe(person.actor(), acts.ObserveBallot(ballot.id))
    with pytest.raises(Gone):
        observing.say(person.actor(), acts.SayObserved(ballot.id, holds=True))
