"""What is told about the offices of the demonstration."""

from __future__ import annotations

import datetime as dt

import pytest

from groundswell.demo.clock import DEMO_STARTS
from groundswell.demo.delegates import VOTES
from groundswell.demo.people import name_of
from groundswell.demo.petitions import PETITIONS
from groundswell.demo.places import SPOTS
from groundswell.demo.story import Story
from groundswell.demo.terms import ELECTIONS, MORNING
from scrutiny.organisation.councils.votes import Position
from scrutiny.organisation.mandates import signatures_needed

HALF = 50


def test_petitions_name_an_office_and_nobody() -> None:
    names = {name_of(number) for number in range(2 * len(SPOTS))}
    texts = [petition.text for petition in PETITIONS]
    assert [name for name in names for text in texts if name in text] == []


def test_elections_are_told_of_units_that_exist_and_nobody_stands_twice_in_one() -> None:
    for told in ELECTIONS:
        places = [name.place for name in told.names]
        assert told.path in {spot.path for spot in SPOTS if spot.heads}
        assert len(set(places)) == len(places) > 1


def test_whoever_stands_says_why_except_where_nobody_has_answered_yet() -> None:
    said = [[bool(name.says) for name in told.names] for told in ELECTIONS]
    assert [all(ones) for ones in said].count(False) == 1
    assert [any(ones) for ones in said].count(False) == 1


def test_a_departure_from_an_instruction_has_its_reason_and_a_report() -> None:
    told = {(vote.title, wish.path): wish for vote in VOTES for wish in vote.wishes if wish.percent > HALF}
    departed = [
        line
        for vote in VOTES
        for line in vote.lines
        if (vote.title, line.path) in told and told[vote.title, line.path].position != line.position
    ]
    assert departed
    assert all(line.reason and line.report for line in departed)


def test_positions_are_those_of_the_rules() -> None:
    wishes = {wish.position for vote in VOTES for wish in vote.wishes}
    lines = {line.position for vote in VOTES for line in vote.lines}
    assert wishes | lines <= {position.value for position in Position}


def test_the_vote_that_a_visitor_finds_open_is_not_decided_in_their_shift() -> None:
    open_now = [vote for vote in VOTES if _closes(vote.begun, vote.days) > DEMO_STARTS]
    asked = [wish.percent for vote in open_now for wish in vote.wishes if wish.path == MORNING]
    assert asked
    assert all(percent < signatures_needed(100, HALF) for percent in asked)


def _closes(begun: dt.date, days: int) -> dt.datetime:
    return dt.datetime.combine(begun + dt.timedelta(days=days), dt.time(), dt.UTC)


@pytest.mark.django_db
def test_what_is_planned_for_one_instant_happens_in_the_order_in_which_it_was_planned() -> None:
    story, done = Story(), list[str]()
    for name in ("first", "second", "third"):
        story.plan(DEMO_STARTS, lambda name=name: done.append(name))  # type: ignore[misc]
    with story.at(DEMO_STARTS):
        assert done == ["first", "second", "third"]
