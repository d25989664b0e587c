"""Elected offices as whoever checks the record sees them: each forgery by somebody who writes the record is found."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from scrutiny.errors import RuleBroken
from scrutiny.organisation import authors, entries, replay
from scrutiny.organisation.acts import REGISTRY
from scrutiny.organisation.ballots import asked, timetable
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.seen import INSTANTS
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.councils.clocks import midnight_after
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.replay import State

ORG = "ab" * 32
DAY = dt.timedelta(days=1)
ANNOUNCED = dt.date(2026, 3, 10)
UNIT, BALLOT, MANDATE, OTHER, ELECTION, BRANCH, QUESTION = (str(UUID(int=n)) for n in range(1, 8))
TIMES = timetable.generate(DEFAULTS, midnight_after(ANNOUNCED - DAY))
CERTIFIED = TIMES.certified.date()
ANSWERS = ("Heron", "Rowan", "Finch")
RANKED = Asked("rank", "Who shall be steward?", ANSWERS, rule="scottish", seats=1)
WANTED = Asked("choose", "Whom do you want?", ("Heron",), 0, 1, seats=1)
START = midnight_after(CERTIFIED)


def entry(kind: str, day: dt.date, /, **effect: Any) -> Entry:
    return Entry(ORG, kind, day, None, effect, "cd" * 32)


def take(state: State, *found: Entry) -> State:
    for one in found:
        replay.take(state, one)
    return state


def refused(state: State, one: Entry) -> str:
    with pytest.raises(RuleBroken) as raised:
        replay.take(state, one)
    return raised.value.code


def founded(**rules: Any) -> State:
    return take(State(), entry("organisation.found", ANNOUNCED - 9 * DAY, rules={**to_json(DEFAULTS), **rules}))


def announcing(day: dt.date = ANNOUNCED, question: Asked = RANKED, **changed: Any) -> Entry:
    instants = {name: getattr(TIMES, name).isoformat() for name in INSTANTS}
    said = {"ballot": BALLOT, "unit": UNIT, "questions": asked.to_text([question]), "binding": 1, "rules": {}}
    return entry(
        "ballot.announce", day, **{**said, "election": ELECTION, **instants, "electors": 9, "parts": 1, **changed}
    )


def boards(voted: int = 6) -> list[Entry]:
    def sealed(stage: str, day: dt.datetime, height: int) -> Entry:
        said = {"ballot": BALLOT, "election": "e", "stage": stage, "height": height, "head": "", "electors": 9}
        return entry("ballot.board", day.date(), **said, voted=0 if stage == "setup" else voted)

    drawn = {"registrars": ["a", "b"], "trustees": ["c", "d", "e"], "threshold": 2}
    return [
        entry("ballot.custodians", ANNOUNCED, ballot=BALLOT, **drawn),
        sealed("setup", TIMES.observers, 1),
        sealed("closed", TIMES.closing, 2),
        sealed("result", TIMES.decrypting, 3),
    ]


def certifying(elected: list[int], outcome: str = "carried", voted: int = 6) -> Entry:
    counts = [9, voted, 0]
    said = {"ballot": BALLOT, "outcome": outcome, "whole": counts, "branches": {BRANCH: counts}}
    return entry("ballot.certify", CERTIFIED, **said, elected=elected)


def giving(day: dt.date = CERTIFIED, /, **changed: Any) -> Entry:
    end = START + DEFAULTS.mandate_days * DAY
    said = {"mandate": MANDATE, "ballot": BALLOT, "place": 1, "seat": 1, "follows": ""}
    return entry("mandate.give", day, **{**said, "start": START.isoformat(), "end": end.isoformat(), **changed})


def decided(elected: tuple[int, ...] = (1,), **rules: Any) -> State:
    return take(founded(**rules), announcing(), *boards(), certifying(list(elected)))


def about(kind: str, days: int = 0, mandate: str = MANDATE, **more: Any) -> Entry:
    return entry(kind, CERTIFIED + days * DAY, mandate=mandate, **more)


def voting(days: int) -> Entry:
    closes = (START + 900 * DAY).isoformat()
    return about("vote.call", days, question=QUESTION, unit=UNIT, title="", text="", closes=closes)


def test_whom_a_ballot_elected_holds_an_office_once_it_is_accepted() -> None:
    state = take(decided(), giving())
    assert state.offices == {}
    take(state, about("mandate.accept", 2), voting(3))
    assert state.living(START + 5 * DAY) == 1
    assert state.living(START + 366 * DAY) == 0


def test_an_office_that_no_ballot_gave_is_found() -> None:
    assert refused(founded(), giving()) == "no-ballot"
    assert refused(take(founded(), announcing()), giving()) == "no-ballot"
    lost = take(founded(), announcing(), *boards(), certifying([], "not-carried"))
    assert refused(lost, giving()) == "no-ballot"


def test_a_decision_elects_nobody_whatever_its_result() -> None:
    """The ballot says yes to a question; somebody makes an office of it."""
    ordinary = announcing(question=asked.yes_or_no("Strike?", "Yes", "No"), election="")
    counts = [9, 6, 6]
    over = entry("ballot.certify", CERTIFIED, ballot=BALLOT, outcome="carried", whole=counts, branches={BRANCH: counts})
    assert refused(take(founded(), ordinary, *boards(), over), giving()) == "no-ballot"


def test_an_office_for_somebody_who_was_not_elected_is_found() -> None:
    assert refused(decided(), giving(place=0)) == "not-elected"
    assert refused(take(decided(), giving()), giving(mandate=OTHER)) == "not-elected"


def test_a_result_that_names_whom_it_cannot_is_found() -> None:
    wrong: tuple[list[Any], ...] = ([1, 0], [3], [-1], [True])
    for elected in wrong:
        state = take(founded(), announcing(), *boards())
        assert refused(state, certifying(elected)) in {"outcome", "effect"}


def test_without_a_quorum_nobody_is_elected() -> None:
    state = take(founded(), announcing(), *boards(2))
    assert refused(state, certifying([1], voted=2)) == "outcome"
    take(take(founded(), announcing(), *boards(2)), certifying([1], "no-quorum", 2))


def test_a_term_longer_than_the_charters_is_found() -> None:
    end = START + DEFAULTS.mandate_days * DAY
    assert refused(decided(), giving(end=(end + DAY).isoformat())) == "too-long"
    assert refused(decided(), giving(end=START.isoformat())) == "ends-before-it-starts"
    assert refused(decided(), giving(start=(START - 3 * DAY).isoformat())) == "starts-before-it-is-given"


def test_an_office_that_was_accepted_too_late_is_found() -> None:
    state = take(decided(), giving())
    assert refused(state, about("mandate.accept", DEFAULTS.acceptance_days + 1)) == "too-late"
    take(take(decided(), giving()), about("mandate.accept", DEFAULTS.acceptance_days))


def test_who_has_not_accepted_does_nothing_and_nobody_accepts_twice() -> None:
    assert refused(take(decided(), giving()), voting(2)) == "no-mandate"
    state = take(decided(), giving(), about("mandate.accept"))
    assert refused(state, about("mandate.accept", 1)) == "accepted-already"
    assert refused(decided(), about("mandate.accept")) == "mandate-unknown"


def test_a_lapsed_mandate_does_nothing() -> None:
    state = take(decided(), giving(), about("mandate.accept"))
    assert refused(state, voting(1 + 366)) == "no-mandate"
    assert (
        refused(take(decided(), giving(), about("mandate.accept")), about("mandate.lay_down", 400)) == "mandate-ended"
    )


@pytest.mark.parametrize(
    "end", [about("mandate.lay_down", 2), about("mandate.end", 2, how="not-eligible")], ids=["laid-down", "no-member"]
)
def test_an_ended_mandate_does_nothing(end: Entry) -> None:
    state = take(decided(), giving(), about("mandate.accept"), end)
    assert refused(state, voting(3)) == "no-mandate"
    assert refused(take(decided(), giving(), about("mandate.accept"), end), end) == "mandate-ended"


def test_no_rule_ends_a_mandate_that_can_still_be_accepted() -> None:
    early, how = take(decided(), giving()), {"how": "not-accepted"}
    assert refused(early, about("mandate.end", 3, **how)) == "too-early"
    accepted = take(decided(), giving(), about("mandate.accept"))
    assert refused(accepted, about("mandate.end", 30, **how)) == "too-early"
    assert refused(take(decided(), giving()), about("mandate.end", 30, how="unwanted")) == "too-early"
    take(take(decided(), giving()), about("mandate.end", 8, **how))


def following(days: int = 3, **changed: Any) -> Entry:
    day = CERTIFIED + days * DAY
    start = midnight_after(day).isoformat()
    return giving(day, **{"mandate": OTHER, "place": 2, "follows": MANDATE, "start": start, **changed})


def test_a_countback_fills_a_vacant_seat_once() -> None:
    state = take(decided(), giving(), about("mandate.lay_down", 2), following(), about("mandate.accept", 4, OTHER))
    take(state, about("vote.call", 5, OTHER, question=QUESTION, unit=UNIT, title="", text="", closes=str(START)))
    again = following(place=0, mandate=str(UUID(int=77)))
    assert refused(take(decided(), giving(), about("mandate.lay_down", 2), following()), again) == "no-vacancy"


def test_a_countback_for_a_seat_that_is_not_vacant_is_found() -> None:
    assert refused(take(decided(), giving(), about("mandate.accept")), following()) == "no-vacancy"
    assert refused(take(decided(), giving()), following()) == "no-vacancy"
    assert refused(decided(), following()) == "no-vacancy"
    take(take(decided(), giving()), following(DEFAULTS.acceptance_days + 1))


def test_a_countback_that_the_charter_does_not_know_is_found() -> None:
    state = take(decided(vacancies="by-election"), giving(), about("mandate.lay_down", 2))
    assert refused(state, following()) == "no-vacancy"


@pytest.mark.parametrize("changed", [{"place": 3}, {"seat": 2}, {"end": (START + 366 * DAY).isoformat()}])
def test_a_countback_gives_no_more_than_was_left(changed: dict[str, Any]) -> None:
    state = take(decided(), giving(), about("mandate.lay_down", 2))
    assert refused(state, following(**changed)) in {"no-vacancy", "no-such-seat"}


def test_an_election_on_days_that_somebody_chose_is_found() -> None:
    assert refused(founded(), announcing(ANNOUNCED + DAY)) == "timetable"
    later = (TIMES.closing + DAY).isoformat()
    assert refused(founded(), announcing(closing=later)) == "timetable"


@pytest.mark.parametrize(
    "changed",
    [
        {"unit": ""},
        {"binding": 0},
        {"petition": ELECTION},
        {"question": asked.yes_or_no("Shall Heron stay?", "Yes", "No")},
        {"question": Asked("rank", "Who?", ANSWERS, rule="meek")},
        {"question": Asked("choose", "Who?", ANSWERS, 0, 1)},
    ],
)
def test_what_is_no_election_is_none(changed: dict[str, Any]) -> None:
    assert refused(founded(), announcing(**changed)) in {"questions", "petition-unknown"}


def test_so_few_who_stand_are_asked_about_one_by_one() -> None:
    state = take(founded(), announcing(question=WANTED), *boards(), certifying([0]), giving(place=0))
    assert refused(take(state, about("mandate.lay_down", 2)), following(place=0)) == "not-elected"


def test_a_seat_is_given_anew_only_when_its_time_is_over() -> None:
    second = str(UUID(int=50))
    state = take(decided(), giving(), about("mandate.accept"))
    state.ballots[second] = state.ballots[BALLOT]
    assert refused(state, giving(mandate=OTHER, ballot=second)) == "seat-taken"
    end = START + 2 * DEFAULTS.mandate_days * DAY
    then = (START + DEFAULTS.mandate_days * DAY).isoformat()
    take(state, giving(mandate=OTHER, ballot=second, start=then, end=end.isoformat()))


def test_only_rules_give_and_end_offices_without_a_signature() -> None:
    for kind, may in (("mandate.give", True), ("mandate.end", True), ("mandate.accept", False)):
        private = {"type": kind, "actor": "None", "body": {}}
        assert authors._may_be_unsigned(private) is may
    election = {"type": "ballot.announce", "actor": "None", "body": {"election": ELECTION}}
    assert authors._may_be_unsigned(election)
    assert not authors._may_be_unsigned({**election, "body": {}})


@pytest.mark.parametrize("kind", sorted(REGISTRY))
def test_an_entry_of_every_act_can_be_read_again(kind: str) -> None:
    one = entry(kind, ANNOUNCED, mandate=MANDATE)
    assert entries.read(bytes(one)) == one
