"""The charter's rules as typed values with default, bounds and unit.

Bounds protect members from their own officials: a floor below 3 would show persons, a mandate without end would be
property. Changing a rule by ballot, and falling back to the default, come with the ballots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from scrutiny.encoding import Json
from scrutiny.errors import Malformed, RuleBroken


def rule(default: int, low: int, high: int, unit: str) -> int:
    """A rule: its default, the least and the most it may be, and what it counts."""
    found: int = field(default=default, metadata={"low": low, "high": high, "unit": unit})
    return found


@dataclass(frozen=True)
class CharterRules:
    """All rules that are a number. Shares are exceeded, not reached: 50 percent of 10 members means 6."""

    # Coming in
    founders_needed: int = rule(3, 3, 50, "members")
    vouches_needed: int = rule(2, 2, 5, "members")
    vouch_wait_days: int = rule(30, 0, 365, "days")
    vouch_quota: int = rule(5, 1, 50, "members")
    vouch_quota_days: int = rule(90, 30, 365, "days")
    card_valid_days: int = rule(14, 1, 60, "days")
    open_cards: int = rule(5, 1, 50, "cards")
    opened_by: int = rule(3, 3, 10, "members")
    # What is shown: under the floor nothing inside the organisation, under the public floor nothing outside it
    floor: int = rule(5, 3, 50, "members")
    public_floor: int = rule(20, 5, 200, "members")
    # Offices and the assembly
    steward_days: int = rule(90, 7, 365, "days")
    steward_share_percent: int = rule(50, 50, 90, "percent")
    review_share_percent: int = rule(50, 50, 90, "percent")
    # Staying a member
    out_of_work_months: int = rule(24, 6, 120, "months")
    key_return_days: int = rule(7, 3, 30, "days")
    key_return_vouches: int = rule(2, 2, 5, "members")
    # Strength: what a test aims at, and for how long somebody who took part in something counts as active
    target_percent: int = rule(65, 10, 100, "percent")
    active_days: int = rule(120, 30, 730, "days")


@dataclass(frozen=True)
class Bounds:
    """What a rule may be, for whoever shows or sets it; `unit` is members, cards, days, months or percent."""

    rule: str
    default: int
    low: int
    high: int
    unit: str


def bounds() -> tuple[Bounds, ...]:
    """Every rule in the order of the charter."""
    return tuple(
        Bounds(item.name, item.default, item.metadata["low"], item.metadata["high"], item.metadata["unit"])
        for item in fields(CharterRules)
        if isinstance(item.default, int)
    )


def check(rules: CharterRules) -> None:
    """Raises RuleBroken `out-of-bounds` naming the first rule that is, with its value and bounds;
    `public-under-floor` where outsiders would be shown smaller counts than members.
    """
    for of in bounds():
        value = getattr(rules, of.rule)
        if not of.low <= value <= of.high:
            raise RuleBroken("out-of-bounds", rule=of.rule, value=value, low=of.low, high=of.high)
    if rules.public_floor < rules.floor:
        raise RuleBroken("public-under-floor", rule="public_floor", value=rules.public_floor, low=rules.floor)


def to_json(rules: CharterRules) -> dict[str, int]:
    return asdict(rules)


def from_json(stored: Mapping[str, Json]) -> CharterRules:
    """The rules as stored; a rule that a newer version added has its default.

    Raises Malformed `unknown-rule`, `wrong-value`; RuleBroken as `check` does.
    """
    known = {of.rule for of in bounds()}
    numbers: dict[str, int] = {}
    for name, value in stored.items():
        if name not in known:
            raise Malformed("unknown-rule", rule=str(name))
        if not isinstance(value, int) or isinstance(value, bool):
            raise Malformed("wrong-value", rule=name)
        numbers[name] = value
    rules = CharterRules(**numbers)
    check(rules)
    return rules


DEFAULTS = CharterRules()
