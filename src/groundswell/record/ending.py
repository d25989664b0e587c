"""When a log has to end: a restore that lacks entries which witnesses have seen, and no mirror that has them.

The entries that are left go on under another name and another key, so that nobody can show two histories of one log.
The first new entry carries the last checkpoint of the old log: everyone sees how much it had signed, and whoever has a
receipt or a copy of what is missing can prove it. Witnesses and quorum stay.
"""

from __future__ import annotations

from django.conf import settings

from groundswell.kernel.actions import action
from groundswell.kernel.actor import HOST
from groundswell.kernel.errors import DomainError
from groundswell.record import keys
from groundswell.record.actions import append
from groundswell.record.models import Log, WitnessSeen
from scrutiny.organisation import acts
from scrutiny.record import policy
from scrutiny.record.checkpoints import Checkpoint


def begin_anew(last: bytes) -> Checkpoint:
    """Go on after a restore with what is left. `last` is the newest checkpoint of the old log that can be found.

    Returns what it says. Raises Malformed and Refused where it is not one of that log, believed by its policy;
    DomainError with what stands in the way.
    """
    log = Log.objects.get()
    marker = settings.DATA / keys.RESTORED
    if not marker.exists():
        raise DomainError("Nothing was restored here: the record goes on as it is.")
    if log.origin == settings.RECORD_ORIGIN:
        raise DomainError("Give the record another name first: set GROUNDSWELL_RECORD_ORIGIN.")
    _note, found, _seen = policy.parse(log.policy.encode()).verify(last)
    kept = marker.read_text()
    keys.retire(settings.DATA)
    marker.unlink()
    try:
        _go_on(last.decode())
    except BaseException:
        marker.write_text(kept)
        raise
    return found


@action
def _go_on(last: str) -> None:
    log = Log.objects.select_for_update().get()
    key = keys.make(settings.DATA, settings.RECORD_ORIGIN)
    log.origin, log.key = settings.RECORD_ORIGIN, str(key)
    log.policy = with_other_log(log.policy, str(key))
    log.signed = log.published = ""
    log.save()
    WitnessSeen.objects.all().delete()
    act = acts.ContinueRecord(checkpoint=last, policy=log.policy)
    append(HOST, act, effect={"checkpoint": last, "policy": log.policy})


def with_other_log(before: str, key: str) -> str:
    """The same policy about another log."""
    rest = [line for line in before.splitlines() if not line.startswith("log ")]
    text = "\n".join([f"log {key}", *rest]) + "\n"
    policy.parse(text.encode())
    return text
