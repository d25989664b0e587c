"""What the rules say now. Every app above asks here; no such number stands anywhere else."""

from __future__ import annotations

from groundswell.charter.models import Charter, Organisation
from scrutiny.organisation.charter import DEFAULTS, CharterRules, from_json


def rules() -> CharterRules:
    """The rules in force; the defaults before the founding."""
    newest = Charter.objects.order_by("-id").first()
    return from_json(newest.rules) if newest else DEFAULTS


def organisation_name() -> str:
    found = Organisation.objects.first()
    return found.name if found else ""


def is_founded() -> bool:
    return Organisation.objects.exists()
