from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation import vouching
from scrutiny.organisation.charter import DEFAULTS, CharterRules
from scrutiny.organisation.vouching import (
    Newcomer,
    Voucher,
    check_admission,
    check_vouch,
    counting_vouches,
    founding_vouches,
    is_opened,
    vouches_missing,
)

TODAY = dt.date(2026, 6, 1)


def person(n: int) -> UUID:
    return UUID(int=n)


ANNA, BORIS, CARMEN, DIEGO, NEW = (person(n) for n in range(1, 6))
MEMBER = Voucher(
    account=ANNA,
    joined=TODAY - dt.timedelta(days=400),
    founder=False,
    here=True,
    near=True,
    given=(),
    vouched_by=frozenset({BORIS, CARMEN}),
)
NEWCOMER = Newcomer(NEW, frozenset(), members_here=10)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def refusal(
    voucher: Voucher, newcomer: Newcomer = NEWCOMER, rules: CharterRules = DEFAULTS
) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(RuleBroken) as caught:
        check_vouch(voucher, newcomer, TODAY, rules)
    return caught.value.code, caught.value.data


# Who may vouch


def test_a_fellow_worker_of_the_workplace_vouches() -> None:
    check_vouch(MEMBER, NEWCOMER, TODAY, DEFAULTS)


def test_nobody_vouches_for_themselves() -> None:
    assert refusal(replace(MEMBER, account=NEW))[0] == "self"


def test_nobody_vouches_twice() -> None:
    assert refusal(MEMBER, replace(NEWCOMER, vouched_by=frozenset({ANNA})))[0] == "again"


def test_somebody_from_elsewhere_does_not_vouch() -> None:
    assert refusal(replace(MEMBER, here=False, near=False))[0] == "not-here"


@pytest.mark.parametrize("standing_here", [0, 1])
def test_where_fewer_than_two_stand_the_nearest_body_vouches(standing_here: int) -> None:
    check_vouch(replace(MEMBER, here=False), replace(NEWCOMER, members_here=standing_here), TODAY, DEFAULTS)


def test_once_two_stand_there_only_they_vouch() -> None:
    assert refusal(replace(MEMBER, here=False), replace(NEWCOMER, members_here=2))[0] == "not-here"


def test_even_an_empty_workplace_is_not_opened_by_whoever_comes_along() -> None:
    stranger = replace(MEMBER, here=False, near=False)
    assert refusal(stranger, replace(NEWCOMER, members_here=0))[0] == "not-here"


@pytest.mark.parametrize(("days", "left"), [(0, 30), (29, 1)])
def test_who_joined_lately_waits_and_is_told_how_long(days: int, left: int) -> None:
    assert refusal(replace(MEMBER, joined=ago(days))) == ("too-new", {"days": left})


def test_after_the_wait_everybody_vouches() -> None:
    check_vouch(replace(MEMBER, joined=ago(30)), NEWCOMER, TODAY, DEFAULTS)


def test_founders_do_not_wait_because_nobody_else_could_vouch() -> None:
    founder = replace(MEMBER, founder=True, joined=TODAY, vouched_by=frozenset())
    check_vouch(founder, NEWCOMER, TODAY, DEFAULTS)


def test_the_quota_ends_a_members_vouching() -> None:
    given_ = tuple(ago(n) for n in (0, 10, 20, 30, 89))
    assert refusal(replace(MEMBER, given=given_)) == ("quota", {"most": 5, "days": 90})


def test_vouches_older_than_the_quotas_time_do_not_count() -> None:
    check_vouch(replace(MEMBER, given=tuple(ago(n) for n in (0, 10, 20, 30, 90))), NEWCOMER, TODAY, DEFAULTS)


def test_the_quota_binds_founders_too() -> None:
    founder = replace(MEMBER, founder=True, given=(TODAY,) * 5)
    assert refusal(founder)[0] == "quota"


def test_whoever_stands_only_on_the_newcomer_does_not_vouch_for_them() -> None:
    assert refusal(replace(MEMBER, vouched_by=frozenset({NEW})))[0] == "only-each-other"


def test_whoever_stands_on_nobody_any_more_does_not_vouch() -> None:
    assert refusal(replace(MEMBER, vouched_by=frozenset()))[0] == "only-each-other"


def test_one_other_voucher_is_enough_to_stand_on() -> None:
    check_vouch(replace(MEMBER, vouched_by=frozenset({NEW, BORIS})), NEWCOMER, TODAY, DEFAULTS)


def test_the_first_reason_is_told() -> None:
    wrong_in_every_way = Voucher(NEW, TODAY, False, False, False, (TODAY,) * 9, frozenset())
    assert refusal(wrong_in_every_way)[0] == "self"
    assert refusal(replace(wrong_in_every_way, account=ANNA))[0] == "not-here"
    assert refusal(replace(wrong_in_every_way, account=ANNA, here=True))[0] == "too-new"
    assert refusal(replace(wrong_in_every_way, account=ANNA, here=True, joined=ago(99)))[0] == "quota"


# Who is admitted


def admission(
    vouched_by: set[UUID],
    stand_on: dict[UUID, frozenset[UUID]] | None = None,
    members: int = 10,
    headcount: int | None = 50,
) -> str:
    newcomer = Newcomer(NEW, frozenset(vouched_by), members)
    try:
        check_admission(newcomer, headcount, DEFAULTS, stand_on)
    except RuleBroken as error:
        return error.code
    return "admitted"


def test_two_vouches_admit() -> None:
    assert admission({ANNA, BORIS}) == "admitted"
    assert admission({ANNA}) == admission(set()) == "vouches-missing"


def test_how_many_vouches_are_missing_is_told() -> None:
    assert vouches_missing(Newcomer(NEW, frozenset(), 10), DEFAULTS) == 2
    assert vouches_missing(Newcomer(NEW, frozenset({ANNA}), 10), DEFAULTS) == 1
    assert vouches_missing(Newcomer(NEW, frozenset({ANNA, BORIS, CARMEN}), 10), DEFAULTS) == 0


def test_two_who_stand_on_nobody_but_each_other_count_as_one() -> None:
    pair = {ANNA: frozenset({BORIS}), BORIS: frozenset({ANNA})}
    assert admission({ANNA, BORIS}, pair) == "vouches-missing"
    assert admission({ANNA, BORIS, CARMEN}, pair) == "admitted"


def test_a_pair_with_one_tie_outside_counts_as_two() -> None:
    tied = {ANNA: frozenset({BORIS}), BORIS: frozenset({ANNA, CARMEN})}
    assert admission({ANNA, BORIS}, tied) == "admitted"


def test_a_chain_is_not_a_pair() -> None:
    chain = {ANNA: frozenset({BORIS}), BORIS: frozenset({CARMEN})}
    assert admission({ANNA, BORIS}, chain) == "admitted"


def test_three_founders_are_no_pair_since_the_founding_act_ties_all() -> None:
    assert admission({ANNA, BORIS}, founding_vouches([ANNA, BORIS, CARMEN])) == "admitted"


def test_two_pairs_count_as_two() -> None:
    ties = [(ANNA, BORIS), (BORIS, ANNA), (CARMEN, DIEGO), (DIEGO, CARMEN)]
    stand_on = {a: frozenset({b}) for a, b in ties}
    assert counting_vouches({ANNA, BORIS, CARMEN, DIEGO}, stand_on) == 2


@given(
    st.dictionaries(st.sampled_from([ANNA, BORIS, CARMEN, DIEGO]), st.frozensets(st.sampled_from([ANNA, BORIS, NEW])))
)
def test_at_least_half_of_the_vouches_count(stand_on: dict[UUID, frozenset[UUID]]) -> None:
    everyone = {ANNA, BORIS, CARMEN, DIEGO}
    assert 2 <= counting_vouches(everyone, stand_on) <= 4


def test_a_full_workplace_admits_nobody_more() -> None:
    assert admission({ANNA, BORIS}, members=50) == "frozen"
    assert admission({ANNA, BORIS}, members=49) == "admitted"


def test_without_a_headcount_nothing_is_frozen() -> None:
    assert admission({ANNA, BORIS}, members=5000, headcount=None) == "admitted"


def test_more_members_than_people_at_work_is_an_alarm() -> None:
    assert vouching.alarm(51, 50)
    assert not vouching.alarm(50, 50)
    assert not vouching.alarm(51, None)


@given(st.integers(0, 100), st.integers(0, 100))
def test_admission_freezes_before_the_alarm_sounds(members: int, headcount: int) -> None:
    assert vouching.frozen(members, headcount) == vouching.alarm(members + 1, headcount)


# Being opened


def circle(*people: UUID) -> dict[UUID, frozenset[UUID]]:
    return founding_vouches(people)


def test_three_who_vouched_for_one_another_open_a_workplace() -> None:
    assert is_opened([ANNA, BORIS, CARMEN], circle(ANNA, BORIS, CARMEN), DEFAULTS)


def test_two_do_not_open_it() -> None:
    assert not is_opened([ANNA, BORIS], circle(ANNA, BORIS), DEFAULTS)
    assert not is_opened([], {}, DEFAULTS)


def test_those_who_opened_it_work_there() -> None:
    assert not is_opened([ANNA, BORIS, DIEGO], circle(ANNA, BORIS, CARMEN), DEFAULTS)


@pytest.mark.parametrize(("one", "other"), list(permutations([ANNA, BORIS, CARMEN], 2)))
def test_one_vouch_missing_among_three_keeps_it_closed(one: UUID, other: UUID) -> None:
    ties = circle(ANNA, BORIS, CARMEN)
    ties[one] -= {other}
    assert not is_opened([ANNA, BORIS, CARMEN], ties, DEFAULTS)


def test_vouching_in_a_ring_is_not_vouching_for_one_another() -> None:
    ring = {ANNA: frozenset({BORIS}), BORIS: frozenset({CARMEN}), CARMEN: frozenset({ANNA})}
    assert not is_opened(ring, ring, DEFAULTS)


def test_a_charter_may_ask_for_more_who_open() -> None:
    rules = replace(DEFAULTS, opened_by=5)
    five = [person(n) for n in range(10, 15)]
    assert is_opened(five, circle(*five), rules)
    assert not is_opened(five[:4], circle(*five[:4]), rules)


def test_a_large_workplace_without_a_circle_is_seen_through_quickly() -> None:
    """Two halves, everybody vouching across: many mutual ties, no three of them a circle."""
    left, right = [person(n) for n in range(100)], [person(n) for n in range(100, 200)]
    ties = {a: frozenset(right) for a in left} | {b: frozenset(left) for b in right}
    assert not is_opened(ties, ties, replace(DEFAULTS, opened_by=10))


pairs = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)))


@given(pairs)
@settings(max_examples=60)
def test_opened_means_that_some_three_know_one_another_both_ways(ties: set[tuple[int, int]]) -> None:
    by = {person(a): frozenset(person(b) for c, b in ties if c == a) for a in range(7)}
    expected = any(all((a, b) in ties for a, b in permutations(three, 2)) for three in combinations(range(7), 3))
    assert is_opened(list(by), by, DEFAULTS) == expected


# How fast infiltrators can multiply


@dataclass
class Workplace:
    """A workplace in which everybody is an infiltrator and tries to vouch for whoever comes."""

    rules: CharterRules
    members: dict[UUID, Voucher]
    admitted: list[dt.date] = field(default_factory=list)

    def bring_in(self, newcomer: UUID, willing: list[UUID], today: dt.date) -> bool:
        by: set[UUID] = set()
        for account in willing:
            voucher = self.members[account]
            try:
                check_vouch(voucher, Newcomer(newcomer, frozenset(by), len(self.members)), today, self.rules)
            except RuleBroken:
                continue
            by.add(account)
            self.members[account] = replace(voucher, given=(*voucher.given, today))
            if self._admit(newcomer, by, today):
                return True
        return False

    def _admit(self, newcomer: UUID, by: set[UUID], today: dt.date) -> bool:
        stand_on = {m.account: m.vouched_by for m in self.members.values()}
        try:
            check_admission(Newcomer(newcomer, frozenset(by), len(self.members)), None, self.rules, stand_on)
        except RuleBroken:
            return False
        self.members[newcomer] = Voucher(newcomer, today, False, True, True, (), frozenset(by))
        self.admitted.append(today)
        return True


def of_founders(count: int, rules: CharterRules) -> Workplace:
    ties = founding_vouches([person(n) for n in range(count)])
    return Workplace(
        rules,
        {account: Voucher(account, ago(0), True, True, True, (), by) for account, by in ties.items()},
    )


def greedy_days(workplace: Workplace, days: range) -> None:
    """Every day newcomers arrive until nobody can vouch any more."""
    number = 1000
    for day in days:
        arrived = True
        while arrived:
            number += 1
            free = sorted(workplace.members, key=lambda a: len(workplace.members[a].given))
            arrived = workplace.bring_in(person(number), free, TODAY + dt.timedelta(days=day))


@pytest.mark.parametrize("count", [3, 4, 6])
def test_infiltrators_admit_no_more_than_their_quotas_in_the_first_month(count: int) -> None:
    workplace = of_founders(count, DEFAULTS)
    greedy_days(workplace, range(30))
    assert len(workplace.admitted) <= count * DEFAULTS.vouch_quota // DEFAULTS.vouches_needed


def test_infiltrators_multiply_no_faster_than_the_quotas_allow() -> None:
    workplace = of_founders(3, DEFAULTS)
    greedy_days(workplace, range(0, 61, 30))
    gain = 1 + DEFAULTS.vouch_quota / DEFAULTS.vouches_needed
    assert len(workplace.members) <= 3 * gain**3


@given(st.integers(3, 5), st.integers(1, 4), st.lists(st.tuples(st.integers(0, 20), st.randoms()), max_size=25))
@settings(max_examples=30, deadline=None)
def test_no_schedule_of_a_clique_beats_the_quotas(founders: int, quota: int, visits: list[tuple[int, object]]) -> None:
    rules = replace(DEFAULTS, vouch_quota=quota)
    workplace, today = of_founders(founders, rules), TODAY
    for number, (wait, chance) in enumerate(visits):
        today += dt.timedelta(days=wait)
        willing = sorted(workplace.members)
        chance.shuffle(willing)  # type: ignore[attr-defined]
        workplace.bring_in(person(1000 + number), willing, today)
    for member in workplace.members.values():
        for start in member.given:
            in_window = [day for day in member.given if 0 <= (day - start).days < rules.vouch_quota_days]
            assert len(in_window) <= quota
            assert member.founder or (start - member.joined).days >= rules.vouch_wait_days
    assert len(workplace.admitted) * rules.vouches_needed <= sum(len(m.given) for m in workplace.members.values())


def test_newcomers_alone_admit_nobody_in_their_first_month() -> None:
    workplace = of_founders(3, DEFAULTS)
    greedy_days(workplace, range(1))
    new = [account for account, voucher in workplace.members.items() if not voucher.founder]
    assert len(new) >= 5
    for day in (0, 29):
        assert not workplace.bring_in(person(9999), new, TODAY + dt.timedelta(days=day))
    assert workplace.bring_in(person(9999), new, TODAY + dt.timedelta(days=30))


def test_a_pair_cut_off_from_all_others_lets_nobody_in() -> None:
    """Their other vouchers have gone; the two stand on each other only, and go on vouching together."""
    long_ago = ago(900)
    pair = {
        ANNA: Voucher(ANNA, long_ago, False, True, True, (), frozenset({BORIS})),
        BORIS: Voucher(BORIS, long_ago, False, True, True, (), frozenset({ANNA})),
    }
    workplace = Workplace(DEFAULTS, pair)
    assert not workplace.bring_in(NEW, [ANNA, BORIS], TODAY)
    workplace.members[CARMEN] = Voucher(CARMEN, long_ago, False, True, True, (), frozenset({DIEGO}))
    assert workplace.bring_in(NEW, [CARMEN, ANNA], TODAY)
