"""Writing to the record. Every other app's actions end here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from groundswell.kernel.actions import action, running
from groundswell.kernel.actor import Actor, Signature
from groundswell.kernel.clock import today
from groundswell.kernel.errors import DomainError
from groundswell.record import growing, keys, signing
from groundswell.record.models import Entry, Log, Opening, Pending
from scrutiny.encoding import Json, canonical_json, commitment
from scrutiny.organisation import acts, entries
from scrutiny.organisation.acts import REGISTRY, Act
from scrutiny.organisation.entries import PERSONAL
from scrutiny.randomness import random_bytes, shuffle
from scrutiny.record import notes, policy
from scrutiny.record.transport import check_url

FOUNDING = "organisation.found"


def open_log(org: str) -> None:
    """Begin the record of the organisation whose id this is (64 hexadecimal digits). Once."""
    if Log.objects.exists():
        raise DomainError("There is a record already.")
    log = Log(id=1, org=org)
    _give_key(log)
    log.save()


def _give_key(log: Log) -> None:
    log.origin = settings.RECORD_ORIGIN
    key = keys.make(settings.DATA, log.origin)
    log.key = str(key)
    log.policy = policy.written([policy.Log(key)], [], 0).decode()


def _locked() -> Log:
    """The log, locked. One of the time before there was a tree is given one, over all of its entries."""
    log: Log = Log.objects.select_for_update().get()
    if not log.key:
        _give_key(log)
        log.size = 0
        growing.grow(log, [bytes(one) for one in Entry.objects.order_by("index").values_list("public", flat=True)])
        log.save()
    return log


def set_floor(floor: int) -> None:
    """Below so many members nothing in public says how many they are. Part of an action about the charter."""
    Log.objects.update(floor=floor)


@action
def name_witnesses(actor: Actor, named: Sequence[tuple[str, str, str]], quorum: int) -> str:
    """Whom the record asks to cosign, for the first time: name, key and URL of each. Returns the hash of the policy.

    Raises Malformed and Refused for keys that are none, DomainError where there are witnesses already: then only a
    ballot of the members changes them.
    """
    log = _locked()
    before = policy.parse(log.policy.encode())
    if before.witnesses:
        raise DomainError("There are witnesses already: only a ballot changes them")
    witnesses = [policy.Witness(name, notes.verifier_key(key), check_url(url)) for name, key, url in named]
    text = policy.written(before.logs, witnesses, quorum)
    policy.parse(text)
    log.policy = text.decode()
    log.save(update_fields=["policy"])
    append(actor, acts.NameWitnesses(policy=log.policy), effect={"policy": log.policy})
    return policy.policy_hash(text)


def append(
    actor: Actor,
    act: Act,
    *,
    effect: Mapping[str, Json] | None = None,
    scope: UUID | None = None,
    proof: Mapping[str, Json] | None = None,
    office: str = "",
) -> None:
    """Add the entry of one act: at once for an act of office, with the day's batch for a personal one and for one whose
    hour would say too much.

    `effect` is what everyone may read; `scope` the smallest part of the tree that may be named. What the act says
    beyond that stands in the private part, under a commitment, with the signature of whoever acts, or with the
    `proof` that a key page gave in its own domain. `office` is the public key of the office in which it is done: that
    key signs, everyone sees that it did, and nothing in the entry names the member. Raises as `signing.checked`.
    """
    running().entries += 1
    log = _locked()
    append_earlier_days(log)
    signature = signing.checked(log, actor, act, office)
    if office and signature is not None:
        effect = {**(effect or {}), **_signed_in_public(office, signature)}
    made = Pending(
        day=today(),
        type=act.type,
        scope=scope,
        effect=dict(effect or {}),
        account=actor.account,
        salt=random_bytes(32),
        private=_private(office or actor.label, act, signature, proof),
    )
    if act.office and not act.daily and (log.size or act.type == FOUNDING):
        _append_all(log, [made])
    else:
        made.save()


def _signed_in_public(office: str, signature: Signature) -> dict[str, Json]:
    return {"office_key": office, "signed": signature.content.hex(), "signature": signature.signature.hex()}


def _private(actor: str, act: Act, signature: Signature | None, proof: Mapping[str, Json] | None) -> bytes:
    said: dict[str, Json] = {"type": act.type, "actor": actor, "body": act.body()}
    if signature is not None:
        said |= {"signed": signature.content.hex(), "signature": signature.signature.hex()}
    if proof is not None:
        said["proof"] = dict(proof)
    return canonical_json(said)


def append_earlier_days(log: Log) -> int:
    """Move what waited from earlier days into the record, in random order within all of it.

    Called by every write, so that no job has to run for it; the first write of a day does it. Random order keeps
    the sequence of the day's acts, and so who followed whom, out of the public part. Before the founding everything
    waits: the record begins with it.
    """
    if not log.size:
        return 0
    waiting: list[Pending] = list(Pending.objects.filter(day__lt=today()).order_by("day", "id"))
    by_day: dict[dt.date, list[Pending]] = {}
    for pending in waiting:
        by_day.setdefault(pending.day, []).append(pending)
    for batch in by_day.values():
        shuffle(batch)
        _append_all(log, batch)
    Pending.objects.filter(id__in=[p.id for p in waiting]).delete() if waiting else None
    return len(waiting)


def _append_all(log: Log, batch: Sequence[Pending]) -> None:
    first, since = log.size, _last_day(log)
    made = [_public(log, pending, max(pending.day, since)) for pending in batch]
    contents = [bytes(one) for one in made]
    Entry.objects.bulk_create(
        Entry(index=first + n, day=one.day, type=one.type, scope=one.scope, public=content)
        for n, (one, content) in enumerate(zip(made, contents, strict=True))
    )
    Opening.objects.bulk_create(
        Opening(entry_id=first + n, account=p.account, salt=p.salt, private=p.private) for n, p in enumerate(batch)
    )
    growing.grow(log, contents)
    log.save()


def _last_day(log: Log) -> dt.date:
    """Days never go back in the record, also where something waited for the founding."""
    last = Entry.objects.filter(index=log.size - 1).first() if log.size else None
    return last.day if last else dt.date.min


def _public(log: Log, pending: Pending, day: dt.date) -> entries.Entry:
    """What everyone will read. While the organisation is below its floor, not even what kind of personal act it was:
    the number of admissions would be the number of members. The first entry above the floor makes up for all.
    """
    effect = dict(pending.effect)
    change = int(effect.pop("members", 0))
    log.members += change
    hidden = log.members < log.floor
    if change and not hidden:
        effect["members"], log.shown = log.members - log.shown, log.members
    act = REGISTRY.get(pending.type)
    if hidden and not (act and act.office):
        return _entry(log, pending, PERSONAL, day, None, {})
    return _entry(log, pending, pending.type, day, pending.scope, effect)


def _entry(
    log: Log, pending: Pending, kind: str, day: dt.date, scope: UUID | None, effect: Mapping[str, Json]
) -> entries.Entry:
    sealed = commitment(bytes(pending.salt), bytes(pending.private)).hex()
    return entries.Entry(log.org, kind, day, scope, effect, sealed)


@dataclass(frozen=True)
class Erased:
    """How many openings were deleted, and the highest index among them."""

    count: int
    last: int


def erase_openings(account: UUID, below: int) -> Erased:
    """Delete the openings of one person that auditors have seen. Part of an action that leaves the entry about it.

    Safe: SQLite overwrites what is deleted (`secure_delete`), and no entry refers to an opening.
    """
    found = Opening.objects.filter(account=account, entry_id__lt=below)
    indexes = list(found.values_list("entry_id", flat=True))
    found.delete()
    return Erased(len(indexes), max(indexes, default=-1))


@action
def close_day() -> int:
    """Bring the record up to date without waiting for the next write; returns how many entries were added."""
    running().entries += 1
    return append_earlier_days(_locked())
