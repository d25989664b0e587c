"""Offices of a union that moves in: claimed, confirmed by two stewards, taken until a ballot gives them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.charter.queries import founded, is_founded, rules
from groundswell.councils import electing, elections, office_keys, queries, sending
from groundswell.councils.actions import give
from groundswell.councils.models import Confirmation, Given, Inheritance, Mandate
from groundswell.councils.permissions import check_is_elector, check_sends
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Forbidden, Gone, Unknown
from groundswell.record.actions import append
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces import tree
from groundswell.workplaces.permissions import check_is_member, check_is_steward
from groundswell.workplaces.queries import members_in, public_scope
from scrutiny.encoding import Json
from scrutiny.organisation import acts
from scrutiny.organisation.councils import inherited


def last_day() -> dt.date:
    """The last day on which an office can be inherited."""
    return inherited.last_day(founded(), rules())


def is_time() -> bool:
    return today() <= last_day()


def is_free(unit: UUID, body: str) -> bool:
    """Whether no ballot has given this office in this unit yet."""
    return not Given.objects.filter(election__unit_id=unit, election__body=body).exists()


def inheritance(mandate: UUID) -> Inheritance:
    found: Inheritance | None = Inheritance.objects.select_related("unit", "account").filter(id=mandate).first()
    if found is None:
        raise Unknown
    return found


def confirmations(of: Inheritance) -> int:
    return of.confirmations.count()


def is_confirmed(of: Inheritance) -> bool:
    """Whether two have confirmed it who are both in office today."""
    return len(_offices(of)) >= inherited.STEWARDS


def _offices(of: Inheritance) -> list[UUID]:
    living = queries.stewardships().filter(id__in=of.confirmations.values("office")).select_related("holder")
    return [one.id for one in living.order_by("id") if queries.stands(one)]


def mine(actor: Actor) -> list[Inheritance]:
    """What somebody has claimed and can still take."""
    if not in_time():
        return []
    found = Inheritance.objects.filter(account_id=actor.person, taken=False).select_related("unit", "account")
    return [one for one in found.order_by("day", "id") if is_free(one.unit_id, one.body)]


def to_confirm(actor: Actor) -> list[Inheritance]:
    """What waits for this steward."""
    if not in_time() or not actor.stewarded:
        return []
    found = Inheritance.objects.filter(taken=False).exclude(account_id=actor.person)
    found = found.exclude(confirmations__by_id=actor.person).select_related("unit", "account").order_by("day", "id")
    open_still = [one for one in found if not is_confirmed(one) and is_free(one.unit_id, one.body)]
    return [one for one in open_still if actor.stewarded & set(tree.ancestors(one.unit_id))]


def in_time() -> bool:
    """Before the founding nothing is inherited."""
    return is_founded() and is_time()


def held(actor: Actor) -> list[Mandate]:
    """Offices in the actor's units that no ballot has given yet."""
    units = queries.units_that_can_be_signed_for(actor.units)
    found = queries.in_term().filter(inherited=True, unit_id__in=list(units)).select_related("unit", "holder")
    return [one for one in found.order_by("unit__name", "start") if queries.stands(one)]


@action
def claim(actor: Actor, act: acts.ClaimInherited) -> Inheritance:
    """Say what one was. Raises Forbidden, Invalid, Gone."""
    check_is_elector(actor, act.unit)
    unit = workplaces.unit(act.unit)
    _check_open(act.unit, act.into)
    if act.into:
        check_sends(unit, act.into)
        if sending.has_council(unit):
            raise Forbidden(_("A council sends its delegates itself, once it sits."))
    found, made = Inheritance.objects.get_or_create(
        unit=unit, body=act.into, account_id=actor.person, defaults={"id": act.mandate, "day": today()}
    )
    if not made:
        raise Gone(_("You have said so already."))
    append(actor, act, scope=public_scope(unit.id))
    return found


@action
def confirm(actor: Actor, act: acts.ConfirmInherited) -> None:
    """Say that it is so. Raises Forbidden, Gone."""
    found = inheritance(act.mandate)
    office = office_over(actor, found.unit_id)
    if found.account_id == actor.account:
        raise Forbidden(_("Two other stewards confirm it."))
    _check_open(found.unit_id, found.body)
    if office.id != act.in_office:
        raise Forbidden(_("This office is not yours."))
    _new, made = Confirmation.objects.get_or_create(of=found, by_id=actor.person, defaults={"office": office})
    if not made:
        raise Gone(_("You have confirmed it already."))
    append(actor, act, scope=public_scope(found.unit_id))


def office_over(actor: Actor, unit: UUID) -> Mandate:
    """The steward's mandate by which somebody acts for a unit. Raises Forbidden."""
    check_is_steward(actor, unit)
    held = queries.stewardships().filter(holder_id=actor.person, unit_id__in=list(tree.ancestors(unit)))
    return next(one for one in held.order_by("end", "id") if queries.stands(one))


@action
def take(actor: Actor, act: acts.InheritMandate) -> Mandate:
    """Take the office with a key of its own; the ballot for it begins. Raises Forbidden, Gone, NoOfficeKey."""
    check_is_member(actor)
    found: Inheritance = Inheritance.objects.select_for_update(of=["self"]).get(id=inheritance(act.mandate).id)
    if found.account_id != actor.account:
        raise Unknown
    check_is_elector(actor, found.unit_id)
    _check_open(found.unit_id, found.body)
    if found.taken or not is_confirmed(found):
        raise Gone(_("Two stewards who are in office today have to confirm it first."))
    found.taken = True
    found.save(update_fields=["taken"])
    made = give(found.id, found.unit_id, actor.person, members_in(found.unit_id), 0, body=found.body)
    made.inherited, made.office_key = True, office_keys.check(actor, act)
    made.save(update_fields=["inherited", "office_key"])
    effect: dict[str, Json] = {
        "mandate": str(made.id),
        "unit": str(made.unit_id),
        "start": made.start.isoformat(),
        "end": made.end.isoformat(),
        "offices": [str(one) for one in _offices(found)[: inherited.STEWARDS]],
        **office_keys.in_public(made.office_key),
    }
    into: dict[str, Json] = {"into": found.body} if found.body else {}
    append(actor, act, effect=effect | into, scope=public_scope(made.unit_id))
    _put_to_the_ballot(found)
    return made


def _put_to_the_ballot(of: Inheritance) -> None:
    """Names come in from today on. Where so few are that they sign, they sign."""
    if elections.by_ballot(of.unit_id) and elections.current(of.unit_id, of.body) is None:
        electing.begin_first(workplaces.unit(of.unit_id), of.body)


def _check_open(unit: UUID, body: str) -> None:
    if not is_time():
        raise Gone(_("So long after the founding no office is inherited any more: be elected."))
    if not is_free(unit, body):
        raise Gone(_("A ballot of its electors has given this office already."))
