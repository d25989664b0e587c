"""What the rules say now. Every app above asks here; no such number stands anywhere else."""

from __future__ import annotations

import datetime as dt

from groundswell.charter.models import Charter, Organisation
from scrutiny.organisation.charter import DEFAULTS, CharterRules, from_json


def rules() -> CharterRules:
    """The rules in force; the defaults before the founding."""
    newest = Charter.objects.order_by("-id").first()
    return from_json(newest.rules) if newest else DEFAULTS


def founded() -> dt.date:
    """The day of the founding. Raises Organisation.DoesNotExist before it."""
    found: dt.date = Organisation.objects.get().founded
    return found


def organisation_name() -> str:
    found = Organisation.objects.first()
    return found.name if found else ""


def is_founded() -> bool:
    return Organisation.objects.exists()
