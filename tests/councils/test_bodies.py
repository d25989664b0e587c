"""Who sends whom on the site, beside the rules on the whole tree; who sits where; and what is told of seats."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.charter.queries import asked_once, rules
from groundswell.councils import bodies, body_pages, delegates, queries, seating
from groundswell.councils.models import Mandate
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Unknown
from groundswell.kernel.ids import new_id
from groundswell.members.actions import standing
from groundswell.members.models import Membership
from groundswell.workplaces import figures, tree
from groundswell.workplaces.models import Unit
from scrutiny.organisation.councils import bodies as pure
from scrutiny.organisation.units import KINDS, MAY_STAND_UNDER
from tests.cast import World, crowd
from tests.councils.sitting import key, seat


@housekeeping
def grow(picks: list[tuple[int, int]]) -> None:
    """A tree of units, each under one that was there before."""
    made: list[Unit] = []
    for kind_number, place in picks:
        kind = KINDS[kind_number % len(KINDS)]
        above = [one for one in made if one.kind in MAY_STAND_UNDER[kind]] + (
            [None] if None in MAY_STAND_UNDER[kind] else []
        )
        if above:
            parent = above[place % len(above)]
            unit = Unit.objects.create(kind=kind, name=f"{kind} {len(made)}", parent=parent, opened=clock.today())
            tree.enter(unit)
            figures.begin([unit])
            made.append(unit)


def whole() -> pure.Tree:
    rows = Unit.objects.filter(closed__isnull=True).values_list("id", "parent_id", "kind")
    return pure.Tree({one: above for one, above, _ in rows}, {one: kind for one, _, kind in rows})


def highest(known: pure.Tree) -> pure.Body | None:
    """The alliance congress, or where there is none, the body of the only unit at the top that has one."""
    found = pure.senders(known, pure.ALLIANCE)
    return pure.ALLIANCE if len(found) > 1 else next(iter(found), None)


class TestTheTree:
    @pytest.fixture(autouse=True)
    def _empty(self, db: None) -> None:
        """No cast: only the trees that are made here."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(picks=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 20)), max_size=14))
    def test_a_few_units_say_the_same_as_the_whole_tree(self, picks: list[tuple[int, int]]) -> None:
        with transaction.atomic():
            grow(picks)
            known = whole()
            found = pure.bodies(known)
            for body in found:
                place = bodies.find(body.key)
                assert set(place.senders) == set(pure.senders(known, body))
                assert place.above == tuple(pure.chain(known, body))[1:]
                assert place.branch == known.branch(body.unit)
            assert bodies.top() == highest(known)
            for unit in known.kinds:
                assert set(bodies.bodies_of(unit)) == {body for body in found if body.unit == unit}
            transaction.set_rollback(True)


class TestABody:
    def test_is_found_by_its_key_with_all_above_it(self, world: World) -> None:
        place = bodies.find(key(world, "assembly", "Press shop"))
        assert [one.key for one in place.above] == [
            key(world, "council", "Motors"),
            key(world, "branch-congress", "Industry"),
        ]

    @pytest.mark.parametrize("wrong", ["", "council", "council:x", "party:", "alliance-congress:", "assembly:"])
    def test_that_does_not_exist_is_unknown(self, world: World, wrong: str) -> None:
        with pytest.raises(Unknown):
            bodies.find(wrong)

    def test_of_another_kind_than_its_unit_is_unknown(self, world: World) -> None:
        for kind, unit in (("assembly", "Motors"), ("council", "Press shop"), ("council", "Industry")):
            with pytest.raises(Unknown):
                bodies.find(key(world, kind, unit))
        with pytest.raises(Unknown):
            bodies.find(f"council:{new_id()}")

    def test_at_the_top_is_the_congress_of_the_only_branch(self, world: World) -> None:
        top = bodies.top()
        assert top is not None
        assert top.key == key(world, "branch-congress", "Industry")


class TestWhoSits:
    def test_is_in_term_and_stands_among_those_who_sent_them(self, world: World) -> None:
        motors = key(world, "council", "Motors")
        seat(world, "kestrel", "Press shop", motors)
        seat(world, "finch", "Press shop", motors)
        seat(world, "tern", "Foundry", motors, days=-1, start=now() - dt.timedelta(days=40))
        seat(world, "finch", "Foundry", motors, ended=now())
        assert [one.name for one in delegates.sitting_in(motors, 0)] == ["Kestrel"]

    def test_falls_with_the_mandate_further_down(self, world: World) -> None:
        motors, congress = key(world, "council", "Motors"), key(world, "branch-congress", "Industry")
        low = seat(world, "kestrel", "Press shop", motors)
        seat(world, "kestrel", "Motors", congress, rests_on=low)
        assert len(delegates.sitting_in(congress, 1)) == 1
        housekeeping(Mandate.objects.filter(id=low.id).update)(ended=now())
        assert not delegates.sitting_in(congress, 1)

    def test_stays_when_dismissed_and_is_counted_so(self, world: World) -> None:
        motors = key(world, "council", "Motors")
        seat(world, "kestrel", "Press shop", motors)
        seat(world, "finch", "Foundry", motors)
        standing.out_of_work(world.kestrel.actor(), world.kestrel.membership, "dismissed", False)
        found = delegates.filled([motors], 0)[motors]
        assert (found.total, found.at_work, found.out_of_work) == (2, 1, {"dismissed": 1})
        assert found.by_sender == {world.units["Press shop"]: 1, world.units["Foundry"]: 1}

    def test_no_longer_sits_when_the_membership_has_lapsed(self, world: World) -> None:
        motors = key(world, "council", "Motors")
        standing.out_of_work(world.kestrel.actor(), world.kestrel.membership, "laid-off", False)
        seat(world, "kestrel", "Press shop", motors, days=2000)
        lapses = Membership.objects.get(id=world.kestrel.membership).out_of_work_since
        with clock.set_to(now() + dt.timedelta(days=30 * rules().out_of_work_months)):
            assert len(delegates.sitting_in(motors, 0)) == 1
        with clock.set_to(now() + dt.timedelta(days=31 * rules().out_of_work_months)):
            assert lapses is not None
            assert not delegates.sitting_in(motors, 0)

    def test_is_no_steward_of_those_who_sent_them(self, world: World) -> None:
        seat(world, "kestrel", "Press shop", key(world, "council", "Motors"))
        assert not world.kestrel.actor().stewarded
        assert queries.stewards_of(world.units["Press shop"]) == []
        assert queries.stewarded_count([world.units["Press shop"]]) == {}

    def test_counts_terms_in_a_row(self, world: World) -> None:
        motors = key(world, "council", "Motors")
        seat(world, "kestrel", "Press shop", motors, days=-20, start=now() - dt.timedelta(days=200))
        seat(world, "kestrel", "Press shop", motors)
        (sitting,) = delegates.sitting_in(motors, 0)
        assert delegates.earlier([sitting]) == {sitting.mandate: 1}


class TestSeats:
    def grow(self, world: World, **more: int) -> None:
        for unit, size in more.items():
            crowd(world.units[unit.replace("_", " ")], size)

    def seats(self, key_of: str) -> seating.Seats:
        place = bodies.find(key_of)
        return seating.seats_of(place, seating.councils_below(place))

    def test_follow_from_members_where_their_count_may_be_told(self, world: World) -> None:
        self.grow(world, Foundry=8, Evening_shift=20, Cold_store=6)
        found = self.seats(key(world, "council", "Motors"))
        assert found.each == {world.units["Press shop"]: 1, world.units["Foundry"]: 1}
        assert found.vacant({}) == 2

    def test_are_not_told_where_members_are_too_few_to_be_shown(self, world: World) -> None:
        """Four in the press shop, two in the foundry: from a seat would follow that somebody is there."""
        assert self.seats(key(world, "council", "Motors")).each == {}
        page = body_pages.tree_page(bodies.find(key(world, "council", "Motors")), 1)
        assert page.here.seats is None
        assert [row.seats for row in page.rows] == [None, None]

    def test_of_councils_are_no_more_than_those_they_could_send(self, world: World) -> None:
        self.grow(world, Foundry=900, Evening_shift=20, Cold_store=30)
        found = self.seats(key(world, "branch-congress", "Industry"))
        assert found.each.get(world.units["Harbour"], 1) == 1
        assert found.each.get(world.units["Motors"], 9) == 9


def test_one_page_asks_as_often_for_many_as_for_few(world: World, django_assert_max_num_queries: object) -> None:
    assert callable(django_assert_max_num_queries)
    with asked_once(), django_assert_max_num_queries(20):
        body_pages.tree_page(bodies.find(key(world, "branch-congress", "Industry")), 1)
