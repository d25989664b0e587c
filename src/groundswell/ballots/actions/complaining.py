"""Complaints, between the close and the opening of the result."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groundswell.ballots import queries
from groundswell.ballots.models import Complaint
from groundswell.ballots.queries import Stage
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Forbidden, Gone
from groundswell.record.actions import append
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts


@action
def complain(actor: Actor, act: acts.Complain) -> None:
    """Say what is wrong with the board. Twice counts once. Raises Gone outside of the time for complaints."""
    check_is_member(actor)
    ballot = queries.ballot(act.ballot)
    if queries.part_of(ballot, actor.person) is None:
        raise Forbidden(_("You are not on the list of this ballot."))
    if queries.stage(ballot) != Stage.COMPLAINTS:
        raise Gone(_("Complaints are made between the close and the opening of the result."))
    Complaint.objects.get_or_create(ballot=ballot, account_id=actor.person, about=act.about, defaults={"day": today()})
    append(actor, act)
