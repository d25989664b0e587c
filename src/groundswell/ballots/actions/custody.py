"""What registrars and trustees do, step by step. Every message is signed, checked, and kept as it came.

    trustees     certificate, commitment, shares, key, confirm; after the close shuffle (ranked questions), decrypt
    registrars   hash, halves, list; again, whenever an elector has new keys

A step begins when everybody has done the one before. A message that cannot be read is refused, and can be sent again;
one that can be read and is false names its author for good: they signed it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groundswell.ballots import queries, steps
from groundswell.ballots.actions import counting, setting_up
from groundswell.ballots.models import Ballot, Custodian, Message, Role
from groundswell.ballots.permissions import check_is_custodian
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Gone, Invalid
from groundswell.record.actions import append
from scrutiny.encoding import Json, sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.organisation import acts


@action
def say(actor: Actor, act: acts.CustodyStep, content: str, kept: str = "") -> Custodian:
    """One step of a registrar or trustee. The custodian, with `fault` set where the message was shown to be false.

    Raises Unknown for others, Gone where this is not the step that is due, Invalid for what cannot be read.
    """
    ballot: Ballot = Ballot.objects.select_for_update().get(id=queries.ballot(act.ballot).id)
    custodian = check_is_custodian(actor, ballot)
    if steps.due(ballot, custodian) != act.step:
        raise Gone(_("This step is not due, or you have done it already."), todo=_("Load the page again."))
    if sha256(content.encode()).hex() != act.digest:
        raise Invalid(_("The message does not belong to the signature."), todo=_("Load the page again."))
    effect: dict[str, Json] = {"ballot": str(ballot.id), "step": act.step, "digest": act.digest, "by": custodian.act}
    try:
        stored = _take(ballot, custodian, act.step, content)
    except Refused as error:
        _blame(custodian, act.step)
        append(actor, act, effect={**effect, "refused": error.code})
        Message.objects.create(custodian=custodian, step=f"{act.step}!", content=content)
        return custodian
    except (Malformed, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(_("This message cannot be read."), todo=_("Load the page again.")) from error
    append(actor, act, effect=effect)
    made = actor.signs(act)
    signed = {"signed": made.content.hex(), "signature": made.signature.hex()} if made else {}
    step = _name(custodian, act.step)
    Message.objects.create(custodian=custodian, step=step, content=stored, kept=kept, **signed)
    _go_on(ballot, custodian.role, act.step)
    return custodian


def _name(custodian: Custodian, step: str) -> str:
    """Each step is done once, but for sealing anew, which is due whenever somebody has new keys."""
    return f"again-{custodian.messages.count()}" if step == "again" else step


def _blame(custodian: Custodian, step: str) -> None:
    custodian.fault = step
    custodian.save(update_fields=["fault"])


def _take(ballot: Ballot, custodian: Custodian, step: str, content: str) -> str:
    """Check a message; what is kept of it. Raises Malformed, Refused."""
    if custodian.role == Role.REGISTRAR:
        return setting_up.registrar_says(ballot, custodian, step, content)
    if step in steps.TRUSTEE_SETUP:
        return setting_up.trustee_says(ballot, custodian, step, content)
    return counting.trustee_says(ballot, custodian, step, content)


def _go_on(ballot: Ballot, role: str, step: str) -> None:
    """What follows when the last message of a step is there."""
    if role == Role.TRUSTEE and step == "key":
        setting_up.finish_keys(ballot)
    if (role, step) == (Role.REGISTRAR, "list"):
        setting_up.open_boards(ballot)
    if role == Role.TRUSTEE and step == "decrypt":
        counting.finish(ballot)
