"""Coming in: cards, applying, vouching, being admitted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from groundswell.accounts import actions as accounts
from groundswell.accounts.models import Key
from groundswell.charter.queries import rules
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import HOST, Actor
from groundswell.kernel.clock import today
from groundswell.kernel.drawing import drawn
from groundswell.kernel.errors import Gone, Invalid, Unknown
from groundswell.members import admission, queries
from groundswell.members.models import Card, Membership, MembershipState, Vouch
from groundswell.members.permissions import check_may_invite, check_may_vouch
from groundswell.record.actions import append
from groundswell.workplaces import placements
from groundswell.workplaces.queries import living, public_scope, workplace_of
from scrutiny.errors import MistypedCard
from scrutiny.organisation import acts
from scrutiny.organisation.invitations import digest, new_code


class UnusableCard(Gone):
    message = _("This card was used, has expired or was withdrawn.")
    kept = _("Nothing was kept of what you typed.")
    todo = _("Ask whoever gave it to you for a new one.")


@action
def issue_card(actor: Actor, unit: UUID, returns: UUID | None = None) -> tuple[Card, str]:
    """A new card and its code, which is shown once and not kept. Raises Forbidden."""
    check_may_invite(actor, unit, returns)
    code = drawn(new_code)
    card: Card = Card.objects.create(
        digest=digest(code),
        unit_id=unit,
        by_id=actor.person,
        returns_id=returns,
        issued=today(),
        expires=today() + dt.timedelta(days=rules().card_valid_days),
    )
    append(
        actor,
        acts.IssueCard(card_digest=card.digest, unit=unit, expires=card.expires),
        scope=public_scope(unit),
    )
    return card, code


@action
def void_card(actor: Actor, card_id: UUID) -> None:
    """Take a card back that has not been used."""
    card = Card.objects.select_for_update().filter(id=card_id, by_id=actor.person, used=False, voided=False).first()
    if card is None:
        raise UnusableCard
    card.voided = True
    card.save(update_fields=["voided"])
    append(actor, acts.VoidCard(card_digest=card.digest), scope=public_scope(card.unit_id))


@housekeeping
def void_open_cards() -> int:
    """After a restore from an older copy: a card in it may have been used since, and must not be used twice."""
    found = list(Card.objects.select_for_update().filter(used=False, voided=False, expires__gte=today()))
    for card in found:
        card.voided = True
        card.save(update_fields=["voided"])
        append(HOST, acts.VoidCard(card_digest=card.digest), scope=public_scope(card.unit_id))
    return len(found)


def find_card(typed: str) -> Card:
    """The usable card with this code. Raises Invalid naming the mistyped group, UnusableCard otherwise.

    A code that never existed and one that was used get the same answer.
    """
    try:
        wanted = digest(typed)
    except MistypedCard as error:
        raise mistyped(error) from error
    return usable_card(wanted)


def mistyped(error: MistypedCard) -> Invalid:
    if "group" in error.data:
        return Invalid(
            _("Group {group} of the code is mistyped."),
            kept=_("The other groups are right."),
            todo=_("Compare it with the card letter by letter."),
            group=error.data["group"],
        )
    return Invalid(
        _("A code has four groups of five characters."),
        todo=_("Compare it with the card: something is missing."),
    )


def usable_card(wanted: str) -> Card:
    found: Card | None = (
        Card.objects.filter(digest=wanted, used=False, voided=False, expires__gte=today())
        .select_related("unit", "returns")
        .first()
    )
    if found is None:
        raise UnusableCard
    return found


def spend_card(wanted: str) -> Card:
    """Use a card up. Of two people who do so at once, one gets it. Part of an action."""
    spent = Card.objects.filter(digest=wanted, used=False, voided=False, expires__gte=today()).update(used=True)
    if not spent:
        raise UnusableCard
    card: Card = Card.objects.select_related("unit", "by").get(digest=wanted)
    return card


@action
def apply(
    signed: accounts.Signed,
    card_digest: str,
    name: str,
    language: str,
    keys: accounts.PublicKeys,
    by: tuple[str, str],
) -> Key:
    """A newcomer with a card: an account, and a membership that waits to be vouched for."""
    proof = accounts.check_registration(signed, keys, *by)
    card = spend_card(card_digest)
    account = accounts.open_account(name, language, keys, proof)
    key: Key = account.keys.get()
    ask_to_join(Actor(account=account.id), card)
    return key


def ask_to_join(actor: Actor, card: Card) -> Membership:
    """Apply with a card that was spent just now. Part of an action."""
    unit = living(card.unit_id)
    membership: Membership = Membership.objects.create(
        account_id=actor.person, unit_id=unit, card=card, applied=today()
    )
    append(actor, acts.Apply(card_digest=card.digest, account=membership.account_id), scope=public_scope(unit))
    return membership


@action
def apply_again(actor: Actor, typed: str) -> Membership:
    """Somebody with keys of their own (who moved, or left) joins another workplace with a card from there."""
    card = spend_card(find_card(typed).digest)
    if Membership.objects.filter(account_id=actor.person, unit_id=card.unit_id).exclude(state="ended").exists():
        raise Invalid(_("You stand in this unit already."))
    return ask_to_join(actor, card)


@action
def vouch(actor: Actor, act: acts.Vouch) -> Membership:
    """Say: this is a fellow worker of ours. When enough have said so, membership begins. Raises Forbidden, Gone.

    In a workplace that is being opened its members vouch for one another too, after they were admitted.
    """
    membership = _open_to_vouches(act.standing)
    check_may_vouch(actor, membership)
    Vouch.objects.create(membership=membership, voucher_id=actor.person, day=today())
    append(actor, act, scope=public_scope(membership.unit_id))
    if membership.state == MembershipState.WAITING:
        admit_if_vouched(membership)
    _mark_if_opened(admission.workplace(membership))
    return membership


def _mark_if_opened(there: UUID) -> None:
    if queries.is_opening(there) and admission.is_opened(there):
        placements.mark_opened(there)


@action
def withdraw_vouch(actor: Actor, act: acts.WithdrawVouch) -> None:
    """Before the admission a vouch can be taken back, and nobody is told. Raises Unknown for all who gave none."""
    if not Vouch.objects.filter(membership_id=act.standing, voucher_id=actor.person).exists():
        raise Unknown
    membership = _waiting(act.standing)
    Vouch.objects.filter(membership=membership, voucher_id=actor.person).delete()
    append(actor, act, scope=public_scope(membership.unit_id))


def _locked(membership_id: UUID) -> Membership:
    queries.membership(membership_id)
    found: Membership = Membership.objects.select_for_update().select_related("account", "unit").get(id=membership_id)
    return found


def _waiting(membership_id: UUID) -> Membership:
    found = _locked(membership_id)
    if found.state != MembershipState.WAITING:
        raise Gone(_("Others have vouched already: this person is a member now."))
    return found


def _open_to_vouches(membership_id: UUID) -> Membership:
    found = _locked(membership_id)
    opening = found.state == MembershipState.MEMBER and queries.is_opening(admission.workplace(found))
    return found if opening else _waiting(membership_id)


def admit_if_vouched(membership: Membership) -> bool:
    """Let the membership begin if the rule is met. Part of an action."""
    if not admission.is_admitted(membership):
        return False
    begin(membership)
    append(
        Actor(account=membership.account_id),
        acts.Admit(standing=membership.id, unit=membership.unit_id),
        scope=public_scope(membership.unit_id),
        effect={"members": 1},
    )
    return True


@housekeeping
def admit_vouched() -> None:
    """Once a day: those for whom enough have vouched while their workplace was full, and who fit in now."""
    waiting = Membership.objects.filter(state=MembershipState.WAITING).annotate(given=Count("vouches"))
    for membership in waiting.filter(given__gte=rules().vouches_needed).order_by("applied", "id"):
        admit_if_vouched(membership)


def begin(membership: Membership) -> None:
    """From now on the person stands in the unit."""
    membership.unit_id = living(membership.unit_id)
    membership.state = MembershipState.MEMBER
    membership.joined = today()
    membership.save()
    placements.place(membership.account_id, membership.id, membership.unit_id)


def admit_founders(where: Mapping[UUID, UUID]) -> None:
    """The founders stand in their units from the founding act on. Part of the founding action."""
    for account, unit in where.items():
        membership = Membership.objects.create(account_id=account, unit_id=unit, applied=today(), founder=True)
        begin(membership)
        append(Actor(account=account), acts.Admit(standing=membership.id, unit=unit), effect={"members": 1})
    _open_founded(where)


def _open_founded(where: Mapping[UUID, UUID]) -> None:
    """The founding act is the founders' vouching for one another: with enough of them a workplace is opened by it."""
    founded = [workplace_of(unit) or unit for unit in where.values()]
    for there in set(founded):
        if founded.count(there) >= rules().opened_by:
            placements.mark_opened(there)
