"""Reads of open votes: who votes, what they were told, what they said, and what they reported."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q

from groundswell.councils import queries as councils
from groundswell.councils import sending
from groundswell.councils.models import Mandate
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Unknown
from groundswell.motions.models import Answer, Instruction, OpenVote, Question, Report, Wish
from groundswell.motions.queries import mandate_value
from groundswell.workplaces import placements
from groundswell.workplaces.models import Unit
from scrutiny.organisation.councils import votes as rules
from scrutiny.organisation.councils.bodies import ALLIANCE, Body, BodyKind
from scrutiny.organisation.councils.votes import Position
from scrutiny.organisation.mandates import signatures_needed

HALF = 50  # percent of the members of a unit, which more than that many exceed


def question(question_id: UUID) -> Question:
    found: Question | None = (
        Question.objects.filter(id=question_id).select_related("unit", "mandate__holder", "mandate__unit").first()
    )
    if found is None:
        raise Unknown
    return found


def latest(units: Collection[UUID]) -> list[Question]:
    """Questions in which these units have a say: put to their councils, to the one above, or to the congress of all."""
    above = Unit.objects.filter(id__in=list(units)).values_list("parent_id", flat=True)
    places = Q(unit_id__in=[*units, *[one for one in above if one]]) | Q(unit=None)
    return list(Question.objects.filter(places).select_related("unit").order_by("-closes", "id")[:100])


def is_open(asked: Question) -> bool:
    return asked.opens <= now() < asked.closes


def council(unit: UUID | None) -> list[Mandate]:
    """The mandates that have a vote on what is put to a council: of those who were sent there. Until somebody is, of
    the stewards of the unit and of those directly below it. None: the congress of the alliance.
    """
    place = Unit.objects.get(id=unit) if unit else None
    sent = _sent(place)
    if sent or place is None:
        return [one for one in sent if stands(one)]
    stewards = councils.stewardships().filter(Q(unit_id=unit) | Q(unit__parent_id=unit))
    found = stewards.select_related("holder", "unit").order_by("unit__name", "holder__name", "id")
    return [one for one in found if stands(one)]


def _sent(unit: Unit | None) -> list[Mandate]:
    if unit is not None and not sending.has_council(unit):
        return []
    return sending.delegates_in(body_of(unit).key)


def body_of(unit: Unit | None) -> Body:
    """The body to which a question about a unit is put."""
    if unit is None:
        return ALLIANCE
    return sending.council_of(unit) if sending.has_council(unit) else Body(BodyKind.COUNCIL, unit.id)


def has_vote(asked: Question, mandate: Mandate) -> bool:
    """Whether a mandate is of those to which the question was put."""
    if mandate.body:
        return body_of(asked.unit).key == mandate.body
    return asked.unit_id is not None and asked.unit_id in {mandate.unit_id, mandate.unit.parent_id}


def places_of(mandate: Mandate) -> set[UUID | None]:
    """The units in whose councils a mandate may have a vote; None is the congress of the alliance."""
    if mandate.body:
        return {sending.body_named(mandate.body).unit}
    return {mandate.unit_id, mandate.unit.parent_id} - {None}


def stands(mandate: Mandate) -> bool:
    """Whether the holder is still a member in the unit of the mandate or below it."""
    return mandate.holder_id in placements.persons_in(mandate.unit_id)


def mine(actor: Actor, asked: Question) -> list[Mandate]:
    return [one for one in council(asked.unit_id) if one.holder_id == actor.account]


def waiting_for(account: UUID) -> list[Question]:
    """Open questions on which somebody has a vote that they have not given."""
    held = [one for one in councils.mandates_of(account) if stands(one)]
    if not held:
        return []
    units = {place for one in held for place in places_of(one)}
    of_mine = Q(unit_id__in=[one for one in units if one]) | (Q(unit=None) if None in units else Q(pk__in=[]))
    open_ones = Question.objects.filter(of_mine, opens__lte=now(), closes__gt=now()).select_related("unit")
    given = set(OpenVote.objects.filter(mandate__in=held).values_list("question_id", "mandate_id"))
    return [
        asked
        for asked in open_ones.order_by("closes", "id")
        if any((asked.id, one.id) not in given for one in council(asked.unit_id) if one.holder_id == account)
    ]


def mandate_for(actor: Actor, unit: UUID | None) -> Mandate:
    """The first mandate of this person with a vote on what is put to a unit. Raises Unknown."""
    found = [one for one in council(unit) if one.holder_id == actor.account]
    if not found:
        raise Unknown
    return found[0]


def callable_units(actor: Actor) -> list[Unit | None]:
    """Units to whose council this person can put a question; None is the congress of the alliance."""
    held = [one for one in councils.mandates_of(actor.person) if stands(one)]
    ids = {place for one in held for place in places_of(one)}
    found: list[Unit | None] = list(Unit.objects.filter(id__in=[one for one in ids if one]).order_by("name"))
    places = [*found, *([None] if None in ids else [])]
    mine = {one.id for one in held}
    return [place for place in places if any(one.id in mine for one in council(place.id if place else None))]


def value(asked: Question) -> rules.Question:
    return rules.Question(asked.id, body_of(asked.unit).key, asked.opens, asked.closes)


def instruction_for(asked: Question, mandate: Mandate) -> rules.Instruction | None:
    found = Instruction.objects.filter(question=asked, unit_id=mandate.unit_id).first()
    if found is None:
        return None
    return rules.Instruction(mandate.id, asked.id, Position(found.position), str(found.pk))


def check(asked: Question, mandate: Mandate, by: UUID, position: Position, reason: str) -> None:
    """Whether this vote may be given now. Raises RuleBroken."""
    held = replace(mandate_value(mandate), body=value(asked).body if has_vote(asked, mandate) else "")
    vote = rules.OpenVote(mandate.id, asked.id, position, now(), reason)
    before = [
        rules.OpenVote(one.mandate_id, asked.id, Position(one.position), one.instant)
        for one in OpenVote.objects.filter(question=asked)
    ]
    rules.check_vote(vote, by, held, value(asked), before, instruction_for(asked, mandate))


@dataclass(frozen=True)
class Line:
    """One delegate's answer, as everybody reads it. `reason` and `report` are for the electors (`shown`)."""

    mandate: Mandate
    instructed: str
    position: str
    departs: bool
    reason: str
    reports: list[Report]
    shown: bool

    @property
    def owes(self) -> bool:
        """Whether a report is to be written: the first one, or another where the electors asked."""
        return not self.reports or self.reports[-1].state == "answered"


def lines(asked: Question, viewer: Collection[UUID]) -> list[Line]:
    """One for every mandate that votes here or has voted; `viewer` are the units whose elector looks."""
    cast = {one.mandate_id: one for one in OpenVote.objects.filter(question=asked).select_related("mandate__unit")}
    told = dict(Instruction.objects.filter(question=asked).values_list("unit_id", "position"))
    known = {one.id: one for one in council(asked.unit_id)}
    gone = Mandate.objects.filter(id__in=[one for one in cast if one not in known]).select_related("holder", "unit")
    reports = list(Report.objects.filter(question=asked).order_by("number").prefetch_related("answers"))
    return [
        _line(one, cast.get(one.id), told.get(one.unit_id, ""), reports, one.unit_id in viewer, is_open(asked))
        for one in [*known.values(), *gone]
    ]


def account_of(mandate: Mandate, viewer: Collection[UUID]) -> list[tuple[Question, Line]]:
    """What a delegate was told and did, the latest first: every question on which this mandate had a vote."""
    cast = {one.question_id: one for one in OpenVote.objects.filter(mandate=mandate).select_related("question__unit")}
    told = dict(Instruction.objects.filter(unit_id=mandate.unit_id).values_list("question_id", "position"))
    reports = list(Report.objects.filter(mandate=mandate).order_by("number").prefetch_related("answers"))
    asked = Question.objects.filter(Q(id__in=cast) | _put_to(mandate)).select_related("unit").order_by("-closes", "id")
    return [(one, _account_line(mandate, one, cast.get(one.id), told, reports, viewer)) for one in asked[:200]]


def _put_to(mandate: Mandate) -> Q:
    """Questions that closed, or are open, while the mandate lived."""
    places = places_of(mandate)
    here = Q(unit_id__in=[one for one in places if one]) | (Q(unit=None) if None in places else Q(pk__in=[]))
    return here & Q(closes__gte=mandate.start, opens__lt=mandate.ended or mandate.end)


def _account_line(
    mandate: Mandate,
    asked: Question,
    cast: OpenVote | None,
    told: dict[UUID, str],
    reports: list[Report],
    viewer: Collection[UUID],
) -> Line:
    own = [one for one in reports if one.question_id == asked.id]
    return _line(mandate, cast, told.get(asked.id, ""), own, mandate.unit_id in viewer, is_open(asked))


def _line(
    mandate: Mandate, cast: OpenVote | None, told: str, reports: list[Report], shown: bool, running: bool
) -> Line:
    """Staying away from a vote on which there is an instruction is a departure too, once the vote is over."""
    position = cast.position if cast else ""
    departs = bool(told) and position != told and (cast is not None or not running)
    own = [one for one in reports if one.mandate_id == mandate.id] if shown else []
    return Line(mandate, told, position, departs, cast.reason if cast and shown else "", own, shown)


@dataclass(frozen=True)
class Wished:
    """How many of a unit have signed for what; `mine` is the position of whoever looks."""

    unit: Unit
    counts: dict[str, int]
    needed: int
    mine: str
    decided: str


def wishes(asked: Question, units: Collection[UUID], account: UUID) -> list[Wished]:
    """Of the units with a delegate here in which somebody is an elector."""
    places = {one.unit_id: one.unit for one in council(asked.unit_id) if one.unit_id in units}
    return [_wished(asked, unit, account) for unit in places.values()]


def _wished(asked: Question, unit: Unit, account: UUID) -> Wished:
    own = Wish.objects.filter(question=asked, unit=unit, by_id=account).first()
    decided = Instruction.objects.filter(question=asked, unit=unit).values_list("position", flat=True).first()
    counts = {position.value: valid_wishes(asked, unit.id, position.value) for position in Position}
    return Wished(unit, counts, needed_in(unit.id), own.position if own else "", decided or "")


def valid_wishes(asked: Question, unit: UUID, position: str) -> int:
    """Signatures of those who still stand in the unit."""
    found = set(Wish.objects.filter(question=asked, unit_id=unit, position=position).values_list("by_id", flat=True))
    return len(found & placements.persons_in(unit)) if found else 0


def needed_in(unit: UUID) -> int:
    return signatures_needed(len(placements.persons_in(unit)), HALF)


def last_report(asked: Question, mandate: UUID) -> Report | None:
    found: Report | None = Report.objects.filter(question=asked, mandate_id=mandate).order_by("-number").first()
    return found


def accepted(report: Report) -> int:
    """How many electors have accepted a report."""
    by = set(Answer.objects.filter(report=report, text="").values_list("by_id", flat=True))
    return len(by & placements.persons_in(report.mandate.unit_id)) if by else 0
