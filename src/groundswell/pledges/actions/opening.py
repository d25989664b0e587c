"""When it is reached: trustees say that they saw it, wait, and give their parts, sealed to those who signed. When it
is missed they delete their shares, and say so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from groundswell.ballots import traces
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Invalid
from groundswell.pledges import queries
from groundswell.pledges.models import Custodian, Entry, Message, Outcome, Pledge, Role, Waiting
from groundswell.record.actions import append
from scrutiny.encoding import sha256
from scrutiny.errors import Malformed
from scrutiny.organisation import acts
from scrutiny.pledge import board, statements, trigger, trustees_said
from scrutiny.pledge.partials import LONGEST
from scrutiny.pledge.trustees_said import Deleted, Notice
from scrutiny.record.checkpoints import read as read_checkpoint

LONGEST_NOTE = 10_000
CLOCKS_DIFFER = dt.timedelta(minutes=15)


def check(found: Pledge, custodian: Custodian, step: str, content: str) -> None:
    """One message after the cards. Raises Malformed, Refused, Unverified."""
    if step == "notice":
        _check_notice(found, custodian, content)
    elif step == "delete":
        trustees_said.check_deleted(queries.manifest_of(found), _deleted(found, custodian, content))
    elif len(content) > LONGEST or set(statements.read(content.encode(), {"body", "keys"})) != {"body", "keys"}:
        raise Malformed("message")


def _fields(content: str, *names: str) -> dict[str, Any]:
    return statements.read(content.encode(), set(names))


def _notice(found: Pledge, custodian: Custodian, content: str) -> tuple[Notice, bytes]:
    """What a trustee signed, and the checkpoint that they were shown."""
    said = _fields(content, "size", "root", "shown", "signature", "checkpoint")
    notice = Notice(
        h=bytes.fromhex(found.h),
        trustee=custodian.place,
        size=statements.number(said["size"], 0),
        root=bytes.fromhex(statements.hexadecimal(said["root"])),
        shown=statements.number(said["shown"], 0),
        signature=bytes.fromhex(statements.hexadecimal(said["signature"], 64)),
    )
    return notice, statements.text(said["checkpoint"], LONGEST_NOTE).encode()


def _check_notice(found: Pledge, custodian: Custodian, content: str) -> None:
    """It names what this trustee was shown, now, and that is enough. After the first, all name the same checkpoint.

    Raises Invalid where it names something else.
    """
    said, note = _notice(found, custodian, content)
    evidence = queries.evidence(found, note)
    seen = read_checkpoint(note)[1]
    late = abs(now() - dt.datetime.fromtimestamp(said.shown, dt.UTC)) > CLOCKS_DIFFER
    other = found.checkpoint and found.checkpoint.encode() != note
    if late or other or (said.size, said.root) != (seen.size, seen.root):
        raise Invalid(_("Another trustee was first, or your clock is wrong."), todo=_("Load the page again."))
    manifest = queries.manifest_of(found)
    trustees_said.check_notice(manifest, said)
    trigger.seen(manifest, evidence)


def _deleted(found: Pledge, custodian: Custodian, content: str) -> Deleted:
    said = _fields(content, "instant", "signature")
    instant = statements.number(said["instant"], 0)
    signature = bytes.fromhex(statements.hexadecimal(said["signature"], 64))
    return Deleted(bytes.fromhex(found.h), custodian.place, instant, signature)


def said(found: Pledge, custodian: Custodian, step: str, content: str) -> None:
    """What follows from such a message."""
    if step == "notice":
        _take_notice(found, *_notice(found, custodian, content))
    elif step == "seal":
        _take_sealed(found, custodian, content)
    else:
        custodian.messages.update(kept="")
        traces.deleted()


def _take_notice(found: Pledge, notice: Notice, note: bytes) -> None:
    """The first fixes the record that all others look at, in every pledge of the set."""
    if not found.checkpoint:
        for one in queries.together(found):
            one.checkpoint = note.decode()
            one.save(update_fields=["checkpoint"])
        found.checkpoint = note.decode()
    append(NOBODY, acts.RecordNotice(found.id, notice.trustee, notice.size), effect=board.notice_effect(notice))


def _take_sealed(found: Pledge, custodian: Custodian, content: str) -> None:
    digest = sha256(content.encode())
    act = acts.RecordSealed(found.id, custodian.place, digest.hex())
    append(NOBODY, act, effect=board.sealed_effect(bytes.fromhex(found.h), custodian.place, digest))
    if not found.outcome and len(queries.sealed(found)) >= queries.terms(found).needed:
        end(found, Outcome.OPENED)


def end(found: Pledge, outcome: Outcome) -> None:
    found.outcome, found.ended = outcome, now()
    found.save(update_fields=["outcome", "ended"])
    append(NOBODY, acts.EndPledge(found.id, str(outcome)), effect={"id": str(found.id), "outcome": str(outcome)})


def forget(found: Pledge) -> None:
    """Entries and what was sealed are deleted: the names can never be opened from here."""
    Waiting.objects.filter(pledge=found).delete()
    Entry.objects.filter(pledge=found).update(content=b"")
    found.withdrawals.update(content=b"")
    Message.objects.filter(custodian__pledge=found, step="seal").update(content="")
    if found.outcome == Outcome.OPENED:
        Message.objects.filter(custodian__pledge=found, custodian__role=Role.TRUSTEE).update(kept="")
    found.deleted = True
    found.save(update_fields=["deleted"])
    traces.deleted()
