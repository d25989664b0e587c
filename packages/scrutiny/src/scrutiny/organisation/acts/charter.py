"""Changing the charter: an act of office that only says what a ballot of the members has decided."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, act
from scrutiny.organisation.acts.founding import RuleValue


@act("charter.change", office=True)
@dataclass(frozen=True)
class ChangeRules(Act):
    """Put these values in force, as the ballot `ballot` decided. The value that holds already confirms it."""

    ballot: UUID
    rules: tuple[RuleValue, ...]
