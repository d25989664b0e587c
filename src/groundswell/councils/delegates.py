"""Who sits in a body now: in term, with every mandate on which theirs rests, and still one of those who sent them.

Whether a mandate lives is computed when the page is asked for, in the database: a congress has hundreds of delegates.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value, When

from groundswell.charter.queries import rules
from groundswell.councils.models import Mandate
from groundswell.kernel.clock import now, today
from groundswell.members.models import Membership, MembershipState
from groundswell.workplaces.models import Closure, Placement
from scrutiny.organisation.councils import mandates
from scrutiny.organisation.councils.bodies import AT_WORK
from scrutiny.organisation.councils.elections import renewals
from scrutiny.organisation.standing import lapsed_since

DELEGATE = "delegate"


class Sitting(NamedTuple):
    """Somebody in a seat. `unit` sent them; `standing` is "at-work" or a cause of standing.CAUSES."""

    mandate: UUID
    holder: UUID
    name: str
    unit: UUID
    body: str
    start: dt.datetime
    end: dt.datetime
    inherited: bool
    standing: str


COLUMNS = ("id", "holder_id", "holder__name", "unit_id", "body", "start", "end", "inherited", "standing")


@dataclass
class Filled:
    """The seats of a body that somebody holds: how many by who sent them and by standing, and the next end."""

    by_sender: Counter[UUID] = field(default_factory=Counter)
    standing: Counter[str] = field(default_factory=Counter)
    ends: dt.datetime | None = None

    @property
    def total(self) -> int:
        return self.standing.total()

    @property
    def at_work(self) -> int:
        return self.standing[AT_WORK]

    @property
    def out_of_work(self) -> dict[str, int]:
        return {cause: count for cause, count in sorted(self.standing.items()) if cause != AT_WORK}

    def add(self, sender: UUID, standing: str, count: int, ends: dt.datetime) -> None:
        self.by_sender[sender] += count
        self.standing[standing] += count
        self.ends = min(self.ends or ends, ends)


def sitting_in(body: str, levels: int) -> list[Sitting]:
    """All delegates of a body, by name. `levels`: on how many mandates one there can rest, each below the other."""
    rows = _living([body], levels).order_by("holder__name", "id")
    return _members(rows)


def sent_by(unit: UUID) -> list[Sitting]:
    """Whom the members of a unit sent, wherever they sit."""
    rows = _with_standing(Mandate.objects.filter(_lives("", 1), office=DELEGATE, unit_id=unit))
    return _members(rows.order_by("body", "holder__name", "id"))


def _members(rows: QuerySet[Any]) -> list[Sitting]:
    """Those who are members still: asked here, since the database would look twice."""
    found = (Sitting(*row) for row in rows.values_list(*COLUMNS))
    return [one for one in found if one.standing]


def filled(bodies: Collection[str], levels: int) -> dict[str, Filled]:
    """The seats of several bodies at once."""
    found: dict[str, Filled] = defaultdict(Filled)
    rows = _living(bodies, levels).order_by().values_list("body", "unit_id", "standing")
    for body, unit, standing, count, ends in rows.annotate(count=Count("id"), ends=Min("end")):
        if standing:
            found[body].add(unit, standing, count, ends)
    return found


def figures_of(people: Iterable[Sitting]) -> Filled:
    found = Filled()
    for one in people:
        found.add(one.unit, one.standing, 1, one.end)
    return found


def earlier(people: Collection[Sitting]) -> Mapping[UUID, int]:
    """How often in a row each has held a seat of the same body before, by the mandate that they have now."""
    held = Mandate.objects.filter(holder_id__in=[one.holder for one in people], office=DELEGATE)
    before: dict[tuple[UUID, str], list[mandates.Mandate]] = defaultdict(list)
    for mandate in held.filter(body__in={one.body for one in people}):
        before[mandate.holder_id, mandate.body].append(_value(mandate))
    return {one.mandate: _renewals(one, before[one.holder, one.body]) for one in people}


def _renewals(one: Sitting, held: Iterable[mandates.Mandate]) -> int:
    return renewals([value for value in held if value.start < one.start], one.start, rules())


def _value(mandate: Mandate) -> mandates.Mandate:
    """As the rules see it. It was accepted: otherwise it would not be there."""
    return mandates.Mandate(
        id=mandate.id,
        holder=mandate.holder_id,
        electorate=str(mandate.unit_id),
        body=mandate.body,
        seat=0,
        ballot="",
        instructions="",
        given=mandate.start,
        start=mandate.start,
        end=mandate.end,
        accepted=mandate.start,
        ended=mandates.End(mandates.LAID_DOWN, mandate.ended) if mandate.ended else None,
        acceptance_days=0,
    )


def _living(bodies: Collection[str], levels: int) -> QuerySet[Any]:
    return _with_standing(Mandate.objects.filter(_lives("", levels), body__in=list(bodies), office=DELEGATE))


def _lives(of: str, levels: int) -> Q:
    """That a mandate is in term and so is each on which it rests, and that the holder stands where the lowest is from.
    `of` leads from the mandate that is asked about to this one.
    """
    instant = now()
    in_term = Q(**{f"{of}start__lte": instant, f"{of}end__gt": instant, f"{of}ended__isnull": True})
    lowest = Q(**{f"{of}rests_on__isnull": True}) & Q(Exists(_placements(of)))
    return in_term & (lowest | _lives(f"{of}rests_on__", levels - 1) if levels else lowest)


def _placements(of: str) -> QuerySet[Placement]:
    above = Closure.objects.filter(descendant_id=OuterRef("unit_id"), ancestor_id=OuterRef(OuterRef(f"{of}unit_id")))
    return Placement.objects.filter(Exists(above), person=OuterRef("holder_id"))


def _with_standing(held_by: QuerySet[Mandate]) -> QuerySet[Any]:
    """With whether the holder is at work, or why not: None for those who are no members any more."""
    held = Membership.objects.filter(account_id=OuterRef("holder_id"), joined__lte=today())
    counts = Q(dispute_open=True) | Q(out_of_work_since__gt=lapsed_since(today(), rules()))
    out = held.filter(counts, state=MembershipState.OUT_OF_WORK).order_by("-out_of_work_since")
    standing = Case(
        When(Exists(held.filter(state=MembershipState.MEMBER)), then=Value(AT_WORK)),
        default=Subquery(out.values("reason")[:1]),
        output_field=CharField(),
    )
    return held_by.annotate(standing=standing)
