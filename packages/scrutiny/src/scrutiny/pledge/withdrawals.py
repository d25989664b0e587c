"""Taking a signature back: signed by the slot keys of all cards of the entry, so it needs the paper.

    h 32, hash of the entry 32, and for each deck the signature of its slot key, 64

Shares that were published stay published: for a withdrawn entry only the trustees' lock remains. A server that hides a
withdrawal is met by showing it to a trustee, who countersigns what he saw and how long the record was then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.identity import signatures
from scrutiny.identity.signatures import SIGNATURE_BYTES
from scrutiny.pledge import cards, entries, statements
from scrutiny.pledge.cards import Card
from scrutiny.pledge.entries import Entry
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.statements import HASH_BYTES


@dataclass(frozen=True)
class Withdrawal:
    h: bytes
    entry: bytes
    signatures: tuple[bytes, ...]

    @property
    def unsigned(self) -> bytes:
        return self.h + self.entry

    def __bytes__(self) -> bytes:
        return self.unsigned + b"".join(self.signatures)


def make(manifest: Manifest, held: Sequence[Card], entry_hash: bytes) -> Withdrawal:
    """From all cards of the entry. Raises Refused `one-of-each`."""
    held = cards.one_of_each(manifest, held)
    body = manifest.h + entry_hash
    return Withdrawal(manifest.h, entry_hash, tuple(statements.sign("withdrawal", body, card.seed) for card in held))


def read(content: bytes, decks: int) -> Withdrawal:
    """Raises Malformed `withdrawal`."""
    head = 2 * HASH_BYTES
    if len(content) != head + decks * SIGNATURE_BYTES:
        raise Malformed("withdrawal")
    signed = tuple(content[at : at + SIGNATURE_BYTES] for at in range(head, len(content), SIGNATURE_BYTES))
    return Withdrawal(content[:HASH_BYTES], content[HASH_BYTES:head], signed)


def check(manifest: Manifest, entry: Entry, withdrawal: Withdrawal) -> None:
    """Raises Refused `other-entry`, `slot-signature`."""
    check_entry(manifest, entry, withdrawal)
    check_cards(manifest, entry, withdrawal)


def check_entry(manifest: Manifest, entry: Entry, withdrawal: Withdrawal) -> None:
    """It names this entry of this pledge. Raises Refused `other-entry`."""
    if (withdrawal.h, withdrawal.entry) != (manifest.h, entry.hash()):
        raise Refused("other-entry")


def check_cards(manifest: Manifest, entry: Entry, withdrawal: Withdrawal) -> None:
    """By every card of the entry. Raises Refused `slot-signature`."""
    keys = entries.slot_keys(manifest, entry)
    message = statements.domain("withdrawal") + withdrawal.unsigned
    if len(keys) != len(withdrawal.signatures):
        raise Refused("slot-signature")
    for key, signature in zip(keys, withdrawal.signatures, strict=True):
        signatures.verify(key, message, signature, "slot-signature")


@dataclass(frozen=True)
class Countersigned:
    """A withdrawal as a trustee saw it when the record had `size` entries. Trustees are numbered from 1."""

    withdrawal: bytes
    trustee: int
    size: int
    signature: bytes


def _body(withdrawal: bytes, trustee: int, size: int) -> bytes:
    return sha256(withdrawal) + bytes([trustee]) + size.to_bytes(8)


def countersign(withdrawal: bytes, trustee: int, size: int, act_seed: bytes) -> Countersigned:
    """By a trustee to whom it was shown."""
    signature = statements.sign("countersign", _body(withdrawal, trustee, size), act_seed)
    return Countersigned(withdrawal, trustee, size, signature)


def check_countersigned(manifest: Manifest, seen: Countersigned) -> None:
    """Raises Refused `trustee`, `countersignature`."""
    if not 1 <= seen.trustee <= len(manifest.terms.trustees):
        raise Refused("trustee")
    key = manifest.terms.trustees[seen.trustee - 1].act
    statements.check(
        "countersign", _body(seen.withdrawal, seen.trustee, seen.size), key, seen.signature, "countersignature"
    )
