from __future__ import annotations

import datetime as dt
import runpy
from collections.abc import Iterable, Mapping
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots import states as ballots
from scrutiny.organisation.ballots import timetable
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import End
from scrutiny.organisation.ballots.timetable import Phase
from scrutiny.organisation.charter import DEFAULTS, Adoption, in_force
from scrutiny.organisation.charter import states as charter
from scrutiny.organisation.councils import clocks, mandates, votes
from scrutiny.organisation.state_tables import StateTable, Step

ROOT = Path(__file__).parents[4]
DOOR = StateTable(
    "door",
    "built",
    "shut",
    (
        Step("shut", "opened", "wide-open", "key"),
        Step("wide-open", "closed", "shut"),
        Step("shut", "walled-up", "wall"),
    ),
)
TABLES: dict[str, tuple[StateTable, Mapping[str, str]]] = {
    "mandate": (mandates.MANDATE, mandates.GUARDS),
    "petition": (clocks.PETITION, clocks.GUARDS),
    "ballot": (ballots.BALLOT, ballots.GUARDS),
    "charter-rule": (charter.CHARTER_RULE, charter.GUARDS),
    "report": (votes.REPORT, votes.GUARDS),
}
every_table = pytest.mark.parametrize("name", sorted(TABLES))


def follows(table: StateTable, states: Iterable[str]) -> bool:
    """Whether states seen one after the other can come after one another."""
    return all(after in table.reachable(before) for before, after in pairwise(states))


def test_a_table_answers_what_comes_after_an_event() -> None:
    assert DOOR.after("shut", "opened") == "wide-open"
    assert DOOR.after("wide-open", "closed") == "shut"


def test_what_is_not_in_a_table_is_refused_with_state_and_event() -> None:
    with pytest.raises(RuleBroken) as caught:
        DOOR.after("wall", "opened")
    assert (caught.value.code, caught.value.data) == ("no-such-step", {"state": "wall", "event": "opened"})


def test_a_table_knows_its_states_events_guards_and_ends() -> None:
    assert DOOR.states() == ("shut", "wide-open", "wall")
    assert DOOR.events() == {"opened", "closed", "walled-up"}
    assert DOOR.guards() == {"key"}
    assert DOOR.ends() == {"wall"}
    assert DOOR.reachable("wide-open") == {"shut", "wide-open", "wall"}
    assert DOOR.reachable("wall") == {"wall"}


def test_a_diagram_shows_every_step_its_guard_and_the_ends() -> None:
    assert DOOR.diagram().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> shut: built",
        "    shut --> wide_open: opened [key]",
        "    wide_open --> shut: closed",
        "    shut --> wall: walled-up",
        "    wall --> [*]",
    ]


@every_table
def test_no_event_leads_from_one_state_to_two(name: str) -> None:
    table, _guards = TABLES[name]
    assert table.name == name
    assert len({(step.state, step.event) for step in table.steps}) == len(table.steps)


@every_table
def test_every_state_can_be_reached_and_something_ends(name: str) -> None:
    table, _guards = TABLES[name]
    assert table.reachable(table.first) == set(table.states())
    assert table.ends() or name == "charter-rule", "a rule of the charter never ends, it falls back"


@every_table
def test_every_guard_has_its_sentence_and_every_sentence_its_guard(name: str) -> None:
    table, guards = TABLES[name]
    assert table.guards() == set(guards)
    assert all(step.guard for step in table.steps), "nothing happens without a condition"


@every_table
def test_what_the_table_lacks_is_refused(name: str) -> None:
    table, _guards = TABLES[name]
    known = {(step.state, step.event) for step in table.steps}
    for state, event in product(table.states(), table.events()):
        if (state, event) not in known:
            with pytest.raises(RuleBroken):
                table.after(state, event)


def test_the_page_in_the_documentation_is_that_of_the_tables() -> None:
    tool = runpy.run_path(str(ROOT / "tools/states.py"))
    assert (ROOT / "docs/protocol/states.md").read_text(encoding="utf-8") == tool["page"]()


def test_every_phase_and_every_outcome_of_a_ballot_has_its_state() -> None:
    known = set(ballots.BALLOT.states())
    assert {phase.value for phase in Phase} - known == {"certified"}
    assert {f"certified-{one.value}" for one in Outcome} | {one.value for one in End} == ballots.BALLOT.ends()


@given(st.lists(st.integers(0, 60 * 24), min_size=2, max_size=12))
def test_as_time_passes_a_ballot_only_takes_steps_of_its_table(hours: list[int]) -> None:
    notice = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    found = timetable.generate(DEFAULTS, notice)
    seen = [found.phase(notice + dt.timedelta(hours=hour - 48)) for hour in sorted(hours)]
    assert follows(ballots.BALLOT, [_with_outcome(one) for one in seen])


def _with_outcome(phase: Phase) -> str:
    return f"certified-{Outcome.CARRIED.value}" if phase is Phase.CERTIFIED else phase.value


def test_nothing_stops_a_ballot_once_it_is_open() -> None:
    stopping = {End.WITHDRAWN.value, End.NOT_HELD.value}
    assert not ballots.BALLOT.reachable(Phase.VOTING.value) & stopping


RULE, OTHER, DEFAULT = "quorum_percent", 40, DEFAULTS.quorum_percent
DAY = dt.date(2026, 1, 1)

adoptions = st.lists(
    st.tuples(st.integers(0, 900), st.sampled_from([OTHER, 50, DEFAULT]), st.integers(1, 400)), max_size=5
)


def history(found: Iterable[tuple[int, int, int]]) -> list[Adoption]:
    return [_adoption(DAY + dt.timedelta(days=start), value, length) for start, value, length in found]


def _adoption(adopted: dt.date, value: int, length: int) -> Adoption:
    due = None if value == DEFAULT else adopted + dt.timedelta(days=length)
    return Adoption(RULE, value, adopted, due)


@given(adoptions)
def test_as_time_passes_a_rule_of_the_charter_only_takes_steps_of_its_table(found: list[tuple[int, int, int]]) -> None:
    days = [DAY + dt.timedelta(days=n) for n in range(0, 1400, 7)]
    assert follows(charter.CHARTER_RULE, [charter.state_of(RULE, history(found), day) for day in days])


@given(adoptions, st.integers(0, 1400))
def test_a_rule_has_another_value_than_its_default_only_in_force(found: list[tuple[int, int, int]], n: int) -> None:
    day = DAY + dt.timedelta(days=n)
    if charter.state_of(RULE, history(found), day) != charter.IN_FORCE:
        assert in_force(history(found), day).quorum_percent == DEFAULT


def test_a_rule_that_nobody_touched_is_at_its_default() -> None:
    assert charter.state_of(RULE, [], DAY) == charter.DEFAULT


def test_a_rule_that_was_not_confirmed_lapses_on_that_day() -> None:
    told = history([(0, OTHER, 10)])
    assert charter.state_of(RULE, told, DAY + dt.timedelta(days=9)) == charter.IN_FORCE
    assert charter.state_of(RULE, told, DAY + dt.timedelta(days=10)) == charter.LAPSED
    confirmed = [*told, _adoption(DAY + dt.timedelta(days=9), OTHER, 10)]
    assert charter.state_of(RULE, confirmed, DAY + dt.timedelta(days=10)) == charter.IN_FORCE


def test_after_the_founding_only_a_carried_ballot_gives_a_rule_another_value() -> None:
    changes = {step.guard for step in charter.CHARTER_RULE.steps if step.event not in {"time-over", "founding"}}
    assert changes == {"carried"}
