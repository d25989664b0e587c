"""What must hold for every election, whatever the rule."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from packages.scrutiny.tests.counting.elections import SEED, messy, poll, renamed, some, strict, sums, weak

from scrutiny.counting import meek, rules, scottish
from scrutiny.counting.profile import Ballot, Profile
from scrutiny.counting.ranks import transferable
from scrutiny.counting.rules import count
from scrutiny.counting.stages import Result

every_rule = pytest.mark.parametrize("rule", rules.RULES)
transferring = pytest.mark.parametrize("rule", ["scottish", "meek"])
seeds = st.binary(min_size=8, max_size=12)


def shares(profile: Profile, coalition: frozenset[int]) -> int:
    """How many papers put all of the coalition before everybody else."""
    papers, _ = transferable(profile)
    size = len(coalition)
    return sum(weight for order, weight in papers.items() if frozenset(order[:size]) == coalition)


@every_rule
@some
@given(profile=messy, data=st.data())
def test_the_order_of_the_papers_does_not_matter(rule: str, profile: Profile, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(profile.ballots))
    assert count(replace(profile, ballots=tuple(shuffled)), rule, SEED) == count(profile, rule, SEED)


@every_rule
@some
@given(profile=messy)
def test_papers_alike_count_the_same_one_by_one_or_together(rule: str, profile: Profile) -> None:
    single = tuple(Ballot(1, ballot.ranks) for ballot in profile.ballots for _ in range(ballot.weight))
    assert count(replace(profile, ballots=single), rule, SEED) == count(profile, rule, SEED)


@every_rule
@some
@given(profile=messy, seed=seeds)
def test_the_same_seed_gives_the_same_result_with_the_same_lots(rule: str, profile: Profile, seed: bytes) -> None:
    assert count(profile, rule, seed) == count(profile, rule, seed)


@every_rule
@some
@given(profile=messy, seed=seeds)
def test_a_seed_matters_only_where_a_lot_was_drawn(rule: str, profile: Profile, seed: bytes) -> None:
    result = count(profile, rule, SEED)
    if not result.lots:
        assert count(profile, rule, seed) == count(profile, rule) == result


@every_rule
@some
@given(profile=messy, seed=seeds)
def test_every_lot_that_was_drawn_is_recorded_in_order(rule: str, profile: Profile, seed: bytes) -> None:
    result = count(profile, rule, seed)
    assert [lot.number for lot in result.lots] == list(range(1, len(result.lots) + 1))
    for lot in result.lots:
        assert len(lot.order) > 1
        if lot.purpose in ("exclude", "surplus"):
            stage = result.stages[lot.stage - 1]
            assert lot.drawn == (stage.surplus if lot.purpose == "surplus" else stage.excluded[0])


@every_rule
@some
@given(profile=weak, order=st.permutations(range(4)))
def test_no_candidate_is_treated_differently_for_the_name_or_place(
    rule: str, profile: Profile, order: list[int]
) -> None:
    """Neutrality, wherever no lot is needed: lots go by the place on the paper."""
    result, other = count(profile, rule, SEED), count(renamed(profile, order), rule, SEED)
    assume(not result.lots)
    assert not other.lots
    assert set(other.names(other.elected)) == set(result.names(result.elected))
    for ours, theirs in zip(result.stages, other.stages, strict=True):
        assert dict(zip(result.candidates, ours.votes, strict=True)) == dict(
            zip(other.candidates, theirs.votes, strict=True)
        )
        assert ours.non_transferable == theirs.non_transferable
        assert set(result.names(ours.elected)) == set(other.names(theirs.elected))
    assert [set(result.names(group)) for group in result.ranking] == [
        set(other.names(group)) for group in other.ranking
    ]


@every_rule
@some
@given(profile=messy)
def test_valid_and_invalid_papers_are_all_papers(rule: str, profile: Profile) -> None:
    result = count(profile, rule, SEED)
    assert result.valid + result.invalid == profile.papers


@every_rule
@some
@given(profile=messy, gone=st.sets(st.integers(0, 3), max_size=3))
def test_nobody_who_withdrew_is_elected_and_as_many_as_can_are(rule: str, profile: Profile, gone: set[int]) -> None:
    result = count(profile.without(frozenset(gone)), rule, SEED)
    assert gone.isdisjoint(result.elected)
    assert len(set(result.elected)) == len(result.elected) == min(profile.seats, 4 - len(gone))
    assert all(stage.votes[candidate] is None for stage in result.stages for candidate in gone)


@every_rule
@some
@given(profile=weak)
def test_a_stranger_whom_nobody_marks_changes_nothing(rule: str, profile: Profile) -> None:
    """With a fifth candidate on the paper whom nobody marks, the same are elected, unless seats are left over."""
    result = count(profile, rule, SEED)
    more = count(replace(profile, candidates=(*profile.candidates, "Nobody")), rule, SEED)
    assume(not result.lots and not more.lots)
    held = [stage.votes for stage in result.stages[:1]]
    if rule in ("scottish", "meek") and any(not number for votes in held for number in votes):
        return  # somebody else has no votes either, and then it is not said who goes first
    assert set(result.elected) == set(more.elected)


@transferring
@some
@given(profile=messy)
def test_no_vote_appears_or_disappears_at_any_stage(rule: str, profile: Profile) -> None:
    result = count(profile, rule, SEED)
    assert sums(result) == [Fraction(result.valid)] * len(result.stages)
    assert all(stage.non_transferable >= 0 for stage in result.stages)
    assert all(held is None or held >= 0 for stage in result.stages for held in stage.votes)


@transferring
@some
@given(profile=messy)
def test_whoever_is_out_is_out(rule: str, profile: Profile) -> None:
    result = count(profile, rule, SEED)
    elected: set[int] = set()
    excluded: set[int] = set()
    for stage in result.stages:
        assert elected.isdisjoint(stage.elected)
        assert excluded.isdisjoint(stage.excluded)
        assert all(stage.votes[candidate] is None for candidate in excluded)
        assert all(stage.votes[candidate] == 0 for candidate in stage.excluded)
        elected |= set(stage.elected)
        excluded |= set(stage.excluded)
    assert elected == set(result.elected)
    assert elected.isdisjoint(excluded)


@pytest.mark.parametrize("rule", ["scottish", "meek", "schulze"])
@some
@given(profile=strict)
def test_the_first_choice_of_a_majority_is_elected(rule: str, profile: Profile) -> None:
    result = count(profile.with_seats(1), rule, SEED)
    for candidate in range(5):
        if 2 * shares(profile, frozenset({candidate})) > profile.papers:
            assert result.elected == (candidate,)


@transferring
@some
@given(profile=strict)
def test_a_group_that_holds_together_gets_its_share_of_the_seats(rule: str, profile: Profile) -> None:
    """Proportionality for solid coalitions: k quotas of papers that put the same candidates first elect k of them."""
    result = count(profile, rule, SEED)
    quota = result.valid // (profile.seats + 1) + 1
    for size in range(1, 6):
        for coalition in map(frozenset, itertools.combinations(range(5), size)):
            deserved = min(shares(profile, coalition) // quota, size)
            assert len(coalition.intersection(result.elected)) >= min(deserved, profile.seats)


@transferring
@some
@given(profile=strict)
def test_later_preferences_cannot_hurt_before_they_are_reached(rule: str, profile: Profile) -> None:
    """The first stage depends on first preferences alone."""
    first = count(profile, rule, SEED).stages[0]
    plain = tuple(Ballot(ballot.weight, ballot.ranks[:1]) for ballot in profile.ballots)
    assert first.votes == count(replace(profile, ballots=plain), rule, SEED).stages[0].votes


@pytest.mark.parametrize("rule", ["schulze", "approval"])
@some
@given(profile=weak, times=st.integers(2, 5))
def test_every_paper_many_times_over_changes_no_order(rule: str, profile: Profile, times: int) -> None:
    more = tuple(Ballot(ballot.weight * times, ballot.ranks) for ballot in profile.ballots)
    assert count(replace(profile, ballots=more), rule, SEED).ranking == count(profile, rule, SEED).ranking


@every_rule
def test_when_all_agree_the_seats_go_down_their_list(rule: str) -> None:
    profile = poll("A B C D", "120 C A D B", seats=2)
    result = count(profile, rule, SEED) if rule != "approval" else count(poll("A B C D", "120 C A", seats=2), rule)
    assert set(result.elected) == {0, 2}
    assert not result.lots


def test_both_transferable_rules_elect_the_same_where_no_surplus_moves_on() -> None:
    for papers in (("5 A", "4 B", "2 C B"), ("7 A B", "3 C", "2 D C"), ("7 B", "5 A C", "1 C A")):
        profile = poll("A B C D", *papers)
        results: list[Result] = [rule(profile, SEED) for rule in (scottish.count, meek.count)]
        assert results[0].elected == results[1].elected
