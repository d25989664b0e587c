"""Names of offices in templates."""

from __future__ import annotations

from typing import Protocol

from django import template

from groundswell.councils.models import Election
from groundswell.councils.words import office_name
from groundswell.kernel.clock import today
from groundswell.workplaces.models import Unit

register = template.Library()


class OfOffice(Protocol):
    """An election, a nomination or a mandate."""

    unit: Unit
    body: str


@register.filter
def late(election: Election) -> bool:
    """Whether the day has passed on which it should have been announced."""
    return election.due < today()


@register.filter
def office(of: OfOffice) -> str:
    """What the office is called."""
    return office_name(of.unit.name, of.body)
