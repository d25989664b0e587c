"""Ending a mandate openly, as it was given, where there are no petition keys."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.councils import actions as councils
from groundswell.councils.models import Mandate
from groundswell.kernel.actions import action
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.errors import Gone, Unknown
from groundswell.motions import queries, recalls
from groundswell.motions.models import RecallSignature
from groundswell.motions.permissions import check_elects
from groundswell.record.actions import append
from groundswell.workplaces.queries import public_scope
from scrutiny.organisation import acts


@action
def sign(actor: Actor, act: acts.SignRecall) -> None:
    """Signing twice counts once. With enough signatures the mandate is over. Raises Unknown, Forbidden, Gone."""
    mandate = _mandate(actor, act.mandate)
    RecallSignature.objects.get_or_create(mandate=mandate, by_id=actor.person)
    append(actor, act, scope=public_scope(mandate.unit_id))
    if recalls.signed(mandate) >= recalls.needed_in(mandate.unit_id):
        councils.recall(mandate)
        ended = acts.RecallOpenly(mandate.id)
        append(NOBODY, ended, effect=ended.body(), scope=public_scope(mandate.unit_id))


@action
def withdraw(actor: Actor, act: acts.WithdrawRecall) -> None:
    mandate = _mandate(actor, act.mandate)
    RecallSignature.objects.filter(mandate=mandate, by_id=actor.person).delete()
    append(actor, act, scope=public_scope(mandate.unit_id))


def _mandate(actor: Actor, mandate_id: UUID) -> Mandate:
    """One that can be recalled openly now, locked."""
    mandate: Mandate | None = Mandate.objects.select_for_update().filter(id=mandate_id).first()
    if mandate is None:
        raise Unknown
    check_elects(actor, mandate.unit_id)
    if queries.is_over(mandate):
        raise Gone(_("This mandate has ended already."))
    if not recalls.is_open_to(mandate.unit_id):
        raise Gone(
            _("Those who gave this mandate end it by petition and ballot, so that nobody sees who signs."),
            todo=_("Begin a petition."),
        )
    return mandate
