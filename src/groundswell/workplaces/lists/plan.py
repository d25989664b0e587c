"""From rows and meanings to a plan: units, dated headcounts, tests of strength, and every problem by row."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundswell.workplaces.lists.columns import Column, Role
from groundswell.workplaces.lists.grid import Flaw, Row, Value
from groundswell.workplaces.lists.likeness import Pair, near_duplicates, normal
from groundswell.workplaces.lists.persons import EMAIL, is_contact
from groundswell.workplaces.lists.tallies import Tally, has_tally, read_tally, settle
from groundswell.workplaces.lists.values import BadValueError, as_day, as_text, as_whole
from scrutiny.encoding import sha256
from scrutiny.errors import ScrutinyError
from scrutiny.organisation.headcounts import check_season

LONGEST_NAME = 160
MOST_PROBLEMS = 5000
MOST_PAIRS = 500
Progress = Callable[[int], None]
STEP = 500


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit to be made or recognised. `key` is stable over imports; `parent` the key above, empty at the root."""

    key: str
    parent: str
    kind: str
    name: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heads:
    """A dated headcount of a unit."""

    unit: str
    day: str
    count: int
    season_from: str = ""
    season_to: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """A test of strength of one unit: `count` of `of` took part on `day`; `cast` voted at all, where known."""

    key: str
    unit: str
    day: str
    title: str
    count: int
    of: int
    cast: int | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a row that could not be used, or was used otherwise than it stands. `code` selects the sentence."""

    row: int
    code: str
    column: str = ""


SENTENCES: dict[str, Promise] = {
    "no-name": _("The row names no enterprise, workplace or part: it was not used."),
    "no-tally": _("The row has no tally: the unit is made, without a test of strength."),
    "not-a-number": _("This is not a whole number of people: the value was not used."),
    "not-a-day": _("This is not a day: the value was not used."),
    "not-a-season": _("A season needs a first and a last day, as MM-DD: it was not used."),
    "more-than-asked": _("More took part than could have: the test was not used."),
    "nobody-asked": _("Nobody could have taken part: the test was not used."),
    "repeated": _("The same figures stand in an earlier row: they were counted once."),
    "replaced": _("A revised tally in another row replaces this one."),
    "later": _("Another row gives a later tally of the same vote: that one counts."),
    "contact": _("An e-mail address or telephone number stood here: it was dropped."),
    "formula": _("A formula without a result stands here: it was not used."),
    "error": _("This cell holds an error instead of a value: it was not used."),
    "joined": _("This number stands in a cell that is joined over several rows: nobody can say for which. Not used."),
    "sum": _("The row adds up others: it was not used."),
    "long-name": _("The name is longer than 160 characters: it was cut."),
    "other-headcount": _("Another row gives another headcount of the same unit and day: the later row counts."),
}


@dataclass
class Plan:
    """What a sheet would do. Everything that is not in here was forgotten when the sheet was."""

    units: dict[str, Unit] = field(default_factory=dict)
    heads: dict[tuple[str, str, str], Heads] = field(default_factory=dict)
    tests: list[Test] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    rows: int = 0
    cases: int = 0
    without_tally: int = 0
    dropped_columns: int = 0
    dropped_values: int = 0
    likely: list[Pair] = field(default_factory=list)

    def kinds(self) -> Counter[str]:
        return Counter(unit.kind for unit in self.units.values())

    def note(self, row: int, code: str, column: str = "") -> None:
        """Keep a problem; beyond the most that can be shown, only count it."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(row, code, column))


def make_plan(
    rows: Iterable[Row], columns: Sequence[Column], today: dt.date, progress: Progress = lambda _row: None
) -> Plan:
    """Read all rows. `today` dates headcounts without a day of their own. Raises Unreadable midway for damage."""
    plan = Plan()
    for number in plan_steps(plan, rows, columns, today):
        progress(number)
    return plan


def plan_steps(plan: Plan, rows: Iterable[Row], columns: Sequence[Column], today: dt.date) -> Iterator[int]:
    """Fill an empty plan, and tell the number of the row now and then. It is whole when there are no more steps."""
    plan.dropped_columns = sum(c.role is Role.PERSON for c in columns)
    tallies: list[Tally] = []
    cases: set[str] = set()
    for number, cells in rows:
        if any(cell is not None for cell in cells):
            _read_row(plan, tallies, cases, number, Cells(cells, columns), today)
        if number % STEP == 0:
            yield number
    plan.cases = len(cases)
    _add_tests(plan, tallies)
    names = [unit.name for unit in plan.units.values() if unit.kind == "enterprise"]
    plan.likely = near_duplicates(names)[:MOST_PAIRS]


class Cells:
    """One row by meaning. Values of columns that are dropped are never looked at, only counted.

    A value that is an e-mail address or a telephone number is dropped wherever it stands, and so is a formula without
    a result; both are noted.
    """

    def __init__(self, cells: Sequence[Value], columns: Sequence[Column]) -> None:
        self.by_role: dict[Role, list[tuple[Column, Value]]] = {}
        self.dropped = 0
        self.unusable: list[tuple[str, str]] = []
        for column in columns:
            value = cells[column.index] if column.index < len(cells) else None
            if column.role is Role.PERSON:
                self.dropped += value is not None
            elif value is not None and column.role is not Role.IGNORE:
                self._take(column, value)

    def _take(self, column: Column, value: Value) -> None:
        if isinstance(value, str) and "@" in value and column.role in TEXTS and not is_contact(value):
            value, said = EMAIL.sub(" ", value), value
            if value != said:
                self.unusable.append(("contact", column.header))
        if isinstance(value, Flaw):
            self.unusable.append((value.value, column.header))
        elif isinstance(value, str) and is_contact(value) and column.role in TEXTS:
            self.dropped += 1
            self.unusable.append(("contact", column.header))
        elif isinstance(value, str) and value.startswith("="):
            self.unusable.append(("formula", column.header))
        else:
            self.by_role.setdefault(column.role, []).append((column, value))

    def has(self, role: Role) -> bool:
        return role in self.by_role

    def text(self, role: Role) -> str:
        return as_text(self.by_role[role][0][1]) if role in self.by_role else ""

    def all(self, role: Role) -> list[tuple[Column, Value]]:
        return self.by_role.get(role, [])


def _read_row(plan: Plan, tallies: list[Tally], cases: set[str], number: int, cells: Cells, today: dt.date) -> None:
    plan.rows += 1
    plan.dropped_values += cells.dropped
    for code, header in cells.unusable:
        plan.note(number, code, header)
    if _is_sum(cells):
        plan.note(number, "sum")
        return
    if cells.has(Role.CASE):
        cases.add(cells.text(Role.CASE))
    unit = _units_of(plan, number, cells)
    if not unit:
        plan.note(number, "no-name")
        return
    tally = read_tally(cells, unit, number, lambda code, column: plan.note(number, code, column))
    if tally is None and cells.has(Role.CASE) and not has_tally(cells):
        plan.without_tally += 1
        plan.note(number, "no-tally")
    if tally is not None:
        tallies.append(tally)
    if cells.has(Role.HEADCOUNT):
        _read_heads(plan, number, cells, unit, tally.day if tally else today)


def _is_sum(cells: Cells) -> bool:
    """A row that adds up the others names no place."""
    first = next((cells.text(role) for role, _kind in PLACES if cells.has(role)), "")
    return normal(first) in SUMS


TEXTS = frozenset(
    {Role.BRANCH, Role.ENTERPRISE, Role.SITE, Role.CITY, Role.REGION, Role.DEPARTMENT, Role.CREW, Role.SHIFT, Role.CASE}
    | {Role.TEST_TITLE, Role.UNIT_CODE, Role.TALLY_TYPE, Role.TALLY_CATEGORY}
)
SUMS = frozenset({"total", "totals", "grand total", "sum", "итого", "всего", "total general", "suma"})
PLACES: tuple[tuple[Role, str], ...] = (
    (Role.BRANCH, "branch"),
    (Role.ENTERPRISE, "enterprise"),
    (Role.SITE, "site"),
    (Role.DEPARTMENT, "department"),
    (Role.CREW, "crew"),
    (Role.SHIFT, "shift"),
)


def _units_of(plan: Plan, number: int, cells: Cells) -> str:
    """Make or recognise the units that a row names, from the top down; the key of the lowest."""
    key = ""
    for role, kind in PLACES:
        name = _site_name(cells) if role is Role.SITE else cells.text(role)
        if not name and role is Role.DEPARTMENT:
            name = _case_name(cells)
        if name:
            key = _add_unit(plan, number, key, kind, name, cells)
    return key


def _site_name(cells: Cells) -> str:
    """The workplace's own name; without one, city and region; without those too, a part needs the firm's name."""
    place = ", ".join(t for t in (_city(cells.text(Role.CITY)), cells.text(Role.REGION)) if t)
    own = cells.text(Role.SITE)
    if own:
        return own
    inside = any(cells.text(r) for r in (Role.DEPARTMENT, Role.SHIFT, Role.CASE))
    return place or (cells.text(Role.ENTERPRISE) if inside else "")


def _city(name: str) -> str:
    """Capitals and small letters of cities differ from row to row: CAMBRIDGE and Cambridge are one place."""
    return name.title() if name.isupper() or name.islower() else name


def _case_name(cells: Cells) -> str:
    parts = [cells.text(Role.CASE), cells.text(Role.UNIT_CODE)]
    group = cells.text(Role.TALLY_CATEGORY)
    special = group if normal(group).startswith("self determination") else ""
    return " ".join(part for part in [*parts, special] if part) if parts[0] else ""


def unit_key(parent: str, kind: str, name: str) -> str:
    """What recognises a unit in every import: its path, by normalised names."""
    return sha256(f"{parent}|{kind}|{normal(name, firm=kind == 'enterprise')}".encode()).hex()


def _add_unit(plan: Plan, number: int, parent: str, kind: str, name: str, cells: Cells) -> str:
    if len(name) > LONGEST_NAME:
        plan.note(number, "long-name")
        name = name[:LONGEST_NAME]
    key = unit_key(parent, kind, name)
    if key not in plan.units:
        spoken = cells.text(Role.LANGUAGES).replace(",", " ").replace(";", " ").lower().split()
        languages = tuple(sorted({code for code in spoken if len(code) == 2 and code.isalpha()}))
        plan.units[key] = Unit(key, parent, kind, name, languages)
    return key


def _read_heads(plan: Plan, number: int, cells: Cells, unit: str, otherwise: dt.date) -> None:
    """The row's headcount on its day, or on the day of its tally, or today."""
    column, value = cells.all(Role.HEADCOUNT)[0]
    count = _whole(plan, number, column.header, value)
    if count is None:
        return
    season = (cells.text(Role.SEASON_FROM), cells.text(Role.SEASON_TO))
    try:
        check_season(*season)
    except ScrutinyError:
        plan.note(number, "not-a-season")
        season = ("", "")
    day = _day(plan, number, cells, Role.HEADCOUNT_DAY) or otherwise
    if not _add_heads(plan, Heads(unit, day.isoformat(), count, *season)):
        plan.note(number, "other-headcount")


def _add_heads(plan: Plan, heads: Heads) -> bool:
    """Add a headcount; False where another one of the same unit and day had to give way."""
    slot = (heads.unit, heads.day, heads.season_from)
    before = plan.heads.get(slot)
    plan.heads[slot] = heads
    return before is None or before.count == heads.count


def _whole(plan: Plan, number: int, header: str, value: Value) -> int | None:
    try:
        return as_whole(value)
    except BadValueError:
        plan.note(number, "not-a-number", header)
        return None


def _day(plan: Plan, number: int, cells: Cells, role: Role) -> dt.date | None:
    for column, value in cells.all(role):
        try:
            return as_day(value, column.month_first)
        except BadValueError:
            plan.note(number, "not-a-day", column.header)
    return None


def _add_tests(plan: Plan, tallies: list[Tally]) -> None:
    """The tests that count; how many could vote is the headcount of a unit for which the sheet gives no other.

    Their keys do not hold the day of a vote in a case: a revision of another day is still the same test.
    """
    own = {heads.unit for heads in plan.heads.values()}
    for tally in settle(tallies, plan.note):
        if tally.unit not in own:
            _add_heads(plan, Heads(tally.unit, tally.day.isoformat(), tally.of))
        plan.tests.append(
            Test(
                key=sha256("|".join(tally.slot).encode()).hex(),
                unit=tally.unit,
                day=tally.day.isoformat(),
                title=tally.title,
                count=tally.count,
                of=tally.of,
                cast=tally.cast,
            )
        )
