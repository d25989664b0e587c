"""Rules about councils that the charter does not have yet, in the form in which it has its own: name, safe default,
bounds, unit. They hold at their defaults until they stand in `charter.rules` and a ballot can change them.
"""

from __future__ import annotations

from dataclasses import dataclass

from scrutiny.organisation.charter.kinds import choice, number
from scrutiny.organisation.charter.rules import OFFICES, RECALL


@dataclass(frozen=True)
class CouncilRules:
    """Of councils, of those elected to them, and of petitions."""

    # "A council has {n} delegates at most, or as many as it takes to give one to each that sends."
    council_most: int = number(OFFICES, 150, 15, 1000, "members")
    # "A crew or brigade that moves between workplaces sends {n} delegates at least."
    crew_seats: int = number(OFFICES, 1, 1, 5, "times")
    # "Whoever is elected accepts within {n} days; after that the seat is vacant."
    acceptance_days: int = number(OFFICES, 7, 1, 30, "days")
    # "Whoever has held an office as often in a row as the charter allows stays out of it for {n} days."
    renewal_break_days: int = number(OFFICES, 365, 30, 1460, "days")
    # "A seat that falls vacant goes to whom the same ballots put next", or "is filled by a new ballot".
    vacancies: str = choice(OFFICES, "countback", "by-election")
    # "After a meeting a delegate reports back within {n} days."
    report_days: int = number(OFFICES, 14, 3, 60, "days")
    # "When a recall ballot was not held, because those who prepare it failed, the next one opens within {n} days."
    recall_again_days: int = number(RECALL, 14, 3, 60, "days")


WANTED = CouncilRules()
