"""When the rules of the charter that have to be confirmed are put to a ballot, and which of them.

Nobody announces it. What has to be confirmed by one day is put to one ballot of all members, as it stands in force,
and yes means that all of it holds on. The clock announces it once no more time is left than two ballots take, one after
the other, so that one whose keys were not ready can be asked again; and as long as it can be certified before the day.
What is not confirmed by then falls back by computation (charter.history), whether or not anybody asked.

Codes of RuleBroken: `confirming` (not exactly what has to be confirmed by that day, or asked before), `timetable`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scrutiny.errors import RuleBroken
from scrutiny.organisation.ballots import asked, timetable
from scrutiny.organisation.ballots.timetable import Timetable
from scrutiny.organisation.charter import Adoption, CharterRules, Value, fallen_back, is_default, latest, to_json

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """The values that fall back on the day `confirm_by`; the ballot about them can be announced from `first` to
    `last`.
    """

    confirm_by: dt.date
    values: Mapping[str, Value]
    first: dt.date
    last: dt.date

    def on(self, day: dt.date) -> bool:
        """Whether it can be announced on this day."""
        return self.first <= day <= self.last


def due(history: Iterable[Adoption], day: dt.date, rules: CharterRules) -> list[Due]:
    """Whatever holds on a day and has to be confirmed, the earliest first. `rules` are those in force on that day.

    A value in whose place another holds, because rules have to go together, is not asked about: it would change a rule.
    """
    by_day: dict[dt.date, dict[str, Value]] = {}
    in_then = to_json(rules)
    for name, one in sorted(latest(history, day).items()):
        if one.confirm_by is not None and one.holds_on(day) and in_then[name] == one.value:
            by_day.setdefault(one.confirm_by, {})[name] = one.value
    takes = dt.timedelta(days=length(rules))
    return [Due(by, values, by - 2 * takes, by - takes - DAY) for by, values in sorted(by_day.items())]


def never_asked(history: Iterable[Adoption], asked_about: Collection[str], day: dt.date) -> list[Adoption]:
    """What fell back until a day without a ballot about it; `asked_about`: the days that ballots had as `confirms`."""
    fallen = [one for one in fallen_back(history, day) if not is_default(one.rule, one.value)]
    return [one for one in fallen if str(one.confirm_by) not in asked_about]


def length(rules: CharterRules) -> int:
    """Days from the announcement of the shortest ballot to its certification."""
    return rules.notice_days + rules.voting_days + rules.complaint_days + rules.appeal_days


def times(rules: CharterRules, day: dt.date) -> Timetable:
    """The timetable of a ballot that the clock announces, from the beginning of the day in UTC: as short as may be."""
    return timetable.generate(rules, dt.datetime.combine(day, dt.time(), dt.UTC))


def forced(history: Iterable[Adoption], effect: Mapping[str, Any], day: dt.date, rules: CharterRules) -> Timetable:
    """The timetable that a ballot announced to confirm rules must have. Raises RuleBroken `confirming`, `timetable`."""
    wanted = next((one for one in due(history, day, rules) if str(one.confirm_by) == str(effect["confirms"])), None)
    whole = effect["binding"] and not effect["unit"] and len(asked.from_text(str(effect["questions"]))) == 1
    if wanted is None or dict(effect["rules"]) != dict(wanted.values) or not whole:
        raise RuleBroken("confirming", day=str(effect["confirms"]))
    if not wanted.on(day):
        raise RuleBroken("timetable", first=str(wanted.first), last=str(wanted.last))
    return times(rules, day)


def still(
    history: Iterable[Adoption], confirms: dt.date, values: Mapping[str, Value], day: dt.date
) -> dict[str, Value]:
    """What a ballot that is carried on this day confirms: nothing that another ballot has decided since."""
    last = latest(history, day)
    return {name: value for name, value in values.items() if _same(last.get(name), value, confirms)}


def _same(last: Adoption | None, value: Value, confirms: dt.date) -> bool:
    return last is not None and (last.value, last.confirm_by) == (value, confirms)
