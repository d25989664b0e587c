"""A record that goes on after a loss: who is believed stays, and everyone sees what the old log had signed."""

from __future__ import annotations

import datetime as dt

import pytest

from scrutiny.errors import RuleBroken
from scrutiny.organisation import replay
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.entries import Entry
from scrutiny.organisation.replay import State

ORG, DAY = "ab" * 32, dt.date(2026, 3, 2)
NAMED = "log one\nwitness sister two https://sister.example/\ngroup witnesses 1 sister\nquorum witnesses\n"


def entry(kind: str, **effect: object) -> Entry:
    return Entry(ORG, kind, DAY, None, effect, "cd" * 32)  # type: ignore[arg-type]


def state(*more: Entry) -> State:
    made = State()
    for one in (entry("organisation.found", rules=to_json(DEFAULTS), units=0), *more):
        replay.take(made, one)
    return made


def test_the_old_checkpoint_is_told_and_the_new_policy_holds() -> None:
    now = NAMED.replace("log one", "log other")
    found = state(entry("record.policy", policy=NAMED), entry("record.continue", checkpoint="old", policy=now))
    assert (found.ended, found.policy) == (["old"], now)


def test_without_witnesses_there_are_none_afterwards() -> None:
    assert state(entry("record.continue", checkpoint="old", policy="log other\nquorum none\n")).ended == ["old"]


@pytest.mark.parametrize(
    "policy",
    [
        "log other\nquorum none\n",
        NAMED.replace("two", "three"),
        NAMED.replace("group witnesses 1", "group witnesses 0"),
    ],
)
def test_nobody_chooses_other_witnesses_on_the_way(policy: str) -> None:
    with pytest.raises(RuleBroken) as error:
        state(entry("record.policy", policy=NAMED), entry("record.continue", checkpoint="old", policy=policy))
    assert error.value.code == "no-ballot"


def test_what_says_nothing_is_refused() -> None:
    with pytest.raises(RuleBroken) as error:
        state(entry("record.continue", policy="log other\nquorum none\n"))
    assert error.value.code == "effect"
