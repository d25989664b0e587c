from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import Malformed
from scrutiny.organisation.headcounts import (
    MOST,
    Fact,
    check_fact,
    check_season,
    headcount_on,
    in_season,
    peak_of,
    rolled_up,
)

DAY = dt.date(2026, 7, 1)
HARVEST = ("06-15", "09-30")
WINTER = ("11-01", "02-28")

days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
seasons = st.sampled_from([("", ""), HARVEST, WINTER, ("02-29", "02-29")])
facts = st.builds(lambda day, count, season: Fact(day, count, *season), days, st.integers(0, 5000), seasons)


def on(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, day)


def test_nothing_is_known_before_the_first_fact() -> None:
    assert headcount_on([], DAY) is None
    assert headcount_on([Fact(DAY, 40)], on(2026, 6, 30)) is None


def test_a_fact_holds_from_its_day_on() -> None:
    assert headcount_on([Fact(DAY, 40)], DAY) == 40
    assert headcount_on([Fact(DAY, 40)], on(2040, 1, 1)) == 40


def test_the_newest_fact_wins_whatever_the_order() -> None:
    old, new = Fact(on(2024, 1, 1), 40), Fact(on(2025, 1, 1), 55)
    assert headcount_on([old, new], DAY) == headcount_on([new, old], DAY) == 55
    assert headcount_on([new, old], on(2024, 12, 31)) == 40


def test_of_two_facts_of_one_day_the_later_said_wins() -> None:
    assert headcount_on([Fact(DAY, 40), Fact(DAY, 42)], DAY) == 42
    assert headcount_on([Fact(DAY, 42), Fact(DAY, 40)], DAY) == 40


def test_nobody_at_all_is_a_fact_too() -> None:
    assert headcount_on([Fact(on(2024, 1, 1), 40), Fact(DAY, 0)], DAY) == 0


def test_the_harvest_comes_back_every_year() -> None:
    known = [Fact(on(2024, 1, 1), 30), Fact(on(2024, 6, 1), 400, *HARVEST)]
    assert headcount_on(known, on(2024, 7, 1)) == 400
    assert headcount_on(known, on(2024, 10, 1)) == 30
    assert headcount_on(known, on(2029, 6, 15)) == 400
    assert headcount_on(known, on(2029, 9, 30)) == 400


def test_a_newer_fact_for_all_the_year_does_not_end_the_season() -> None:
    known = [Fact(on(2024, 6, 1), 400, *HARVEST), Fact(on(2026, 1, 1), 35)]
    assert headcount_on(known, DAY) == 400
    assert headcount_on(known, on(2026, 5, 1)) == 35


def test_a_newer_harvest_replaces_the_older() -> None:
    known = [Fact(on(2024, 6, 1), 400, *HARVEST), Fact(on(2025, 6, 1), 280, *HARVEST)]
    assert headcount_on(known, DAY) == 280


def test_outside_its_season_a_seasonal_fact_says_nothing() -> None:
    assert headcount_on([Fact(on(2024, 1, 1), 400, *HARVEST)], on(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (on(2026, 10, 31), False),
        (on(2026, 11, 1), True),
        (on(2026, 12, 31), True),
        (on(2027, 1, 1), True),
        (on(2027, 2, 28), True),
        (on(2027, 3, 1), False),
    ],
)
def test_a_season_may_pass_the_turn_of_the_year(day: dt.date, inside: bool) -> None:
    assert in_season(day, *WINTER) == inside


def test_a_season_may_be_one_day() -> None:
    assert in_season(on(2026, 5, 1), "05-01", "05-01")
    assert not in_season(on(2026, 5, 2), "05-01", "05-01")


@given(days, seasons.filter(lambda season: season[0] != ""))
def test_a_season_and_the_rest_of_the_year_share_no_day(day: dt.date, season: tuple[str, str]) -> None:
    first = dt.date.fromisoformat(f"2024-{season[0]}") - dt.timedelta(days=1)
    last = dt.date.fromisoformat(f"2024-{season[1]}") + dt.timedelta(days=1)
    rest = (f"{last:%m-%d}", f"{first:%m-%d}")
    assert in_season(day, *season) != in_season(day, *rest)


@given(st.lists(facts, max_size=8), days)
def test_a_headcount_is_always_one_that_somebody_gave_by_that_day(known: list[Fact], day: dt.date) -> None:
    found = headcount_on(known, day)
    assert found is None or found in {fact.count for fact in known if fact.day <= day}


@given(st.lists(facts, max_size=8), facts, days)
def test_a_later_fact_changes_nothing_before_its_day(known: list[Fact], later: Fact, day: dt.date) -> None:
    if later.day > day:
        assert headcount_on([*known, later], day) == headcount_on(known, day)


@given(st.lists(facts, max_size=8), days)
def test_no_day_has_more_than_the_peak(known: list[Fact], day: dt.date) -> None:
    found, peak = headcount_on(known, day), peak_of(known, day)
    assert found is None or (peak is not None and found <= peak)


def test_the_peak_is_that_of_the_fullest_season_known() -> None:
    known = [Fact(on(2024, 1, 1), 30), Fact(on(2024, 6, 1), 400, *HARVEST), Fact(on(2025, 6, 1), 280, *HARVEST)]
    assert peak_of(known, on(2024, 3, 1)) == 30
    assert peak_of(known, on(2025, 1, 1)) == 400
    assert peak_of(known, on(2026, 1, 1)) == 280
    assert peak_of(known, on(2023, 1, 1)) is None


def test_the_units_own_fact_comes_before_the_sum_of_its_parts() -> None:
    assert rolled_up(50, [20, 20]) == 50
    assert rolled_up(0, [20, 20]) == 0


def test_without_a_fact_of_its_own_a_unit_has_the_sum_of_what_is_known() -> None:
    assert rolled_up(None, [20, None, 25]) == 45
    assert rolled_up(None, [0]) == 0


def test_where_nothing_is_known_below_nothing_is_known_above() -> None:
    assert rolled_up(None, []) is None
    assert rolled_up(None, [None, None]) is None


@pytest.mark.parametrize(("start", "end"), [("", ""), ("01-01", "12-31"), ("02-29", "03-01"), WINTER])
def test_days_of_the_year_make_a_season(start: str, end: str) -> None:
    check_season(start, end)


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("06-15", "", ""),
        ("", "06-15", ""),
        ("06-31", "07-01", "06-31"),
        ("06-01", "13-01", "13-01"),
        ("6-1", "07-01", "6-1"),
        ("0601", "07-01", "0601"),
        ("W01-1", "07-01", "W01-1"),
        ("June", "07-01", "June"),
    ],
)
def test_anything_else_is_no_season(start: str, end: str, wrong: str) -> None:
    with pytest.raises(Malformed) as caught:
        check_season(start, end)
    assert (caught.value.code, caught.value.data) == ("season", {"text": wrong})


@pytest.mark.parametrize("count", [-1, MOST + 1])
def test_a_count_that_nobody_could_count_is_refused(count: int) -> None:
    with pytest.raises(Malformed) as caught:
        check_fact(Fact(DAY, count))
    assert caught.value.data == {"count": count}


def test_a_fact_is_refused_for_its_season_too() -> None:
    check_fact(Fact(DAY, MOST, *HARVEST))
    with pytest.raises(Malformed):
        check_fact(Fact(DAY, 5, "06-15", ""))
