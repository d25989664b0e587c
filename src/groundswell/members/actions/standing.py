"""What members say of themselves: moving about, being seen, out of work, leaving."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Gone, Invalid, Unknown
from groundswell.members import queries
from groundswell.members.models import Membership, MembershipState
from groundswell.members.words import LEAVING_REASONS
from groundswell.record.actions import append
from groundswell.workplaces import placements
from groundswell.workplaces.models import Placement
from groundswell.workplaces.queries import public_scope, unit, workplace_of
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation.standing import CAUSES, transition


def mine(actor: Actor, membership_id: UUID) -> Membership:
    """The actor's own membership, locked. Raises Unknown for all others, Gone for one that has lapsed."""
    found: Membership | None = (
        Membership.objects.select_for_update().filter(id=membership_id, account_id=actor.person).first()
    )
    if found is None:
        raise Unknown
    if found.state == MembershipState.OUT_OF_WORK and not queries.counts_today(found):
        raise Gone(_("Your membership has lapsed."), todo=_("Ask fellow workers for a card to join again."))
    return found


def change_state(membership: Membership, event: str) -> None:
    """Follow the table of states. Raises Invalid where the event has no place in the present state."""
    try:
        membership.state = transition(membership.state, event)
    except ScrutinyError as error:
        raise Invalid(_("Your membership is not in a state in which this can be said.")) from error


@action
def move(actor: Actor, membership_id: UUID, old: UUID, new: UUID) -> None:
    """Stand in another part of the same workplace. Raises Invalid: another workplace needs vouching there."""
    membership = mine(actor, membership_id)
    placement = Placement.objects.filter(of=membership.id, unit_id=old).first()
    if placement is None:
        raise Invalid(_("You do not stand in that unit any more."))
    _check_same_workplace(old, new)
    active = placement.active
    placements.unplace(placement)
    _place_once(membership, new, active)
    append(actor, acts.MoveStanding(standing=membership.id, old=old, new=new), scope=public_scope(new))


@action
def add(actor: Actor, membership_id: UUID, new: UUID) -> None:
    """Stand in one more part of the same workplace: two shifts, a crew beside the department."""
    membership = mine(actor, membership_id)
    there = queries.standing_units(membership)
    if not there:
        raise Invalid(_("You do not stand in a unit now."))
    _check_same_workplace(there[0].id, new)
    _place_once(membership, new, Placement.objects.filter(of=membership.id, active=True).exists())
    append(actor, acts.AddStanding(standing=membership.id, unit=new), scope=public_scope(new))


def _place_once(membership: Membership, new: UUID, active: bool) -> None:
    if not Placement.objects.filter(person=membership.account_id, unit_id=new).exists():
        placements.place(membership.account_id, membership.id, new, active=active)
        placements.set_languages(membership.account_id, membership.languages)


def _check_same_workplace(old: UUID, new: UUID) -> None:
    if unit(new).closed or workplace_of(old) is None or workplace_of(old) != workplace_of(new):
        raise Invalid(
            _("That unit lies in another workplace."),
            todo=_("To join it, be vouched for there: ask for a card."),
        )


@action
def show_me(actor: Actor, membership_id: UUID, visible: bool, active: bool, languages: tuple[str, ...]) -> None:
    """Whether my name is seen in my own unit, whether I keep things going there, which languages I speak."""
    membership = mine(actor, membership_id)
    membership.visible = visible
    membership.languages = sorted(set(languages))
    membership.save(update_fields=["visible", "languages"])
    placements.set_languages(membership.account_id, membership.languages)
    placements.set_active(membership.account_id, active)
    append(
        actor,
        acts.ShowMe(standing=membership.id, visible=visible, active=active, languages=tuple(membership.languages)),
    )


@action
def out_of_work(actor: Actor, membership_id: UUID, cause: str, dispute: bool) -> None:
    """Dismissed, laid off, or the season is over: the membership stays. `dispute` keeps it while a case is open."""
    if cause not in CAUSES:
        raise Invalid(_("Choose a reason from the list."))
    membership = mine(actor, membership_id)
    change_state(membership, "out-of-work")
    membership.out_of_work_since = today()
    membership.reason = cause
    membership.dispute_open = dispute
    membership.save()
    append(
        actor,
        acts.OutOfWork(standing=membership.id, cause=cause, day=today()),
        scope=public_scope(membership.unit_id),
    )


@action
def dispute(actor: Actor, membership_id: UUID, is_open: bool) -> None:
    """A dispute about the dismissal begins or ends."""
    membership = mine(actor, membership_id)
    if membership.state != MembershipState.OUT_OF_WORK:
        raise Invalid(_("Your membership is not in a state in which this can be said."))
    membership.dispute_open = is_open
    membership.save(update_fields=["dispute_open"])
    act = acts.DisputeOpened if is_open else acts.DisputeClosed
    append(actor, act(standing=membership.id), scope=public_scope(membership.unit_id))


@action
def back_at_work(actor: Actor, membership_id: UUID) -> None:
    membership = mine(actor, membership_id)
    change_state(membership, "back-at-work")
    membership.out_of_work_since = None
    membership.dispute_open = False
    membership.reason = ""
    membership.save()
    append(actor, acts.BackAtWork(standing=membership.id), scope=public_scope(membership.unit_id))


@action
def leave(actor: Actor, membership_id: UUID, reason: str) -> None:
    """End one's own membership: left, moved away, or became management."""
    if reason not in LEAVING_REASONS:
        raise Invalid(_("Choose a reason from the list."))
    membership = mine(actor, membership_id)
    was_counted = membership.state != MembershipState.WAITING
    end(membership, reason)
    append(
        actor,
        acts.EndStanding(standing=membership.id, reason=reason),
        scope=public_scope(membership.unit_id),
        effect={"members": -int(was_counted)},
    )


def end(membership: Membership, event: str) -> None:
    """Part of an action that ends a membership: the person stands nowhere by it any more."""
    change_state(membership, event)
    membership.reason = event
    membership.ended = today()
    membership.save()
    placements.unplace_all(membership.id)


@action
def lapse(membership_id: UUID) -> None:
    """Take a membership that has lapsed off the counts; it counted for nothing in any decision since that day."""
    membership: Membership = Membership.objects.select_for_update().get(id=membership_id)
    if membership.state == MembershipState.OUT_OF_WORK:
        end(membership, "lapsed")
        append(
            Actor(account=membership.account_id),
            acts.EndStanding(standing=membership.id, reason="lapsed"),
            scope=public_scope(membership.unit_id),
            effect={"members": -1},
        )
