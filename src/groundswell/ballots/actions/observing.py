"""Observers: named while the list is open, they fetch and check the boards after the close and say what they found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groundswell.ballots import queries
from groundswell.ballots.models import Observer
from groundswell.ballots.queries import Stage
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Forbidden, Gone
from groundswell.record.actions import append
from groundswell.workplaces.permissions import check_is_member
from scrutiny.organisation import acts


@action
def observe(actor: Actor, act: acts.ObserveBallot) -> None:
    """Name oneself. Twice counts once. Raises Gone when the list is final, Forbidden for who keeps its keys."""
    check_is_member(actor)
    ballot = queries.ballot(act.ballot)
    if ballot.unready or now() >= ballot.observers:
        raise Gone(_("Observers are named until the list is final."))
    if queries.custodian(ballot, actor.person):
        raise Forbidden(_("Who keeps the keys of a ballot cannot observe it."))
    Observer.objects.get_or_create(ballot=ballot, account_id=actor.person)
    append(actor, act, effect={"ballot": str(ballot.id)})


@action
def say(actor: Actor, act: acts.SayObserved) -> None:
    """What an observer found on the boards; the last word counts. Raises Forbidden, and Gone before the close."""
    check_is_member(actor)
    ballot = queries.ballot(act.ballot)
    observer = Observer.objects.filter(ballot=ballot, account_id=actor.person).first()
    if observer is None:
        raise Forbidden(_("Only observers of this ballot say what they found."))
    if queries.stage(ballot) not in (Stage.COMPLAINTS, Stage.COUNTING):
        raise Gone(_("Observers say what they found between the close and the day on which the result is final."))
    observer.holds = act.holds
    observer.save(update_fields=["holds"])
    append(actor, act, effect={"ballot": str(ballot.id), "holds": int(act.holds)})
