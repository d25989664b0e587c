"""The charter's rules as typed values with safe default, bounds and unit, in the order in which members read them.

Bounds protect members from their own officials: a floor below 3 would show persons, a mandate without end would be
property. What holds on a day is in `history`; how a rule is changed, in `scrutiny.organisation.ballots.amendments`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from scrutiny.encoding import Json
from scrutiny.errors import Malformed, RuleBroken
from scrutiny.organisation.charter.kinds import Number, Rule, Value, choice, number, yes_no

HEADINGS = ("coming-in", "shown", "offices", "ballots", "recall", "pledges", "money", "record", "charter")
IN, SHOWN, OFFICES, BALLOTS, RECALL, PLEDGES, MONEY, RECORD, CHARTER = HEADINGS


@dataclass(frozen=True)
class CharterRules:
    """All rules. Shares are exceeded, not reached: 50 percent of 10 members means 6. Quorums are reached."""

    # Coming in, and staying
    founders_needed: int = number(IN, 3, 3, 50, "members")
    first_stewards: int = number(IN, 2, 2, 20, "members")
    vouches_needed: int = number(IN, 2, 2, 5, "members")
    vouch_wait_days: int = number(IN, 30, 0, 365, "days")
    vouch_quota: int = number(IN, 5, 1, 50, "members")
    vouch_quota_days: int = number(IN, 90, 30, 365, "days")
    card_valid_days: int = number(IN, 14, 1, 60, "days")
    open_cards: int = number(IN, 5, 1, 50, "cards")
    opened_by: int = number(IN, 3, 3, 10, "members")
    review_share_percent: int = number(IN, 50, 50, 90, "percent")
    out_of_work_months: int = number(IN, 24, 6, 120, "months")
    key_return_days: int = number(IN, 7, 3, 30, "days")
    key_return_vouches: int = number(IN, 2, 2, 5, "members")
    # What is shown: under the floor nothing inside the organisation, under the public floor nothing outside it.
    # A test of strength aims at the target; who took part in something counts as active for some days.
    floor: int = number(SHOWN, 5, 3, 50, "members")
    public_floor: int = number(SHOWN, 20, 5, 200, "members")
    target_percent: int = number(SHOWN, 65, 10, 100, "percent")
    active_days: int = number(SHOWN, 120, 30, 730, "days")
    test_open_days: int = number(SHOWN, 60, 7, 365, "days")
    # Offices
    eligible: str = choice(OFFICES, "members", "at-work-when-elected")
    steward_days: int = number(OFFICES, 90, 7, 365, "days")
    steward_share_percent: int = number(OFFICES, 50, 50, 90, "percent")
    mandate_days: int = number(OFFICES, 365, 30, 730, "days")
    renewals_most: int = number(OFFICES, 2, 0, 5, "times")
    reminder_days: int = number(OFFICES, 14, 3, 60, "days")
    delegates_per_hundred: int = number(OFFICES, 1, 1, 20, "times")
    branch_parity: bool = yes_no(OFFICES, True)
    council_most: int = number(OFFICES, 150, 15, 1000, "members")
    crew_seats: int = number(OFFICES, 1, 1, 5, "times")
    acceptance_days: int = number(OFFICES, 7, 1, 30, "days")
    renewal_break_days: int = number(OFFICES, 365, 30, 1460, "days")
    vacancies: str = choice(OFFICES, "countback", "by-election")
    report_days: int = number(OFFICES, 14, 3, 60, "days")
    # Ballots
    motion_share_percent: int = number(BALLOTS, 10, 1, 25, "percent")
    quorum_percent: int = number(BALLOTS, 33, 10, 75, "percent")
    share_percent: int = number(BALLOTS, 50, 50, 90, "percent")
    double_majority: bool = yes_no(BALLOTS, True)
    notice_days: int = number(BALLOTS, 14, 3, 90, "days")
    observers_days: int = number(BALLOTS, 7, 1, 60, "days")
    voting_days: int = number(BALLOTS, 7, 1, 60, "days")
    complaint_days: int = number(BALLOTS, 1, 1, 14, "days")
    appeal_days: int = number(BALLOTS, 14, 3, 60, "days")
    open_vote_below: int = number(BALLOTS, 5, 5, 20, "members")
    ballot_floor: int = number(BALLOTS, 20, 10, 200, "members")
    ballot_group: str = choice(BALLOTS, "by-size", "Ed25519")
    registrars_needed: int = number(BALLOTS, 2, 2, 5, "members")
    trustees_needed: int = number(BALLOTS, 3, 3, 15, "members")
    trustees_quorum: int = number(BALLOTS, 2, 2, 15, "members")
    # Recall
    recall_share_percent: int = number(RECALL, 20, 5, 33, "percent")
    recall_floor: int = number(RECALL, 3, 3, 20, "members")
    petition_days: int = number(RECALL, 60, 14, 180, "days")
    recall_confirm_days: int = number(RECALL, 14, 3, 60, "days")
    recall_again_days: int = number(RECALL, 14, 3, 60, "days")
    # Threshold pledges
    pledge_least: int = number(PLEDGES, 5, 3, 100, "members")
    pledge_margin: int = number(PLEDGES, 2, 0, 20, "cards")
    pledge_decks: int = number(PLEDGES, 2, 1, 3, "times")
    pledge_days: int = number(PLEDGES, 60, 1, 180, "days")
    pledge_wait_days: int = number(PLEDGES, 1, 1, 7, "days")
    pledge_trigger_hours: int = number(PLEDGES, 48, 24, 168, "hours")
    pledge_step: int = number(PLEDGES, 5, 1, 50, "times")
    # Money
    outside_money_percent: int = number(MONEY, 10, 0, 30, "percent")
    signers_needed: int = number(MONEY, 2, 2, 5, "members")
    # The record
    witnesses_needed: int = number(RECORD, 2, 1, 10, "times")
    auditors_drawn: int = number(RECORD, 3, 2, 15, "members")
    statement_days: int = number(RECORD, 90, 7, 365, "days")
    # Changing the charter
    rule_quorum_percent: int = number(CHARTER, 50, 33, 90, "percent")
    rule_share_percent: int = number(CHARTER, 66, 50, 90, "percent")
    confirm_months: int = number(CHARTER, 24, 6, 60, "months")


DEFAULTS = CharterRules()

# What may not be more than what, and the code of the refusal.
TIES = (
    ("floor", "public_floor", "public-under-floor"),
    ("trustees_quorum", "trustees_needed", "quorum-over-trustees"),
    ("observers_days", "notice_days", "observers-before-notice"),
)


@dataclass(frozen=True)
class Bounds:
    """What a number may be, for whoever shows or sets it; `unit` is one of kinds.UNITS."""

    rule: str
    default: int
    low: int
    high: int
    unit: str


def to_json(rules: CharterRules) -> dict[str, Value]:
    """Every value as it stands in JSON and in acts: yes is 1, no is 0."""
    return {f.name: _plain(getattr(rules, f.name)) for f in fields(rules)}


def _plain(value: Value) -> Value:
    return int(value) if isinstance(value, bool) else value


def all_rules() -> tuple[Rule, ...]:
    """Every rule in the order of the charter."""
    defaults = to_json(DEFAULTS)
    return tuple(Rule(f.name, f.metadata["heading"], f.metadata["kind"], defaults[f.name]) for f in fields(DEFAULTS))


def bounds() -> tuple[Bounds, ...]:
    """Every rule that is a number, in the order of the charter."""
    return tuple(
        Bounds(rule.name, int(rule.default), rule.kind.low, rule.kind.high, rule.kind.unit)
        for rule in all_rules()
        if isinstance(rule.kind, Number)
    )


RULES = {rule.name: rule for rule in all_rules()}


def check(rules: CharterRules) -> None:
    """Raises RuleBroken `out-of-bounds` naming the first rule that is, with its value and bounds, `no-such-choice`;
    `public-under-floor` where outsiders would be shown smaller counts than members, `quorum-over-trustees` where
    more trustees would have to act than there are, `observers-before-notice` where the time to name observers would be
    over before a ballot is announced; Malformed `wrong-value` for what is no value of the rule's kind.
    """
    for name, value in to_json(rules).items():
        RULES[name].kind.check(name, value)
    for less, more, code in TIES:
        if getattr(rules, more) < getattr(rules, less):
            raise RuleBroken(code, rule=more, value=getattr(rules, more), low=getattr(rules, less))


def reconciled(rules: CharterRules) -> CharterRules:
    """The rules with every tie kept: where a rule that fell back left the other behind, the greater one is raised."""
    for less, more, _code in TIES:
        rules = replace(rules, **{more: max(getattr(rules, less), getattr(rules, more))})
    return rules


def from_json(stored: Mapping[str, Json]) -> CharterRules:
    """The rules as stored; a rule that a newer version added has its default.

    Raises Malformed `unknown-rule`, `wrong-value`; RuleBroken as `check` does.
    """
    rules = with_values(DEFAULTS, {name: checked(name, value) for name, value in stored.items()})
    check(rules)
    return rules


def checked(name: str, value: Json) -> Value:
    """The value of one rule. Raises Malformed `unknown-rule`, `wrong-value`; RuleBroken `out-of-bounds`,
    `no-such-choice`.
    """
    if name not in RULES:
        raise Malformed("unknown-rule", rule=str(name))
    if not isinstance(value, (int, str)) or isinstance(value, bool):
        raise Malformed("wrong-value", rule=name)
    RULES[name].kind.check(name, value)
    return value


def with_values(rules: CharterRules, values: Mapping[str, Value]) -> CharterRules:
    """The rules with some of them set to values as they stand in JSON; not checked."""
    read = {name: RULES[name].kind.read(value) for name, value in values.items()}
    return replace(rules, **read)  # type: ignore[arg-type]
