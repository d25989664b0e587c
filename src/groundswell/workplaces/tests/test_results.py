"""What tests of strength show, and that no two pages together tell what one of them hides."""

import datetime as dt
from uuid import UUID

import pytest
from tests.cast import World

from groundswell.kernel.clock import today
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.kernel.ids import new_id
from groundswell.record.models import Entry
from groundswell.workplaces import results, testing
from groundswell.workplaces.models import StrengthCount, StrengthTest
from groundswell.workplaces.queries import unit
from scrutiny.organisation import acts


def plan(world: World, place: str = "Press shop", days_ago: int = 0, target: int = 65) -> StrengthTest:
    day = today() - dt.timedelta(days=days_ago)
    act = acts.PlanTest(new_id(), world.unit(place), "Badge day", "badge", target, day)
    return testing.plan(world.heron.actor(), act)


def count(world: World, test: StrengthTest, place: str, number: int, of: int) -> None:
    testing.record(world.heron.actor(), acts.RecordTestCount(test.id, world.unit(place), number, of))


def shown(test: StrengthTest, place: UUID) -> results.TestView:
    return results.test_view(test, unit(place))


def test_a_test_is_added_up_from_where_it_was_counted(world: World) -> None:
    test = plan(world, "Motors")
    count(world, test, "Morning shift", 30, 40)
    count(world, test, "Evening shift", 12, 30)
    count(world, test, "Foundry", 9, 20)
    view = shown(test, world.unit("Motors"))
    assert (view.whole.count, view.whole.of, view.whole.percent) == (51, 90, 56)
    assert [(p.unit.name, p.count) for p in view.parts] == [("Foundry", 9), ("Press shop", 42)]
    assert shown(test, world.unit("Press shop")).whole.percent == 60


def test_the_part_that_lacks_most_is_to_be_visited_next(world: World) -> None:
    test = plan(world)
    count(world, test, "Morning shift", 30, 40)
    count(world, test, "Evening shift", 8, 30)
    view = shown(test, world.unit("Press shop"))
    assert view.next_unit is not None
    assert view.next_unit.name == "Evening shift"


def test_a_part_hidden_in_the_table_of_its_whole_is_hidden_on_its_own_page_too(world: World) -> None:
    test = plan(world)
    count(world, test, "Morning shift", 30, 40)
    count(world, test, "Evening shift", 2, 30)
    view = shown(test, world.unit("Press shop"))
    assert [p.count for p in view.parts] == [None, None]
    for place in ("Morning shift", "Evening shift"):
        own = results.results(world.unit(place))[0]
        assert (own.count, own.percent) == (None, None)


def test_a_test_in_which_few_took_part_shows_no_count_at_all(world: World) -> None:
    test = plan(world)
    count(world, test, "Morning shift", 4, 40)
    assert shown(test, world.unit("Press shop")).whole.count is None


def test_a_count_of_the_whole_stands_for_its_parts(world: World) -> None:
    test = plan(world)
    count(world, test, "Press shop", 50, 70)
    count(world, test, "Morning shift", 30, 40)
    assert shown(test, world.unit("Press shop")).whole.count == 50


def test_a_second_count_of_a_unit_replaces_the_first(world: World) -> None:
    test = plan(world)
    count(world, test, "Morning shift", 20, 40)
    count(world, test, "Morning shift", 30, 40)
    assert StrengthCount.objects.filter(test=test).count() == 1
    assert shown(test, world.unit("Press shop")).whole.count == 30


def test_a_result_is_compared_with_the_test_before(world: World) -> None:
    first, second = plan(world, days_ago=30), plan(world)
    for test, number in ((first, 20), (second, 30)):
        count(world, test, "Morning shift", number, 40)
    newest, older = results.results(world.unit("Press shop"))
    assert (newest.change, older.change) == (25, None)
    assert newest.meaning == "won"


def test_a_test_is_not_seen_from_outside_of_it(world: World) -> None:
    with pytest.raises(Unknown):
        shown(plan(world), world.unit("Cold store"))


@pytest.mark.parametrize(("number", "of"), [(41, 40), (-1, 40), (0, 0)])
def test_impossible_counts_are_refused(world: World, number: int, of: int) -> None:
    test = plan(world)
    with pytest.raises(Invalid):
        count(world, test, "Morning shift", number, of)


def test_a_unit_outside_the_test_cannot_be_counted(world: World) -> None:
    test = plan(world)
    with pytest.raises(Invalid):
        count(world, test, "Foundry", 5, 20)


def test_only_stewards_of_the_part_count_and_close(world: World) -> None:
    test = plan(world)
    with pytest.raises((Forbidden, Unknown)):
        testing.record(world.kestrel.actor(), acts.RecordTestCount(test.id, world.unit("Morning shift"), 5, 40))
    with pytest.raises((Forbidden, Unknown)):
        testing.close(world.tern.actor(), acts.CloseTest(test=test.id))


def test_a_closed_test_stands(world: World) -> None:
    test = plan(world)
    testing.close(world.heron.actor(), acts.CloseTest(test=test.id))
    with pytest.raises(Gone):
        count(world, test, "Morning shift", 5, 40)


def test_small_counts_are_in_no_public_part_of_the_record(world: World) -> None:
    test = plan(world)
    count(world, test, "Morning shift", 13, 40)
    newest = Entry.objects.order_by("-index").first()
    assert newest is not None
    assert b'"count"' not in bytes(newest.public)
    assert b"13" in bytes(newest.opening.private)
