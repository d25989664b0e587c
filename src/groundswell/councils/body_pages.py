"""What the pages of bodies show: the tree around one body, and who composes it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from groundswell.councils import bodies, delegates, seating
from groundswell.councils.bodies import Place
from groundswell.councils.delegates import Filled, Sitting
from groundswell.councils.models import Election
from groundswell.councils.words import body_title
from groundswell.kernel.clock import now
from scrutiny.organisation.councils.bodies import Body, BodyKind

ROWS_A_PAGE = 25
PEOPLE_A_PAGE = 50
ENDS_A_PAGE = 12
NOBODY = Filled()


@dataclass(frozen=True)
class Link:
    """A body by its name."""

    body: Body
    title: str


@dataclass(frozen=True)
class Summary:
    """A body in figures. `seats` are those that may be told, None where none may; `vacant` are theirs."""

    link: Link
    filled: Filled
    seats: int | None
    vacant: int
    members: int | None

    @property
    def is_council(self) -> bool:
        return self.link.body.kind is not BodyKind.ASSEMBLY


@dataclass(frozen=True)
class Row:
    """One that sends to the body: itself in figures, and of its seats there how many are filled. `seats` is None where
    their number is not told.
    """

    own: Summary
    sent: int
    seats: int | None

    @property
    def vacant(self) -> int:
        return max(0, (self.seats or 0) - self.sent)


@dataclass(frozen=True)
class TreePage:
    """A body, those to which it sends, the next one first, and one page of those who send to it."""

    here: Summary
    above: tuple[Link, ...]
    rows: tuple[Row, ...]
    undecided: str
    page: int
    pages: int
    senders: tuple[Link, ...]
    """All who send to it: what the picture groups."""


@dataclass(frozen=True)
class Seat:
    """A delegate on the page of a body."""

    person: Sitting
    sender: Link | None
    branch: str
    days: int
    renewals: int


@dataclass(frozen=True)
class BodyPage:
    here: Summary
    above: tuple[Link, ...]
    branches: tuple[tuple[str, int], ...]
    ending: tuple[tuple[dt.date, int], ...]
    """The next days on which mandates end, with how many."""
    later: int
    """How many end after these days."""
    vacancies: tuple[tuple[Link, int], ...]
    elections: tuple[tuple[Election, str, bool], ...]
    """With the name of the unit, and whether they are the reader's."""
    undecided: str
    untold: int
    """Of so many who send, the seats are not told."""
    seats: tuple[Seat, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class AssemblyPage:
    """The members of a workplace, or of a part of one, and whom they sent: each with the body they sit in, if it is one
    above. `seats`: how many they may send, None where that is not told.
    """

    here: Summary
    above: tuple[Link, ...]
    sent: tuple[tuple[Seat, Link | None], ...]
    seats: int | None
    undecided: str


def tree_page(place: Place, page: int) -> TreePage:
    """The body with the page of those who send to it."""
    councils = seating.councils_below(place)
    table = seating.seats_of(place, councils)
    page, pages = _within(page, len(place.senders), ROWS_A_PAGE)
    some = place.senders[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    inner = [place.part(one) for one in some if one.kind is not BodyKind.ASSEMBLY]
    seen = (place.body, *(one for one in some if one.kind is not BodyKind.ASSEMBLY))
    held = delegates.filled([one.key for one in seen], councils.levels)
    tables = seating.seats_below(inner, table.alone, councils) if inner else {}
    here = held.get(place.body.key, NOBODY)
    return TreePage(
        here=_summary(link(place, place.body), here, table),
        above=above(place),
        rows=tuple(_row(place, one, here, table, _own(place, one, held, tables, table)) for one in some),
        undecided=table.undecided,
        page=page,
        pages=pages,
        senders=tuple(link(place, one) for one in place.senders),
    )


def body_page(place: Place, page: int, mine: Collection[UUID] = ()) -> BodyPage:
    """Who composes a body of delegates, and one page of them by name. `mine`: the units in which the reader elects."""
    body = place.body
    councils = seating.councils_below(place)
    table = seating.seats_of(place, councils)
    people = delegates.sitting_in(body.key, councils.levels)
    filled, ending = delegates.figures_of(people), _ending(people)
    page, pages = _within(page, len(people), PEOPLE_A_PAGE)
    some = people[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE]
    return BodyPage(
        here=_summary(link(place, body), filled, table),
        above=above(place),
        branches=_branches(place, filled),
        ending=ending[:ENDS_A_PAGE],
        later=sum(count for _day, count in ending[ENDS_A_PAGE:]),
        vacancies=_vacancies(place, table, filled.by_sender),
        elections=_elections(place, table.alone, mine),
        undecided=table.undecided,
        untold=sum(one.unit not in table.each for one in place.senders),
        seats=_seats(place, some),
        page=page,
        pages=pages,
    )


def assembly_page(place: Place) -> AssemblyPage:
    """Whom an assembly sent, and where."""
    unit, upward = place.body.unit, above(place)
    people = delegates.sent_by(unit) if unit else []
    table = _table_above(place)
    members = place.unit.members if place.unit and unit in table.alone else None
    known = {one.body.key: one for one in upward}
    return AssemblyPage(
        here=Summary(link(place, place.body), delegates.figures_of(people), None, 0, members),
        above=upward,
        sent=tuple((seat, known.get(seat.person.body)) for seat in _seats(place, people)),
        seats=table.each.get(unit) if unit else None,
        undecided=table.undecided,
    )


def _table_above(place: Place) -> seating.Seats:
    """The seats in the body to which an assembly sends."""
    if not place.above:
        return seating.Seats(None, frozenset())
    whole = bodies.find(place.above[0].key)
    return seating.seats_of(whole, seating.councils_below(whole))


def above(place: Place) -> tuple[Link, ...]:
    return tuple(link(place, one) for one in place.above)


def link(place: Place, body: Body) -> Link:
    return Link(body, body_title(body, place.names[body.unit] if body.unit else ""))


def _within(page: int, count: int, each: int) -> tuple[int, int]:
    """The page that there is, and how many there are."""
    pages = max(1, -(-count // each))
    return min(max(1, page), pages), pages


def _summary(one: Link, filled: Filled, table: seating.Seats) -> Summary:
    told = table.told if table.each and not table.undecided else None
    return Summary(one, filled, told, table.vacant(filled.by_sender), table.members)


def _row(place: Place, body: Body, here: Filled, table: seating.Seats, own: Summary) -> Row:
    part = place.part(body)
    return Row(own, here.by_sender[part.id], table.each.get(part.id))


def _own(
    place: Place, body: Body, held: Mapping[str, Filled], tables: Mapping[UUID, seating.Seats], table: seating.Seats
) -> Summary:
    """One that sends, in figures of its own."""
    part = place.part(body)
    if part.id in tables:
        return _summary(link(place, body), held.get(body.key, NOBODY), tables[part.id])
    return Summary(link(place, body), NOBODY, None, 0, part.members if part.id in table.alone else None)


def _branches(place: Place, filled: Filled) -> tuple[tuple[str, int], ...]:
    """How many delegates each branch has; a name is empty for what stands outside all branches."""
    found: Counter[str] = Counter()
    for unit, count in filled.by_sender.items():
        found[_branch_name(place, unit)] += count
    return tuple(sorted(found.items()))


def _ending(people: Sequence[Sitting]) -> tuple[tuple[dt.date, int], ...]:
    return tuple(sorted(Counter(one.end.date() for one in people).items()))


def _vacancies(place: Place, table: seating.Seats, filled: Mapping[UUID, int]) -> tuple[tuple[Link, int], ...]:
    open_seats = ((one, table.each.get(one.unit, 0) - filled.get(one.unit, 0)) for one in place.senders if one.unit)
    return tuple((link(place, one), count) for one, count in open_seats if count > 0)


def _elections(place: Place, told: Collection[UUID], mine: Collection[UUID]) -> tuple[tuple[Election, str, bool], ...]:
    """Those into this body that are not over, the next first. From one in a unit that is too small to be shown would
    follow that somebody is there: it is told to those who elect in it only.
    """
    units = [one.unit for one in place.senders if one.unit and (one.unit in told or one.unit in mine)]
    found = Election.objects.filter(body=place.body.key, over=False, unit_id__in=units)
    some = found.order_by("due", "id")[:ROWS_A_PAGE]
    return tuple((one, place.names.get(one.unit_id, ""), one.unit_id in mine) for one in some)


def _seats(place: Place, people: Sequence[Sitting]) -> tuple[Seat, ...]:
    before = delegates.earlier(people)
    by_unit = {one.unit: one for one in place.senders}
    instant = now()
    return tuple(
        Seat(
            person=one,
            sender=link(place, by_unit[one.unit]) if one.unit in by_unit else None,
            branch=_branch_name(place, one.unit),
            days=max(0, (one.end - instant).days),
            renewals=before[one.mandate],
        )
        for one in people
    )


def _branch_name(place: Place, unit: UUID) -> str:
    branch = place.tree.branch(unit) if unit in place.tree.parents else place.branch
    return place.names.get(branch, "") if branch else ""
