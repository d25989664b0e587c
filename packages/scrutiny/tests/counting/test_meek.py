from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from packages.scrutiny.tests.counting.elections import (
    SEED,
    names_of,
    plain,
    poll,
    several,
    strict,
    sums,
    votes,
    ward,
    winners,
)

from scrutiny.counting.meek import OMEGA, ONE, count, count_and_hold
from scrutiny.counting.profile import Profile
from scrutiny.counting.ranks import transferable
from scrutiny.errors import Refused

CASTOR = ("Castor Pollux Helen", "4 Castor Pollux", "2 Helen")
LATE_CASTOR = ("Castor Pollux Helen", "5 Castor Pollux", "1 Pollux", "3 Helen")
WARREN = (
    "A B X Y Z",
    "333 A X",
    "333 A Y",
    "333 A Z",
    "333 B X",
    "333 B Y",
    "333 B Z",
    "667 X",
    "667 Y",
    "667 Z",
    "1 A B X",
    "1 A B Y",
    "2 B A X",
)
"""From "The computational accuracy using the Meek algorithm", Voting matters 12 (2000)."""


def quotas(profile: Profile, seed: bytes | None = None) -> list[str]:
    return [plain(stage.quota) for stage in count(profile, seed).stages if stage.quota is not None]


def keeps(profile: Profile, stage: int, seed: bytes | None = None) -> list[str]:
    return [plain(keep) for keep in count(profile, seed).stages[stage - 1].keeps]


def test_the_first_figures_are_those_of_the_reference_implementation_of_the_rule() -> None:
    """The published dump of this election: 9 decimals, a limit of 10^-6."""
    profile = poll(*CASTOR, seats=2)
    result = count(profile)
    assert votes(result, 1) == {"Castor": "4", "Pollux": "0", "Helen": "2"}
    assert votes(result, 2) == {"Castor": "2.000000004", "Pollux": "1.999999996", "Helen": "2"}
    assert votes(result, 3) == {"Castor": "2.000000004", "Pollux": "0", "Helen": "2"}
    assert quotas(profile) == ["2.000000001"] * 3
    assert keeps(profile, 2) == ["0.500000001", "1", "1"]
    assert keeps(profile, 3) == ["0.500000001", "0", "1"]
    assert plain(result.stages[2].non_transferable) == "1.999999996"
    assert winners(result) == "Castor Helen"
    assert result.lots == ()


def test_a_second_election_of_the_reference_agrees_to_the_ninth_decimal() -> None:
    profile = poll(*LATE_CASTOR, seats=2)
    result = count(profile)
    assert votes(result, 2) == {"Castor": "3.000000005", "Pollux": "2.999999995", "Helen": "3"}
    assert keeps(profile, 2) == ["0.600000001", "1", "1"]
    assert quotas(profile)[1] == "3.000000001"
    assert winners(result) == "Castor Helen"
    assert plain(result.stages[2].non_transferable) == "2.999999995"


def seed_that_draws(candidate: int) -> bytes:
    profile = poll(*WARREN, seats=3)
    seeds = (bytes([number]) * 8 for number in range(200))
    return next(seed for seed in seeds if count(profile, seed).lots[0].drawn == candidate)


def test_the_election_on_computational_accuracy_agrees_with_the_reference() -> None:
    profile = poll(*WARREN, seats=3)
    seed = seed_that_draws(2)
    result = count(profile, seed)
    assert quotas(profile, seed) == ["1000.750000001", "1000.750000001", "800.580647027"]
    assert votes(result, 2) == {
        "A": "1000.750000126",
        "B": "1000.750000126",
        "X": "667.166666686",
        "Y": "667.166666562",
        "Z": "667.1666665",
    }
    assert keeps(profile, 2, seed) == ["0.99974975", "0.99974975", "1", "1", "1"]
    assert votes(result, 3) == {
        "A": "800.584418564",
        "B": "800.584418564",
        "X": "0",
        "Y": "800.59698277",
        "Z": "800.556768208",
    }
    assert keeps(profile, 3, seed)[:2] == ["0.799464312", "0.799464312"]
    assert winners(result) == "A B Y"


def test_candidates_within_the_remaining_surplus_are_equal() -> None:
    """X, Y and Z differ in the seventh decimal, by less than the surplus that is left: the lot decides."""
    with pytest.raises(Refused) as error:
        count(poll(*WARREN, seats=3))
    assert error.value.data == {"purpose": "exclude", "stage": 3, "among": "3,4,5"}


def test_the_lot_decides_and_is_recorded() -> None:
    profile = poll(*WARREN, seats=3)
    for candidate in (2, 3, 4):
        result = count(profile, seed_that_draws(candidate))
        assert result.stages[2].excluded == (candidate,)
        assert set(result.lots[0].order) == {2, 3, 4}


def test_in_a_settled_count_every_elected_candidate_has_the_quota() -> None:
    """Solved on paper: 24 votes, 3 seats, quota 6. A keeps 6/16 = 0.375; of the 10 votes that move on B keeps 6/10."""
    result = count(poll("A B C D E", "16 A B C", "4 D", "4 E", seats=3), SEED)
    stage = next(stage for stage in result.stages if stage.quota is not None and stage.keeps[1] < 1)
    assert abs(stage.keeps[0] - Fraction(3, 8)) < Fraction(1, 10**6)
    assert abs(stage.keeps[1] - Fraction(3, 5)) < Fraction(1, 10**6)
    assert votes(result, 1)["A"] == "16"


def test_the_quota_falls_as_papers_run_out() -> None:
    """8 of 20 papers name only A. Once B is out, what A cannot keep of them is lost, and less than 20 is shared."""
    profile = poll("A B C D", "8 A", "2 B", "5 C", "5 D C", seats=2)
    found = [Fraction(quota) for quota in quotas(profile, SEED)]
    assert found[0] == Fraction("6.666666667")
    assert found[-1] < found[0]
    assert found == sorted(found, reverse=True)


def test_after_an_exclusion_the_count_is_as_if_the_excluded_had_never_stood() -> None:
    """Meek's own principle. D is excluded only after C was elected, and yet C's surplus is shared out anew: the votes
    then settle where they settle if D never stood.
    """
    papers = ("6 A D B E", "8 C B A", "9 C E D", "9 C", "6 B E D", "9 C E B D", "4 A C", "1 B")
    with_d = count(poll("A B C D E", *papers, seats=2))
    never = count(poll("A B C D E", *papers, seats=2, withdrawn="D"))
    assert [names_of(with_d, stage)[:2] for stage in with_d.stages[:3]] == [("C", ""), ("", ""), ("", "D")]
    assert [names_of(never, stage)[:2] for stage in never.stages[:2]] == [("C", ""), ("", "")]
    for ours, theirs in zip(with_d.stages[2].votes, never.stages[1].votes, strict=True):
        assert abs((ours or Fraction(0)) - (theirs or Fraction(0))) < Fraction(1, 10**5)


def test_a_single_seat_is_the_alternative_vote() -> None:
    result = count(poll("A B C D", "5 A", "4 B", "2 C B", "1 D C"))
    assert [names_of(result, stage)[1] for stage in result.stages] == ["", "D", "C"]
    assert winners(result) == "B"


def test_the_last_stage_shows_where_the_papers_of_the_last_excluded_went() -> None:
    result = count(poll("Castor Pollux Helen Leda", "4 Castor Pollux Leda", "2 Helen", "1 Leda", seats=2))
    assert [names_of(result, stage)[:2] for stage in result.stages] == [
        ("Castor", ""),
        ("", ""),
        ("", "Leda"),
        ("Helen", "Pollux"),
    ]
    assert votes(result, 4) == {"Castor": "2.000000004", "Pollux": "0", "Helen": "2", "Leda": None}
    assert result.stages[3].quota == result.stages[2].quota
    assert result.stages[3].keeps[0] == result.stages[2].keeps[0]


def test_fewer_candidates_than_seats_are_all_elected_in_one_stage() -> None:
    result = count(poll("A B", "3 A", "1 B", seats=4))
    assert winners(result) == "A B"
    assert len(result.stages) == 1


def test_without_any_papers_the_lot_does_everything() -> None:
    result = count(poll("A B C", seats=1), SEED)
    assert len(result.elected) == 1
    assert len(result.lots) == 2


def test_a_withdrawn_candidate_keeps_nothing() -> None:
    result = count(poll("A B C", "3 B A", "2 C", "1 A", withdrawn="B"))
    assert [plain(keep) for keep in result.stages[0].keeps] == ["1", "0", "1"]
    assert votes(result, 1) == {"A": "4", "B": None, "C": "2"}


@pytest.mark.parametrize("name", ["glasgow_2007_linn", "dundee_2022_ward1"])
def test_real_wards_settle_and_lose_no_vote(name: str) -> None:
    profile = ward(name)
    result = count(profile)
    assert sums(result) == [profile.papers] * len(result.stages)
    assert len(result.elected) == 4
    assert result.lots == ()


def in_fractions(profile: Profile, kept: Sequence[Fraction]) -> list[Fraction]:
    """What each candidate gets from every paper for itself at given keep values, unrounded."""
    papers, _ = transferable(profile)
    got = [Fraction(0)] * len(profile.candidates)
    for order, weight in papers.items():
        left = Fraction(1)
        for candidate in order:
            got[candidate] += weight * left * kept[candidate]
            left *= 1 - kept[candidate]
    return got


@several
@given(strict)
def test_the_votes_follow_from_the_keep_values(profile: Profile) -> None:
    """At every stage, against the same sum in unrounded fractions; each paper rounds each part by less than 10^-9."""
    result = count(profile, SEED)
    tolerance = Fraction(profile.papers * 25, ONE)
    for stage in result.stages:
        for held, should in zip(stage.votes, in_fractions(profile, stage.keeps), strict=True):
            assert abs((held or 0) - should) <= tolerance


@several
@given(strict)
def test_the_quota_follows_from_the_votes(profile: Profile) -> None:
    result = count(profile, SEED)
    for stage in result.stages[:-1]:
        total = sum(held for held in stage.votes if held is not None)
        assert stage.quota is not None
        assert 0 < stage.quota - Fraction(total) / (profile.seats + 1) <= Fraction(1, ONE)


@several
@given(strict)
def test_nobody_is_excluded_before_the_surpluses_have_settled(profile: Profile) -> None:
    """Except where hardly any votes are left at all: then rounding stops the surplus from shrinking."""
    result = count(profile, SEED)
    elected: set[int] = set()
    for stage, following in itertools.pairwise(result.stages):
        elected |= set(stage.elected)
        assert stage.quota is not None
        if following.excluded and stage.quota >= 1:
            held = [stage.votes[candidate] or Fraction(0) for candidate in elected]
            surplus = sum((votes - stage.quota for votes in held), Fraction(0))
            rounding = Fraction(OMEGA + 25 * profile.papers, ONE)
            assert surplus < rounding


@several
@given(strict)
def test_all_seats_that_can_be_filled_are_and_no_more(profile: Profile) -> None:
    result = count(profile, SEED)
    assert len(set(result.elected)) == len(result.elected) == min(profile.seats, len(profile.candidates))


@several
@given(strict)
def test_keep_values_lie_between_nothing_and_all_and_only_the_elected_share(profile: Profile) -> None:
    result = count(profile, SEED)
    elected: set[int] = set()
    for stage in result.stages:
        for candidate, keep in enumerate(stage.keeps):
            assert 0 <= keep <= 1
            if keep not in (0, 1):
                assert candidate in elected
        elected |= set(stage.elected)


@several
@given(strict)
def test_what_the_elected_keep_adds_up_to_their_votes(profile: Profile) -> None:
    result, held = count_and_hold(profile, SEED)
    final = result.stages[-1].votes
    assert set(held) == set(result.elected)
    for candidate, papers in held.items():
        assert sum((paper.value * paper.weight for paper in papers), Fraction(0)) == final[candidate]
