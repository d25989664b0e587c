"""Ballots as the public entries show them: what replay keeps of each, and the rules that no entry may break.

Codes of RuleBroken:

    ballot-known         a ballot is announced once; `ballot-unknown`: what follows is about one that was announced
    ballot-over          nothing follows the end of a ballot
    questions            what is asked can be read, and binds only where its first question decides
    order, notice, observers, voting, complaints, contest
                         the timetable is the charter's (timetable.check), and begins when it is announced
    too-few-custodians   registrars and trustees are as many as the charter says, each once and in one role, before
                         there is an archive
    custodian-unknown    only they prepare and count
    papers               what came in on paper: see ballots.papers
    board-order          an archive only grows: set-up, end of voting, result, each once
    credentials          there are as many credentials as electors
    too-early            nothing happens before its step of the timetable
    counts               as many voted as the sealed archives say, and the branches make up the whole
    outcome              a ballot decided what its counts say; what nobody announced, nobody withdraws
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from scrutiny.errors import Malformed, RuleBroken
from scrutiny.organisation.ballots import asked, decision, timetable
from scrutiny.organisation.ballots.amendments import ALL_MEMBERS, CertifiedBallot, demanded
from scrutiny.organisation.ballots.asked import Asked
from scrutiny.organisation.ballots.decision import Counts, Demand
from scrutiny.organisation.ballots.timetable import Timetable
from scrutiny.organisation.charter import CharterRules, Value

STAGES = ("setup", "closed", "result")
LIES_BACK = dt.timedelta(days=1)  # of a notice: it is signed a little earlier, perhaps before midnight
INSTANTS = ("notice", "observers", "opening", "closing", "decrypting", "certified")


class End(StrEnum):
    """How a ballot that decided nothing ended: withdrawn before it opened, or never ready in time."""

    WITHDRAWN = "withdrawn"
    NOT_HELD = "not-held"


@dataclass
class Board:
    """The archive of one part as far as it was sealed."""

    stage: str
    height: int
    electors: int
    voted: int


@dataclass
class Station:
    """So many papers, entered by whoever acts with this key in this office; whether another has confirmed them."""

    election: str
    papers: int
    by: str
    office: str
    confirmed: bool = False


@dataclass
class Seen:
    """`unit` is "" for the whole organisation; `outcome` is "" while it is under way. `body`: where it sends to;
    `confirms`: the day by which its rules have to be confirmed; `by_rule`: nobody announced it.
    """

    unit: str
    binding: bool
    rules: Mapping[str, Value]
    demand: Demand
    times: Timetable
    electors: int
    parts: int
    custodians: tuple[str, ...] = ()
    boards: dict[str, Board] = field(default_factory=dict)
    stations: dict[str, Station] = field(default_factory=dict)
    outcome: str = ""
    certified: CertifiedBallot | None = None
    election: Asked | None = None
    elected: tuple[int, ...] = ()
    body: str = ""
    confirms: dt.date | None = None
    by_rule: bool = False


def demand_of(rules: CharterRules, unit: str, *, binding: bool, values: Mapping[str, Value]) -> Demand:
    """What this ballot needs in order to be carried. Raises what `demanded` raises."""
    if values:
        wanted = demanded(rules, values)
        branch = rules.share_percent if wanted.each_branch else None
        return Demand(wanted.quorum_percent, wanted.share_percent, branch, binding)
    return decision.ordinary(rules, whole=not unit, binding=binding)


def announced(rules: CharterRules, effect: Mapping[str, Any], day: dt.date, fixed: Timetable | None = None) -> Seen:
    """A ballot announced on this day. `fixed` is the one timetable that it can have, where nobody chooses. Raises
    RuleBroken, Malformed; KeyError, TypeError and ValueError for what is no announcement.
    """
    questions = asked.from_text(str(effect["questions"]))
    unit, binding, values = str(effect["unit"]), bool(effect["binding"]), dict(effect["rules"])
    election = questions[0] if effect.get("election") else None
    if election is not None:
        check_election(questions, unit, binding=binding)
    elif binding and not questions[0].decides:
        raise RuleBroken("questions")
    if values and (unit or not binding):
        raise RuleBroken("questions")
    times = Timetable(**{name: instant(effect[name]) for name in INSTANTS})
    if fixed is None:
        timetable.check(rules, times)
    elif times != fixed:
        raise RuleBroken("timetable")
    if day > (times.notice + LIES_BACK).date():
        raise RuleBroken("notice", days=rules.notice_days)
    electors, parts = number(effect, "electors"), number(effect, "parts")
    if electors < rules.open_vote_below or not 1 <= parts <= electors:
        raise RuleBroken("questions")
    demand = demand_of(rules, unit, binding=binding, values=values)
    made = Seen(unit, binding, values, demand, times, electors, parts, election=election, by_rule=fixed is not None)
    made.body = str(effect.get("into", "")) if election is not None else ""
    made.confirms = dt.date.fromisoformat(str(effect["confirms"])) if effect.get("confirms") else None
    return made


def check_election(questions: Sequence[Asked], unit: str, *, binding: bool) -> None:
    """One question, with the names of those who stand: an order of them, or whom of so few one wants (as
    councils.elections.question asks it). Raises RuleBroken `questions`.
    """
    one = questions[0]
    ranked = one.kind == "rank" and one.rule == "scottish"
    wanted = one.kind == "choose" and not one.blank and (one.least, one.most) == (0, len(one.answers)) == (0, one.seats)
    if len(questions) != 1 or not unit or not binding or not (ranked or wanted):
        raise RuleBroken("questions")


def listed(ballot: Seen, effect: Mapping[str, Any], day: dt.date) -> None:
    """The final list: those who were missing are added, and nobody is struck off."""
    electors = number(effect, "electors")
    if electors <= ballot.electors or ballot.boards or day < ballot.times.observers.date():
        raise RuleBroken("credentials", electors=electors)
    ballot.electors = electors


def custodians(rules: CharterRules, ballot: Seen, effect: Mapping[str, Any]) -> None:
    registrars, trustees = [str(one) for one in effect["registrars"]], [str(one) for one in effect["trustees"]]
    enough = (
        len(registrars) >= rules.registrars_needed
        and len(trustees) >= rules.trustees_needed
        and rules.trustees_quorum <= number(effect, "threshold") <= len(trustees)
        and len({*registrars, *trustees}) == len(registrars) + len(trustees)
    )
    if not enough or ballot.custodians:
        raise RuleBroken("too-few-custodians")
    ballot.custodians = tuple(registrars + trustees)


def replaced(ballot: Seen, effect: Mapping[str, Any]) -> None:
    """Somebody else in the place of a custodian, while nothing is set up."""
    gone, by = str(effect["gone"]), str(effect["by"])
    if gone not in ballot.custodians or by in ballot.custodians or ballot.boards:
        raise RuleBroken("custodian-unknown")
    ballot.custodians = tuple(by if one == gone else one for one in ballot.custodians)


def sealed(ballot: Seen, effect: Mapping[str, Any], day: dt.date) -> None:
    """The next stage of one part's archive."""
    name, stage = str(effect["election"]), str(effect["stage"])
    height, electors = number(effect, "height"), number(effect, "electors")
    before = ballot.boards.get(name)
    place = STAGES.index(stage)
    if place != (STAGES.index(before.stage) + 1 if before else 0) or (before and height <= before.height):
        raise RuleBroken("board-order", stage=stage)
    if (before and electors != before.electors) or not 0 <= number(effect, "voted") <= electors:
        raise RuleBroken("credentials")
    if not ballot.custodians:
        raise RuleBroken("too-few-custodians")
    if not before and day > ballot.times.opening.date():
        raise RuleBroken("too-late", stage=stage)
    earliest = (ballot.times.notice, ballot.times.closing, ballot.times.decrypting)[place]
    if day < earliest.date():
        raise RuleBroken("too-early", stage=stage)
    if stage == "closed" and number(effect, "voted") < on_paper(ballot, name):
        raise RuleBroken("papers", election=name)
    ballot.boards[name] = Board(stage, height, electors, number(effect, "voted"))
    total = sum(board.electors for board in ballot.boards.values())
    if total > ballot.electors or (len(ballot.boards) == ballot.parts and total != ballot.electors):
        raise RuleBroken("credentials", electors=ballot.electors)


def on_paper(ballot: Seen, election: str) -> int:
    """How many ballots of this election two tellers have put on its board."""
    return sum(one.papers for one in ballot.stations.values() if one.confirmed and one.election == election)


def certified(ballot_id: str, ballot: Seen, effect: Mapping[str, Any], day: dt.date) -> None:
    """The end of a ballot. Raises RuleBroken `outcome` where the counts say another one."""
    outcome = str(effect["outcome"])
    if outcome in set(End):
        withdrawn = outcome == End.WITHDRAWN
        too_late = day > ballot.times.opening.date() if withdrawn else bool(ballot.boards)
        if too_late or (withdrawn and ballot.by_rule):
            raise RuleBroken("outcome", outcome=outcome)
        ballot.outcome = outcome
        return
    if day < ballot.times.certified.date():
        raise RuleBroken("too-early", stage="certified")
    if len(ballot.boards) != ballot.parts or any(board.stage == "setup" for board in ballot.boards.values()):
        raise RuleBroken("board-order", stage="certified")
    whole, branches = counts(effect["whole"]), {UUID(k): counts(v) for k, v in dict(effect["branches"]).items()}
    if whole.electors != ballot.electors or not 0 <= whole.in_favour <= whole.voted <= whole.electors:
        raise RuleBroken("outcome", outcome=outcome)
    if whole.voted != sum(board.voted for board in ballot.boards.values()) or whole != added(branches.values()):
        raise RuleBroken("counts", outcome=outcome)
    if ballot.election is not None:
        ballot.elected = _elected(ballot.election, effect)
        found = decision.of_election(ballot.demand, whole, len(ballot.elected))
    else:
        found = decision.decide(ballot.demand, whole, branches).outcome
    if found != outcome:
        raise RuleBroken("outcome", outcome=outcome)
    ballot.outcome = outcome
    if ballot.election is None and outcome == decision.Outcome.CARRIED:
        electorate = ALL_MEMBERS if not ballot.unit else ballot.unit
        ballot.certified = CertifiedBallot(UUID(ballot_id), electorate, ballot.rules, whole, branches)


def _elected(asked: Asked, effect: Mapping[str, Any]) -> tuple[int, ...]:
    """The places of those who were elected, in the order of election."""
    found = tuple(checked_number(one) for one in effect["elected"])
    if len(set(found)) != len(found) or len(found) > asked.seats or not set(found) <= set(range(len(asked.answers))):
        raise RuleBroken("outcome", elected=len(found))
    return found


def added(counts: Iterable[Counts]) -> Counts:
    """The whole that branches, or groups of branches, make together."""
    found = list(counts)
    return Counts(
        sum(one.electors for one in found), sum(one.voted for one in found), sum(one.in_favour for one in found)
    )


def counts(value: Any) -> Counts:
    electors, voted, in_favour = value
    return Counts(*(checked_number(one) for one in (electors, voted, in_favour)))


def number(effect: Mapping[str, Any], name: str) -> int:
    return checked_number(effect[name])


def checked_number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("number")
    return value


def instant(text: Any) -> dt.datetime:
    """An aware instant as it is written. Raises Malformed `instant`."""
    found = dt.datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise Malformed("instant")
    return found
