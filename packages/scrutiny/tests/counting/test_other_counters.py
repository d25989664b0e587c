"""Independent counters agree: votekit on STV, pref_voting on STV by the Scottish rules and Meek's, and on Schulze.

They work in other arithmetic (floating point, or fractions that are never cut), so what is compared is who is elected,
and of Schulze's rule every duel as well. They are slow to load, hence the mark.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from packages.scrutiny.tests.counting.elections import SEED, orders, shared, stored, weak_orders

from scrutiny.counting import blt, meek, schulze, scottish
from scrutiny.counting.profile import Ballot, Profile
from scrutiny.counting.ranks import orders as read_orders
from scrutiny.counting.ranks import transferable

pytestmark = pytest.mark.slow

HERE = ("glasgow_2007_linn.blt", "dundee_2022_ward1.blt")
BESIDE = ("dundee_2012_ward8.blt", "glasgow_2022_by_election_linn_ward.blt")
wards = pytest.mark.parametrize("name", HERE + BESIDE)


def real(name: str) -> Profile:
    return blt.read(stored(name) if name in HERE else shared(name)).profile


@pytest.fixture(autouse=True)
def their_warnings_are_theirs() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture(scope="module")
def theirs() -> SimpleNamespace:
    """Both packages, loaded once; without them the tests are skipped."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("votekit")
        pytest.importorskip("pref_voting")
        from pref_voting.margin_based_methods import beat_path  # noqa: PLC0415
        from pref_voting.profiles_with_ties import ProfileWithTies  # noqa: PLC0415
        from pref_voting.proportional_methods import stv_meek, stv_scottish  # noqa: PLC0415
        from votekit.ballot import RankBallot  # noqa: PLC0415
        from votekit.elections import STV  # noqa: PLC0415
        from votekit.pref_profile import RankProfile  # noqa: PLC0415
    return SimpleNamespace(
        beat_path=beat_path,
        profile=ProfileWithTies,
        stv_meek=stv_meek,
        stv_scottish=stv_scottish,
        ballot=RankBallot,
        stv=STV,
        ranks=RankProfile,
    )


def by_votekit(theirs: SimpleNamespace, profile: Profile, simultaneous: bool = False) -> set[int]:
    """Fractional transfer with all papers, the Droop quota, in exact fractions."""
    papers, _ = transferable(profile)
    ballots = tuple(
        theirs.ballot(ranking=[{str(candidate)} for candidate in order], weight=Fraction(weight))
        for order, weight in papers.items()
    )
    names = tuple(str(candidate) for candidate in profile.standing)
    election = theirs.stv(
        theirs.ranks(ballots=ballots, candidates=names, max_ranking_length=len(names)),
        n_seats=profile.seats,
        quota="droop",
        simultaneous=simultaneous,
        exact=True,
    )
    return {int(candidate) for group in election.get_elected() for candidate in group}


def for_pref_voting(theirs: SimpleNamespace, profile: Profile) -> Any:
    papers, _ = read_orders(profile)
    rankings = [{c: place for place, level in enumerate(order, 1) for c in level} for order in papers]
    made = theirs.profile(rankings, rcounts=list(papers.values()), candidates=list(profile.standing))
    made.use_extended_strict_preference()
    return made


def by_beat_path(theirs: SimpleNamespace, made: Any, left: list[int]) -> tuple[int, ...]:
    """Those whom nobody is ahead of, measured by winning votes."""

    def strength(one: int, other: int) -> int:
        return int(made.support(one, other)) if made.support(one, other) > made.support(other, one) else 0

    return tuple(theirs.beat_path(made, curr_cands=left, strength_function=strength))


@wards
def test_votekit_elects_the_same_by_fractional_transfers(theirs: SimpleNamespace, name: str) -> None:
    profile = real(name)
    assert by_votekit(theirs, profile) == set(scottish.count(profile).elected)


@wards
def test_pref_voting_elects_the_same_by_the_scottish_rules(theirs: SimpleNamespace, name: str) -> None:
    profile = real(name)
    found = theirs.stv_scottish(for_pref_voting(theirs, profile), num_seats=profile.seats)
    assert found == sorted(scottish.count(profile).elected)


@wards
def test_pref_voting_elects_the_same_by_meek(theirs: SimpleNamespace, name: str) -> None:
    profile = real(name)
    found = theirs.stv_meek(for_pref_voting(theirs, profile), num_seats=profile.seats, max_iter=100)
    assert found == sorted(meek.count(profile).elected)


@wards
def test_pref_voting_finds_the_same_duels(theirs: SimpleNamespace, name: str) -> None:
    profile = real(name)
    made = for_pref_voting(theirs, profile)
    wins = schulze.duels(read_orders(profile)[0], len(profile.candidates))
    for one in profile.standing:
        for other in profile.standing:
            if one != other:
                assert wins[one][other] == made.support(one, other)


@wards
def test_pref_voting_finds_the_same_first_group_of_schulze(theirs: SimpleNamespace, name: str) -> None:
    profile = real(name)
    found = by_beat_path(theirs, for_pref_voting(theirs, profile), list(profile.standing))
    assert found == schulze.count(profile.with_seats(1)).ranking[0]


def made_up(number: int, weak: bool) -> Profile:
    """The n-th of a series of elections that is the same every time."""
    chance = random.Random(number)
    marks = weak_orders(4) if weak else orders(5)
    ballots = tuple(Ballot(chance.randint(1, 40), chance.choice(marks)) for _ in range(chance.randint(3, 25)))
    return Profile(("A", "B", "C", "D", "E")[: 4 if weak else 5], ballots, chance.randint(1, 3))


def test_sixty_made_up_elections_have_the_same_schulze_winners(theirs: SimpleNamespace) -> None:
    several = 0
    for number in range(60):
        profile = made_up(number, weak=True)
        found = by_beat_path(theirs, for_pref_voting(theirs, profile), list(profile.standing))
        first = schulze.count(profile, SEED).ranking[0]
        assert found == first
        several += len(first) > 1
    assert several < 30


def test_sixty_made_up_elections_elect_the_same_by_the_scottish_rules(theirs: SimpleNamespace) -> None:
    compared = 0
    for number in range(60):
        profile = made_up(number, weak=False)
        result = scottish.count(profile, SEED)
        if not result.lots:
            compared += 1
            found = theirs.stv_scottish(for_pref_voting(theirs, profile), num_seats=profile.seats)
            assert found == sorted(result.elected), number
    assert compared > 30


def test_sixty_made_up_elections_elect_the_same_by_meek(theirs: SimpleNamespace) -> None:
    compared = 0
    for number in range(60):
        profile = made_up(number, weak=False)
        result = meek.count(profile, SEED)
        if not result.lots:
            compared += 1
            found = theirs.stv_meek(for_pref_voting(theirs, profile), num_seats=profile.seats, max_iter=100)
            assert found == sorted(result.elected), number
    assert compared > 30
