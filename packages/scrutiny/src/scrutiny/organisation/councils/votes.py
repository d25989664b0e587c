"""Delegates vote in the open, beside what their electors told them. A departure is allowed, and never silent.

A mandate is not a string to pull: things change in a meeting, and nobody is refused for voting otherwise. But it takes
a reason, the electors see both side by side, and they can recall. Staying away from a vote on which there is an
instruction is a departure too.

Codes of RuleBroken: `no-mandate`, `other-holder`, `not-here`, `voted-already`, `reason-needed`, `vote-over`,
`too-early`, `answered-already`, `not-an-elector`, `reported-already`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots.decision import Counts
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils.mandates import DAY, Mandate, check_living, living
from scrutiny.organisation.state_tables import StateTable, Step


class Position(StrEnum):
    IN_FAVOUR = "in-favour"
    AGAINST = "against"
    ABSTAIN = "abstain"


@dataclass(frozen=True)
class Question:
    """What a body votes on, from `opens` until just before `closes`."""

    id: UUID
    body: str
    opens: dt.datetime
    closes: dt.datetime


@dataclass(frozen=True)
class Instruction:
    """What the electors of a mandate decided about a question, by which ballot or open vote."""

    mandate: UUID
    question: UUID
    position: Position
    ballot: str


@dataclass(frozen=True)
class OpenVote:
    """Signed with the office key. `reason` is text for the electors; it may stand without a departure too."""

    mandate: UUID
    question: UUID
    position: Position
    instant: dt.datetime
    reason: str = ""


def check_vote(
    vote: OpenVote,
    by: UUID,
    mandate: Mandate,
    question: Question,
    before: Collection[OpenVote],
    instruction: Instruction | None,
) -> None:
    """`before` are the votes on this question so far. Raises RuleBroken `not-here`, `too-early`, `vote-over`,
    `other-holder`, `no-mandate`, `voted-already`, `reason-needed`.
    """
    if (vote.mandate, vote.question, mandate.body) != (mandate.id, question.id, question.body):
        raise RuleBroken("not-here")
    if vote.instant < question.opens:
        raise RuleBroken("too-early")
    if vote.instant >= question.closes:
        raise RuleBroken("vote-over")
    check_living(mandate, by, vote.instant)
    if any(one.mandate == vote.mandate for one in before):
        raise RuleBroken("voted-already")
    if departs(vote.position, instruction) and not vote.reason.strip():
        raise RuleBroken("reason-needed")


def departs(position: Position | None, instruction: Instruction | None) -> bool:
    """Whether a position, or having none at the end, is other than what the electors decided."""
    return instruction is not None and position is not instruction.position


@dataclass(frozen=True)
class Answer:
    """One line of a delegate's record: what was asked for, what was done. `position` is None for who stayed away."""

    mandate: UUID
    instructed: Position | None
    position: Position | None
    departs: bool
    reason: str


def answers(
    question: Question,
    mandates: Iterable[Mandate],
    votes: Collection[OpenVote],
    instructions: Collection[Instruction],
) -> tuple[Answer, ...]:
    """For every mandate that lives in the body when the vote closes, or voted in it, its line; by mandate."""
    cast = {vote.mandate: vote for vote in votes if vote.question == question.id}
    told = {one.mandate: one for one in instructions if one.question == question.id}
    last = question.closes - dt.timedelta(microseconds=1)
    here = [one for one in mandates if one.body == question.body and (one.id in cast or living(one, last))]
    return tuple(_answer(one.id, cast.get(one.id), told.get(one.id)) for one in sorted(here, key=lambda one: one.id))


def _answer(mandate: UUID, vote: OpenVote | None, instruction: Instruction | None) -> Answer:
    position = vote.position if vote else None
    instructed = instruction.position if instruction else None
    return Answer(mandate, instructed, position, departs(position, instruction), vote.reason if vote else "")


def counts(found: Iterable[Answer], branches: Mapping[UUID, UUID | None]) -> tuple[Counts, dict[UUID, Counts]]:
    """All delegates, and those of each branch, for ballots.decision. `branches` maps mandates to the branch whose
    electors gave them. An abstention is a vote, as a blank paper is.
    """
    lines = list(found)
    by_branch: dict[UUID, list[Answer]] = {}
    for one in lines:
        if branch := branches.get(one.mandate):
            by_branch.setdefault(branch, []).append(one)
    return _counts(lines), {branch: _counts(ones) for branch, ones in by_branch.items()}


def _counts(lines: Collection[Answer]) -> Counts:
    voted = [one.position for one in lines if one.position is not None]
    return Counts(len(lines), len(voted), voted.count(Position.IN_FAVOUR))


DUE, OVERDUE, GIVEN, ACCEPTED, ANSWERED = "due", "overdue", "given", "accepted", "answered"

GUARDS = {
    "holder": "by the delegate, with what was said and decided",
    "late": "the charter's days after the meeting are over",
    "electors": "by a vote of the electors",
    "elector": "by an elector, with a question or an objection; the delegate reports again",
}

REPORT = StateTable(
    name="report",
    event="met",
    first=DUE,
    steps=(
        Step(DUE, "reported", GIVEN, "holder"),
        Step(DUE, "time-over", OVERDUE, "late"),
        Step(OVERDUE, "reported", GIVEN, "holder"),
        Step(GIVEN, "accepted", ACCEPTED, "electors"),
        Step(GIVEN, "answered", ANSWERED, "elector"),
        Step(ANSWERED, "reported", GIVEN, "holder"),
    ),
)


@dataclass(frozen=True)
class Report:
    """A delegate's report about a meeting; `text` is the SHA-256 of what it says, in hexadecimal, "" before."""

    mandate: UUID
    meeting: UUID
    met: dt.datetime
    text: str = ""
    state: str = DUE


def report_due(report: Report, rules: CharterRules) -> dt.datetime:
    """The first instant at which it is late."""
    return report.met + rules.report_days * DAY


def report_state(report: Report, instant: dt.datetime, rules: CharterRules) -> str:
    late = report.state == DUE and instant >= report_due(report, rules)
    return OVERDUE if late else report.state


def report_back(report: Report, by: UUID, mandate: Mandate, text: str) -> Report:
    """Raises RuleBroken `not-here`, `other-holder`, `no-such-step`. A mandate that is over still owes its reports."""
    if report.mandate != mandate.id:
        raise RuleBroken("not-here")
    if by != mandate.holder:
        raise RuleBroken("other-holder")
    return replace(report, text=text, state=REPORT.after(report.state, "reported"))


def receive(report: Report, by: UUID, electors: Collection[UUID], event: str) -> Report:
    """`event` is accepted or answered. Raises RuleBroken `not-an-elector`, `no-such-step`."""
    if by not in electors or event not in {"accepted", "answered"}:
        raise RuleBroken("not-an-elector")
    return replace(report, state=REPORT.after(report.state, event))
