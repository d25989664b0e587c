"""Delegates vote in the open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots import decision
from scrutiny.organisation.ballots.decision import Counts
from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.councils.mandates import End, Mandate
from scrutiny.organisation.councils.votes import (
    Instruction,
    OpenVote,
    Position,
    Question,
    Report,
    answers,
    check_vote,
    counts,
    departs,
    receive,
    report_back,
    report_due,
    report_state,
)

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
COUNCIL = "council:c"
ASKED = Question(UUID(int=70), COUNCIL, START + 10 * DAY, START + 11 * DAY)
NOON = START + 10 * DAY + dt.timedelta(hours=12)
FOR, AGAINST, ABSTAIN = Position.IN_FAVOUR, Position.AGAINST, Position.ABSTAIN
INDUSTRY, FARMS = UUID(int=100), UUID(int=200)


def mandate(n: int, **change: object) -> Mandate:
    plain = Mandate(
        UUID(int=n), UUID(int=n + 20), "assembly:a", COUNCIL, n, "b", "", START, START, START + 90 * DAY, accepted=START
    )
    return replace(plain, **change)  # type: ignore[arg-type]


ONE, TWO, THREE = mandate(1), mandate(2), mandate(3)
TOLD = Instruction(ONE.id, ASKED.id, AGAINST, "ballot-7")


def vote(of: Mandate, position: Position = FOR, reason: str = "", instant: dt.datetime = NOON) -> OpenVote:
    return OpenVote(of.id, ASKED.id, position, instant, reason)


def refused(cast: OpenVote, by: UUID, of: Mandate, before: tuple[OpenVote, ...] = ()) -> str:
    with pytest.raises(RuleBroken) as caught:
        check_vote(cast, by, of, ASKED, before, TOLD if of is ONE else None)
    return caught.value.code


def test_a_delegate_votes_with_a_living_mandate() -> None:
    check_vote(vote(TWO), TWO.holder, TWO, ASKED, (vote(ONE),), None)
    assert refused(vote(TWO), ONE.holder, TWO) == "other-holder"
    recalled = mandate(2, ended=End("recalled", NOON))
    assert refused(vote(recalled), recalled.holder, recalled) == "no-mandate"


def test_nobody_votes_twice_or_elsewhere_or_outside_of_the_time() -> None:
    assert refused(vote(TWO), TWO.holder, TWO, (vote(TWO, AGAINST),)) == "voted-already"
    elsewhere = mandate(2, body="council:d")
    assert refused(vote(elsewhere), elsewhere.holder, elsewhere) == "not-here"
    assert refused(vote(TWO, instant=ASKED.closes), TWO.holder, TWO) == "vote-over"
    assert refused(vote(TWO, instant=START), TWO.holder, TWO) == "too-early"


@pytest.mark.parametrize("position", [FOR, ABSTAIN])
def test_a_departure_from_the_instruction_is_allowed_with_a_reason(position: Position) -> None:
    assert refused(vote(ONE, position), ONE.holder, ONE) == "reason-needed"
    assert refused(vote(ONE, position, "  "), ONE.holder, ONE) == "reason-needed"
    check_vote(vote(ONE, position, "They withdrew the night shift."), ONE.holder, ONE, ASKED, (), TOLD)


def test_following_the_instruction_needs_no_reason() -> None:
    check_vote(vote(ONE, AGAINST), ONE.holder, ONE, ASKED, (), TOLD)
    assert not departs(FOR, None)
    assert not departs(None, None)


def test_staying_away_is_a_departure_where_there_is_an_instruction() -> None:
    lines = answers(ASKED, [ONE, TWO], (), [TOLD])
    assert [(line.instructed, line.position, line.departs) for line in lines] == [
        (AGAINST, None, True),
        (None, None, False),
    ]


def test_instruction_and_vote_stand_side_by_side() -> None:
    cast = (vote(ONE, FOR, "They withdrew the night shift."), vote(TWO, AGAINST))
    lines = answers(ASKED, [TWO, ONE], cast, [TOLD])
    assert [line.mandate for line in lines] == [ONE.id, TWO.id]
    assert (lines[0].instructed, lines[0].position, lines[0].departs) == (AGAINST, FOR, True)
    assert lines[0].reason == "They withdrew the night shift."
    assert not lines[1].departs


def test_an_instruction_on_another_question_is_not_one_on_this() -> None:
    other = replace(TOLD, question=UUID(int=71))
    assert not any(line.departs for line in answers(ASKED, [ONE], (vote(ONE),), [other]))


def test_only_those_who_sit_there_have_a_line_and_who_voted_keeps_it() -> None:
    lapsed = mandate(4, end=START + 5 * DAY)
    recalled_later = mandate(5, ended=End("recalled", NOON + dt.timedelta(hours=1)))
    lines = answers(ASKED, [lapsed, recalled_later, mandate(6, body="council:d")], (vote(recalled_later),), ())
    assert [line.mandate for line in lines] == [recalled_later.id]


def test_the_open_votes_decide_like_any_others_with_a_majority_in_each_branch() -> None:
    cast = (vote(ONE), vote(TWO), vote(THREE, AGAINST))
    lines = answers(ASKED, [ONE, TWO, THREE], cast, ())
    whole, branches = counts(lines, {ONE.id: INDUSTRY, TWO.id: INDUSTRY, THREE.id: FARMS})
    assert whole == Counts(3, 3, 2)
    assert branches == {INDUSTRY: Counts(2, 2, 2), FARMS: Counts(1, 1, 0)}
    demand = decision.ordinary(DEFAULTS, whole=True)
    assert decision.decide(demand, whole, branches).outcome is decision.Outcome.BRANCH_AGAINST


@given(st.lists(st.none() | st.sampled_from(Position), min_size=1, max_size=30), st.data())
def test_counts_of_the_branches_add_up(positions: list[Position | None], data: st.DataObject) -> None:
    sitting = [mandate(n) for n in range(1, len(positions) + 1)]
    cast = [vote(one, p) for one, p in zip(sitting, positions, strict=True) if p is not None]
    where = {one.id: data.draw(st.sampled_from([INDUSTRY, FARMS])) for one in sitting}
    whole, branches = counts(answers(ASKED, sitting, cast, ()), where)
    assert whole == Counts(len(positions), len(cast), positions.count(FOR))
    for name in ("electors", "voted", "in_favour"):
        assert getattr(whole, name) == sum(getattr(one, name) for one in branches.values())


REPORT = Report(ONE.id, UUID(int=80), met=START)


def test_a_delegate_reports_back_in_time_or_late() -> None:
    assert report_due(REPORT, DEFAULTS) == START + 14 * DAY
    assert report_state(REPORT, START + 14 * DAY - dt.timedelta(seconds=1), DEFAULTS) == "due"
    assert report_state(REPORT, START + 14 * DAY, DEFAULTS) == "overdue"
    given_ = report_back(REPORT, ONE.holder, ONE, "ab" * 32)
    assert report_state(given_, START + 60 * DAY, DEFAULTS) == "given"


def test_a_mandate_that_is_over_still_owes_its_report_and_nobody_else_gives_it() -> None:
    over = replace(ONE, ended=End("recalled", START + DAY))
    assert report_back(REPORT, ONE.holder, over, "ab" * 32).state == "given"
    with pytest.raises(RuleBroken) as other:
        report_back(REPORT, TWO.holder, ONE, "ab" * 32)
    with pytest.raises(RuleBroken) as elsewhere:
        report_back(REPORT, TWO.holder, TWO, "ab" * 32)
    assert (other.value.code, elsewhere.value.code) == ("other-holder", "not-here")


def test_electors_accept_a_report_or_answer_it_and_then_there_is_another() -> None:
    told = report_back(REPORT, ONE.holder, ONE, "ab" * 32)
    elector = UUID(int=90)
    assert receive(told, elector, [elector], "accepted").state == "accepted"
    answered = receive(told, elector, [elector], "answered")
    assert report_back(answered, ONE.holder, ONE, "cd" * 32).text == "cd" * 32
    with pytest.raises(RuleBroken):
        receive(told, UUID(int=91), [elector], "accepted")
    with pytest.raises(RuleBroken):
        receive(REPORT, elector, [elector], "accepted")
