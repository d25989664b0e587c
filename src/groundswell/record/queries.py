"""Reads of the record: its files as everyone fetches them, its entries as people look for them, receipts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from groundswell.kernel.errors import Unknown
from groundswell.record import growing
from groundswell.record.models import Entry, Log, Opening, Pending
from scrutiny.errors import Malformed
from scrutiny.record import checkpoints, merkle, tiles
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.policy import policy_hash
from scrutiny.record.receipts import Receipt
from scrutiny.record.tiles import ENTRIES, WIDTH, tile_of


def org_id() -> str:
    """The organisation's id, or an empty text before it was founded."""
    log = Log.objects.first()
    return log.org if log else ""


def size() -> int:
    return Entry.objects.count()


def seen_size() -> int:
    """How many entries the log has signed for."""
    return int(Log.objects.values_list("size", flat=True).get())


def unpublished() -> bool:
    """Whether there is a checkpoint that waits for cosignatures."""
    log = Log.objects.first()
    return bool(log and log.signed and log.published.partition("\n\n")[0] != log.signed.partition("\n\n")[0])


@dataclass(frozen=True)
class Head:
    """What everyone is shown now: the published checkpoint, and how much more is signed but not yet cosigned."""

    checkpoint: Checkpoint | None
    signed: int
    policy_hash: str
    key: str


def head() -> Head | None:
    """None before the founding."""
    log = Log.objects.first()
    if log is None or not log.size:
        return None
    found = checkpoints.read(log.published.encode())[1] if log.published else None
    return Head(found, log.size, policy_hash(log.policy.encode()), log.key)


def file(path: str) -> bytes:
    """A file of the log by its path. Raises Unknown where the published log has no such file."""
    log = Log.objects.first()
    if log is None or not log.published:
        raise Unknown
    if path == "checkpoint":
        return log.published.encode()
    if path == "policy":
        return log.policy.encode()
    try:
        tile = tile_of(path)
        published = checkpoints.read(log.published.encode())[1].size
        if tile.width > tiles.tile_for(tile.level, tile.number, published).width:
            raise Unknown
    except Malformed as error:
        raise Unknown from error
    return _bundle(tile) if tile.level == ENTRIES else growing.read(tile)


def _bundle(tile: tiles.Tile) -> bytes:
    first = tile.number * WIDTH
    found = Entry.objects.filter(index__gte=first, index__lt=first + tile.width).order_by("index")
    return tiles.bundle(bytes(public) for public in found.values_list("public", flat=True))


def found_entries(
    *, types: Collection[str] = (), scope: UUID | None = None, day: dt.date | None = None
) -> QuerySet[Entry, Entry]:
    """Entries that anyone may read, the newest first."""
    found = Entry.objects.order_by("-index")
    if types:
        found = found.filter(type__in=types)
    if scope:
        found = found.filter(scope=scope)
    return found.filter(day=day) if day else found


def entry(index: int) -> Entry:
    """Raises Unknown."""
    found: Entry | None = Entry.objects.filter(index=index).first()
    if found is None:
        raise Unknown
    return found


def types_there_are() -> list[str]:
    return list(Entry.objects.order_by("type").values_list("type", flat=True).distinct())


def opening_of(index: int, account: UUID | None) -> Opening | None:
    """The private part of an entry, for whoever did it."""
    if account is None:
        return None
    return Opening.objects.filter(entry_id=index, account=account).first()


def own_entries(account: UUID) -> QuerySet[Entry, Entry]:
    """What somebody did, as far as it stands in the record and the opening is there; the newest first."""
    return Entry.objects.filter(opening__account=account).order_by("-index")


def openings_of(account: UUID) -> QuerySet[Opening, Opening]:
    return Opening.objects.filter(account=account).order_by("entry_id")


def openings_below(size: int) -> Iterator[Opening]:
    """As a stream, for whoever may see all of them."""
    return Opening.objects.filter(entry_id__lt=size).order_by("entry_id").iterator(chunk_size=500)


def has_openings(account: UUID) -> bool:
    """Whether anything that somebody did can still be read, also what waits for the end of the day."""
    return Opening.objects.filter(account=account).exists() or Pending.objects.filter(account=account).exists()


def root_at(size: int) -> str:
    """The root of the first entries, in hexadecimal."""
    return growing.root_at(size).hex()


def own_waiting(account: UUID) -> list[Pending]:
    """What somebody did today: done, and not yet in the record."""
    return list(Pending.objects.filter(account=account).order_by("-id"))


def receipt(index: int, opening: Opening | None) -> str:
    """A proof that the entry stands in the published log; with the opening in it, for its owner.

    Raises Unknown where it is not under the published checkpoint yet.
    """
    log = Log.objects.first()
    if log is None or not log.published:
        raise Unknown
    published = checkpoints.read(log.published.encode())[1].size
    if not 0 <= index < published:
        raise Unknown
    proof = merkle.inclusion_proof(
        index, published, lambda start, end: tiles.range_root(start, end, growing.read, published)
    )
    extra = b""
    if opening:
        shown = {"salt": bytes(opening.salt).hex(), "private": bytes(opening.private).decode()}
        extra = json.dumps(shown, ensure_ascii=False).encode()
    return str(Receipt(index, tuple(proof), log.published.encode(), extra))
