"""Elections whose people or numbers change on the way: no other ballot waits for them, no unit is left without one."""

from __future__ import annotations

from groundswell.accounts.models import Account
from groundswell.ballots import queries as ballots
from groundswell.ballots.actions import due
from groundswell.councils import actions as openly
from groundswell.councils import elections
from groundswell.councils.models import Given
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.members.actions import standing
from scrutiny.organisation import acts
from tests.ballots.test_closing import assert_replays
from tests.cast import World
from tests.councils.electing import (
    DAY,
    accept,
    announced,
    certified,
    counted,
    elected,
    lay_down,
    ranked,
    stand,
)


@housekeeping
def rename(world: World, who: str, name: str) -> None:
    Account.objects.filter(id=world.people[who].account).update(name=name)


def test_a_countback_knows_candidates_by_their_names_on_the_paper(here: World) -> None:
    with certified(elected(here)):
        mandate = accept(here, "kestrel")
    rename(here, "finch", "Starling")
    with clock.set_to(mandate.start + DAY):
        lay_down(here, "kestrel")
        due.settle()
        assert Given.objects.filter(follows=mandate.id).exists()
        assert_replays()


def test_a_countback_is_among_those_on_the_paper(here: World) -> None:
    election = stand(here, "kestrel", "magpie", "finch", "tern")
    standing.leave(here.tern.actor(), here.tern.membership, "left")
    ballot = announced(election)
    on_paper = ballots.asked_of(ballot)[0].answers
    votes = {name: ranked("kmf", on_paper) for name in ("heron", "rowan", "kestrel", "magpie")}
    with certified(counted(here, ballot, votes)):
        mandate = accept(here, "kestrel")
    with clock.set_to(mandate.start + DAY):
        lay_down(here, "kestrel")
        due.settle()
        follower = Given.objects.get(follows=mandate.id)
        assert follower.candidate.account_id == here.magpie.account
        assert_replays()


def test_papers_without_any_mark_elect_nobody(here: World) -> None:
    ballot = announced(stand(here))
    votes = {name: [[0, 0, 0]] for name in ("heron", "rowan", "kestrel", "magpie", "finch")}
    with certified(counted(here, ballot, votes)):
        assert not Given.objects.exists()
        assert ballots.ballot(ballot.id).outcome == "not-carried"
        assert_replays()


def test_a_unit_that_has_become_small_signs_openly_again(here: World) -> None:
    election = stand(here, "kestrel", "heron")
    for name in ("tern", "magpie"):
        standing.leave(here.people[name].actor(), here.people[name].membership, "left")
    with clock.set_to(clock.now() + (election.due - clock.today()) + DAY):
        due.settle()
        due.settle()
        assert not elections.by_ballot(here.unit("Industry"))
        act = acts.NominateSteward(unit=here.unit("Industry"), account=here.kestrel.account)
        assert openly.nominate(here.rowan.actor(), act).open


def test_other_ballots_go_on_whatever_an_election_meets(here: World) -> None:
    election = stand(here, "kestrel", "magpie")
    rename(here, "magpie", "x" * 501)
    with clock.set_to(clock.now() + (election.due - clock.today()) + DAY):
        due.settle()
        due.settle()
