"""The organisation's own rules: what they are, what they may be, and which of their values hold on a day."""

from scrutiny.organisation.charter.history import Adoption, fallen_back, in_force, is_default, lapsed, latest
from scrutiny.organisation.charter.kinds import UNITS, Choice, Kind, Number, Rule, Value, YesNo
from scrutiny.organisation.charter.rules import (
    DEFAULTS,
    HEADINGS,
    RULES,
    Bounds,
    CharterRules,
    all_rules,
    bounds,
    check,
    from_json,
    to_json,
)

__all__ = [
    "DEFAULTS",
    "HEADINGS",
    "RULES",
    "UNITS",
    "Adoption",
    "Bounds",
    "CharterRules",
    "Choice",
    "Kind",
    "Number",
    "Rule",
    "Value",
    "YesNo",
    "all_rules",
    "bounds",
    "check",
    "fallen_back",
    "from_json",
    "in_force",
    "is_default",
    "lapsed",
    "latest",
    "to_json",
]
