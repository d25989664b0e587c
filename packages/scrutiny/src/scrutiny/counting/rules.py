"""One door to all rules, by the names that charters, files and commands use."""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.counting import approval, judgment, meek, schulze, scottish
from scrutiny.counting.profile import Profile
from scrutiny.counting.stages import Result
from scrutiny.errors import Refused

RULES = ("scottish", "meek", "schulze", "approval", "judgment")


def count(
    profile: Profile,
    rule: str,
    seed: bytes | None = None,
    most: int | None = None,
    grades: Sequence[str] = judgment.GRADES,
) -> Result:
    """Count the ballots by the named rule. `most` limits the marks of an approval paper, `grades` names the grades.

    Raises Refused with code "rule-unknown" for another name, or with code "lot-needed" if a tie has to go to a lot and
    there is no seed; Malformed where ballots and grades do not fit (`judgment.count`).
    """
    if rule == "approval":
        return approval.count(profile, seed, most)
    if rule == "judgment":
        return judgment.count(profile, seed, grades)
    transferable = {"scottish": scottish.count, "meek": meek.count, "schulze": schulze.count}
    if rule not in transferable:
        raise Refused("rule-unknown", rule=rule)
    return transferable[rule](profile, seed)
