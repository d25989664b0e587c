"""What dealers and trustees do, step by step. Every message is signed, checked, and kept as it came.

    dealers     deck, manifest
    trustees    certificate, commitment, shares, key, manifest; once reached notice, seal; once missed delete

A step begins when everybody has done the one before. A message that cannot be read is refused, and can be sent again;
one that can be read and is false names its author for good: they signed it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Gone, Invalid
from groundswell.pledges import queries, steps
from groundswell.pledges.actions import opening, setting_up
from groundswell.pledges.models import Custodian, Message, Pledge, Role
from groundswell.pledges.permissions import check_is_custodian
from groundswell.record.actions import append
from scrutiny.encoding import Json, sha256
from scrutiny.errors import Malformed, Refused, Unverified
from scrutiny.organisation import acts


@action
def say(actor: Actor, act: acts.PledgeStep, content: str, kept: str = "") -> Custodian:
    """One step of a dealer or trustee. The custodian, with `fault` set where the message was shown to be false.

    Raises Unknown for others, Gone where this is not the step that is due, Invalid for what cannot be read.
    """
    found: Pledge = Pledge.objects.select_for_update().get(id=queries.pledge(act.pledge).id)
    custodian = check_is_custodian(actor, found)
    if steps.due(found, custodian) != act.step:
        raise Gone(_("This step is not due, or you have done it already."), todo=_("Load the page again."))
    if sha256(content.encode()).hex() != act.digest:
        raise Invalid(_("The message does not belong to the signature."), todo=_("Load the page again."))
    effect: dict[str, Json] = {"id": str(found.id), "step": act.step, "digest": act.digest, "by": custodian.act}
    try:
        _take(found, custodian, act.step, content)
    except (Refused, Unverified) as error:
        _blame(custodian, act.step)
        append(actor, act, effect={**effect, "refused": error.code})
        Message.objects.create(custodian=custodian, step=f"{act.step}!", content=content)
        return custodian
    except (Malformed, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(_("This message cannot be read."), todo=_("Load the page again.")) from error
    append(actor, act, effect=effect)
    made = actor.signs(act)
    signed = {"signed": made.content.hex(), "signature": made.signature.hex()} if made else {}
    Message.objects.create(custodian=custodian, step=act.step, content=content, kept=kept, **signed)
    _go_on(found, custodian, act.step, content)
    return custodian


def _blame(custodian: Custodian, step: str) -> None:
    custodian.fault = step
    custodian.save(update_fields=["fault"])


def _take(found: Pledge, custodian: Custodian, step: str, content: str) -> None:
    """Check a message. Raises Malformed, Refused, Unverified."""
    if step in (*steps.TRUSTEE_SETUP, *steps.DEALER_SETUP):
        setting_up.check(found, custodian, step, content)
    else:
        opening.check(found, custodian, step, content)


def _go_on(found: Pledge, custodian: Custodian, step: str, content: str) -> None:
    """What follows from a message."""
    if custodian.role == Role.TRUSTEE and step == "key":
        setting_up.finish_keys(found)
    if step in ("key", "deck"):
        setting_up.write_manifest(found)
    if step == "manifest":
        setting_up.record_manifest(found)
    if step in ("notice", "seal", "delete"):
        opening.said(found, custodian, step, content)
