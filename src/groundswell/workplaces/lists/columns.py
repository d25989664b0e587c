"""What each column of a sheet means: proposed from its header and its values, for a person to correct."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from groundswell.workplaces.lists.grid import Flaw, Value
from groundswell.workplaces.lists.persons import names_persons


class Role(StrEnum):
    """What a column can mean. A PERSON column is dropped before anything is kept; an IGNORE column too."""

    BRANCH = "branch"
    ENTERPRISE = "enterprise"
    SITE = "site"
    CITY = "city"
    REGION = "region"
    DEPARTMENT = "department"
    SHIFT = "shift"
    CREW = "crew"
    HEADCOUNT = "headcount"
    HEADCOUNT_DAY = "headcount-day"
    SEASON_FROM = "season-from"
    SEASON_TO = "season-to"
    LANGUAGES = "languages"
    ELIGIBLE = "eligible"
    VOTES_FOR = "votes-for"
    VOTES_CAST = "votes-cast"
    TEST_DAY = "test-day"
    TEST_TITLE = "test-title"
    TALLY_TYPE = "tally-type"
    TALLY_CATEGORY = "tally-category"
    CASE = "case"
    UNIT_CODE = "unit-code"
    PERSON = "person"
    IGNORE = "ignore"


SEVERAL = frozenset({Role.VOTES_FOR, Role.VOTES_CAST, Role.PERSON, Role.IGNORE})

# The words by which headers are recognised, in the languages of the site; the first role that fits is proposed.
HEADERS: tuple[tuple[Role, str], ...] = (
    (Role.IGNORE, r"schedul|ballot (mail|count) date"),
    (Role.CASE, r"case (number|no|id)|number of case|номер дела|expediente"),
    (Role.UNIT_CODE, r"unit (id|code|letter)"),
    (Role.TALLY_TYPE, r"tally type|type of (vote|tally)"),
    (Role.TALLY_CATEGORY, r"tally category"),
    (Role.TEST_DAY, r"(tally|vote|ballot|test|election) (date|day)|дата (голосования|проверки)"),
    (Role.TEST_DAY, r"fecha de (la )?(votaci[oó]n|prueba)"),
    (Role.SEASON_FROM, r"season (from|start|begin)|начало сезона|inicio de (la )?temporada"),
    (Role.SEASON_TO, r"season (to|end|until)|конец сезона|fin de (la )?temporada"),
    (Role.HEADCOUNT_DAY, r"(headcount|counted).*(date|day)|as of|на дату|fecha"),
    (Role.IGNORE, r"date|status|reason|mode|impounded|challeng|runoff|certify|against"),
    (Role.IGNORE, r"on petition|bargaining unit|labor organi[sz]ation \d+ name"),
    (Role.VOTES_FOR, r"votes? for|took part|yes votes|за$|голосов за|votos a favor|participaron"),
    (Role.VOTES_CAST, r"valid votes|void (ballots|votes)|votes? cast|turnout|ballots cast|явка|votos emitidos"),
    (Role.ELIGIBLE, r"eligible|entitled|имеют право|con derecho"),
    (Role.HEADCOUNT, r"head ?count|employees|workers|staff|number of people|работает|численность"),
    (Role.HEADCOUNT, r"работников|сотрудников|trabajadores|empleados|plantilla"),
    (Role.LANGUAGES, r"languages?|языки?|idiomas?"),
    (Role.BRANCH, r"branch|industry|sector|отрасль|ветвь|rama"),
    (Role.ENTERPRISE, r"enterprise|employer|company|firm|case name|предприятие|работодатель|компания"),
    (Role.ENTERPRISE, r"empresa|patronal|empleador"),
    (Role.CITY, r"(unit )?(city|town)|город|ciudad|municipio"),
    (Role.REGION, r"(unit )?(state|region|province|county)|регион|область|provincia|estado"),
    (Role.SITE, r"site|workplace|plant|location|farm|площадка|завод|место работы"),
    (Role.SITE, r"centro( de trabajo)?|planta|finca"),
    (Role.DEPARTMENT, r"department|section|unit name|отдел|участок|цех|departamento|secci[oó]n"),
    (Role.SHIFT, r"shift|смена|turno"),
    (Role.CREW, r"crew|brigade|бригада|cuadrilla"),
    (Role.TEST_TITLE, r"test|action|акция|acci[oó]n"),
)
PATTERNS = tuple((role, re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE)) for role, pattern in HEADERS)
MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/\d{4}")


@dataclass(frozen=True)
class Column:
    """One column with the role proposed or chosen for it; `index` counts from 0. `month_first`: days as 12/25/2026."""

    index: int
    header: str
    role: Role
    month_first: bool = False


def role_of_header(header: str) -> Role:
    """What a header says by itself; IGNORE where it says nothing that we know."""
    text = " ".join(header.replace("_", " ").split())
    return next((role for role, pattern in PATTERNS if pattern.search(text)), Role.IGNORE)


def propose(header: Sequence[Value], samples: Sequence[Sequence[Value]]) -> tuple[Column, ...]:
    """A role for each column with a header. What names persons is dropped whatever else it may mean."""
    taken: set[Role] = set()
    columns = []
    for index, cell in enumerate(header):
        if cell is None or isinstance(cell, Flaw):
            continue
        values = [row[index] for row in samples if index < len(row) and row[index] is not None]
        role = _role(str(cell), values)
        if role in taken and role not in SEVERAL:
            role = Role.IGNORE
        taken.add(role)
        month_first = any(isinstance(v, str) and MONTH_FIRST.fullmatch(v) for v in values)
        columns.append(Column(index, str(cell)[:120], role, month_first))
    return tuple(columns)


def _role(header: str, values: Sequence[Value]) -> Role:
    role = role_of_header(header)
    if names_persons(header, values, known=role is not Role.IGNORE):
        return Role.PERSON
    if role in {Role.HEADCOUNT, Role.ELIGIBLE, Role.VOTES_FOR, Role.VOTES_CAST} and not _mostly_numbers(values):
        return Role.IGNORE
    if (
        role in {Role.TEST_DAY, Role.HEADCOUNT_DAY}
        and values
        and not any(isinstance(v, (str, dt.date)) for v in values)
    ):
        return Role.IGNORE
    return role


def _some_days(values: Sequence[Value]) -> bool:
    return any(isinstance(value, (str, dt.date)) for value in values)


def _mostly_numbers(values: Sequence[Value]) -> bool:
    numbers = [v for v in values if isinstance(v, (int, float, Flaw)) or str(v).strip().replace(" ", "").isdigit()]
    return not values or 2 * len(numbers) >= len(values)


def apply_text(columns: Sequence[Column], text: str) -> tuple[Column, ...]:
    """Columns with the roles that a text says; a header may contain commas. Raises ValueError for unknown parts."""
    wanted: dict[str, str] = {}
    header = ""
    for part in text.split(","):
        name, equals, role = part.rpartition("=")
        header += name if equals else f"{part},"
        if equals:
            wanted[header.strip()] = role.strip()
            header = ""
    known = {c.header: c.index for c in columns}
    for name, role in wanted.items():
        if name not in known:
            raise ValueError(f"{name}={role}")
    return apply_roles(columns, {known[name]: role for name, role in wanted.items()})


def apply_roles(columns: Sequence[Column], wanted: Mapping[int, str]) -> tuple[Column, ...]:
    """Columns with other roles, by index. Raises ValueError for a role that does not exist.

    A column that names persons stays dropped whatever is wanted.
    """
    for index, role in wanted.items():
        if role not in set(Role):
            raise ValueError(f"{index}={role}")
    return tuple(
        replace(c, role=Role(wanted[c.index])) if c.index in wanted and c.role is not Role.PERSON else c
        for c in columns
    )
