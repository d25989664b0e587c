"""Places in councils."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.councils.seats import Claims, Lot, Sender, allot, claims, divide, due, reserved

INDUSTRY, FARMS = UUID(int=100), UUID(int=200)
LOT = Lot(b"seed", UUID(int=9))
NO_PARITY = replace(DEFAULTS, branch_parity=False)
SMALL = replace(DEFAULTS, council_most=15)


def sender(n: int, members: int, branch: UUID | None = INDUSTRY, people: int | None = None, kept: int = 1) -> Sender:
    return Sender(UUID(int=n), branch, members, members if people is None else people, kept)


def many(*members: int) -> list[Sender]:
    return [sender(n + 1, one) for n, one in enumerate(members)]


def places(found: dict[UUID, int]) -> list[int]:
    return [found[unit] for unit in sorted(found)]


groups = st.lists(st.integers(1, 5000), min_size=1, max_size=12).map(lambda sizes: many(*sizes))


@pytest.mark.parametrize(
    ("members", "per_hundred", "expected"),
    [(0, 1, 0), (1, 1, 1), (99, 1, 1), (100, 1, 1), (199, 1, 1), (200, 1, 2), (250, 1, 2), (250, 2, 5), (3, 20, 1)],
)
def test_a_body_sends_so_many_for_every_hundred_and_one_at_least(members: int, per_hundred: int, expected: int) -> None:
    assert due(sender(1, members), replace(DEFAULTS, delegates_per_hundred=per_hundred)) == expected


def test_nobody_sends_more_than_it_has_people() -> None:
    assert due(sender(1, 3000, people=7), DEFAULTS) == 7
    assert due(sender(1, 40, people=0), DEFAULTS) == 0


def test_a_crew_that_moves_has_its_reserved_places() -> None:
    assert reserved("crew", replace(DEFAULTS, crew_seats=2)) == 2
    assert reserved("site", replace(DEFAULTS, crew_seats=2)) == 1
    assert due(sender(1, 30, kept=2), DEFAULTS) == 2


def test_a_small_council_is_made_of_what_is_due() -> None:
    assert places(allot(many(100, 250, 40), DEFAULTS)) == [1, 2, 1]


def test_a_council_that_would_grow_too_large_is_divided_in_proportion() -> None:
    found = allot(many(3000, 2000, 1000), SMALL, LOT)
    assert places(found) == [8, 5, 2], "7.5 : 5 : 2.5, and the lot decides about the last place"


def test_who_has_members_has_a_place_even_where_the_minima_exceed_the_limit() -> None:
    assert sum(allot(many(*[100] * 20), SMALL).values()) == 20


def test_who_has_no_members_has_no_place() -> None:
    assert places(allot(many(500, 0), DEFAULTS)) == [5, 0]


@pytest.mark.parametrize(
    ("votes", "seats", "expected"),
    [
        ((53000, 24000, 23000), 7, [3, 2, 2]),
        ((100000, 80000, 30000, 20000), 8, [3, 3, 1, 1]),
        ((6, 6, 2), 4, [2, 1, 1]),
    ],
)
def test_known_divisions_by_sainte_lague(votes: tuple[int, ...], seats: int, expected: list[int]) -> None:
    found = places(divide(many(*votes), seats, LOT))
    assert sorted(found, reverse=True) == sorted(expected, reverse=True)


@given(groups, st.integers(1, 60))
def test_places_add_up_and_nobody_gets_less_than_the_least(senders: list[Sender], extra: int) -> None:
    wanted = len(senders) + extra
    found = divide(senders, wanted, LOT)
    assert sum(found.values()) == min(wanted, sum(one.people for one in senders))
    assert all(one.least <= found[one.unit] <= one.people for one in senders)


@given(groups, st.integers(1, 60))
def test_no_place_would_be_better_with_another(senders: list[Sender], extra: int) -> None:
    """The mark of the method: nobody's last place has a weaker claim than anybody's next one."""
    found = divide(senders, len(senders) + extra, LOT)
    last = [Fraction(one.members, 2 * found[one.unit] - 1) for one in senders if found[one.unit] > one.least]
    following = [Fraction(one.members, 2 * found[one.unit] + 1) for one in senders if found[one.unit] < one.people]
    assert not last or not following or min(last) >= max(following)


@given(groups, st.integers(1, 60))
def test_a_larger_council_takes_a_place_from_nobody(senders: list[Sender], extra: int) -> None:
    smaller, larger = (divide(senders, len(senders) + extra + more, LOT) for more in (0, 1))
    assume(smaller != larger)
    assert sum(larger[unit] < smaller[unit] for unit in smaller) <= 1, "only where a lot decides"
    distinct = len({one.members for one in senders}) == len(senders)
    quotients = [Fraction(one.members, 2 * n + 1) for one in senders for n in range(80)]
    if distinct and len(set(quotients)) == len(quotients):
        assert all(larger[unit] >= smaller[unit] for unit in smaller)


@given(groups, st.integers(1, 60))
def test_more_members_never_mean_fewer_places(senders: list[Sender], extra: int) -> None:
    found = divide(senders, len(senders) + extra, LOT)
    for one, other in permutations(senders, 2):
        assert one.members <= other.members or found[one.unit] >= found[other.unit]


@given(groups, st.integers(1, 60), st.data())
def test_the_order_of_the_senders_does_not_matter(senders: list[Sender], extra: int, data: st.DataObject) -> None:
    other = data.draw(st.permutations(senders))
    assert divide(senders, len(senders) + extra, LOT) == divide(other, len(senders) + extra, LOT)


def test_equal_claims_to_the_last_place_need_a_lot() -> None:
    with pytest.raises(RuleBroken) as caught:
        divide(many(100, 100), 3)
    assert caught.value.code == "lot-needed"
    assert sorted(places(divide(many(100, 100), 3, LOT))) == [1, 2]
    assert places(divide(many(100, 100), 4)) == [2, 2]


def test_a_sender_without_more_people_leaves_its_claim_to_the_others() -> None:
    assert places(divide([sender(1, 5000, people=2), sender(2, 100)], 10)) == [2, 8]


def test_branches_have_the_same_number_of_places() -> None:
    found = allot([sender(1, 900), sender(2, 300), sender(3, 400, FARMS)], DEFAULTS)
    assert places(found) == [9, 3, 12]


def test_without_parity_places_follow_members() -> None:
    found = allot([sender(1, 900), sender(2, 300), sender(3, 400, FARMS)], NO_PARITY)
    assert places(found) == [9, 3, 4]


def test_what_stands_outside_of_all_branches_counts_like_a_branch() -> None:
    assert places(allot([sender(1, 500), sender(2, 200, None)], DEFAULTS)) == [5, 5]


def test_parity_is_bounded_by_the_size_of_the_council_and_by_people() -> None:
    assert places(allot([sender(1, 90_000), sender(2, 30_000, FARMS)], DEFAULTS)) == [75, 75]
    assert places(allot([sender(1, 90_000), sender(2, 20, FARMS, people=4)], DEFAULTS)) == [4, 4]


def test_parity_that_nobody_can_fill_is_refused_and_not_bent() -> None:
    with pytest.raises(RuleBroken) as caught:
        allot([*many(*[100] * 8), sender(20, 300, FARMS, people=3)], DEFAULTS)
    assert (caught.value.code, caught.value.data) == ("parity", {"needed": 8, "possible": 3})


def test_a_branch_without_members_does_not_hold_up_the_others() -> None:
    assert places(allot([sender(1, 500), sender(2, 0, FARMS)], DEFAULTS)) == [5, 0]


@given(groups, groups)
def test_parity_holds_whenever_there_is_an_allotment(some: list[Sender], others: list[Sender]) -> None:
    farms = [replace(one, unit=UUID(int=one.unit.int + 50), branch=FARMS) for one in others]
    try:
        found = allot([*some, *farms], DEFAULTS, lot=LOT)
    except RuleBroken as refused:
        assert refused.code == "parity"
        return
    assert sum(found[one.unit] for one in some) == sum(found[one.unit] for one in farms)


one_branch = st.lists(
    st.builds(
        sender,
        st.integers(1, 10_000),
        st.integers(0, 5000),
        people=st.integers(1, 200),
        kept=st.integers(1, 5),
    ),
    max_size=12,
    unique_by=lambda one: one.unit,
)


@given(one_branch, st.integers(1, 20), st.booleans(), st.sampled_from((15, 150)))
def test_how_many_places_there_are_follows_from_claims_added_up(
    senders: list[Sender], per_hundred: int, parity: bool, most: int
) -> None:
    rules = replace(DEFAULTS, delegates_per_hundred=per_hundred, branch_parity=parity, council_most=most)
    together = Claims()
    for one in senders:
        together = together.plus(claims(one, rules))
    assert together.places(rules) == sum(allot(senders, rules, LOT).values())
