from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.counting.elections import SEED, groups, poll, several, winners

from scrutiny.counting.judgment import (
    GRADES,
    Gauge,
    Tally,
    count,
    from_tallies,
    gauge,
    majority_grade,
    majority_values,
)
from scrutiny.counting.judgment import groups as ordered
from scrutiny.counting.profile import MOST_WEIGHT, Profile
from scrutiny.errors import Malformed, Refused

EXCELLENT, VERY_GOOD, GOOD, ACCEPTABLE, POOR, REJECT = range(6)

ORSAY: dict[str, Tally] = {
    "Bayrou": (136, 307, 251, 148, 84, 74),
    "Royal": (167, 227, 191, 168, 122, 125),
    "Sarkozy": (191, 198, 142, 115, 72, 282),
    "Voynet": (29, 93, 176, 236, 261, 205),
}
"""The experiment in Orsay at the French election of 2007, four of twelve candidates: grades out of a thousand papers.
Balinski and Laraki print them with one decimal of a percent; last digits are set so that each row adds up to 1000 and
agrees with the printed gauges.
"""

tallies = st.lists(st.integers(0, 5), min_size=4, max_size=4).map(tuple)


def same_papers(found: list[Tally]) -> list[Tally]:
    """Give every candidate as many grades as the one with most, by adding the lowest."""
    most = max(sum(tally) for tally in found)
    return [(*tally[:-1], tally[-1] + most - sum(tally)) for tally in found]


elections = st.lists(tallies, min_size=2, max_size=4).map(same_papers)


def removed_one_by_one(tally: Tally) -> list[int]:
    """The majority-value as it is defined: write down the median (of two the lower), take it away, and again."""
    grades = sorted(grade for grade, times in enumerate(tally) for _ in range(times))
    value = []
    while grades:
        value.append(grades.pop(len(grades) // 2))
    return value


def poll_of(found: dict[str, Tally]) -> Profile:
    return Profile(tuple(found), (), 1, "Orsay")


@pytest.mark.parametrize(
    ("tally", "grade"),
    [
        ((1, 0, 0), 0),
        ((0, 0, 1), 2),
        ((1, 1, 1), 1),
        ((1, 1), 1),
        ((2, 1), 0),
        ((1, 0, 1), 2),
        ((2, 0, 2), 2),
        ((3, 0, 2), 0),
        ((0, 5, 0), 1),
    ],
    ids=["one best", "one worst", "three", "two", "two to one", "far apart", "half and half", "a majority", "all"],
)
def test_the_majority_grade_is_the_middle_one_and_of_two_the_lower(tally: Tally, grade: int) -> None:
    assert majority_grade(tally) == grade


def test_there_is_no_majority_grade_without_grades() -> None:
    with pytest.raises(ValueError, match="no grades"):
        majority_grade((0, 0, 0))


def test_a_majority_confirms_the_majority_grade_from_both_sides() -> None:
    """More than half give at least that grade, and at least half give at most that grade."""
    tally = ORSAY["Royal"]
    grade = majority_grade(tally)
    assert 2 * sum(tally[: grade + 1]) > 1000
    assert 2 * sum(tally[grade:]) >= 1000


def test_the_gauges_of_orsay() -> None:
    """Bayrou 44.3 Good+ 30.6, Royal 39.4 Good- 41.5, Sarkozy 38.9 Good- 46.9, Voynet 29.8 Acceptable- 46.6."""
    found = {name: gauge(tally) for name, tally in ORSAY.items()}
    assert found["Bayrou"] == Gauge(443, GOOD, 306)
    assert found["Royal"] == Gauge(394, GOOD, 415)
    assert found["Sarkozy"] == Gauge(389, GOOD, 469)
    assert found["Voynet"] == Gauge(298, ACCEPTABLE, 466)
    assert [found[name].sign for name in ORSAY] == ["+", "-", "-", "-"]


def test_the_order_of_orsay() -> None:
    result = from_tallies(poll_of(ORSAY), list(ORSAY.values()))
    assert groups(result) == ["Bayrou", "Royal", "Sarkozy", "Voynet"]
    assert winners(result) == "Bayrou"
    assert result.valid == 1000


def test_equal_majority_grades_are_decided_by_taking_them_away() -> None:
    """The textbook way: seven judges, both candidates Good. A: E E G G A P R, B: V V G G A A R. The first grades taken
    away are G, A, G for A and G, A, G for B; then P against A.
    """
    a, b = (2, 0, 2, 1, 1, 1), (0, 2, 2, 2, 0, 1)
    assert removed_one_by_one(a) == [GOOD, ACCEPTABLE, GOOD, POOR, EXCELLENT, REJECT, EXCELLENT]
    assert removed_one_by_one(b) == [GOOD, ACCEPTABLE, GOOD, ACCEPTABLE, VERY_GOOD, REJECT, VERY_GOOD]
    assert ordered([a, b], (0, 1)) == ((1,), (0,))


def test_the_gauge_can_be_silent_where_the_majority_value_is_not() -> None:
    """Equal shares above and below the same grade, but better grades among those above."""
    a, b = (2, 0, 1, 2, 0, 0), (1, 1, 1, 2, 0, 0)
    assert gauge(a).key == gauge(b).key
    assert ordered([a, b], (0, 1)) == ((0,), (1,))


def test_only_exactly_equal_grades_are_a_tie() -> None:
    same = (1, 2, 3, 0, 0, 0)
    profile = Profile(("A", "B", "C"), ())
    found = [same, same, (1, 2, 2, 1, 0, 0)]
    assert from_tallies(profile.with_seats(2), found).elected == (0, 1)
    with pytest.raises(Refused) as error:
        from_tallies(profile, found)
    assert error.value.data["among"] == "1,2"
    result = from_tallies(profile, found, SEED)
    assert result.elected == result.lots[0].order[:1]


def test_ranks_are_read_as_grades() -> None:
    result = count(poll("A B C", "3 A B=C", "2 - - A C B"))
    assert dict(result.tables[0].rows) == {
        "A": ("3", "0", "2", "0", "0", "0"),
        "B": ("0", "3", "0", "0", "2", "0"),
        "C": ("0", "3", "0", "2", "0", "0"),
    }
    assert result.tables[0].columns == GRADES
    assert groups(result) == ["A", "C", "B"]


def test_an_unmarked_candidate_is_rejected() -> None:
    result = count(poll("A B", "3 A"))
    assert dict(result.tables[0].rows)["B"] == ("0", "0", "0", "0", "0", "3")


def test_a_candidate_with_two_grades_makes_the_paper_invalid() -> None:
    result = count(poll("A B", "3 A B", "2 A A", "1", "4 - -"))
    assert (result.valid, result.invalid) == (3, 7)


def test_grades_of_ones_own_are_taken_from_the_best_down() -> None:
    result = count(poll("A B", "3 A B", "2 B A"), grades=("yes", "no"))
    assert result.tables[0].columns == ("yes", "no")
    assert winners(result) == "A"


def test_a_rank_beyond_the_grades_is_refused() -> None:
    with pytest.raises(Malformed) as error:
        count(poll("A B C", "1 A B C"), grades=("yes", "no"))
    assert (error.value.code, error.value.data) == ("grade-unknown", {"rank": 3, "grades": 2})


@pytest.mark.parametrize("grades", [(), ("one",), ("a", "a"), ("a", ""), tuple(str(n) for n in range(101))])
def test_there_are_at_least_two_different_grades(grades: tuple[str, ...]) -> None:
    with pytest.raises(Malformed) as error:
        count(poll("A", "1 A"), grades=grades)
    assert error.value.code == "grades"


@pytest.mark.parametrize(
    "found",
    [[(1, 2, 3)], [(3, 3), (3, 2)], [(3, -1), (1, 1)], [(1, 1)], [(1, 1), (1, 1), (1, 1)]],
    ids=["another scale", "not as many", "below nothing", "a candidate missing", "a candidate too many"],
)
def test_tallies_that_do_not_fit_are_refused(found: list[Tally]) -> None:
    with pytest.raises(Malformed) as error:
        from_tallies(Profile(("A", "B"), ()), found, grades=("yes", "no"))
    assert error.value.code == "tallies"


def test_without_any_papers_everybody_is_equal() -> None:
    result = from_tallies(Profile(("A", "B"), ()), [(0, 0), (0, 0)], SEED, ("yes", "no"))
    assert groups(result) == ["A=B"]
    assert dict(result.tables[1].rows) == {"A": ("", "", ""), "B": ("", "", "")}


def test_the_gauges_are_in_the_result() -> None:
    result = from_tallies(poll_of(ORSAY), list(ORSAY.values()))
    assert dict(result.tables[1].rows)["Bayrou"] == ("443", "Good+", "306")
    assert dict(result.tables[1].rows)["Royal"] == ("394", "Good-", "415")


def test_the_withdrawn_are_not_judged() -> None:
    result = count(poll("A B C", "3 B A", "2 C", "4 B", withdrawn="B"))
    assert (result.valid, result.invalid) == (5, 4)
    assert set(dict(result.tables[0].rows)) == {"A", "C"}


def test_millions_of_papers_take_no_longer_than_a_few() -> None:
    """The order never unrolls a tally, so a weight of 10^12 is as quick as one of 1."""
    great = MOST_WEIGHT
    found = [(great, great, great + 1, 0), (great, great + 1, great, 0), (great + 1, great, great, 0)]
    assert ordered(found, (0, 1, 2)) == ((2,), (1,), (0,))


@several
@given(elections)
def test_the_order_is_that_of_removing_medians_one_by_one(found: list[Tally]) -> None:
    values = [removed_one_by_one(tally) for tally in found]
    keys = majority_values(found)
    for one, _ in enumerate(found):
        for other, _ in enumerate(found):
            assert (keys[one] < keys[other]) == (values[one] < values[other])
            assert (keys[one] == keys[other]) == (values[one] == values[other])


@several
@given(elections)
def test_the_majority_grade_is_the_first_of_the_majority_value(found: list[Tally]) -> None:
    for tally in found:
        if sum(tally):
            assert majority_grade(tally) == removed_one_by_one(tally)[0]


@several
@given(elections)
def test_where_the_gauges_differ_they_give_the_same_order(found: list[Tally]) -> None:
    keys = majority_values(found)
    if sum(found[0]):
        gauges = [gauge(tally).key for tally in found]
        for one, _ in enumerate(found):
            for other, _ in enumerate(found):
                if gauges[one] > gauges[other]:
                    assert keys[one] < keys[other]


@several
@given(elections)
def test_equal_values_mean_equal_grades(found: list[Tally]) -> None:
    keys = majority_values(found)
    for one, tally in enumerate(found):
        for other, another in enumerate(found):
            assert (keys[one] == keys[other]) == (tally == another)


@several
@given(elections, st.integers(0, 2))
def test_a_better_grade_never_hurts(found: list[Tally], grade: int) -> None:
    """Raise one of the first candidate's grades by one: nobody who was behind comes before."""
    better = list(found[0])
    if better[grade + 1]:
        better[grade + 1] -= 1
        better[grade] += 1
        before, after = majority_values(found), majority_values([tuple(better), *found[1:]])
        for other in range(1, len(found)):
            if before[0] <= before[other]:
                assert after[0] < after[other]
