"""Setting the charter: by the founding act, and from then on only by the ballot that it demands itself.

The door for ballots is here and closed: nothing on this site makes a CertifiedBallot before there are ballots.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.charter import queries
from groundswell.charter.models import Charter, Organisation
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import DomainError, Invalid
from groundswell.record.actions import append
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation.ballots.amendments import CertifiedBallot, check_change
from scrutiny.organisation.charter import CharterRules, Value, check, to_json
from scrutiny.organisation.standing import months_later


class OnlyByBallot(DomainError):
    message = _("Only a ballot of the members changes the charter.")


def adopt(name: str, rules: CharterRules) -> None:
    """Name the organisation and put its rules in force. Part of the founding action, never called alone."""
    check(rules)
    Organisation.objects.create(id=1, name=name, founded=today())
    _put_in_force(to_json(rules), rules.confirm_months, None)


@action
def change(actor: Actor, act: acts.ChangeRules, ballot: CertifiedBallot | None = None) -> None:
    """Put in force what a ballot decided, until it has to be confirmed. Raises OnlyByBallot, Invalid."""
    if ballot is None or ballot.ballot != act.ballot:
        raise OnlyByBallot
    values = {item.rule: item.value for item in act.rules}
    if len(values) != len(act.rules):
        raise Invalid(_("A rule is named twice."))
    before = queries.rules()
    try:
        check_change(before, values, ballot)
    except ScrutinyError as error:
        raise OnlyByBallot(_("This ballot does not decide this change of the charter."), code=error.code) from error
    made = _put_in_force(values, before.confirm_months, act.ballot)
    append(
        actor,
        act,
        effect={"ballot": str(act.ballot), "rules": dict(values), "confirm_by": str(made.confirm_by)},
    )


def is_decided_by(ballot: CertifiedBallot) -> bool:
    """Whether it meets what the charter demands today. That may be more than when it was announced, or what other rules
    have become in the meantime may not go with its values: then the charter stays as it is.
    """
    try:
        check_change(queries.rules(), ballot.values, ballot)
    except ScrutinyError:
        return False
    return True


def _put_in_force(values: dict[str, Value], months: int, ballot: UUID | None) -> Charter:
    """Write values that hold from today on; those that are no safe default for so many months."""
    made: Charter = Charter.objects.create(
        adopted=today(), rules=values, confirm_by=months_later(today(), months), ballot=ballot
    )
    queries.forget()
    return made
