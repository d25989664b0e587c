"""What has to be confirmed is asked in time, and whoever checks the record finds a ballot that asks anything else."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.cli.record import for_people
from scrutiny.errors import RuleBroken
from scrutiny.organisation import authors
from scrutiny.organisation.ballots import asked, confirming
from scrutiny.organisation.ballots.seen import INSTANTS, End
from scrutiny.organisation.charter import DEFAULTS, Adoption, CharterRules, in_force, to_json
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.replay import State, take
from scrutiny.organisation.standing import months_later
from scrutiny.verify.record import Report

ORG, BALLOT, AGAIN = "ab" * 32, str(UUID(int=1)), str(UUID(int=2))
FOUNDED = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
LONGER = {"voting_days": 10}
RULES = replace(DEFAULTS, **LONGER)
CONFIRM_BY = months_later(FOUNDED, DEFAULTS.confirm_months)
LENGTH = confirming.length(RULES) * DAY
FIRST, LAST = CONFIRM_BY - 2 * LENGTH, CONFIRM_BY - LENGTH - DAY
QUESTION = asked.yes_or_no("Shall it hold on?", "Yes", "No")


def entry(kind: str, day: dt.date, **effect: Any) -> Entry:
    return Entry(ORG, kind, day, None, effect, "cd" * 32)


def founded() -> State:
    """What the founding act set otherwise than by default has to be confirmed."""
    state = State()
    take(state, entry("organisation.found", FOUNDED, rules=to_json(RULES), units=0))
    return state


def asking(day: dt.date = FIRST, **changed: Any) -> Entry:
    times = confirming.times(RULES, day)
    instants = {name: getattr(times, name).isoformat() for name in INSTANTS}
    said = {"ballot": BALLOT, "unit": "", "title": "t", "questions": asked.to_text([QUESTION]), "binding": 1}
    said |= {"rules": LONGER, "confirms": str(CONFIRM_BY), "electors": 40, "parts": 2}
    return entry("ballot.announce", day, **{**said, **instants, **changed})


def not_held(ballot: str, day: dt.date) -> Entry:
    return entry("ballot.certify", day, ballot=ballot, outcome=str(End.NOT_HELD))


def refused(*entries: Entry) -> str:
    """The code with which the last of these is refused; all before it are taken."""
    state = founded()
    for one in entries[:-1]:
        take(state, one)
    with pytest.raises(RuleBroken) as error:
        take(state, entries[-1])
    return error.value.code


class TestTheBallotThatConfirms:
    @pytest.mark.parametrize("day", [FIRST, FIRST + DAY, LAST])
    def test_is_announced_by_nobody_on_its_days(self, day: dt.date) -> None:
        state = founded()
        take(state, asking(day))
        assert state.ballots[BALLOT].confirms == CONFIRM_BY
        authors.check(ORG, {0: b'{"type":"ballot.announce","actor":"None","body":{"confirms":"x"}}'})

    @pytest.mark.parametrize("day", [FIRST - DAY, LAST + DAY])
    def test_is_not_announced_sooner_or_later(self, day: dt.date) -> None:
        assert refused(asking(day)) == "timetable"

    @pytest.mark.parametrize(
        "changed",
        [
            {"rules": {"voting_days": 11}},
            {"rules": {}},
            {"rules": {**LONGER, "notice_days": 20}},
            {"confirms": str(CONFIRM_BY + DAY)},
            {"unit": BALLOT},
            {"binding": 0},
            {"questions": asked.to_text([QUESTION, replace(QUESTION, question="And more?")])},
        ],
    )
    def test_asks_exactly_what_falls_back(self, changed: dict[str, Any]) -> None:
        assert refused(asking(**changed)) == "confirming"

    def test_has_the_days_of_the_charter(self) -> None:
        later = (confirming.times(RULES, FIRST).closing + DAY).isoformat()
        assert refused(asking(closing=later)) == "timetable"

    def test_gives_no_office_besides(self) -> None:
        assert refused(asking(election=BALLOT)) == "questions"

    def test_is_asked_once(self) -> None:
        assert refused(asking(), asking(FIRST + DAY, ballot=AGAIN)) == "confirming"

    def test_is_asked_again_where_it_was_not_held(self) -> None:
        state = founded()
        opens = confirming.times(RULES, FIRST).opening.date()
        for one in (asking(), not_held(BALLOT, opens), asking(opens, ballot=AGAIN)):
            take(state, one)
        assert state.confirming == {str(CONFIRM_BY): AGAIN}

    def test_is_taken_back_by_nobody(self) -> None:
        back = entry("ballot.withdraw", FIRST, ballot=BALLOT, outcome=str(End.WITHDRAWN))
        assert refused(asking(), back) == "outcome"


class TestWhatNobodyAskedAbout:
    def report(self, *entries: Entry) -> Report:
        state = founded()
        for one in (*entries, entry("member.admit", CONFIRM_BY)):
            take(state, one)
        return Report(state=state)

    def test_is_said_and_refuses_nothing(self) -> None:
        found = self.report()
        assert found.to_json()["organisation"]["never_asked"] == {"voting_days": str(CONFIRM_BY)}
        told = for_people(found, Namespace(policy=None))
        assert "The rule voting_days fell back on" in told
        assert "Verified." in told

    def test_is_not_what_was_asked_however_it_ended(self) -> None:
        assert self.report(asking()).never_asked == []


def test_a_value_in_whose_place_another_holds_is_not_asked_about() -> None:
    """Observers are named within the days of notice: a shorter notice does not hold while they have longer."""
    shorter = DEFAULTS.observers_days - 1
    history = (Adoption("notice_days", shorter, FOUNDED, CONFIRM_BY), Adoption("voting_days", 10, FOUNDED, CONFIRM_BY))
    then = in_force(history, FOUNDED)
    assert then.notice_days != shorter
    assert [one.values for one in confirming.due(history, FOUNDED, then)] == [{"voting_days": 10}]


class TestWhatItConfirms:
    HISTORY = (Adoption("voting_days", 10, FOUNDED, CONFIRM_BY), Adoption("notice_days", 20, FOUNDED, CONFIRM_BY))

    def test_is_what_it_asked(self) -> None:
        values = {"voting_days": 10, "notice_days": 20}
        assert confirming.still(self.HISTORY, CONFIRM_BY, values, LAST) == values

    def test_is_nothing_that_was_decided_since(self) -> None:
        history = (*self.HISTORY, Adoption("voting_days", 12, FIRST, months_later(FIRST, 24)))
        values = {"voting_days": 10, "notice_days": 20}
        assert confirming.still(history, CONFIRM_BY, values, LAST) == {"notice_days": 20}


@given(
    adopted=st.lists(st.tuples(st.integers(0, 400), st.integers(8, 60), st.integers(6, 24)), max_size=4),
    after=st.integers(0, 900),
)
def test_whenever_it_is_announced_it_is_certified_in_time(adopted: list[tuple[int, int, int]], after: int) -> None:
    """Whatever was adopted when: each value that has to be confirmed is asked about once, and never too late."""
    rules = ("voting_days", "notice_days", "appeal_days", "complaint_days")
    history = [
        Adoption(rule, min(value, 14), FOUNDED + since * DAY, months_later(FOUNDED + since * DAY, months))
        for rule, (since, value, months) in zip(rules, adopted, strict=False)
    ]
    day = FOUNDED + after * DAY
    in_then: CharterRules = in_force(history, day)
    found = confirming.due(history, day, in_then)
    names = [name for one in found for name in one.values]
    assert len(names) == len(set(names))
    for one in found:
        assert day < one.confirm_by
        assert confirming.times(in_then, one.last).certified.date() < one.confirm_by
        assert one.first < one.last
