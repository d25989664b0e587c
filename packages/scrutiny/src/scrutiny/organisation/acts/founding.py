"""The act that begins an organisation: the only one that needs no member."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from scrutiny.organisation.acts.base import Act, Part, act, came_later


@dataclass(frozen=True)
class FirstUnit(Part):
    """A unit that the founding act names. Parents come before what stands under them; branches are units too."""

    unit: UUID
    parent: UUID | None
    kind: str
    name: str


@dataclass(frozen=True)
class Stand(Part):
    """Somebody in a unit: a founder at work there, or the first steward of it."""

    account: UUID
    unit: UUID


@dataclass(frozen=True)
class RuleValue(Part):
    """A rule of the charter by name: a number, 1 or 0 for yes or no, or the code of a choice."""

    rule: str
    value: int | str


@act("organisation.found", office=True)
@dataclass(frozen=True)
class Found(Act):
    """Name, first units, founders, first stewards, and the charter's rules: all that replay needs to begin.

    `custodians` are the founders from whom registrars and trustees of the first ballot are drawn before all others.
    """

    name: str
    units: tuple[FirstUnit, ...]
    founders: tuple[Stand, ...]
    stewards: tuple[Stand, ...]
    rules: tuple[RuleValue, ...]
    custodians: tuple[UUID, ...] = came_later(())
