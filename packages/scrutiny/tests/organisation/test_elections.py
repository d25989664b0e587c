"""Electing delegates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.counting.profile import Ballot, Profile
from scrutiny.errors import Refused, RuleBroken
from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.councils.elections import (
    Candidate,
    Elected,
    Filling,
    Person,
    Way,
    answer,
    by_consent,
    by_ranks,
    check_eligible,
    check_open,
    check_quorum,
    filling,
    nominate,
    question,
    renewals,
    successor,
    way,
)
from scrutiny.organisation.councils.mandates import End, Mandate
from scrutiny.organisation.standing import ENDED, MEMBER, OUT_OF_WORK, Standing

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
JOINED = dt.date(2020, 1, 1)
ANNA, BORIS, CARMEN, DMITRI, EVA = (UUID(int=n) for n in range(1, 6))
NAMES = {ANNA: "Anna", BORIS: "Boris", CARMEN: "Carmen", DMITRI: "Dmitri", EVA: "Eva"}
ELECTORS = frozenset(NAMES)
AT_WORK = Person(Standing(MEMBER, JOINED), in_electorate=True)
DISMISSED = Person(Standing(OUT_OF_WORK, JOINED, out_of_work_since=dt.date(2026, 1, 1)), in_electorate=True)


def candidates(*people: UUID) -> tuple[Candidate, ...]:
    return tuple(Candidate(one, NAMES[one], BORIS, accepted=True) for one in people)


def term(n: int, *, days: int = 365, accepted: bool = True) -> Mandate:
    """The n-th term before START, each of a year."""
    begin = START - n * 365 * DAY
    return Mandate(
        UUID(int=100 + n), ANNA, "assembly:a", "council:c", 1, "b", "", begin, begin, begin + days * DAY,
        accepted=begin if accepted else None,
    )  # fmt: skip


def profile(seats: int, *papers: tuple[int, str]) -> Profile:
    """Papers such as (3, "ab"): three that put Anna first and Boris second."""
    labels = tuple(NAMES.values())
    ballots = tuple(Ballot(n, tuple(("abcde".index(one),) for one in ranks)) for n, ranks in papers)
    return Profile(labels, ballots, seats)


def not_eligible(person: Person, **change: object) -> str:
    with pytest.raises(RuleBroken) as caught:
        check_eligible(person, START, replace(DEFAULTS, **change))  # type: ignore[arg-type]
    return caught.value.code


@pytest.mark.parametrize(
    ("electors", "expected"),
    [(1, Way.OPEN), (4, Way.OPEN), (5, Way.OWN), (19, Way.OWN), (20, Way.BALLOT), (3_000_000, Way.BALLOT)],
)
def test_few_decide_openly_some_elect_their_own_many_by_a_ballot(electors: int, expected: Way) -> None:
    assert way(electors, DEFAULTS) is expected


def test_without_electors_nobody_is_elected() -> None:
    with pytest.raises(RuleBroken):
        way(0, DEFAULTS)


def test_an_elector_names_somebody_who_stands_only_after_saying_yes() -> None:
    named = nominate((), Candidate(ANNA, "Anna", BORIS, accepted=True), ELECTORS)
    assert not named[0].stands, "nobody can say yes for another"
    assert answer(named, ANNA, ANNA, stands=True)[0].stands
    assert not answer(answer(named, ANNA, ANNA, stands=True), ANNA, ANNA, stands=False)[0].stands


def test_a_stranger_names_nobody_and_nobody_is_named_twice() -> None:
    named = nominate((), Candidate(ANNA, "Anna", BORIS), ELECTORS)
    with pytest.raises(RuleBroken) as stranger:
        nominate(named, Candidate(CARMEN, "Carmen", UUID(int=99)), ELECTORS)
    with pytest.raises(RuleBroken) as twice:
        nominate(named, Candidate(ANNA, "Anna", CARMEN), ELECTORS)
    assert (stranger.value.code, twice.value.code) == ("not-in-electorate", "nominated-already")


def test_nobody_answers_for_another() -> None:
    with pytest.raises(RuleBroken) as other:
        answer(candidates(ANNA), ANNA, BORIS, stands=False)
    with pytest.raises(RuleBroken) as unknown:
        answer(candidates(ANNA), EVA, EVA, stands=True)
    assert (other.value.code, unknown.value.code) == ("other-person", "not-nominated")


def test_names_come_in_until_the_day_for_observers() -> None:
    check_open(START - DAY, START)
    with pytest.raises(RuleBroken):
        check_open(START, START)


def test_who_was_dismissed_can_be_elected_unless_the_charter_says_otherwise() -> None:
    check_eligible(AT_WORK, START, DEFAULTS)
    check_eligible(DISMISSED, START, DEFAULTS)
    assert not_eligible(DISMISSED, eligible="at-work-when-elected") == "not-at-work"
    check_eligible(AT_WORK, START, replace(DEFAULTS, eligible="at-work-when-elected"))


def test_who_is_no_member_or_of_another_electorate_cannot() -> None:
    assert not_eligible(Person(Standing(ENDED, JOINED, ended=START.date()), in_electorate=True)) == "not-a-member"
    assert not_eligible(replace(AT_WORK, in_electorate=False)) == "not-in-electorate"


def test_a_council_sends_only_those_who_sit_in_it() -> None:
    sitting = replace(term(0), accepted=START)
    check_eligible(replace(AT_WORK, rests_on=sitting), START, DEFAULTS, among_delegates=True)
    for base in (None, term(2), replace(sitting, ended=End("recalled", START))):
        with pytest.raises(RuleBroken) as caught:
            check_eligible(replace(AT_WORK, rests_on=base), START, DEFAULTS, among_delegates=True)
        assert caught.value.code == "no-delegate-there"


def test_an_office_is_held_again_as_often_as_the_charter_allows() -> None:
    check_eligible(replace(AT_WORK, before=(term(1), term(2))), START, DEFAULTS)
    assert not_eligible(replace(AT_WORK, before=(term(1), term(2), term(3)))) == "renewals"
    assert not_eligible(replace(AT_WORK, before=(term(1),)), renewals_most=0) == "renewals"


def test_who_stayed_out_for_the_charters_days_begins_anew() -> None:
    assert renewals((term(1), term(2), term(3)), START, DEFAULTS) == 3
    assert renewals((term(2), term(3)), START, DEFAULTS) == 0
    assert renewals((term(1), term(3)), START, DEFAULTS) == 1


def test_laying_down_a_day_early_is_no_break() -> None:
    early = replace(term(1), ended=End("laid-down", START - 30 * DAY))
    assert renewals((early, term(2)), START, DEFAULTS) == 2
    assert renewals((early,), START, replace(DEFAULTS, renewal_break_days=30)) == 0


def test_a_mandate_that_nobody_accepted_was_not_held() -> None:
    assert renewals((term(1, accepted=False), term(2)), START, DEFAULTS) == 0


def test_more_candidates_than_seats_are_put_in_order() -> None:
    asked = question("Who goes?", candidates(ANNA, BORIS, CARMEN), 2)
    assert (asked.kind, asked.rule, asked.seats, asked.answers) == ("rank", "scottish", 2, ("Anna", "Boris", "Carmen"))


def test_where_no_more_stand_than_there_are_seats_each_needs_consent() -> None:
    asked = question("Whom do you want?", candidates(ANNA, BORIS), 3)
    assert (asked.kind, asked.least, asked.most) == ("choose", 0, 2)
    assert asked.encrypted()


def test_who_withdrew_is_not_on_the_paper() -> None:
    listed = answer(candidates(ANNA, BORIS, CARMEN), BORIS, BORIS, stands=False)
    assert question("Who goes?", listed, 1).answers == ("Anna", "Carmen")


def test_there_is_no_question_without_seats_or_candidates() -> None:
    for listed, seats in (((), 1), (candidates(ANNA), 0)):
        with pytest.raises(RuleBroken):
            question("Who goes?", listed, seats)


def test_an_election_needs_the_quorum() -> None:
    check_quorum(33, 100, DEFAULTS)
    with pytest.raises(RuleBroken) as caught:
        check_quorum(33, 101, DEFAULTS)
    assert caught.value.data == {"voted": 33, "needed": 34}


def test_delegates_are_elected_by_transferable_votes() -> None:
    found = by_ranks(candidates(*NAMES), profile(2, (6, "ac"), (5, "bc"), (4, "cb"), (1, "d")))
    assert found.people == (ANNA, BORIS)
    assert found.vacant == 0
    assert found.count is not None
    assert found.count.rule == "scottish"


def test_a_count_of_other_candidates_is_not_taken_for_this_election() -> None:
    with pytest.raises(ValueError, match="other candidates"):
        by_ranks(candidates(ANNA, BORIS), profile(1, (3, "a")))


def test_nobody_is_elected_for_lack_of_others() -> None:
    found = by_consent(candidates(ANNA, BORIS), [11, 10], 20, 3, DEFAULTS)
    assert found == Elected((ANNA,), 2)
    assert by_consent(candidates(ANNA), [0], 0, 1, DEFAULTS) == Elected((), 1)


def test_consent_cannot_be_more_than_the_votes() -> None:
    with pytest.raises(ValueError, match="above the votes"):
        by_consent(candidates(ANNA), [9], 8, 1, DEFAULTS)


@given(st.integers(1, 200), st.data())
def test_consent_means_more_than_half_of_those_who_voted(voted: int, data: st.DataObject) -> None:
    approvals = data.draw(st.lists(st.integers(0, voted), min_size=3, max_size=3))
    found = by_consent(candidates(ANNA, BORIS, CARMEN), approvals, voted, 3, DEFAULTS)
    wanted = {one for one, n in zip((ANNA, BORIS, CARMEN), approvals, strict=True) if 2 * n > voted}
    assert set(found.people) == wanted
    assert found.vacant == 3 - len(wanted)


def test_a_vacant_seat_goes_to_whom_the_same_voters_prefer() -> None:
    papers = profile(2, (6, "ac"), (5, "bd"), (4, "cb"), (1, "d"))
    assert successor(candidates(*NAMES), papers, ANNA, ELECTORS) == CARMEN
    assert successor(candidates(*NAMES), papers, BORIS, ELECTORS) == DMITRI


def test_nobody_follows_who_is_not_available() -> None:
    papers = profile(1, (6, "ac"), (5, "b"))
    assert successor(candidates(*NAMES), papers, ANNA, [CARMEN]) == CARMEN
    assert successor(candidates(*NAMES), papers, ANNA, [BORIS, DMITRI]) is None, "then there is a by-election"


def test_only_an_elected_member_has_a_successor() -> None:
    with pytest.raises(Refused) as caught:
        successor(candidates(*NAMES), profile(1, (6, "ac"), (5, "b")), BORIS, ELECTORS)
    assert caught.value.code == "not-elected"


def test_a_vacant_seat_is_filled_as_the_charter_says_and_while_there_is_time() -> None:
    end = START + 100 * DAY
    assert filling(DEFAULTS, START, end, ranked=True) is Filling.COUNTBACK
    assert filling(DEFAULTS, START, end, ranked=False) is Filling.BY_ELECTION
    other = replace(DEFAULTS, vacancies="by-election")
    assert filling(other, START, end, ranked=True) is Filling.BY_ELECTION
    assert filling(DEFAULTS, end - 36 * DAY, end, ranked=False) is Filling.NEXT_ELECTION
