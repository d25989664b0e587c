"""What to ask for: from how many work there, and how many took part when strength was last tested."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.pledges.rules import Suggested, suggested
from groundswell.workplaces.models import Unit
from groundswell.workplaces.queries import members_in, peak_in
from groundswell.workplaces.results import results
from groundswell.workplaces.strength import is_shown


@dataclass(frozen=True)
class Advice:
    """Of one unit. `heads` and `took_part` are None where they are not known or may not be shown."""

    unit: Unit
    heads: int | None
    took_part: int | None
    suggested: Suggested


def advice(unit: Unit) -> Advice:
    heads = people_in(unit.id)
    tests = [one.count for one in results(unit.id) if one.count is not None]
    in_force = rules()
    made = suggested(heads, tests[0] if tests else None, in_force.pledge_least, in_force.pledge_margin)
    return Advice(unit, heads if is_shown(unit.id) else None, tests[0] if tests else None, made)


def people_in(unit: UUID) -> int:
    """How many work there at most; where nobody has counted, as many as are members."""
    return peak_in(unit) or members_in(unit)
