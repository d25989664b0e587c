"""What the charter has to be confirmed in: asked by the clock, kept or fallen back, and replayed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from groundswell.ballots import confirmations, queries
from groundswell.ballots.actions import announcing, due
from groundswell.ballots.models import Ballot, Volunteer
from groundswell.charter.models import Charter
from groundswell.charter.queries import rules
from groundswell.councils.models import Elector
from groundswell.demo.custodians import cast, prepare
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from scrutiny.organisation.ballots import confirming
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import End
from tests.ballots.conftest import adopt
from tests.ballots.test_closing import assert_replays
from tests.ballots.test_hostile import NO, YES
from tests.cast import World
from tests.elections import STRIKE, announcement, holder, holders, soon, volunteer
from tests.fixtures import Open

DAY = dt.timedelta(days=1)
LONGER = 10


def decide(world: World, ballot: Ballot, vote: list[list[int]], against: str = "") -> Ballot:
    """Everybody on the list votes so, but for one who may be against it; it is counted and certified."""
    with clock.set_to(ballot.observers):
        due.settle()
        prepare(ballot, holders(world, ballot))
    electors = set(Elector.objects.filter(electorate=ballot.electorate_id).values_list("account_id", flat=True))
    with clock.set_to(soon(ballot.opening)):
        due.settle()
        for name, person in world.people.items():
            if person.account in electors:
                cast(ballot, holder(person), NO if name == against else vote)
    for instant in (ballot.closing, ballot.decrypting):
        with clock.set_to(instant):
            due.settle()
            prepare(ballot, holders(world, ballot))
    with clock.set_to(ballot.certified):
        due.settle()
    return queries.ballot(ballot.id)


@pytest.fixture
def changed(world: World, clock_stands: None) -> Iterator[Charter]:
    """A ballot has made voting longer; the clock stands on the day after."""
    adopt(ballot_group="Ed25519")
    volunteer(world)
    ballot = announcing.announce(world.heron.actor(), announcement(None, STRIKE, voting_days=LONGER))
    ballot = decide(world, ballot, YES)
    with clock.set_to(ballot.certified + DAY):
        assert rules().voting_days == LONGER
        yield Charter.objects.exclude(ballot=None).get()


def read(site: Open, world: World, path: str) -> str:
    """The page as Finch reads it, with the clock where it stands."""
    return " ".join(site(world.finch).get(path).content.decode().split())


def first_day(charter: Charter) -> dt.datetime:
    assert charter.confirm_by is not None
    takes = dt.timedelta(days=2 * confirming.length(rules()))
    return dt.datetime.combine(charter.confirm_by - takes, dt.time(9), dt.UTC)


def asked(charter: Charter) -> Ballot | None:
    assert charter.confirm_by is not None
    return confirmations.of_day(charter.confirm_by)


def test_the_clock_asks_and_what_is_confirmed_holds_on(world: World, changed: Charter, site: Open) -> None:
    first = first_day(changed)
    with clock.set_to(first - DAY):
        due.settle()
        assert asked(changed) is None
        assert "What the charter will ask by itself" in read(site, world, "/charter/")
        assert "What the charter will ask by itself" in read(site, world, "/ballots/")
    with clock.set_to(first):
        due.settle()
        due.settle()
        ballot = asked(changed)
        assert ballot is not None
        assert (ballot.by_id, ballot.rules) == (None, {"voting_days": LONGER})
        assert "The ballot about it" in read(site, world, "/charter/")
        page = read(site, world, f"/ballots/{ballot.id}/")
        assert "Nobody announced this ballot, and nobody can stop it." in page
        assert "A ballot stays open for 7 days." in page
    ballot = decide(world, ballot, YES)
    with clock.set_to(ballot.certified + DAY):
        assert ballot.outcome == Outcome.CARRIED
        again = Charter.objects.exclude(ballot=None).latest("id")
        assert again.confirm_by is not None
        assert again.confirm_by > changed.confirm_by
        assert "These rules were confirmed and hold on." in read(site, world, f"/ballots/{ballot.id}/")
    with clock.set_to(dt.datetime.combine(changed.confirm_by, dt.time(9), dt.UTC)):
        due.settle()
        assert rules().voting_days == LONGER
        assert_replays()


def test_what_is_not_confirmed_falls_back_on_its_day(world: World, changed: Charter, site: Open) -> None:
    with clock.set_to(first_day(changed)):
        due.settle()
        ballot = asked(changed)
        assert ballot is not None
    ballot = decide(world, ballot, NO)
    with clock.set_to(ballot.certified + DAY):
        due.settle()
        assert confirmations.coming() == []
        assert rules().voting_days == LONGER
        assert "These rules were not confirmed by this ballot" in read(site, world, f"/ballots/{ballot.id}/")
    assert changed.confirm_by is not None
    with clock.set_to(dt.datetime.combine(changed.confirm_by, dt.time(9), dt.UTC)):
        due.settle()
        assert rules().voting_days < LONGER
        assert Ballot.objects.count() == 2
        assert_replays()


@housekeeping
def nobody_keeps_keys() -> None:
    Volunteer.objects.all().delete()


def test_one_that_cannot_be_held_is_asked_again_while_there_is_time(world: World, changed: Charter) -> None:
    first = first_day(changed)
    nobody_keeps_keys()
    with clock.set_to(first):
        due.settle()
        assert asked(changed) is None
        volunteer(world)
        due.settle()
        ballot = asked(changed)
        assert ballot is not None
    with clock.set_to(soon(ballot.opening)):
        due.settle()
        assert queries.ballot(ballot.id).unready == End.NOT_HELD
        due.settle()
        again = asked(changed)
        assert again is not None
        assert again.certified.date() < changed.confirm_by
        assert_replays()


def test_a_demand_that_rose_in_the_meantime_leaves_the_charter_as_it_is(world: World, changed: Charter) -> None:
    act = announcement(None, STRIKE, notice_days=20)
    ballot = announcing.announce(world.heron.actor(), act)
    with clock.set_to(ballot.notice + DAY):
        adopt(rule_share_percent=90)
    ballot = decide(world, ballot, YES, against="rowan")
    assert ballot.outcome == Outcome.CARRIED
    with clock.set_to(ballot.certified + DAY):
        assert rules().notice_days != 20
