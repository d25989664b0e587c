"""The closure table and the figures kept up the tree, against a plain reckoning of the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import World

from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import today
from groundswell.kernel.ids import new_id
from groundswell.workplaces import figures, placements, queries, tree
from groundswell.workplaces.actions import add_units
from groundswell.workplaces.models import Closure, Figures, Headcount, Placement, Unit

KINDS = ("site", "department", "brigade", "crew", "shift")
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHAPES = st.lists(st.integers(0, 6), min_size=1, max_size=7)
STANDS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 7), st.booleans()), max_size=12)


@contextmanager
def undone() -> Iterator[None]:
    """A block whose writes are taken back, one for each example."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@housekeeping
def grow(shape: list[int]) -> list[UUID]:
    """A tree: the n-th unit stands under the unit with this number, or at the top."""
    ids = [new_id() for _ in range(len(shape) + 1)]
    units = [Unit(id=ids[0], kind="site", name="0", opened=today())]
    for number, above in enumerate(shape, 1):
        units.append(Unit(id=ids[number], parent_id=ids[above % number], kind="department", name="x", opened=today()))
    add_units(units)
    return ids


def above_by_parents(unit: UUID) -> list[UUID]:
    """Upward along the parents, as a person would look."""
    found, at = [], Unit.objects.get(id=unit)
    while True:
        found.append(at.id)
        if at.parent is None:
            return found
        at = at.parent


def persons_below(unit: UUID, **which: Any) -> set[UUID]:
    rows = Placement.objects.filter(**which)
    return {row.person for row in rows if unit in above_by_parents(row.unit_id)}


@few
@pytest.mark.django_db
@given(shape=SHAPES)
def test_the_paths_are_those_that_the_parents_say(shape: list[int]) -> None:
    with undone():
        ids = grow(shape)
        for unit in ids:
            assert tree.ancestors(unit) == above_by_parents(unit)
            assert tree.descendants(unit) == {u for u in ids if unit in above_by_parents(u)}


@few
@pytest.mark.django_db
@given(shape=SHAPES, moves=st.lists(st.tuples(st.integers(1, 7), st.integers(0, 7)), max_size=4))
def test_the_paths_still_are_after_any_moves(shape: list[int], moves: list[tuple[int, int]]) -> None:
    with undone():
        ids = grow(shape)
        for unit, parent in ((ids[u % len(ids)], ids[p % len(ids)]) for u, p in moves):
            if not tree.stands_under(parent, unit) and unit != ids[0]:
                housekeeping(tree.move)(unit, parent)
                housekeeping(Unit.objects.filter(id=unit).update)(parent_id=parent)
        for unit in ids:
            assert tree.ancestors(unit) == above_by_parents(unit)
        assert Closure.objects.filter(descendant_id__in=ids).count() == sum(len(above_by_parents(u)) for u in ids)


@few
@pytest.mark.django_db
@given(shape=SHAPES, stands=STANDS)
def test_the_counts_kept_with_every_write_are_those_counted_anew(
    shape: list[int], stands: list[tuple[int, int, bool]]
) -> None:
    """Four people come, go, stand in several units, become active: each counts once in every whole."""
    with undone():
        ids, people = grow(shape), [new_id() for _ in range(4)]
        for who, where, active in stands:
            stand_or_leave(people[who], ids[where % len(ids)], active)
        for unit in ids:
            kept = Figures.objects.get(unit_id=unit)
            assert kept.members == len(persons_below(unit))
            assert kept.active == len(persons_below(unit, active=True))
        before = sorted(Figures.objects.values_list("unit_id", "members", "active"))
        housekeeping(placements.recount)(ids)
        assert sorted(Figures.objects.values_list("unit_id", "members", "active")) == before


@housekeeping
def stand_or_leave(person: UUID, unit: UUID, active: bool) -> None:
    there = Placement.objects.filter(person=person, unit_id=unit).first()
    if there:
        placements.unplace(there)
    else:
        same = Placement.objects.filter(person=person, active=True).exists()
        placements.place(person, new_id(), unit, active=same)
        placements.set_active(person, active)


@few
@pytest.mark.django_db
@given(shape=SHAPES, heads=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 500)), max_size=8))
def test_a_headcount_is_ones_own_fact_or_the_sum_of_the_parts(shape: list[int], heads: list[tuple[int, int]]) -> None:
    with undone():
        ids = grow(shape)
        own: dict[UUID, int] = {}
        for where, count in heads:
            own[ids[where % len(ids)]] = count
            set_heads(ids[where % len(ids)], count)

        def reckoned(unit: UUID) -> int | None:
            below = [reckoned(u.id) for u in Unit.objects.filter(parent_id=unit)]
            known = [count for count in below if count is not None]
            return own.get(unit, sum(known) if known else None)

        for unit in ids:
            assert Figures.objects.get(unit_id=unit).headcount == reckoned(unit)


@housekeeping
def set_heads(unit: UUID, count: int) -> None:
    Headcount.objects.update_or_create(unit_id=unit, day=today(), season_from="", defaults={"count": count})
    figures.recount_headcounts([unit])


class TestQuestions:
    def test_a_workplace_is_the_first_unit_that_is_larger_than_none(self, world: World) -> None:
        press = world.units["Press shop"]
        for name in ("Press shop", "Morning shift"):
            assert queries.workplace_of(world.units[name]) == press
        for name in ("Industry", "Motors"):
            assert queries.workplace_of(world.units[name]) is None

    def test_enterprise_and_branch_are_found_above(self, world: World) -> None:
        morning = world.units["Morning shift"]
        assert queries.enterprise_of(morning) == world.units["Motors"]
        assert queries.branch_of(morning) == world.units["Industry"]
        assert queries.enterprise_of(world.units["Industry"]) is None

    def test_the_path_leads_from_the_top(self, world: World) -> None:
        names = [unit.name for unit in queries.path(world.units["Morning shift"])]
        assert names == ["Industry", "Motors", "Press shop", "Morning shift"]

    def test_what_was_merged_is_found_where_it_went(self, world: World) -> None:
        one, two, three = (world.units[name] for name in ("Morning shift", "Evening shift", "Foundry"))
        housekeeping(Unit.objects.filter(id=one).update)(merged_into_id=two)
        housekeeping(Unit.objects.filter(id=two).update)(merged_into_id=three)
        assert queries.living(one) == three

    def test_where_few_stand_no_part_is_named_in_public(self, world: World) -> None:
        assert queries.public_scope(world.units["Morning shift"]) is None
