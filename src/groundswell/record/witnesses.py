"""Asking witnesses to cosign, publishing what enough of them have cosigned, and going on after a restore.

A witness that says it has seen more than we have means that this is an old copy: nothing is signed until the entries
in between are back, from a mirror. They come back as they were, without the private parts.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from groundswell.kernel.actions import housekeeping
from groundswell.kernel.errors import DomainError
from groundswell.record import growing, keys
from groundswell.record.models import Entry, Log, WitnessSeen
from scrutiny.errors import Refused, ScrutinyError
from scrutiny.organisation import entries
from scrutiny.record import checkpoints, cosignatures, merkle, notes, policy, source, tiles
from scrutiny.record.notes import Note
from scrutiny.record.policy import Policy, Witness
from scrutiny.record.source import Source
from scrutiny.record.witnessing import Request

Ask = Callable[[str, bytes], tuple[int, bytes]]
OK, CONFLICT = 200, 409


def cosign(ask: Ask) -> list[str]:
    """Ask every witness that has an address to cosign the newest checkpoint; publish it when enough have.

    Returns the names of those who did. The network is used outside of any transaction.
    """
    log = Log.objects.first()
    if log is None or not log.signed:
        return []
    trusted = policy.parse(log.policy.encode())
    note, found = checkpoints.read(log.signed.encode())
    lines = []
    for witness in trusted.witnesses:
        line = _asked(witness, note, found.size, ask) if witness.url else None
        if line is not None:
            lines.append((witness.name, line))
    _publish(note.with_signatures([line for _name, line in lines]), found.size, trusted)
    return [name for name, _line in lines]


def _asked(witness: Witness, note: Note, size: int, ask: Ask) -> notes.Signature | None:
    """Its cosignature, or None where it cannot be reached or refuses. Once more where it has seen another size."""
    known = WitnessSeen.objects.filter(name=witness.name).first()
    old = min(known.size, size) if known else 0
    for _attempt in range(2):
        try:
            status, answer = ask(witness.url, bytes(_request(note, old, size)))
        except ScrutinyError:
            return None
        if status != CONFLICT:
            break
        old = _size(answer)
        if not 0 <= old <= size:
            return None
    return _checked(witness, note, size, answer) if status == OK else None


def _request(note: Note, old: int, size: int) -> Request:
    proof = merkle.consistency_proof(old, size, lambda a, b: tiles.range_root(a, b, growing.read, size))
    return Request(old, tuple(proof), str(note).encode())


def _size(answer: bytes) -> int:
    text = answer.decode("ascii", "replace").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else -1


def _checked(witness: Witness, note: Note, size: int, answer: bytes) -> notes.Signature | None:
    try:
        for line in notes.signature_lines(answer.decode("utf-8", "replace")):
            if line.is_of(witness.key) and cosignatures.verify(note.with_signatures([line]), [witness.key]):
                _remember(witness.name, size)
                return line
    except ScrutinyError:
        return None
    return None


@housekeeping
def _remember(name: str, size: int) -> None:
    WitnessSeen.objects.update_or_create(name=name, defaults={"size": size})


@housekeeping
def _publish(note: Note, size: int, trusted: Policy) -> None:
    """Never an older one than what was published, and none without the policy's quorum."""
    log = Log.objects.select_for_update().get()
    published = checkpoints.read(log.published.encode())[1].size if log.published else -1
    try:
        trusted.check_quorum(cosignatures.verify(note, [witness.key for witness in trusted.witnesses]))
    except Refused:
        return
    if size >= published:
        log.published = str(note)
        log.save(update_fields=["published"])


def seen_by(trusted: Policy, ask: Ask) -> dict[str, int | None]:
    """How large the log was when each witness last cosigned it; None where it cannot be reached.

    The question is a request that cannot be granted: an empty log's proof, which is answered with the size it has seen.
    """
    log = Log.objects.get()
    note = checkpoints.read(log.signed.encode())[0]
    size = checkpoints.read(log.signed.encode())[1].size
    found: dict[str, int | None] = {}
    for witness in trusted.witnesses:
        try:
            status, answer = ask(witness.url, bytes(_request(note, 0, size))) if witness.url else (0, b"")
        except ScrutinyError:
            status, answer = 0, b""
        known = _size(answer) if status == CONFLICT else size if status == OK else -1
        found[witness.name] = known if known >= 0 else None
    return found


def resume(ask: Ask, mirror: Source | None = None) -> int:
    """After a restore: take back from a mirror what this copy lacks, show every witness that nothing it has seen is
    missing, and sign again. Returns how many entries came back. Raises DomainError with what stands in the way.
    """
    marker = settings.DATA / keys.RESTORED
    if not marker.exists():
        raise DomainError("Nothing was restored here: the record signs already.")
    trusted = policy.parse(Log.objects.get().policy.encode())
    back = _fill(mirror, trusted) if mirror else 0
    size = Log.objects.get().size
    for name, seen in seen_by(trusted, ask).items():
        if seen is None:
            raise DomainError("The witness {name} cannot be reached: nothing is signed before it was asked.", name=name)
        if seen > size:
            raise DomainError(
                "The witness {name} has seen {seen} entries and this copy has {size}. Name a mirror of the record.",
                name=name,
                seen=seen,
                size=size,
            )
    marker.unlink()
    _sign_again()
    return back


@housekeeping
def _sign_again() -> None:
    log = Log.objects.select_for_update().get()
    growing.grow(log, [])
    log.save()


@housekeeping
def _fill(mirror: Source, trusted: Policy) -> int:
    """Entries that the mirror has under a checkpoint of this log's key, and this copy has not.

    Raises DomainError where the copy has gone on with other entries: then this log ends, and a new one begins.
    """
    log = Log.objects.select_for_update().get()
    _note, found, _seen = trusted.verify(mirror.fetch(source.CHECKPOINT))
    if found.size < log.size:
        raise DomainError("The mirror has fewer entries than this copy.")
    missing = [content for _index, content in source.entries(mirror, found.size, log.size)]
    first = log.size
    growing.grow(log, missing)
    if growing.root_at(found.size) != found.root:
        raise DomainError(
            "This copy has entries that the mirror does not have: both cannot be the record. This log has to end."
        )
    read = [entries.read(content) for content in missing]
    Entry.objects.bulk_create(
        Entry(index=first + n, day=one.day, type=one.type, scope=one.scope, public=content)
        for n, (one, content) in enumerate(zip(read, missing, strict=True))
    )
    change = sum(int(str(one.effect.get("members", 0))) for one in read)
    log.members, log.shown = log.members + change, log.shown + change
    log.save()
    return len(missing)
