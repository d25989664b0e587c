"""Becoming steward: nominated, signed for by most of the unit, accepted; lapsing by itself."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.charter import actions as charter
from groundswell.charter.queries import rules
from groundswell.councils import elections, falling, office_keys, queries
from groundswell.councils.models import Given, Mandate, Nomination, Occasion, OccasionState, Signature
from groundswell.councils.permissions import (
    check_holds,
    check_may_accept,
    check_may_nominate,
    check_may_sign,
    check_sends,
)
from groundswell.kernel.actions import action
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Gone, Invalid
from groundswell.kernel.ids import new_id
from groundswell.record.actions import append
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.queries import members_in, public_scope
from scrutiny.encoding import Json
from scrutiny.organisation import acts
from scrutiny.organisation.ballots.amendments import CertifiedBallot
from scrutiny.organisation.councils import mandates


@action
def nominate(actor: Actor, act: acts.NominateSteward) -> Nomination:
    """Put somebody (or oneself) forward; whoever nominates has signed. Raises Forbidden."""
    check_may_nominate(actor, act.unit, act.account)
    if act.into:
        check_sends(workplaces.unit(act.unit), act.into)
    if elections.by_ballot(act.unit) and (act.into or elections.is_taken(act.unit)):
        raise Gone(_("This unit elects by secret ballot now."))
    nomination, made = Nomination.objects.get_or_create(
        unit_id=act.unit, body=act.into, candidate_id=act.account, open=True, defaults={"day": today()}
    )
    if made:
        append(actor, act, scope=public_scope(act.unit))
    sign(actor, acts.SignSteward(nomination=nomination.id))
    return nomination


@action
def sign(actor: Actor, act: acts.SignSteward) -> None:
    """Sign for a candidate; signing twice counts once."""
    nomination = _open(actor, act.nomination)
    Signature.objects.get_or_create(nomination=nomination, by_id=actor.person)
    append(actor, act, scope=public_scope(nomination.unit_id))


@action
def withdraw_signature(actor: Actor, act: acts.WithdrawStewardSignature) -> None:
    nomination = _open(actor, act.nomination)
    Signature.objects.filter(nomination=nomination, by_id=actor.person).delete()
    append(actor, act, scope=public_scope(nomination.unit_id))


@action
def accept(actor: Actor, act: acts.AcceptStewardship) -> Mandate:
    """Take the office that most of the unit's members have signed for. Raises Invalid while they have not."""
    nomination = _open(actor, act.nomination)
    check_may_accept(actor, nomination)
    signed, needed = queries.valid_signatures(nomination), queries.needed_in(nomination.unit_id)
    if signed < needed:
        raise Invalid(_("Most members of the unit have to sign first."), todo=_("Ask them, one by one."))
    nomination.open = False
    nomination.save(update_fields=["open"])
    size = members_in(nomination.unit_id)
    mandate = give(act.mandate, nomination.unit_id, nomination.candidate_id, size, signed, body=nomination.body)
    mandate.office_key = office_keys.check(actor, act)
    mandate.save(update_fields=["office_key"])
    effect: dict[str, Json] = {
        "mandate": str(mandate.id),
        "unit": str(nomination.unit_id),
        "start": mandate.start.isoformat(),
        "end": mandate.end.isoformat(),
        **office_keys.in_public(mandate.office_key),
    }
    into: dict[str, Json] = {"into": nomination.body} if nomination.body else {}
    append(actor, act, scope=public_scope(nomination.unit_id), effect=effect | into)
    return mandate


def give(
    mandate: UUID, unit: UUID, holder: UUID, electorate: int, signed: int, *, founding: bool = False, body: str = ""
) -> Mandate:
    """Write an office that starts now and lapses after the charter's days. Part of an action."""
    start = now()
    renewed = queries.in_term().filter(unit_id=unit, body=body, holder_id=holder)
    for earlier in renewed.exclude(id__in=Given.objects.values("id")):
        falling.end(earlier, start)
    made: Mandate = Mandate.objects.create(
        id=mandate or new_id(),
        office=queries.DELEGATE if body else queries.STEWARD,
        body=body,
        unit_id=unit,
        holder_id=holder,
        start=start,
        end=start + dt.timedelta(days=rules().steward_days),
        electorate=electorate,
        signed=signed,
        founding=founding,
    )
    return made


@action
def resign(actor: Actor, act: acts.EndStewardship) -> None:
    """Give the office back before its end."""
    mandate = queries.mandate(act.mandate)
    check_holds(actor, mandate)
    if mandate.ended or mandate.end <= now():
        raise Gone(_("This mandate has ended already."))
    falling.end(mandate, now())
    Given.objects.filter(id=mandate.id, over=None).update(over=mandate.ended, how=mandates.LAID_DOWN)
    effect: dict[str, Json] = {"mandate": str(mandate.id)}
    append(actor, act, scope=public_scope(mandate.unit_id), effect=effect, office=mandate.office_key)


def _open(actor: Actor, nomination_id: UUID) -> Nomination:
    """The nomination, locked. Raises Unknown for all but its electors, Gone when it is decided."""
    check_may_sign(actor, queries.nomination(nomination_id))
    found: Nomination = Nomination.objects.select_for_update().select_related("unit").get(id=nomination_id)
    if not found.open:
        raise Gone(_("This nomination has been decided already."))
    return found


def settle(occasion: Occasion, outcome: str, certified: CertifiedBallot | None) -> None:
    """What a ballot decided takes effect; `certified` is None where it carried nothing. Part of an action."""
    occasion.state, occasion.outcome = OccasionState.SETTLED, outcome
    occasion.save(update_fields=["state", "outcome"])
    if certified is not None and certified.values and charter.is_decided_by(certified):
        change = acts.ChangeRules(
            ballot=certified.ballot,
            rules=tuple(acts.RuleValue(rule, value) for rule, value in sorted(certified.values.items())),
        )
        charter.change(NOBODY, change, certified)


def recall(mandate: Mandate) -> None:
    """Its electors ended it by a certified ballot. Part of an action; an earlier end stands."""
    falling.end(mandate, now())
