from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.counting.elections import SEED, groups, messy, poll, ranked, several, strict, weak, winners

from scrutiny.counting.profile import Profile
from scrutiny.counting.ranks import orders
from scrutiny.counting.schulze import Matrix, count, duels, strongest_paths
from scrutiny.errors import Refused

FORTY_FIVE = (
    (5, "ACBED"),
    (5, "ADECB"),
    (8, "BEDAC"),
    (3, "CABED"),
    (7, "CAEBD"),
    (2, "CBADE"),
    (7, "DCEBA"),
    (8, "EBADC"),
)
"""The best-known example of the method: 45 voters, 5 candidates, no Condorcet winner."""

TWENTY_ONE = ((8, "ACDB"), (2, "BADC"), (4, "CDBA"), (4, "DBAC"), (3, "DCBA"))
"""Schulze 2011, example 1: 21 voters, 4 candidates."""

CAPITALS = ((42, "MNCK"), (26, "NCKM"), (15, "CKNM"), (17, "KCNM"))
"""Memphis, Nashville, Chattanooga and Knoxville, seen from each of them."""


def figures(profile: Profile) -> tuple[dict[str, int], dict[str, int]]:
    """Duels and paths by two letters: `AB` is A against B."""
    read, _ = orders(profile)
    wins = duels(read, len(profile.candidates))
    paths = strongest_paths(wins)
    names = profile.candidates
    pairs = list(itertools.permutations(range(len(names)), 2))
    return (
        {names[a] + names[b]: wins[a][b] for a, b in pairs},
        {names[a] + names[b]: paths[a][b] for a, b in pairs},
    )


def test_the_duels_of_the_example_with_45_voters() -> None:
    wins, _ = figures(ranked(*FORTY_FIVE))
    assert (wins["AB"], wins["AC"], wins["AD"], wins["AE"]) == (20, 26, 30, 22)
    assert (wins["BC"], wins["BD"], wins["BE"]) == (16, 33, 18)
    assert (wins["CD"], wins["CE"], wins["DE"]) == (17, 24, 14)
    assert all(wins[pair] + wins[pair[::-1]] == 45 for pair in wins)


def test_the_strongest_paths_of_the_example_with_45_voters() -> None:
    _, paths = figures(ranked(*FORTY_FIVE))
    assert [paths["A" + other] for other in "BCDE"] == [28, 28, 30, 24]
    assert [paths["B" + other] for other in "ACDE"] == [25, 28, 33, 24]
    assert [paths["C" + other] for other in "ABDE"] == [25, 29, 29, 24]
    assert [paths["D" + other] for other in "ABCE"] == [25, 28, 28, 24]
    assert [paths["E" + other] for other in "ABCD"] == [25, 28, 28, 31]


def test_the_order_of_the_example_with_45_voters() -> None:
    result = count(ranked(*FORTY_FIVE))
    assert winners(result) == "E"
    assert groups(result) == ["E", "A", "C", "B", "D"]
    assert result.lots == ()


def test_the_first_example_of_the_paper() -> None:
    profile = ranked(*TWENTY_ONE)
    wins, paths = figures(profile)
    assert (wins["AB"], wins["AC"], wins["AD"]) == (8, 14, 10)
    assert (wins["BC"], wins["BD"], wins["CD"]) == (6, 2, 12)
    assert (wins["BA"], wins["CA"], wins["DA"]) == (13, 7, 11)
    assert (wins["CB"], wins["DB"], wins["DC"]) == (15, 19, 9)
    assert [paths["D" + other] for other in "ABC"] == [13, 19, 13]
    assert [paths[other + "D"] for other in "ABC"] == [12, 12, 12]
    assert groups(count(profile)) == ["D", "A", "C", "B"]


def test_the_capitals_choose_the_one_that_beats_all_others() -> None:
    result = count(ranked(*CAPITALS))
    assert groups(result) == ["N", "C", "K", "M"]


def test_a_circle_is_broken_at_its_weakest_duel() -> None:
    """A beats B 7:2, B beats C 6:3, C beats A 5:4: the last is the weakest."""
    assert groups(count(ranked((4, "ABC"), (3, "CAB"), (2, "BCA")))) == ["A", "B", "C"]


def test_a_perfect_circle_is_a_tie_of_all_three() -> None:
    profile = ranked((1, "ABC"), (1, "BCA"), (1, "CAB"))
    with pytest.raises(Refused) as error:
        count(profile)
    assert error.value.data == {"purpose": "elect", "stage": 1, "among": "1,2,3"}
    result = count(profile, SEED)
    assert groups(result) == ["A=B=C"]
    assert result.elected == result.lots[0].order[:1]


def test_a_tie_behind_the_winner_needs_no_lot_for_one_seat_but_for_two() -> None:
    profile = ranked((4, "ABC"), (4, "ACB"))
    assert winners(count(profile)) == "A"
    assert groups(count(profile)) == ["A", "B=C"]
    assert count(profile.with_seats(3)).elected == (0, 1, 2)
    with pytest.raises(Refused):
        count(profile.with_seats(2))
    assert count(profile.with_seats(2), SEED).lots[0].order[0] == count(profile.with_seats(2), SEED).elected[1]


def test_strength_is_measured_by_the_votes_of_the_winner() -> None:
    """A beats B 10:9, B beats C 9:6, C beats A 10:5. By margins the duel of A and B would be the weakest, and B would
    win; by winning votes it is that of B and C.
    """
    profile = poll("A B C", "9 B C A", "5 A", "5 A=C B", "1 C")
    wins, _ = figures(profile)
    assert [wins[pair] for pair in ("AB", "BA", "BC", "CB", "CA", "AC")] == [10, 9, 9, 6, 10, 5]
    assert groups(count(profile)) == ["C", "A", "B"]


def test_an_equal_duel_has_no_strength() -> None:
    _, paths = figures(poll("A B", "3 A", "3 B"))
    assert paths == {"AB": 0, "BA": 0}


def test_unmarked_candidates_stand_equal_at_the_end() -> None:
    wins, _ = figures(poll("A B C D", "5 A B"))
    assert (wins["AB"], wins["AC"], wins["BD"], wins["CD"], wins["DC"], wins["BA"]) == (5, 5, 5, 0, 0, 0)


def test_ties_on_a_paper_count_for_neither() -> None:
    wins, _ = figures(poll("A B C", "5 A=B C"))
    assert (wins["AB"], wins["BA"], wins["AC"], wins["BC"], wins["CA"]) == (0, 0, 5, 5, 0)


def test_a_gap_in_the_figures_says_nothing() -> None:
    assert figures(poll("A B C", "5 A - B")) == figures(poll("A B C", "5 A B"))


def test_a_paper_that_is_no_order_is_invalid() -> None:
    result = count(poll("A B C", "3 A B", "2 B C B", "1"))
    assert (result.valid, result.invalid) == (3, 3)


def test_the_withdrawn_are_in_no_duel() -> None:
    result = count(poll("A B C", "4 B A", "3 C A", "2 A", withdrawn="B"))
    assert groups(result) == ["A", "C"]
    assert result.tables[0].columns == ("A", "C")
    assert dict(result.tables[0].rows) == {"A": ("", "6"), "C": ("3", "")}


def test_the_tables_show_duels_and_paths() -> None:
    result = count(ranked(*TWENTY_ONE))
    assert [table.name for table in result.tables] == ["duels", "paths"]
    assert dict(result.tables[0].rows)["D"] == ("11", "19", "9", "")
    assert dict(result.tables[1].rows)["D"] == ("13", "19", "13", "")


def every_path(wins: Matrix, start: int, end: int) -> int:
    """The strength of the strongest path, by trying every path there is."""
    others = [candidate for candidate in range(len(wins)) if candidate not in (start, end)]
    strongest = 0
    for length in range(len(others) + 1):
        for via in itertools.permutations(others, length):
            steps = list(itertools.pairwise((start, *via, end)))
            if all(wins[a][b] > wins[b][a] for a, b in steps):
                strongest = max(strongest, min(wins[a][b] for a, b in steps))
    return strongest


@several
@given(weak)
def test_no_path_is_stronger_than_the_strongest(profile: Profile) -> None:
    read, _ = orders(profile)
    wins = duels(read, 4)
    paths = strongest_paths(wins)
    for start, end in itertools.permutations(range(4), 2):
        assert paths[start][end] == every_path(wins, start, end)


@several
@given(messy)
def test_a_duel_counts_the_papers_that_put_one_before_the_other(profile: Profile) -> None:
    read, _ = orders(profile)
    wins = duels(read, 4)
    for a, b in itertools.permutations(range(4), 2):
        ahead = 0
        for order, weight in read.items():
            place = {candidate: rank for rank, level in enumerate(order) for candidate in level}
            ahead += weight if place.get(a, 9) < place.get(b, 9) else 0
        assert wins[a][b] == ahead


@several
@given(weak)
def test_whoever_wins_every_duel_is_elected(profile: Profile) -> None:
    """The Condorcet criterion."""
    read, _ = orders(profile)
    wins = duels(read, 4)
    result = count(profile.with_seats(1), SEED)
    for one in range(4):
        if all(wins[one][other] > wins[other][one] for other in range(4) if other != one):
            assert result.elected == (one,)
            assert result.lots == ()


@several
@given(weak)
def test_whoever_loses_every_duel_is_last(profile: Profile) -> None:
    read, _ = orders(profile)
    wins = duels(read, 4)
    ranking = count(profile, SEED).ranking
    for one in range(4):
        if all(wins[one][other] < wins[other][one] for other in range(4) if other != one):
            assert ranking[-1] == (one,)


@several
@given(strict)
def test_turning_all_papers_around_moves_the_winner(profile: Profile) -> None:
    """Reversal symmetry: a sole first of an order is not the sole first of the reversed one."""
    every = range(5)
    complete = [
        (b.weight, [r[0] for r in b.ranks] + [c for c in every if (c,) not in b.ranks]) for b in profile.ballots
    ]
    forwards = ranked(*((weight, "".join("ABCDE"[c] for c in order)) for weight, order in complete))
    backwards = ranked(*((weight, "".join("ABCDE"[c] for c in reversed(order))) for weight, order in complete))
    first, reverse = count(forwards, SEED).ranking[0], count(backwards, SEED).ranking[0]
    if len(first) == 1:
        assert reverse != first


@several
@given(weak, st.integers(0, 3))
def test_a_raise_never_hurts(profile: Profile, raised: int) -> None:
    """Monotonicity: putting the sole winner first on one more paper leaves the winner first."""
    before = count(profile, SEED).ranking[0]
    more = Profile(
        profile.candidates, (*profile.ballots, *poll("A B C D", f"1 {'ABCD'[raised]}").ballots), profile.seats
    )
    after = count(more, SEED).ranking[0]
    if before == (raised,):
        assert after == (raised,)


@several
@given(weak)
def test_the_order_holds_every_candidate_once(profile: Profile) -> None:
    result = count(profile, SEED)
    assert sorted(candidate for group in result.ranking for candidate in group) == [0, 1, 2, 3]
