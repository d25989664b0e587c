"""Open votes as whoever checks the record sees them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from scrutiny.errors import RuleBroken
from scrutiny.organisation import replay
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.replay import State

BEGUN = dt.date(2026, 3, 1)
DAY = dt.timedelta(days=1)
MANDATE, OTHER, QUESTION, UNIT = (str(UUID(int=n)) for n in (1, 2, 3, 4))
CLOSES = dt.datetime(2026, 3, 20, tzinfo=dt.UTC)
HASH = "ab" * 32


def entry(kind: str, day: dt.date, /, **effect: Any) -> Entry:
    return Entry("ab" * 32, kind, day, None, effect, "cd" * 32)


def take(state: State, *found: Entry) -> State:
    for one in found:
        replay.take(state, one)
    return state


def founded() -> State:
    """Two mandates; the second ends on 10 March."""
    state = take(State(), entry("organisation.found", BEGUN, rules=to_json(DEFAULTS), units=0))
    start = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    for name, days in ((MANDATE, 60), (OTHER, 9)):
        end = (start + days * DAY).isoformat()
        take(state, entry("steward.accept", BEGUN, mandate=name, start=start.isoformat(), end=end))
    return state


def call(day: dt.date = BEGUN + DAY, **changed: Any) -> Entry:
    said = {"question": QUESTION, "unit": UNIT, "mandate": MANDATE, "title": HASH, "text": "", "closes": str(CLOSES)}
    return entry("vote.call", day, **{**said, **changed})


def cast(day: dt.date = BEGUN + 2 * DAY, **changed: Any) -> Entry:
    said = {"question": QUESTION, "mandate": MANDATE, "position": "in-favour", "reason": "", "unit": UNIT}
    return entry("vote.cast", day, **{**said, **changed})


def instructed(position: str = "against") -> Entry:
    return entry("vote.instructed", BEGUN + DAY, question=QUESTION, unit=UNIT, position=position)


def refused(state: State, one: Entry) -> str:
    with pytest.raises(RuleBroken) as raised:
        replay.take(state, one)
    return raised.value.code


def test_votes_are_taken() -> None:
    state = take(founded(), call(), cast(), cast(mandate=OTHER, position="abstain"))
    assert {name: str(one) for name, one in state.votes[QUESTION].votes.items()} == {
        MANDATE: "in-favour",
        OTHER: "abstain",
    }


def test_a_departure_without_a_reason_is_a_forgery() -> None:
    assert refused(take(founded(), call(), instructed()), cast()) == "reason-needed"
    take(founded(), call(), instructed(), cast(reason=HASH))
    take(founded(), call(), instructed("in-favour"), cast())


def test_a_vote_is_not_altered_by_a_second_one() -> None:
    assert refused(take(founded(), call(), cast()), cast(position="against")) == "voted-already"


@pytest.mark.parametrize("mandate", [str(UUID(int=9)), OTHER])
def test_an_office_that_nobody_gave_or_that_has_ended_does_not_vote(mandate: str) -> None:
    assert refused(take(founded(), call()), cast(BEGUN + 12 * DAY, mandate=mandate)) == "no-mandate"


def test_whoever_gave_the_office_back_does_not_vote() -> None:
    state = take(founded(), call(), entry("steward.end", BEGUN + DAY, mandate=MANDATE))
    assert refused(state, cast()) == "no-mandate"


def test_nobody_calls_a_vote_without_a_mandate() -> None:
    assert refused(founded(), call(mandate=str(UUID(int=9)))) == "no-mandate"


def test_a_question_is_put_once_and_is_over_when_it_closes() -> None:
    state = take(founded(), call())
    assert refused(state, call()) == "vote-known"
    assert refused(take(founded(), call()), cast(CLOSES.date() + DAY)) == "vote-over"
    assert refused(founded(), cast()) == "vote-unknown"


@pytest.mark.parametrize("changed", [{"position": "perhaps"}, {"mandate": None}, {"question": 3}])
def test_what_is_no_vote_is_refused(changed: dict[str, Any]) -> None:
    assert refused(take(founded(), call()), cast(**changed)) in {"effect", "no-mandate", "vote-unknown"}
