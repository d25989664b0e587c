"""Who keeps the keys: for the first ballot those whom the founding act names, then whoever the lot finds."""

from __future__ import annotations

from groundswell.ballots import queries
from groundswell.ballots.actions.announcing import announce, name_first
from groundswell.ballots.models import Ballot
from tests.cast import World
from tests.elections import announcement, volunteer

NAMED = ("rowan", "kestrel")


def keepers(ballot: Ballot) -> set[object]:
    return set(ballot.custodians.values_list("account_id", flat=True))


def test_the_first_ballot_is_kept_by_those_whom_the_founding_act_names(world: World) -> None:
    named = {world.people[name].account for name in NAMED}
    name_first(sorted(named))
    volunteer(world, "heron", "magpie", "finch", "tern")
    assert not queries.has_had_custodians()
    first = announce(world.heron.actor(), announcement(world.units["Industry"]))
    assert named < keepers(first)
    assert len(keepers(first)) == 5


def test_later_ballots_are_kept_by_whoever_the_lot_finds(world: World) -> None:
    name_first([world.people[name].account for name in NAMED])
    volunteer(world, "heron", "magpie", "finch", "tern")
    announce(world.heron.actor(), announcement(world.units["Industry"]))
    named = [announce(world.heron.actor(), announcement(world.units["Industry"])) for _ballot in range(8)]
    everybody = {world.people[name].account for name in NAMED}
    assert any(not everybody <= keepers(ballot) for ballot in named)
