"""Setting the charter. Only the founding calls this; changing it by ballot comes with the ballots."""

from __future__ import annotations

from groundswell.charter.models import Charter, Organisation
from groundswell.kernel.clock import today
from scrutiny.organisation.charter import CharterRules, check, to_json


def adopt(name: str, rules: CharterRules) -> None:
    """Name the organisation and put its rules in force. Part of the founding action, never called alone."""
    check(rules)
    Organisation.objects.create(id=1, name=name, founded=today())
    Charter.objects.create(adopted=today(), rules=to_json(rules))
