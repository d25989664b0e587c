"""What the charter says on a day: computed from all that was ever adopted. No job ends a rule.

A value holds from the day of its adoption until the next one of the same rule, or until the day by which it should
have been confirmed: from that day on the rule has its safe default. Confirming is adopting the same value again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from scrutiny.organisation.charter.kinds import Value
from scrutiny.organisation.charter.rules import DEFAULTS, RULES, CharterRules, checked, reconciled, with_values


@dataclass(frozen=True)
class Adoption:
    """A value that a rule was given on a day. `value` is as in JSON; `confirm_by` is None for a safe default."""

    rule: str
    value: Value
    adopted: dt.date
    confirm_by: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on a day, unless something later was adopted."""
        return self.adopted <= day and (self.confirm_by is None or day < self.confirm_by)


def latest(history: Iterable[Adoption], day: dt.date) -> dict[str, Adoption]:
    """For each rule what was adopted last until a day, lapsed or not. Of two on one day the later in order counts."""
    found: dict[str, Adoption] = {}
    for adoption in history:
        before = found.get(adoption.rule)
        if adoption.adopted <= day and (before is None or before.adopted <= adoption.adopted):
            found[adoption.rule] = adoption
    return found


def in_force(history: Iterable[Adoption], day: dt.date) -> CharterRules:
    """The rules on a day. What was never adopted, or not confirmed in time, has its safe default.

    Raises Malformed `unknown-rule`, `wrong-value`, RuleBroken `out-of-bounds`, `no-such-choice` for what holds.
    """
    holding = [adoption for adoption in latest(history, day).values() if adoption.holds_on(day)]
    return reconciled(with_values(DEFAULTS, {one.rule: checked(one.rule, one.value) for one in holding}))


def lapsed(history: Iterable[Adoption], day: dt.date) -> dict[str, Adoption]:
    """What was adopted last of a rule and not confirmed in time."""
    return {name: one for name, one in latest(history, day).items() if not one.holds_on(day)}


def fallen_back(history: Iterable[Adoption], day: dt.date) -> list[Adoption]:
    """Whatever was not confirmed in time until a day, replaced since or not: its rule fell back on its `confirm_by`."""
    found = []
    by_rule: dict[str, list[Adoption]] = {}
    for one in sorted(history, key=lambda one: one.adopted):
        by_rule.setdefault(one.rule, []).append(one)
    for ones in by_rule.values():
        for one, after in zip_longest(ones, ones[1:]):
            due = one.confirm_by
            if due is not None and due <= day and (after is None or due < after.adopted):
                found.append(one)
    return found


def is_default(rule: str, value: Value) -> bool:
    return RULES[rule].default == value
