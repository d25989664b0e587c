"""The assembly of a workplace reviews a membership, or decides an appeal: most of its members settle it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.charter.queries import rules
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Gone, Invalid
from groundswell.members import queries
from groundswell.members.actions.standing import change_state, end, mine
from groundswell.members.models import Answer, Membership, MembershipState, Review
from groundswell.members.permissions import check_in_assembly, check_may_ask_review
from groundswell.members.words import REVIEW_REASONS
from groundswell.record.actions import append
from groundswell.workplaces import placements
from groundswell.workplaces.queries import living, public_scope, workplace_of
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation.mandates import signatures_needed
from scrutiny.organisation.standing import check_appeal


def assembly_unit(membership: Membership) -> UUID:
    """The workplace whose assembly decides."""
    unit = living(membership.unit_id)
    return workplace_of(unit) or unit


@action
def ask(actor: Actor, membership_id: UUID, reason: str) -> Review:
    """Somebody who vouched regrets it: the assembly looks at it. The reason comes from a list, nothing is written."""
    membership = queries.membership(membership_id)
    check_may_ask_review(actor, membership)
    if reason not in REVIEW_REASONS:
        raise Invalid(_("Choose a reason from the list."))
    review = _open(membership, "review", reason)
    append(
        actor,
        acts.OpenReview(standing=membership.id, reason=reason),
        scope=public_scope(membership.unit_id),
    )
    return review


@action
def appeal(actor: Actor, membership_id: UUID) -> Review:
    """Whoever lost their membership asks the assembly to keep it. Raises Invalid where the rules know no appeal."""
    membership = mine(actor, membership_id)
    try:
        check_appeal(queries.value_of(membership), membership.reason)
    except ScrutinyError as error:
        raise Invalid(_("There is nothing to appeal against.")) from error
    if membership.reviews.filter(kind="appeal").exists():
        raise Gone(_("The assembly has been asked already."))
    review = _open(membership, "appeal", membership.reason)
    append(actor, acts.Appeal(standing=membership.id), scope=public_scope(membership.unit_id))
    return review


def _open(membership: Membership, kind: str, reason: str) -> Review:
    if membership.reviews.filter(outcome="").exists():
        raise Gone(_("The assembly is looking at this already."))
    review: Review = Review.objects.create(membership=membership, kind=kind, reason=reason, opened=today())
    return review


@action
def answer(actor: Actor, review_id: UUID, keep: bool) -> Review:
    """One member of the assembly answers, and may change the answer until it is settled."""
    queries.review(review_id)
    review: Review = Review.objects.select_for_update().select_related("membership").get(id=review_id)
    unit = assembly_unit(review.membership)
    check_in_assembly(actor, unit, review.membership)
    if review.outcome:
        raise Gone(_("The assembly has decided this already."))
    Answer.objects.update_or_create(review=review, by_id=actor.person, defaults={"keep": keep})
    append(
        actor,
        acts.AnswerReview(review=review.id, answer="keep" if keep else "end"),
        scope=public_scope(review.membership.unit_id),
    )
    _settle_if_decided(review, unit)
    return review


def _settle_if_decided(review: Review, unit: UUID) -> None:
    """Settled as soon as more than the charter's share of the assembly, without the one concerned, agree."""
    assembly = queries.assembly_of(unit) - {review.membership.account_id}
    needed = signatures_needed(len(assembly), rules().review_share_percent)
    keep, against = queries.answers(review, assembly)
    if keep >= needed:
        _settle(review, "keep")
    elif against >= needed:
        _settle(review, "end")


def _settle(review: Review, outcome: str) -> None:
    membership: Membership = Membership.objects.select_for_update().get(id=review.membership_id)
    review.outcome = outcome
    review.save(update_fields=["outcome"])
    effect = 0
    if outcome == "end" and membership.state != MembershipState.ENDED:
        end(membership, "review")
        effect = -1
    elif outcome == "keep" and membership.state == MembershipState.ENDED:
        _restore(membership)
        effect = 1
    append(
        Actor(account=membership.account_id),
        acts.SettleReview(review=review.id, outcome=outcome),
        scope=public_scope(membership.unit_id),
        effect={"members": effect},
    )


def _restore(membership: Membership) -> None:
    """An appeal that succeeds: the person stands again where they stood."""
    change_state(membership, "restored")
    membership.ended = None
    membership.reason = ""
    membership.unit_id = living(membership.unit_id)
    membership.save()
    if not placements.persons_in(membership.unit_id) & {membership.account_id}:
        placements.place(membership.account_id, membership.id, membership.unit_id)
