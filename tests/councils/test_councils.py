"""Councils of delegates: workplaces send into them, they send on in the open; what rests on a mandate falls with it."""

from __future__ import annotations

import pytest

from groundswell.ballots.actions import due
from groundswell.councils import actions as openly
from groundswell.councils import electing, elections, open_electing, queries, sending
from groundswell.councils.models import Given, Mandate
from groundswell.kernel import clock
from groundswell.kernel.errors import Forbidden, Gone, Invalid
from groundswell.members.actions import standing
from groundswell.workplaces.queries import unit
from scrutiny.organisation import acts
from scrutiny.organisation.councils import mandates
from tests.ballots.test_closing import assert_replays
from tests.cast import World
from tests.councils.sending import (
    DAY,
    accept,
    all_vote,
    answer,
    called,
    closed,
    congress,
    council,
    given_to,
    put_forward,
    seated,
    send,
    vote,
)

HERON_FIRST = {"heron": (1, 2, 3), "kestrel": (2, 1, 3), "finch": (1, 2, 3)}


class TestWhoSendsWhom:
    def test_a_workplace_sends_into_the_council_of_its_enterprise_that_into_the_congress(self, world: World) -> None:
        above = {name: sending.sends_to(unit(world.unit(name))) for name in ("Press shop", "Foundry", "Motors")}
        assert {name: body.key if body else "" for name, body in above.items()} == {
            "Press shop": council(world),
            "Foundry": council(world),
            "Motors": congress(world),
        }

    def test_a_part_of_a_workplace_and_the_only_branch_send_nobody(self, world: World) -> None:
        assert sending.sends_to(unit(world.unit("Morning shift"))) is None
        assert sending.sends_to(unit(world.unit("Industry"))) is None

    def test_every_workplace_with_members_has_a_seat(self, world: World) -> None:
        seats = sending.seats(sending.body_named(council(world)))
        assert seats == {world.unit("Press shop"): 1, world.unit("Foundry"): 1}

    def test_nobody_is_sent_where_the_unit_does_not_send(self, world: World) -> None:
        act = acts.NominateSteward(world.unit("Press shop"), world.heron.account, into=congress(world))
        with pytest.raises(Invalid):
            openly.nominate(world.heron.actor(), act)

    def test_a_delegate_is_no_steward(self, world: World) -> None:
        send(world, "kestrel", "Press shop", "kestrel", "rowan", "heron")
        assert world.unit("Press shop") not in queries.with_offices(world.kestrel.actor()).stewarded
        assert [one.holder_id for one in sending.delegates_in(council(world))] == [world.kestrel.account]

    def test_who_belongs_elsewhere_is_not_sent(self, world: World) -> None:
        act = acts.NominateSteward(world.unit("Press shop"), world.finch.account, into=council(world))
        with pytest.raises(Forbidden):
            openly.nominate(world.heron.actor(), act)


class TestNamesInACouncil:
    def test_only_those_who_sit_in_it_put_forward_and_are_put_forward(self, world: World) -> None:
        seated(world)
        with pytest.raises(Forbidden):
            put_forward(world, "heron", "rowan")
        with pytest.raises(Forbidden):
            put_forward(world, "rowan", "heron")
        assert put_forward(world, "finch", "heron").openly

    def test_a_council_without_delegates_elects_nobody(self, world: World) -> None:
        with pytest.raises(Forbidden):
            put_forward(world, "heron", "heron")

    def test_nothing_is_called_while_nobody_has_said_yes(self, world: World) -> None:
        seated(world)
        found = put_forward(world, "finch", "heron")
        answer(world, "finch", found, stands=False)
        with clock.set_to(clock.now() + 20 * DAY):
            due.settle()
            assert elections.election(found.id).closes is None

    def test_no_more_stand_than_a_paper_takes(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        seated(world)
        monkeypatch.setattr(elections, "longest_paper", lambda: 1)
        answer(world, "finch", put_forward(world, "finch", "heron"))
        with pytest.raises(Invalid):
            answer(world, "kestrel", put_forward(world, "kestrel", "heron"))


class TestVoting:
    def test_is_open_for_the_charters_days_and_everybody_reads_the_papers(self, world: World) -> None:
        seated(world)
        election = called(world)
        assert (election.electors, election.seats) == (3, 1)
        all_vote(world, election, **HERON_FIRST)
        assert [tuple(one.ranks) for one in open_electing.handed_in(election)] == list(HERON_FIRST.values())

    def test_takes_a_seat_in_this_council(self, world: World) -> None:
        seated(world)
        election = called(world)
        held = Mandate.objects.get(holder_id=world.heron.account, body=council(world))
        with clock.set_to(clock.now() + 9 * DAY), pytest.raises(Forbidden):
            open_electing.vote(world.rowan.actor(), acts.CouncilVote(election.id, held.id, (1, 0, 0)))

    def test_with_somebody_elses_seat_is_refused(self, world: World) -> None:
        seated(world)
        election = called(world)
        held = Mandate.objects.get(holder_id=world.heron.account, body=council(world))
        with clock.set_to(clock.now() + 9 * DAY), pytest.raises(Invalid):
            open_electing.vote(world.finch.actor(), acts.CouncilVote(election.id, held.id, (1, 0, 0)))

    def test_is_once_and_final(self, world: World) -> None:
        seated(world)
        election = called(world)
        all_vote(world, election, heron=(1, 0, 0))
        with pytest.raises(Gone):
            all_vote(world, election, heron=(0, 1, 0))

    @pytest.mark.parametrize("paper", [(1, 1, 0), (1, 0), (9, 0, 0), (-1, 0, 0)])
    def test_needs_a_paper_that_can_be_counted(self, world: World, paper: tuple[int, ...]) -> None:
        seated(world)
        election = called(world)
        with pytest.raises(Invalid):
            all_vote(world, election, heron=paper)

    def test_ends_at_its_midnight(self, world: World) -> None:
        seated(world)
        election = called(world)
        assert election.closes
        with clock.set_to(election.closes), pytest.raises(Gone):
            vote(world, "heron", election, (1, 0, 0))

    def test_ends_for_whoever_has_lost_the_seat(self, world: World) -> None:
        seated(world)
        election = called(world)
        held = Mandate.objects.get(holder_id=world.heron.account, body=council(world))
        openly.resign(world.heron.actor(), acts.EndStewardship(held.id, "resigned"))
        with clock.set_to(clock.now() + 9 * DAY), pytest.raises(Forbidden):
            open_electing.vote(world.heron.actor(), acts.CouncilVote(election.id, held.id, (1, 0, 0)))


class TestTheResult:
    def test_gives_a_mandate_that_rests_on_the_one_below(self, world: World) -> None:
        seated(world)
        election = called(world)
        all_vote(world, election, **HERON_FIRST)
        with closed(election):
            made = accept(world, "heron")
            base = Mandate.objects.get(holder_id=world.heron.account, body=council(world))
            assert (made.office, made.body, made.rests_on_id) == ("delegate", congress(world), base.id)
            assert made.end == base.end
        assert_replays()

    def test_of_too_few_papers_elects_nobody(self, world: World) -> None:
        seated(world)
        election = called(world)
        with closed(election):
            assert elections.election(election.id).over
            assert not Given.objects.exists()
        assert_replays()

    def test_where_no_more_stand_than_seats_needs_more_than_half_of_the_papers(self, world: World) -> None:
        seated(world)
        election = called(world, "finch")
        all_vote(world, election, heron=(1,), finch=(1,))
        with closed(election):
            assert accept(world, "finch").body == congress(world)
        assert_replays()


class TestWhatFalls:
    def test_whoever_is_recalled_below_sits_nowhere_above_and_the_same_papers_name_the_next(self, world: World) -> None:
        seated(world)
        election = called(world)
        all_vote(world, election, **HERON_FIRST)
        with closed(election):
            made = accept(world, "heron")
            base = made.rests_on
            assert base is not None
            openly.resign(world.heron.actor(), acts.EndStewardship(base.id, "resigned"))
            made.refresh_from_db()
            assert made.ended is not None
            assert given_to(world, "heron").how == mandates.FALLEN
            assert sending.delegates_in(congress(world)) == []
            due.settle()
            follower = given_to(world, "kestrel")
            assert (follower.follows_id, follower.end) == (made.id, made.end)
            assert accept(world, "kestrel").body == congress(world)
        assert_replays()

    def test_what_was_not_accepted_yet_falls_too(self, world: World) -> None:
        seated(world)
        election = called(world)
        all_vote(world, election, **HERON_FIRST)
        with closed(election):
            base = given_to(world, "heron").candidate.rests_on
            assert base is not None
            openly.resign(world.heron.actor(), acts.EndStewardship(base.id, "resigned"))
            with pytest.raises(Gone):
                accept(world, "heron")

    def test_whoever_leaves_sits_nowhere(self, world: World) -> None:
        seated(world)
        election = called(world)
        all_vote(world, election, **HERON_FIRST)
        with closed(election):
            made = accept(world, "heron")
            standing.leave(world.heron.actor(), world.heron.membership, "left")
            assert not queries.stands(made)

    def test_dismissal_ends_nothing(self, world: World) -> None:
        seated(world)
        election = called(world)
        all_vote(world, election, **HERON_FIRST)
        with closed(election):
            made = accept(world, "heron")
            standing.out_of_work(world.heron.actor(), world.heron.membership, "dismissed", True)
            assert queries.stands(made)


def test_a_council_election_is_seen_by_all_members_of_the_unit_and_voted_on_by_delegates(world: World) -> None:
    seated(world)
    election = called(world)
    with clock.set_to(clock.now() + 9 * DAY):
        assert open_electing.vote_of(election, world.heron.actor())
        assert open_electing.vote_of(election, world.rowan.actor()) is None
        assert [one.id for one in open_electing.waiting_for(world.heron.account)] == [election.id]
        electing_now = open_electing.waiting_for(world.rowan.account)
        assert electing_now == []
        assert electing is not None
