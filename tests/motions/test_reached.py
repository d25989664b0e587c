"""When enough have signed: the ballot opens by itself on its fixed days; nobody can stop it, or delay it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from groundswell.ballots import queries as ballots
from groundswell.ballots.actions import announcing, due
from groundswell.ballots.models import Ballot, Volunteer
from groundswell.ballots.queries import Stage
from groundswell.charter.queries import rules
from groundswell.councils.models import Mandate, Occasion, OccasionState
from groundswell.demo.custodians import cast, prepare
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.errors import Forbidden, Gone
from groundswell.motions import queries
from groundswell.motions.actions import signing
from groundswell.motions.models import Petition
from groundswell.record.models import Entry
from scrutiny.organisation import acts
from scrutiny.organisation.ballots.seen import INSTANTS
from scrutiny.organisation.councils import clocks, petitions
from scrutiny.organisation.councils.petitions import Kind
from tests.ballots.conftest import Held
from tests.ballots.test_closing import assert_replays
from tests.cast import World
from tests.elections import holder, holders, soon
from tests.motions.signers import begun, demand, key_of, recall_of, sign

DAY = dt.timedelta(days=1)
YES, NO = [[0, 1, 0]], [[0, 0, 1]]


@pytest.fixture
def here(voting: Held) -> World:
    return voting.world


def recalled(world: World) -> Petition:
    """Three of six have signed to recall Heron: as many as the floor wants."""
    asked = recall_of(world, "heron")
    made = begun(world, asked, "finch")
    assert made.needed == 3
    sign(world, asked, "tern", "kestrel")
    return queries.petition(made.id)


def ballot_of(petition: Petition) -> Ballot:
    found = queries.petition(petition.id)
    assert found.occasion is not None
    return ballots.ballot(Ballot.objects.get(occasion=found.occasion).id)


def next_day() -> dt.datetime:
    return clocks.midnight_after(clock.today())


class TestTheShare:
    def test_nothing_happens_before_the_day_is_over(self, here: World) -> None:
        petition = recalled(here)
        with clock.set_to(next_day() - dt.timedelta(seconds=1)):
            due.settle()
            assert not Occasion.objects.filter(kind="recall").exists()
        assert queries.state(queries.petition(petition.id)) == clocks.OPEN

    def test_at_midnight_the_ballot_is_announced_by_itself(self, here: World) -> None:
        petition, day = recalled(here), clock.today()
        with clock.set_to(next_day()):
            due.settle()
            found = queries.petition(petition.id)
            assert found.reached == day
            assert queries.state(found) == clocks.ANNOUNCED
        ballot = ballot_of(petition)
        expected = clocks.of_petition(Kind.RECALL, day, rules())
        assert [getattr(ballot, name) for name in INSTANTS] == [getattr(expected, name) for name in INSTANTS]
        assert ballot.by_id is None
        assert ballot.binding
        assert ballot.electorate.unit_id == here.unit("Industry")

    def test_one_signature_less_is_not_enough(self, here: World) -> None:
        asked = recall_of(here, "heron")
        begun(here, asked, "finch")
        sign(here, asked, "tern")
        with clock.set_to(next_day()):
            due.settle()
        assert not Occasion.objects.filter(kind="recall").exists()

    def test_looking_twice_calls_one_ballot(self, here: World) -> None:
        petition = recalled(here)
        with clock.set_to(next_day()):
            due.settle()
            due.settle()
        assert Ballot.objects.filter(occasion__kind="recall").count() == 1
        assert Entry.objects.filter(type="petition.tally").count() == 1
        assert ballot_of(petition).outcome == ""

    def test_nobody_signs_any_more(self, here: World) -> None:
        petition = recalled(here)
        with clock.set_to(next_day()):
            due.settle()
            with pytest.raises(Gone):
                sign(here, queries.value(petition), "magpie")

    def test_petitions_that_were_joined_reach_it_together(self, here: World) -> None:
        one, other = recall_of(here, "heron"), recall_of(here, "heron")
        begun(here, one, "finch")
        begun(here, other, "tern")
        sign(here, one, "kestrel")
        for name in ("finch", "tern"):
            agree(here, name, one, other)
        with clock.set_to(next_day()):
            due.settle()
            assert queries.petition(one.id).reached is None
            assert queries.state(queries.petition(other.id)) == clocks.ANNOUNCED

    def test_a_text_is_put_to_the_vote_on_the_days_of_any_ballot(self, here: World) -> None:
        made = begun(here, demand(here, "Nobody works alone.\nAt night nobody does."), "finch")
        day = clock.today()
        with clock.set_to(next_day()):
            due.settle()
        ballot = ballot_of(made)
        assert ballot.title == "Nobody works alone."
        assert ballot.text.endswith("At night nobody does.")
        assert ballot.opening == clocks.of_petition(Kind.BALLOT, day, rules()).opening


def agree(world: World, name: str, one: petitions.Petition, into: petitions.Petition) -> None:
    signing.join(one.id, into.id, key_of(world, name).under(petitions.join_message(one, into)))


class TestTheRecord:
    def test_whoever_checks_it_counts_the_same(self, here: World) -> None:
        petition = recalled(here)
        with clock.set_to(next_day()):
            due.settle()
            assert_replays()
            assert ballot_of(petition)

    def test_petitions_that_were_joined_are_counted_together(self, here: World) -> None:
        one, other = recall_of(here, "heron"), recall_of(here, "heron")
        begun(here, one, "finch")
        begun(here, other, "tern")
        sign(here, one, "kestrel")
        for name in ("finch", "tern"):
            agree(here, name, one, other)
        with clock.set_to(next_day()):
            due.settle()
            assert Entry.objects.filter(type="petition.tally").exists()
            assert_replays()

    def test_a_demand_is_replayed_with_its_ballot(self, here: World) -> None:
        begun(here, demand(here), "finch")
        with clock.set_to(next_day()):
            due.settle()
            assert Entry.objects.filter(type="ballot.announce").count() == 2
            assert_replays()


class TestOfficials:
    @pytest.fixture
    def called(self, here: World) -> Ballot:
        petition = recalled(here)
        with clock.set_to(next_day()):
            due.settle()
        return ballot_of(petition)

    @pytest.mark.parametrize("name", ["heron", "rowan", "tern", "kestrel"])
    def test_nobody_takes_it_back(self, here: World, called: Ballot, name: str) -> None:
        with clock.set_to(called.notice), pytest.raises(Forbidden):
            announcing.withdraw(here.people[name].actor(), acts.WithdrawBallot(called.id))

    def test_there_is_no_act_of_an_official_in_it(self, here: World, called: Ballot) -> None:
        entries = Entry.objects.filter(type__in=["petition.tally", "ballot.announce"], index__gt=0).order_by("-index")
        tally = entries.filter(type="petition.tally").get()
        announced = entries.filter(type="ballot.announce").first()
        assert announced is not None
        assert str(called.id) in bytes(announced.public).decode()
        assert tally.index < announced.index

    def test_where_too_few_keep_keys_it_waits_and_is_called_as_soon_as_it_can(self, here: World) -> None:
        petition = recalled(here)
        kept = list(Volunteer.objects.values("account_id", "day"))
        housekeeping(lambda: Volunteer.objects.all().delete())()
        with clock.set_to(next_day()):
            due.settle()
            assert not Ballot.objects.filter(occasion__kind="recall").exists()
        housekeeping(lambda: [Volunteer.objects.create(**one) for one in kept])()
        later = clock.now() + 5 * DAY
        with clock.set_to(later):
            due.settle()
        expected = clocks.of_petition(Kind.RECALL, later.date() - DAY, rules(), again=True)
        assert ballot_of(petition).opening == expected.opening
        with clock.set_to(later):
            assert_replays()

    def test_custodians_who_do_nothing_only_make_it_be_called_again(self, here: World, called: Ballot) -> None:
        with clock.set_to(called.opening):
            due.settle()
            assert ballots.stage(ballots.ballot(called.id)) == Stage.ENDED
            due.settle()
            assert_replays()
        petition = Petition.objects.get(kind="recall")
        again = ballot_of(petition)
        assert again.id != called.id
        assert (
            again.opening == clocks.of_petition(Kind.RECALL, called.opening.date() - DAY, rules(), again=True).opening
        )


class TestTheRecall:
    def held(self, here: World, vote: list[list[int]]) -> Ballot:
        """The whole ballot, with five who vote alike."""
        petition = recalled(here)
        with clock.set_to(next_day()):
            due.settle()
        ballot = ballot_of(petition)
        with clock.set_to(ballot.observers):
            due.settle()
            prepare(ballot, holders(here, ballot))
        with clock.set_to(soon(ballot.opening)):
            due.settle()
            for name in ("finch", "tern", "kestrel", "rowan", "magpie"):
                cast(ballot, holder(here.people[name]), vote)
        with clock.set_to(ballot.closing):
            due.settle()
        with clock.set_to(ballot.decrypting):
            prepare(ballot, holders(here, ballot)[2:4])
        with clock.set_to(ballot.certified):
            due.settle()
        return ballots.ballot(ballot.id)

    def test_a_recall_that_is_carried_ends_the_mandate_at_once(self, here: World) -> None:
        ballot = self.held(here, YES)
        assert ballot.outcome == "carried"
        ended = Mandate.objects.get(petitions__kind="recall")
        assert ended.ended == ballot.certified
        assert_replays()
        with clock.set_to(ballot.certified + dt.timedelta(seconds=1)):
            assert here.unit("Industry") not in here.heron.actor().stewarded
            assert here.unit("Industry") in here.rowan.actor().stewarded
        assert queries.state(queries.petition(Petition.objects.get(kind="recall").id)) == "carried"

    def test_one_that_is_not_carried_ends_nothing(self, here: World) -> None:
        ballot = self.held(here, NO)
        assert ballot.outcome == "not-carried"
        assert Mandate.objects.get(petitions__kind="recall").ended is None
        with clock.set_to(ballot.certified + dt.timedelta(seconds=1)):
            assert here.unit("Industry") in here.heron.actor().stewarded
        assert Occasion.objects.get(kind="recall").state == OccasionState.SETTLED


def test_a_list_of_another_electorate_is_not_signed_with(here: World) -> None:
    asked = recall_of(here, "heron")
    assert replace(asked, keys="00" * 32).message() != asked.message()
