from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from packages.scrutiny.tests.counting.elections import SEED, names_of, plain, poll, some, strict, votes, ward, winners

from scrutiny.counting import meek, scottish
from scrutiny.counting.profile import Profile
from scrutiny.counting.vacancy import countback
from scrutiny.errors import Refused

RULES = ("scottish", "meek")


def test_the_seat_goes_to_whom_the_former_members_voters_prefer() -> None:
    """A and D are elected. A's voters prefer B to C by far, although C did better in the election."""
    profile = poll("A B C D", "6 A B", "2 A C", "5 C", "7 D", seats=2)
    assert winners(scottish.count(profile)) == "A D"
    result = countback(profile, 0)
    assert winners(result) == "B"
    assert result.rule == "countback"
    assert result.seats == 1


def test_the_papers_count_at_the_part_that_stayed() -> None:
    """A had 9 votes and a quota of 8: 0.11111 of each paper moved on, 0.88889 stayed."""
    profile = poll("A B C D E", "7 A B", "2 A C", "3 C", "7 D", "3 E D", seats=2)
    assert winners(scottish.count(profile)) == "A D"
    result = countback(profile, 0)
    assert votes(result, 1) == {"A": None, "B": "6.22223", "C": "1.77778", "D": None, "E": "0"}
    assert plain(result.stages[0].non_transferable) == "0"
    assert result.valid == 9


def test_a_surplus_that_never_moved_stays_with_the_member() -> None:
    """Both seats were filled at the first stage, so A's papers stayed whole."""
    profile = poll("A B C D", "6 A B", "2 A C", "5 C", "7 D", seats=2)
    assert votes(countback(profile, 0), 1) == {"A": None, "B": "6", "C": "2", "D": None}


def test_papers_of_others_have_no_say() -> None:
    profile = poll("A B C D", "7 A B", "1 C", "5 D C", "3 D", seats=2)
    assert winners(scottish.count(profile)) == "D A"
    assert winners(countback(profile, 0)) == "B"
    assert winners(countback(profile, 3)) == "C"


def test_papers_are_read_anew_from_their_first_preference() -> None:
    """Three of A's papers came from the excluded C; that is whom these voters wanted most, so they go back to C."""
    profile = poll("A B C D", "4 A B", "3 C A B", "9 D", seats=2)
    election = scottish.count(profile)
    assert winners(election) == "D A"
    assert 2 in [candidate for stage in election.stages for candidate in stage.excluded]
    result = countback(profile, 0)
    assert votes(result, 1) == {"A": None, "B": "4", "C": "3", "D": None}
    assert winners(result) == "B"


def test_the_sitting_members_keep_their_seats() -> None:
    """All of A's voters put D next, but D sits already: the papers pass on to B."""
    profile = poll("A B C D", "7 A D B", "8 D", "1 C", seats=2)
    result = countback(profile, 0)
    assert winners(result) == "B"
    assert result.withdrawn == {0, 3}
    assert votes(result, 1)["D"] is None


def test_without_a_majority_the_fewest_are_excluded() -> None:
    profile = poll("A B C D E", "4 A B", "3 A C", "2 A D C", "1 E", seats=1)
    result = countback(profile, 0)
    assert [names_of(result, stage) for stage in result.stages] == [("", "", None), ("", "E", None), ("C", "D", None)]
    assert votes(result, 3) == {"A": None, "B": "4", "C": "5", "D": "0", "E": None}


def test_half_of_the_votes_that_still_name_someone_is_not_enough() -> None:
    profile = poll("A B C", "4 A B", "4 A C", "1 B", seats=1)
    with pytest.raises(Refused) as error:
        countback(profile, 0)
    assert error.value.data == {"purpose": "countback-exclude", "stage": 2, "among": "2,3"}
    result = countback(profile, 0, seed=SEED)
    assert len(result.stages) == 2
    assert result.lots[0].purpose == "countback-exclude"
    assert result.stages[1].excluded == (result.lots[0].drawn,)


def test_equal_last_places_look_at_earlier_stages_first() -> None:
    """C and D are equal once E is out; before, D had fewer."""
    profile = poll("A B C D E", "6 A B", "4 A C", "3 A D C", "1 A E D", "2 B", seats=1)
    result = countback(profile, 0)
    assert [candidate for stage in result.stages for candidate in stage.excluded] == [4, 3]
    assert result.lots == ()
    assert winners(result) == "C"


def test_the_half_is_reckoned_from_papers_that_still_name_someone() -> None:
    """20 papers name nobody else; of the 5 others B has 3."""
    profile = poll("A B C", "20 A", "3 A B", "2 A C", "1 C", seats=1)
    result = countback(profile, 0)
    assert len(result.stages) == 1
    assert plain(result.stages[0].non_transferable) == "20"
    assert result.stages[0].quota == Fraction(250001, 10**5)
    assert winners(result) == "B"


def test_whoever_is_not_available_is_passed_over() -> None:
    profile = poll("A B C", "7 A B C", "2 C", seats=1)
    assert winners(countback(profile, 0)) == "B"
    assert winners(countback(profile, 0, unavailable=frozenset({1}))) == "C"


def test_with_nobody_left_the_seat_stays_empty() -> None:
    profile = poll("A B C", "7 A B", "2 C", seats=1)
    with pytest.raises(Refused) as error:
        countback(profile, 0, unavailable=frozenset({1}))
    assert error.value.code == "nobody-left"
    with pytest.raises(Refused) as error:
        countback(poll("A B", "7 A", "2 B"), 0)
    assert error.value.code == "nobody-left"


def test_only_an_elected_candidate_leaves_a_seat() -> None:
    with pytest.raises(Refused) as error:
        countback(poll("A B", "7 A", "2 B A"), 1)
    assert (error.value.code, error.value.data) == ("not-elected", {"candidate": 2})


@pytest.mark.parametrize("rule", ["schulze", "approval", "judgment", ""])
def test_a_rule_without_transferable_votes_has_no_papers_to_look_at(rule: str) -> None:
    with pytest.raises(Refused) as error:
        countback(poll("A B", "7 A B"), 0, rule)
    assert (error.value.code, error.value.data) == ("countback-rule", {"rule": rule})


def test_under_meek_the_keep_values_say_what_stayed() -> None:
    profile = poll("A B C D", "6 A B", "2 A C", "5 C", "7 D", seats=2)
    election = meek.count(profile)
    keep = election.stages[-1].keeps[0]
    result = countback(profile, 0, "meek")
    assert winners(result) == "B"
    assert result.stages[0].votes[1] == 6 * keep
    assert result.stages[0].votes[2] == 2 * keep


def test_lots_of_the_election_fall_again_as_they_fell() -> None:
    profile = poll("A B C D", "4 A C", "4 B D", "1 C", "1 D", seats=1)
    for seed in (bytes([number]) * 8 for number in range(6)):
        election = scottish.count(profile, seed)
        result = countback(profile, election.elected[0], seed=seed)
        assert result.elected[0] not in election.elected
        with pytest.raises(Refused):
            countback(profile, next(c for c in (0, 1) if c not in election.elected), seed=seed)


@pytest.mark.parametrize("rule", RULES)
def test_every_councillor_of_a_real_ward_can_be_replaced(rule: str) -> None:
    profile = ward("glasgow_2007_linn")
    election = scottish.count(profile)
    found = {profile.candidates[member]: winners(countback(profile, member, rule)) for member in election.elected}
    assert found == {
        "David Ritchie (SNP)": "Chloe Helen Stewart (Grn)",
        "Sadie Docherty (Lab)": "Alan Stewart (Lab)",
        "John Mckenzie (Lab)": "Alan Stewart (Lab)",
        "Margot Clark (LD)": "Esme H Clark (Con)",
    }


@pytest.mark.parametrize("rule", RULES)
@some
@given(profile=strict)
def test_the_successor_is_new_and_the_votes_are_conserved(rule: str, profile: Profile) -> None:
    count = scottish.count if rule == "scottish" else meek.count
    election = count(profile, SEED)
    former = election.elected[0]
    try:
        result = countback(profile, former, rule, SEED)
    except Refused as error:
        assert error.code == "nobody-left"
        return
    assert result.elected[0] not in election.elected
    total = {sum((held for held in stage.votes if held is not None), stage.non_transferable) for stage in result.stages}
    assert len(total) == 1
    last = result.stages[-1].votes
    others = sum((held for held in last if held is not None), Fraction(0))
    assert last[result.elected[0]] is not None
    assert 2 * (last[result.elected[0]] or 0) > others or others == 0


@some
@given(strict)
def test_a_successor_preferred_by_most_of_the_papers_wins_at_once(profile: Profile) -> None:
    election, held = scottish.count_and_hold(profile, SEED)
    former = election.elected[0]
    worth: dict[int, Fraction] = {}
    for paper in held[former]:
        left = [candidate for candidate in paper.preferences if candidate not in election.elected]
        if left:
            worth[left[0]] = worth.get(left[0], Fraction(0)) + paper.value * paper.weight
    for candidate, votes_held in worth.items():
        if 2 * votes_held > sum(worth.values()):
            result = countback(profile, former, seed=SEED)
            assert result.elected == (candidate,)
            assert len(result.stages) == 1
