"""Offices of a union that moves in: marked as such, and over when a ballot has given them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from groundswell.ballots import queries as ballots
from groundswell.ballots.actions import due
from groundswell.councils import elections, inheriting, queries
from groundswell.councils.models import Mandate
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.errors import Forbidden, Gone, Unknown
from groundswell.kernel.ids import new_id
from groundswell.record.models import Entry
from scrutiny.organisation import acts
from tests.ballots.conftest import adopt
from tests.ballots.test_closing import assert_replays
from tests.cast import NOW, World
from tests.councils.electing import (
    VOTES,
    accept,
    announced,
    answer,
    certified,
    counted,
    given_yesterday,
    nominate,
    ranked,
)
from tests.councils.electing import volunteer_all as volunteer
from tests.fixtures import Open

DAY = dt.timedelta(days=1)


def claim(world: World, who: str, unit: str = "Industry", into: str = "") -> UUID:
    act = acts.ClaimInherited(new_id(), world.unit(unit), into)
    return inheriting.claim(world.people[who].actor(), act).id


def confirm(world: World, mandate: UUID, who: str) -> None:
    actor = queries.with_offices(world.people[who].actor())
    office = inheriting.office_over(actor, inheriting.inheritance(mandate).unit_id)
    inheriting.confirm(actor, acts.ConfirmInherited(mandate, office.id))


def take(world: World, who: str, mandate: UUID) -> Mandate:
    person = world.people[who]
    return inheriting.take(person.actor(), acts.InheritMandate(mandate, *person.takes(mandate)))


def moved_in(world: World, who: str = "kestrel") -> Mandate:
    mandate = claim(world, who)
    confirm(world, mandate, "heron")
    confirm(world, mandate, "rowan")
    return take(world, who, mandate)


def page(site: Open, world: World, who: str, path: str) -> str:
    return " ".join(site(world.people[who]).get(path).content.decode().split())


class TestTaking:
    def test_gives_an_office_that_is_marked_wherever_it_is_shown(self, world: World, site: Open) -> None:
        made = moved_in(world)
        assert (made.inherited, made.office, (made.end - made.start).days) == (True, "steward", 90)
        assert world.unit("Industry") in queries.with_offices(world.kestrel.actor()).stewarded
        tag = '<span class="tag">inherited</span>'
        assert tag in page(site, world, "finch", "/offices/")
        assert tag in page(site, world, "finch", f"/petitions/mandates/{made.id}/")
        assert tag in page(site, world, "finch", "/offices/inherited/")
        assert "No ballot has given it yet." in page(site, world, "finch", f"/petitions/mandates/{made.id}/")
        assert_replays()

    def test_needs_two_others_who_are_in_office(self, world: World) -> None:
        mandate = claim(world, "kestrel")
        confirm(world, mandate, "heron")
        with pytest.raises(Gone, match="You have confirmed it already"):
            confirm(world, mandate, "heron")
        with pytest.raises(Forbidden, match="Only a steward of this part"):
            confirm(world, mandate, "finch")
        with pytest.raises(Gone, match="Two stewards who are in office today"):
            take(world, "kestrel", mandate)
        confirm(world, mandate, "rowan")
        with pytest.raises(Unknown):
            take(world, "finch", mandate)

    def test_is_not_confirmed_by_whoever_claims_it(self, world: World) -> None:
        mandate = claim(world, "rowan", "Industry")
        with pytest.raises(Forbidden, match="Two other stewards"):
            confirm(world, mandate, "rowan")

    def test_counts_only_stewards_whose_mandate_lives(self, world: World) -> None:
        mandate = claim(world, "kestrel")
        confirm(world, mandate, "heron")
        confirm(world, mandate, "rowan")
        end_mandates(world, "rowan")
        with pytest.raises(Gone, match="Two stewards who are in office today"):
            take(world, "kestrel", mandate)

    def test_is_not_for_an_office_that_a_ballot_has_given(self, world: World) -> None:
        mandate = claim(world, "kestrel")
        given_yesterday(world.unit("Industry"), world.finch.account)
        with pytest.raises(Gone, match="A ballot of its electors has given this office already"):
            confirm(world, mandate, "heron")
        with pytest.raises(Gone, match="A ballot of its electors has given this office already"):
            claim(world, "magpie")

    def test_ends_with_the_time_of_the_first_stewards(self, world: World, site: Open) -> None:
        mandate = claim(world, "kestrel")
        day = inheriting.last_day() + DAY
        with clock.set_to(dt.datetime.combine(day, dt.time(9), dt.UTC)):
            with pytest.raises(Gone, match="So long after the founding"):
                claim(world, "finch")
            with pytest.raises(Gone, match="So long after the founding"):
                take(world, "kestrel", mandate)
            assert "Offices are given by ballots only now." in page(site, world, "finch", "/offices/inherited/")


@housekeeping
def end_mandates(world: World, who: str) -> None:
    Mandate.objects.filter(holder_id=world.people[who].account).update(ended=clock.now())


class TestTheFirstBallot:
    def test_begins_with_the_office_and_ends_it(self, world: World, site: Open) -> None:
        adopt(ballot_group="Ed25519")
        volunteer(world)
        made = moved_in(world)
        election = elections.current(world.unit("Industry"))
        assert election is not None
        assert election.due == elections.soonest()
        for name in ("kestrel", "magpie", "finch"):
            nominate(world, name)
            answer(world, name)
        ballot = announced(election)

        on_paper = ballots.asked_of(ballot)[0].answers
        ballot = counted(world, ballot, {name: ranked(order, on_paper) for name, order in VOTES.items()})
        with certified(ballot):
            due.settle()
            assert Mandate.objects.get(id=made.id).ended is None
            elected = accept(world, "kestrel")
            before = Mandate.objects.get(id=made.id)
            assert not elected.inherited
            assert before.end == min(made.end, elected.start)
            assert '<span class="tag">inherited</span>' in page(site, world, "finch", "/offices/")
            assert_replays()
        with clock.set_to(elected.start):
            assert '<span class="tag">inherited</span>' not in page(site, world, "finch", "/offices/")


def test_on_the_page_one_says_so_two_confirm_and_it_is_taken(world: World, site: Open) -> None:
    there = "/offices/inherited/"
    assert "I held an office" in page(site, world, "kestrel", there)
    sent = site(world.kestrel).post(there, {"unit": str(world.unit("Industry"))})
    assert sent.status_code == 302
    assert "0 of 2 stewards have confirmed that you held it." in page(site, world, "kestrel", there)
    assert "Kestrel held an office before" in page(site, world, "heron", "/")
    mandate = inheriting.mine(world.kestrel.actor())[0].id
    for name in ("heron", "rowan"):
        assert "Kestrel says: I held this office." in page(site, world, name, there)
        assert site(world.people[name]).post(f"{there}{mandate}/confirm").status_code == 302
    assert "Take the office until its first ballot" in page(site, world, "kestrel", there)
    assert site(world.kestrel).post(f"{there}{mandate}/take").status_code == 302
    assert Mandate.objects.get(id=mandate).inherited
    assert Entry.objects.filter(type="mandate.inherit").count() == 1
    assert clock.now() == NOW
