"""Open votes of the demonstration: one in which a delegate departed from an instruction and said why, two that are open
when a visitor comes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from groundswell.councils.models import Mandate
from groundswell.councils.queries import stewards_of
from groundswell.demo.electing import DAY, Path, Stage
from groundswell.demo.places import SPOTS
from groundswell.demo.roles import ROLES
from groundswell.demo.terms import EVENING, FIELDS, MAINTENANCE, MORNING, NIGHT, PACKERS
from groundswell.demo.voting import HOUR
from groundswell.kernel import clock
from groundswell.kernel.ids import new_id
from groundswell.motions.actions import voting
from groundswell.motions.models import Instruction
from scrutiny.organisation import acts

PRESS_SHOP, NORTH_FARM = SPOTS[2].path, SPOTS[25].path


@dataclass(frozen=True)
class Line:
    """What a unit's delegate says; empty while they have said nothing."""

    path: Path
    position: str
    reason: str = ""
    report: str = ""


@dataclass(frozen=True)
class Wish:
    """So many of a hundred members of a unit sign for a position. More than half make it an instruction."""

    path: Path
    position: str
    percent: int


@dataclass(frozen=True)
class ToldVote:
    """`path`: to whose delegates it is put, `by`: whose delegate puts it, `days`: how long it is open."""

    begun: dt.date
    days: int
    path: Path
    by: Path
    title: str
    text: str
    wishes: tuple[Wish, ...]
    lines: tuple[Line, ...] = ()


VOTES = (
    ToldVote(
        dt.date(2026, 3, 9),
        14,
        PRESS_SHOP,
        MORNING,
        "One break plan for all shifts",
        "The press shop offers one break plan for every shift: twenty minutes in the middle, nothing else. Do we take "
        "it for a trial of three months?",
        (Wish(NIGHT, "in-favour", 60), Wish(MORNING, "in-favour", 20), Wish(EVENING, "against", 15)),
        (
            Line(MORNING, "in-favour", "", "It was carried. The trial begins on the first of April, and ends in June."),
            Line(EVENING, "in-favour"),
            Line(MAINTENANCE, "abstain", "Both of us on call cannot leave at a fixed minute."),
            Line(
                NIGHT,
                "against",
                "You told me to vote for it. At the meeting it came out that the night break would fall before the "
                "last bus is due, and that nobody had told us. I could not ask you in time, so I said no.",
                "It was carried without us. I gave the reason about the bus, and it stands in the minutes. They will "
                "move our break by half an hour. If you think I should have kept to the instruction, tell me so.",
            ),
        ),
    ),
    ToldVote(
        dt.date(2026, 4, 27),
        10,
        NORTH_FARM,
        FIELDS,
        "One list for the summer hours",
        "Field crew and packing shed write one list of the summer hours, instead of two. Who is for it?",
        (Wish(PACKERS, "in-favour", 60), Wish(FIELDS, "in-favour", 30)),
    ),
    ToldVote(
        dt.date(2026, 4, 29),
        13,
        PRESS_SHOP,
        NIGHT,
        "Do we talk about the pace before the holidays?",
        "The works office offers talks about the pace of the presses in the last week of May. The other answer is to "
        "wait until everybody is back in August.",
        (Wish(MORNING, "in-favour", 27), Wish(MORNING, "against", 14), Wish(NIGHT, "in-favour", 60)),
        (Line(EVENING, "in-favour"),),
    ),
)


@dataclass
class Course:
    """One question on its way."""

    stage: Stage
    told: ToldVote
    question: UUID

    def wish(self) -> None:
        """Nobody signs for two positions, and whom a visitor can be has not signed."""
        signed: set[UUID] = set()
        for wish in self.told.wishes:
            there = [one for one in self.stage.there(wish.path) if one.number not in ROLES.values()]
            wanted = -(-len(self.stage.there(wish.path)) * wish.percent // 100)
            for person in [one for one in there if one.account not in signed][:wanted]:
                signed.add(person.account)
                self._wish(person.account, wish)

    def _wish(self, account: UUID, wish: Wish) -> None:
        unit, actor = self.stage.units[wish.path], self.stage.hall.actor(self.stage.by_account(account))
        if unit in self.told_already():
            return
        voting.instruct(actor, acts.Instruct(self.question, unit, wish.position))

    def told_already(self) -> Sequence[UUID]:
        """Units that have decided on their instruction."""
        return list(Instruction.objects.filter(question_id=self.question).values_list("unit_id", flat=True))

    def cast(self) -> None:
        for line in self.told.lines:
            mandate = delegate(self.stage, line.path)
            actor = self.stage.hall.actor(self.stage.by_account(mandate.holder_id))
            voting.cast(actor, acts.CastOpenVote(self.question, mandate.id, line.position, line.reason))

    def report(self) -> None:
        """What was reported back is accepted by most of the electors of a small unit, and by some of a large one."""
        for line in self.told.lines:
            if line.report:
                mandate = delegate(self.stage, line.path)
                actor = self.stage.hall.actor(self.stage.by_account(mandate.holder_id))
                voting.report(actor, acts.GiveReport(self.question, mandate.id, line.report))


def delegate(stage: Stage, path: Path) -> Mandate:
    return stewards_of(stage.units[path])[0]


def hold(stage: Stage, told: ToldVote) -> None:
    """Put to the delegates now; what follows is planned."""
    mandate = delegate(stage, told.by)
    closes = clock.now() + told.days * DAY
    act = acts.CallVote(new_id(), stage.units[told.path], mandate.id, told.title, told.text, closes.isoformat())
    voting.call(stage.hall.actor(stage.by_account(mandate.holder_id)), act)
    course = Course(stage, told, act.question)
    stage.plan(clock.now() + 2 * DAY, course.wish)
    stage.plan(clock.now() + 4 * DAY, course.cast)
    stage.plan(closes + HOUR, course.report)
