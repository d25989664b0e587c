from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages.scrutiny.tests.counting.elections import messy, messy_marks, poll, several

from scrutiny.counting.profile import Profile, Ranks
from scrutiny.counting.ranks import approved, levels, orders, preferences, transferable

A, B, C, D = range(4)


@pytest.mark.parametrize(
    ("ranks", "read"),
    [
        (((A,),), (A,)),
        (((A,), (B,), (C,)), (A, B, C)),
        (((A,), (), (C,)), (A,)),
        (((A,), (B,), (), (C,)), (A, B)),
        (((A,), (B, C), (D,)), (A,)),
        (((A,), (B,), (B,)), (A,)),
        (((A,), (B,), (C,), (B,)), (A,)),
        (((A,), (B,), (C,), (C, D)), (A, B)),
        (((A,), (B,), (), ()), (A, B)),
    ],
    ids=[
        "one",
        "three in order",
        "the second figure left out",
        "the third figure left out",
        "the second figure twice",
        "the second candidate with two figures",
        "the second candidate with two figures far apart",
        "the third candidate with two figures, one of them shared",
        "nothing at the end",
    ],
)
def test_a_transferable_paper_ends_where_the_order_is_no_longer_clear(ranks: Ranks, read: tuple[int, ...]) -> None:
    assert preferences(ranks) == read


@pytest.mark.parametrize(
    "ranks",
    [(), ((),), ((), (A,)), ((A, B),), ((A, B), (C,)), ((A,), (A,)), ((A,), (B,), (A,)), ((A,), (B, A))],
    ids=[
        "blank",
        "an empty first rank",
        "no figure 1",
        "the figure 1 twice",
        "the figure 1 twice and a 2",
        "1 and 2 for the same",
        "1 and 3 for the same",
        "1 and a shared 2 for the same",
    ],
)
def test_without_a_figure_1_that_stands_alone_a_paper_is_invalid(ranks: Ranks) -> None:
    assert preferences(ranks) is None


@pytest.mark.parametrize(
    ("ranks", "read"),
    [
        (((A,), (B,)), [{A}, {B}]),
        (((A,), (), (B,)), [{A}, {B}]),
        (((), (B, C), (A,)), [{B, C}, {A}]),
        (((A, B, C, D),), [{A, B, C, D}]),
    ],
)
def test_an_order_needs_no_figures_without_gaps(ranks: Ranks, read: list[set[int]]) -> None:
    assert levels(ranks) == tuple(frozenset(level) for level in read)


@pytest.mark.parametrize("ranks", [(), ((), ()), ((A,), (A,)), ((A, B), (C,), (B,)), ((A, A),)])
def test_two_places_for_one_candidate_are_no_order(ranks: Ranks) -> None:
    assert levels(ranks) is None


@pytest.mark.parametrize(
    ("ranks", "marked"), [((), set()), (((), (A,)), {A}), (((A, B), (A,), (C,)), {A, B, C}), (((D,),), {D})]
)
def test_an_approval_does_not_ask_for_the_figure(ranks: Ranks, marked: set[int]) -> None:
    assert approved(ranks) == marked


def test_equal_papers_are_put_together() -> None:
    papers, invalid = transferable(poll("A B C", "3 A B", "2 C", "4 A B", "1 A - C", "2 A"))
    assert papers == {(A, B): 7, (C,): 2, (A,): 3}
    assert invalid == 0


def test_invalid_papers_are_counted_by_weight() -> None:
    papers, invalid = transferable(poll("A B C", "3 A=B", "2 - C", "5", "1 C"))
    assert papers == {(C,): 1}
    assert invalid == 10


def test_a_withdrawn_candidate_opens_no_gap() -> None:
    papers, invalid = transferable(poll("A B C", "3 A B C", "2 B C", "1 B", withdrawn="B"))
    assert papers == {(A, C): 3, (C,): 2}
    assert invalid == 1


def test_a_withdrawn_candidate_in_a_tie_still_makes_it_unclear() -> None:
    """The paper is read as it was marked, and only then the name is struck out."""
    assert transferable(poll("A B C", "1 A B=C", "1 B=C A", withdrawn="B")) == ({(A,): 1}, 1)


def test_orders_leave_the_withdrawn_out() -> None:
    papers, invalid = orders(poll("A B C", "3 A B=C", "2 B C", "4 B", "1 A A", withdrawn="B"))
    assert papers == {(frozenset({A}), frozenset({C})): 3, (frozenset({C}),): 2}
    assert invalid == 5


def test_every_small_paper_keeps_its_clear_beginning() -> None:
    """Checked against the words of the rule, one mark at a time, for every paper of three ranks and four candidates."""
    for ranks in messy_marks(4):
        read = preferences(ranks) or ()
        for place, candidate in enumerate(read):
            assert ranks[place] == (candidate,)
            assert sum(rank.count(candidate) for rank in ranks) == 1
        following = ranks[len(read)] if len(read) < len(ranks) else ()
        unclear = len(following) != 1 or sum(rank.count(following[0]) for rank in ranks) > 1
        assert unclear


def test_every_small_paper_that_is_an_order_keeps_all_its_marks() -> None:
    for ranks in messy_marks(3):
        read = levels(ranks)
        marks = [mark for rank in ranks for mark in rank]
        if read is not None:
            assert sorted(marks) == sorted(mark for level in read for mark in level)
            assert all(read)
        else:
            assert not marks or len(set(marks)) < len(marks)


@several
@given(messy)
def test_no_paper_is_lost(profile: Profile) -> None:
    for read, invalid in (transferable(profile), orders(profile)):
        assert sum(read.values()) + invalid == profile.papers


@several
@given(messy, st.sets(st.integers(0, 3)))
def test_nothing_goes_to_the_withdrawn(profile: Profile, gone: set[int]) -> None:
    left = profile.without(frozenset(gone))
    papers, _ = transferable(left)
    ranked, _ = orders(left)
    assert all(gone.isdisjoint(read) and read for read in papers)
    assert all(level and gone.isdisjoint(level) for read in ranked for level in read)
