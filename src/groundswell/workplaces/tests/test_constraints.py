"""What the database itself refuses, tried directly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.cast import World

from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import today
from groundswell.kernel.ids import new_id
from groundswell.workplaces.models import (
    Closure,
    Headcount,
    Import,
    MonthFigures,
    Placement,
    Proposal,
    StrengthCount,
    StrengthTest,
    Unit,
)


@housekeeping
def refused(make: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def a_test(world: World, **values: Any) -> StrengthTest:
    said = {"unit_id": world.units["Foundry"], "title": "Badge", "kind": "badge", "target_percent": 65, "day": today()}
    made: StrengthTest = StrengthTest.objects.create(**{**said, **values})
    return made


def test_a_unit_has_one_path_to_each_above_it(world: World) -> None:
    pair = {"ancestor_id": world.units["Industry"], "descendant_id": world.units["Foundry"], "depth": 7}
    refused(lambda: Closure.objects.create(**pair))


def test_a_person_stands_once_in_a_unit(world: World) -> None:
    values = {"unit_id": world.units["Foundry"], "person": world.finch.account, "of": new_id(), "since": today()}
    refused(lambda: Placement.objects.create(**values))


def test_a_unit_has_one_headcount_a_day_and_season(world: World) -> None:
    day = Headcount.objects.get(unit_id=world.units["Foundry"]).day
    values = {"unit_id": world.units["Foundry"], "day": day, "count": 1, "source": "x"}
    refused(lambda: Headcount.objects.create(**values))
    housekeeping(Headcount.objects.create)(**values, season_from="05-01", season_to="09-30")


@pytest.mark.parametrize("table", ["members", "headcount"])
def test_no_count_is_negative(world: World, table: str) -> None:
    figures = Unit.objects.get(id=world.units["Foundry"]).figures
    setattr(figures, table, -1)
    refused(figures.save)


def test_a_month_has_one_figure(world: World) -> None:
    month = MonthFigures.objects.filter(unit_id=world.units["Foundry"]).latest("month")
    refused(lambda: MonthFigures.objects.create(unit_id=month.unit_id, month=month.month, members=1))


@pytest.mark.parametrize("target", [0, 101])
def test_a_target_is_a_percentage(world: World, target: int) -> None:
    refused(lambda: a_test(world, target_percent=target))


def test_not_more_take_part_than_were_asked_and_each_unit_counts_once(world: World) -> None:
    test = housekeeping(a_test)(world)
    values = {"test": test, "unit_id": world.units["Foundry"], "of": 20, "day": today()}
    refused(lambda: StrengthCount.objects.create(count=21, **values))
    housekeeping(StrengthCount.objects.create)(count=20, **values)
    refused(lambda: StrengthCount.objects.create(count=1, **values))


def test_proposals_and_imports_have_a_state_that_is_known(world: World) -> None:
    values = {"unit_id": world.units["Foundry"], "by": world.heron.account, "day": today(), "state": "forgotten"}
    refused(lambda: Proposal.objects.create(type="unit.rename", body={}, **values))
    refused(lambda: Import.objects.create(source="x", digest="0" * 64, **values))


def test_two_units_do_not_have_the_same_key_of_an_import(world: World) -> None:
    housekeeping(Unit.objects.filter(id=world.units["Foundry"]).update)(key="k")
    refused(lambda: Unit.objects.filter(id=world.units["Motors"]).update(key="k"))
