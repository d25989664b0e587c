"""The key of an office: made in the browser for the mandate, named when the office is taken, and used for it only."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groundswell.accounts.signed_forms import FIELD
from groundswell.councils import queries
from groundswell.councils.models import Mandate
from groundswell.councils.permissions import check_holds
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor, Signature
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Gone, Invalid
from groundswell.record import signing
from groundswell.record.actions import append
from groundswell.record.queries import org_id
from groundswell.workplaces.queries import public_scope
from scrutiny.encoding import Json
from scrutiny.errors import ScrutinyError
from scrutiny.identity.derivation import keys_of_root, office_seed, signing_public
from scrutiny.identity.offices import verify_possession
from scrutiny.organisation import acts
from scrutiny.organisation.office_acts import by_office

KEY, POSSESSION = "office_key", "possession"
Taking = acts.AcceptMandate | acts.AcceptStewardship | acts.InheritMandate | acts.RenewOfficeKey


class NoOfficeKey(Invalid):
    message = _("An office is taken with a key of its own, and here is none, or not yours.")
    todo = _("Load the page that signs again, and sign once more.")


def of_form(request: HttpRequest) -> tuple[str, str]:
    """The office key and the proof that whoever accepts has it: the page that signs adds both to the form. Before that
    there are none. Raises NoOfficeKey for an acceptance that was signed without.
    """
    key, possession = request.POST.get(KEY, ""), request.POST.get(POSSESSION, "")
    hexadecimal = all(re.fullmatch("[0-9a-f]*", text, re.ASCII) for text in (key, possession))
    if not hexadecimal or (FIELD in request.POST and not (key and possession)):
        raise NoOfficeKey
    return key, possession


def check(actor: Actor, act: Taking) -> str:
    """The office key that an acceptance names, or "" for none. Raises NoOfficeKey where it is not theirs or not new."""
    if not act.office_key:
        return ""
    try:
        verify_possession(org_id(), act.mandate, actor.act_key, act.office_key, act.possession)
    except ScrutinyError as error:
        raise NoOfficeKey from error
    if Mandate.objects.filter(office_key=act.office_key).exists():
        raise NoOfficeKey
    return act.office_key


@action
def renew(actor: Actor, act: acts.RenewOfficeKey) -> None:
    """Give one's office the key that follows from the words of today. Raises Unknown, Forbidden, Gone, NoOfficeKey."""
    mandate = queries.mandate(act.mandate)
    check_holds(actor, mandate)
    if mandate.ended or mandate.end <= now():
        raise Gone(_("This mandate has ended already."))
    if not act.office_key and actor.signs(act) is not None:
        raise NoOfficeKey
    if act.office_key and act.office_key == mandate.office_key:
        raise Invalid(_("The office has this key already."), todo=_("A new one follows only from new words."))
    mandate.office_key = check(actor, act)
    mandate.save(update_fields=["office_key"])
    effect: dict[str, Json] = {"mandate": str(mandate.id), KEY: act.office_key}
    append(actor, act, effect=effect, scope=public_scope(mandate.unit_id))


def in_public(office_key: str) -> dict[str, str]:
    """What the entry of an acceptance shows of the key. The proof stays private: it could be tried on known keys."""
    return {KEY: office_key} if office_key else {}


def by_root(root: bytes) -> Callable[[acts.Act], Signature]:
    """Signs as browsers do, with the key for acts or with that of the office in which it is done. Only for invented
    people, whose root is at hand: in the demonstration and in tests.
    """
    seed = keys_of_root(root).act
    by_act = signing.by_seed(seed, signing_public(seed))

    def signs(act: acts.Act) -> Signature:
        mandate = getattr(act, "mandate", None)
        if mandate is None or not by_office(act.type) or not key_of(mandate):
            return by_act(act)
        return signing.by_office(office_seed(root, mandate))(act)

    return signs


def key_of(mandate: UUID) -> str:
    """The key with which acts of this office are signed, or "" where it was taken without one."""
    return str(Mandate.objects.filter(id=mandate).values_list("office_key", flat=True).first() or "")
