"""What the rules of councils may be, and what follows from any charter that the bounds allow."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation import charter
from scrutiny.organisation.ballots import timetable
from scrutiny.organisation.charter import DEFAULTS, RULES, CharterRules, Choice, Number
from scrutiny.organisation.charter.rules import reconciled
from scrutiny.organisation.councils.clocks import midnight_after, of_petition, of_seat, petition_state
from scrutiny.organisation.councils.elections import Way, filling, way
from scrutiny.organisation.councils.mandates import Mandate, check_given, longest_end
from scrutiny.organisation.councils.petitions import Kind, needed
from scrutiny.organisation.councils.seats import Lot, Sender, allot

DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def _value(kind: Any) -> st.SearchStrategy[Any]:
    if isinstance(kind, Number):
        return st.integers(kind.low, kind.high)
    return st.sampled_from(kind.codes) if isinstance(kind, Choice) else st.booleans()


charters = st.builds(
    lambda found: reconciled(replace(DEFAULTS, **found)),
    st.fixed_dictionaries({name: _value(rule.kind) for name, rule in RULES.items()}),
)
days = st.dates(dt.date(2026, 1, 1), dt.date(2040, 1, 1))


COUNCIL_RULES = (
    "council_most", "crew_seats", "acceptance_days", "renewal_break_days", "vacancies", "report_days",
    "recall_again_days",
)  # fmt: skip


def test_a_charter_from_before_these_rules_has_their_defaults() -> None:
    stored = {name: value for name, value in charter.to_json(DEFAULTS).items() if name not in COUNCIL_RULES}
    assert charter.from_json(stored) == DEFAULTS


@given(charters)
def test_the_charters_of_these_tests_are_charters(rules: CharterRules) -> None:
    charter.check(rules)


@given(charters, days, st.booleans())
def test_a_recall_opens_within_two_months_under_any_charter(rules: CharterRules, reached: dt.date, again: bool) -> None:
    """No rule that is meant for other ballots delays it, however the bounds are used."""
    found = of_petition(Kind.RECALL, reached, rules, again=again)
    assert found.notice == midnight_after(reached)
    assert found.opening - found.notice <= 60 * DAY
    steps = [found.notice, found.observers, found.opening, found.closing, found.decrypting, found.certified]
    assert steps == sorted(steps)
    assert found.closing - found.opening == rules.voting_days * DAY


@given(charters, days)
def test_a_forced_ballot_has_the_timetable_of_any_other(rules: CharterRules, reached: dt.date) -> None:
    found = of_petition(Kind.BALLOT, reached, rules)
    timetable.check(rules, found)
    assert found == timetable.generate(rules, midnight_after(reached))


@given(charters, days, days, st.integers(0, 400))
def test_a_petition_once_reached_never_lapses(
    rules: CharterRules, closes: dt.date, reached: dt.date, hours: int
) -> None:
    instant = midnight_after(reached) + dt.timedelta(hours=hours)
    assert petition_state(closes, reached, instant) == "announced"
    assert of_petition(Kind.RECALL, reached, rules).notice <= instant


def mandate(rules: CharterRules) -> Mandate:
    return Mandate(
        UUID(int=1), UUID(int=2), "assembly:a", "council:c", 1, "b", "", NOON, NOON, longest_end(NOON, rules),
        acceptance_days=rules.acceptance_days,
    )  # fmt: skip


@given(charters)
def test_the_longest_mandate_can_be_given_and_nothing_longer(rules: CharterRules) -> None:
    one = mandate(rules)
    check_given(one, rules)
    with pytest.raises(RuleBroken):
        check_given(replace(one, end=one.end + dt.timedelta(microseconds=1)), rules)


@given(charters)
def test_the_next_ballot_about_a_seat_is_in_time_or_at_once(rules: CharterRules) -> None:
    one = mandate(rules)
    found = of_seat(one, rules)
    timetable.check(rules, found)
    in_time = found.certified + rules.acceptance_days * DAY <= one.end
    assert in_time or found.notice == one.given


@given(st.integers(1, 3_000_000), charters)
def test_an_electorate_of_any_size_has_one_way_to_elect(electors: int, rules: CharterRules) -> None:
    found = way(electors, rules)
    assert (found is Way.OPEN) == (electors < rules.open_vote_below)
    assert found is not Way.BALLOT or electors >= rules.ballot_floor


@given(st.integers(1, 3_000_000), charters)
def test_no_charter_makes_a_recall_or_a_forced_ballot_impossible(electors: int, rules: CharterRules) -> None:
    for kind, share in ((Kind.RECALL, rules.recall_share_percent), (Kind.BALLOT, rules.motion_share_percent)):
        found = needed(kind, electors, rules)
        assert found <= electors
        assert 100 * found > share * electors or found == electors


@given(charters, st.integers(1, 800), st.booleans())
def test_a_seat_is_not_filled_for_a_time_that_is_over(rules: CharterRules, left: int, ranked: bool) -> None:
    found = filling(rules, NOON, NOON + left * DAY, ranked=ranked)
    if found == "by-election":
        assert timetable.generate(rules, NOON).certified < NOON + left * DAY
    assert found != "countback" or (ranked and rules.vacancies == "countback")


senders = st.lists(
    st.builds(
        lambda branch, members, share: (branch, members, max(1, members * share // 100)),
        st.sampled_from([UUID(int=100), UUID(int=200), None]),
        st.integers(1, 4000),
        st.integers(1, 100),
    ),
    min_size=1,
    max_size=15,
).map(lambda found: [Sender(UUID(int=n + 1), *one) for n, one in enumerate(found)])


@given(senders, charters)
def test_under_any_charter_every_sender_has_a_place_and_none_more_than_its_people(
    found: list[Sender], rules: CharterRules
) -> None:
    try:
        places = allot(found, rules, Lot(b"seed", UUID(int=9)))
    except RuleBroken as refused:
        assert refused.code == "parity"
        assert rules.branch_parity
        return
    assert all(one.least <= places[one.unit] <= one.people for one in found)
    assert sum(places.values()) <= max(rules.council_most, sum(one.least for one in found) * len(found))
