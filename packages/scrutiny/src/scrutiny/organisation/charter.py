"""The charter's rules as typed values with default and bounds.

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
    founders_needed: int = rule(3, 3, 50, "members")
    vouches_needed: int = rule(2, 2, 5, "members")
    vouch_wait_days: int = rule(30, 0, 365, "days")
    vouch_quota: int = rule(5, 1, 50, "members")
    vouch_quota_days: int = rule(90, 30, 365, "days")
    card_valid_days: int = rule(14, 1, 60, "days")
    open_cards: int = rule(5, 1, 50, "cards")
    opened_by: int = rule(3, 3, 10, "members")
    floor: int = rule(5, 3, 50, "members")
    public_floor: int = rule(20, 5, 200, "members")
    steward_days: int = rule(90, 7, 365, "days")
    steward_share_percent: int = rule(50, 50, 90, "percent")
    review_share_percent: int = rule(50, 50, 90, "percent")
    out_of_work_months: int = rule(24, 6, 120, "months")
    key_return_days: int = rule(7, 3, 30, "days")
    key_return_vouches: int = rule(2, 2, 5, "members")
    target_percent: int = rule(65, 10, 100, "percent")


def check(rules: CharterRules) -> None:
    """Raises RuleBroken `out-of-bounds` naming the first rule that is."""
    for item in fields(rules):
        value = getattr(rules, item.name)
        if not item.metadata["low"] <= value <= item.metadata["high"]:
            raise RuleBroken("out-of-bounds", rule=item.name, value=value)


def to_json(rules: CharterRules) -> dict[str, int]:
    return asdict(rules)


def from_json(stored: Mapping[str, Json]) -> CharterRules:
    """The rules as stored; a rule that a newer version added has its default. Raises Malformed, RuleBroken."""
    known = {item.name for item in fields(CharterRules)}
    numbers: dict[str, int] = {}
    for name, value in stored.items():
        if name not in known or not isinstance(value, int) or isinstance(value, bool):
            raise Malformed("unknown-rule", rule=str(name))
        numbers[name] = value
    rules = CharterRules(**numbers)
    check(rules)
    return rules


DEFAULTS = CharterRules()
