"""Where a rule of the charter stands on its way to being confirmed, for the page that shows the charter."""

from __future__ import annotations

import datetime as dt

from django import template

from groundswell.ballots import confirmations
from groundswell.ballots.confirmations import Coming
from groundswell.ballots.models import Ballot

register = template.Library()


@register.simple_tag
def ballot_to_confirm(confirm_by: dt.date) -> Ballot | None:
    """The ballot that asks about it, if it is announced."""
    return confirmations.of_day(confirm_by)


@register.simple_tag
def coming_confirmations() -> list[Coming]:
    return confirmations.coming()
