"""What a rule of the charter can be: a number within bounds, yes or no, or a choice among codes.

In JSON and in acts a number is a number, yes is 1 and no is 0, and a choice is its code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeGuard

from scrutiny.errors import Malformed, RuleBroken

Value = int | str  # yes and no are integers too

# What numbers count; `times` is whatever the sentence of the rule names.
UNITS = ("members", "cards", "days", "months", "hours", "percent", "times")


@dataclass(frozen=True)
class Number:
    """From `low` to `high`, both included; `unit` is one of UNITS."""

    low: int
    high: int
    unit: str

    def check(self, rule: str, value: Value) -> None:
        """Raises Malformed `wrong-value`, RuleBroken `out-of-bounds`."""
        if not _is_number(value):
            raise Malformed("wrong-value", rule=rule)
        if not self.low <= value <= self.high:
            raise RuleBroken("out-of-bounds", rule=rule, value=value, low=self.low, high=self.high)

    def read(self, stored: Value) -> Value:
        return stored


@dataclass(frozen=True)
class YesNo:
    def check(self, rule: str, value: Value) -> None:
        """Raises Malformed `wrong-value`."""
        if not isinstance(value, int) or value not in (0, 1):
            raise Malformed("wrong-value", rule=rule)

    def read(self, stored: Value) -> Value:
        return bool(stored)


@dataclass(frozen=True)
class Choice:
    codes: tuple[str, ...]

    def check(self, rule: str, value: Value) -> None:
        """Raises Malformed `wrong-value` for anything but a text, RuleBroken `no-such-choice` for another code."""
        if not isinstance(value, str):
            raise Malformed("wrong-value", rule=rule)
        if value not in self.codes:
            raise RuleBroken("no-such-choice", rule=rule, value=value)

    def read(self, stored: Value) -> Value:
        return stored


Kind = Number | YesNo | Choice


@dataclass(frozen=True)
class Rule:
    """One rule: its name in the code, the heading under which it stands, its kind and its safe default."""

    name: str
    heading: str
    kind: Kind
    default: Value


def number(heading: str, default: int, low: int, high: int, unit: str) -> Any:
    """A field of the charter that is a number: its safe default, the least and the most it may be, what it counts."""
    return field(default=default, metadata={"heading": heading, "kind": Number(low, high, unit)})


def yes_no(heading: str, default: bool) -> Any:
    return field(default=default, metadata={"heading": heading, "kind": YesNo()})


def choice(heading: str, *codes: str) -> Any:
    """A field that is one of these codes; the first is the safe default."""
    return field(default=codes[0], metadata={"heading": heading, "kind": Choice(codes)})


def _is_number(value: Value) -> TypeGuard[int]:
    return type(value) is int
