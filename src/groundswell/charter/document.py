"""The charter as members read it: chapters of sentences, and its history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from groundswell.charter import queries, words
from groundswell.charter.models import Charter
from groundswell.kernel.clock import today
from scrutiny.organisation.charter import (
    RULES,
    Adoption,
    Value,
    all_rules,
    fallen_back,
    is_default,
    latest,
    to_json,
)


@dataclass(frozen=True)
class Line:
    """A rule. `since` is the day from which its value holds, None where it was never adopted; `lapsed` says that
    what was adopted last was not confirmed in time.
    """

    rule: str
    sentence: str
    limits: str
    since: dt.date | None
    confirm_by: dt.date | None
    lapsed: bool


@dataclass(frozen=True)
class Chapter:
    heading: str
    lines: list[Line]


@dataclass(frozen=True)
class Event:
    """Something that happened to the charter on a day: `kind` is founding, ballot or lapsed."""

    day: dt.date
    kind: str
    sentences: list[str]
    confirm_by: dt.date | None = None


def chapters() -> list[Chapter]:
    """Every rule under its heading, as it is today."""
    last, values = latest(queries.history(), today()), to_json(queries.rules())
    return [
        Chapter(words.heading(heading), [_line(rule.name, values[rule.name], last.get(rule.name)) for rule in rules])
        for heading, rules in groupby(all_rules(), lambda rule: rule.heading)
    ]


def _line(rule: str, value: Value, last: Adoption | None) -> Line:
    sentence, limits = words.sentence(rule, value), words.limits(rule)
    if last is None:
        return Line(rule, sentence, limits, None, None, False)
    if not last.holds_on(today()):
        return Line(rule, sentence, limits, last.confirm_by, None, True)
    return Line(rule, sentence, limits, last.adopted, last.confirm_by, False)


def events() -> list[Event]:
    """What happened until today, the latest first: adoptions, and rules that fell back."""
    adopted = [_adopted(charter) for charter in queries.charters() if charter.adopted <= today()]
    return sorted([*adopted, *_fallen_back()], key=lambda event: event.day, reverse=True)


def _adopted(charter: Charter) -> Event:
    """The founding act is told by what it set otherwise than by default, a ballot by all that it decided."""
    told = queries.adoptions(charter)
    if charter.ballot is None:
        told = [one for one in told if not is_default(one.rule, one.value)]
    confirm_by = max((one.confirm_by for one in told if one.confirm_by), default=None)
    sentences = [words.sentence(one.rule, one.value) for one in told]
    return Event(charter.adopted, "ballot" if charter.ballot else "founding", sentences, confirm_by)


def _fallen_back() -> list[Event]:
    by_day: dict[dt.date, list[str]] = {}
    for one in fallen_back(queries.history(), today()):
        if one.confirm_by is not None and not is_default(one.rule, one.value):
            by_day.setdefault(one.confirm_by, []).append(words.sentence(one.rule, RULES[one.rule].default))
    return [Event(day, "lapsed", sentences) for day, sentences in by_day.items()]
