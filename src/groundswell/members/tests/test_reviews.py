"""The assembly of a workplace decides about a membership: a vouch regretted, or an appeal."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from tests.cast import World, join, later
from tests.fixtures import Open

from groundswell.kernel import clock
from groundswell.kernel.clock import now
from groundswell.kernel.errors import DomainError, Forbidden, Gone, Invalid, Unknown
from groundswell.members import queries
from groundswell.members.actions import reviews, standing
from groundswell.members.models import Membership, Review
from groundswell.record.models import Pending
from groundswell.workplaces import queries as workplaces


def ask(world: World, by: str = "kestrel", about: str = "magpie", reason: str = "management") -> Review:
    return reviews.ask(world.people[by].actor(), world.people[about].membership, reason)


def answer(world: World, review: Review, keep: bool, *by: str) -> None:
    for name in by:
        reviews.answer(world.people[name].actor(), review.id, keep)


def state(world: World, who: str) -> str:
    return str(Membership.objects.get(id=world.people[who].membership).state)


class TestAReview:
    def test_ends_a_membership_when_most_of_the_others_say_so(self, world: World) -> None:
        """Heron, Rowan and Kestrel are the assembly without Magpie: two are most of them."""
        review = ask(world)
        answer(world, review, False, "kestrel")
        assert state(world, "magpie") == "member"
        answer(world, review, False, "rowan")
        assert state(world, "magpie") == "ended"
        assert not world.magpie.actor().is_member
        assert workplaces.members_in(world.units["Press shop"]) == 3

    def test_keeps_it_when_most_say_so(self, world: World) -> None:
        review = ask(world)
        answer(world, review, True, "heron", "rowan")
        assert state(world, "magpie") == "member"
        assert Review.objects.get(id=review.id).outcome == "keep"

    def test_is_over_once_it_is_settled(self, world: World) -> None:
        review = ask(world)
        answer(world, review, True, "heron", "rowan")
        with pytest.raises(Gone):
            answer(world, review, False, "kestrel")

    def test_can_be_answered_anew_until_then(self, world: World) -> None:
        review = ask(world)
        answer(world, review, True, "heron")
        answer(world, review, False, "heron")
        assert queries.answers(review, queries.assembly_of(world.units["Press shop"])) == (0, 1)

    def test_can_be_asked_for_again_afterwards(self, world: World) -> None:
        answer(world, ask(world), True, "heron", "rowan")
        ask(world, by="heron")

    def test_is_one_at_a_time(self, world: World) -> None:
        ask(world)
        with pytest.raises(Gone, match="looking at this already"):
            ask(world, by="heron")

    def test_has_a_reason_from_the_list(self, world: World) -> None:
        with pytest.raises(Invalid, match="reason from the list"):
            ask(world, reason="He talks too much")

    def test_does_not_count_the_answer_of_somebody_who_has_left_since(self, world: World) -> None:
        review = ask(world)
        answer(world, review, False, "kestrel")
        standing.leave(world.kestrel.actor(), world.kestrel.membership, "left")
        answer(world, review, True, "heron")
        assert state(world, "magpie") == "member"
        assert Review.objects.get(id=review.id).outcome == ""

    def test_of_a_steward_ends_the_office_with_the_membership(self, world: World) -> None:
        review = reviews.ask(world.rowan.actor(), world.heron.membership, "management")
        answer(world, review, False, "rowan", "kestrel")
        assert not world.heron.actor().stewarded


class TestIsRefused:
    def test_asking_to_those_who_did_not_vouch_and_hold_no_office(self, world: World) -> None:
        for by in ("finch", "tern"):
            with pytest.raises(Unknown):
                ask(world, by=by)

    def test_asking_to_whoever_is_no_member(self, world: World) -> None:
        with pytest.raises(Forbidden):
            ask(world, by="dove")

    def test_answering_to_other_workplaces(self, world: World) -> None:
        with pytest.raises(Unknown):
            answer(world, ask(world), True, "finch")

    def test_answering_to_the_one_concerned(self, world: World) -> None:
        with pytest.raises(Forbidden, match="Nobody decides about themselves"):
            answer(world, ask(world), True, "magpie")

    def test_any_other_answer_than_keep_and_end(self, world: World, site: Open) -> None:
        review = ask(world)
        assert site(world.heron).post(f"/circle/reviews/{review.id}", {"answer": "perhaps"}).status_code == 422


class TestAnAppeal:
    @pytest.fixture
    def removed(self, world: World) -> UUID:
        answer(world, ask(world), False, "heron", "kestrel")
        return world.magpie.membership

    def test_gives_the_membership_back_when_most_say_so(self, world: World, site: Open, removed: UUID) -> None:
        assert site(world.magpie).post(f"/me/{removed}/appeal").status_code == 302
        appeal = Review.objects.get(kind="appeal")
        answer(world, appeal, True, "heron", "rowan")
        assert state(world, "magpie") == "member"
        assert world.magpie.actor().units == {world.units["Evening shift"]}

    def test_is_heard_once(self, world: World, removed: UUID) -> None:
        answer(world, reviews.appeal(world.magpie.actor(), removed), False, "heron", "rowan")
        assert state(world, "magpie") == "ended"
        with pytest.raises(Gone, match="asked already"):
            reviews.appeal(world.magpie.actor(), removed)

    def test_is_for_whoever_lost_the_membership(self, world: World, removed: UUID) -> None:
        with pytest.raises(Unknown):
            reviews.appeal(world.heron.actor(), removed)

    def test_is_nothing_for_whoever_still_has_one(self, world: World) -> None:
        with pytest.raises(Invalid, match="nothing to appeal"):
            reviews.appeal(world.kestrel.actor(), world.kestrel.membership)

    def test_is_no_other_door_for_whom_nobody_vouched(self, world: World) -> None:
        standing.leave(world.wren.actor(), world.wren.membership, "left")
        with pytest.raises(Invalid, match="nothing to appeal"):
            reviews.appeal(world.wren.actor(), world.wren.membership)

    def test_is_not_against_the_charters_months(self, world: World) -> None:
        standing.out_of_work(world.kestrel.actor(), world.kestrel.membership, "laid-off", False)
        with later(days=800), pytest.raises(Invalid, match="nothing to appeal"):
            reviews.appeal(world.kestrel.actor(), world.kestrel.membership)

    def test_against_having_become_management_is_heard_by_the_assembly(self, world: World) -> None:
        standing.leave(world.kestrel.actor(), world.kestrel.membership, "management")
        appeal = reviews.appeal(world.kestrel.actor(), world.kestrel.membership)
        answer(world, appeal, True, "heron", "rowan")
        assert state(world, "kestrel") == "member"


class TestWhoSeesIt:
    def test_the_assembly_with_the_name_and_the_reason(self, world: World, site: Open) -> None:
        ask(world)
        page = site(world.rowan).get("/circle/").content.decode()
        assert "Magpie" in page
        assert "became management" in page

    def test_not_who_asked_for_it(self, world: World, site: Open) -> None:
        ask(world, by="heron")
        page = site(world.rowan).get("/circle/").content.decode()
        assert "Heron" not in page

    def test_nobody_elsewhere(self, world: World, site: Open) -> None:
        ask(world)
        assert b"Magpie" not in site(world.finch).get("/circle/").content

    def test_in_public_only_that_there_was_one(self, world: World) -> None:
        answer(world, ask(world), False, "heron", "rowan")
        for entry in Pending.objects.filter(type__startswith="review."):
            public = str(entry.effect)
            assert "management" not in public
            assert str(world.magpie.membership) not in public


def test_in_a_workplace_of_one_the_assembly_without_the_one_concerned_is_nobody(world: World) -> None:
    """Nothing is settled by nobody: the appeal waits until somebody stands there."""
    join(world, "Linnet", "Cold store", "heron", "rowan")
    standing.leave(world.linnet.actor(), world.linnet.membership, "left")
    review = reviews.appeal(world.linnet.actor(), world.linnet.membership)
    with clock.set_to(now() + dt.timedelta(days=1)), pytest.raises(DomainError):
        answer(world, review, True, "heron")
    assert Review.objects.get(id=review.id).outcome == ""
