"""What a witness says: at this time, the largest log that I saw under this origin had this root.

Source: c2sp.org/tlog-cosignature, the Ed25519 kind.
"""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.errors import Malformed
from scrutiny.identity import signatures
from scrutiny.record.notes import COSIGNATURE, Note, Signature, VerifierKey

TIME_BYTES = 8


def _message(text: str, instant: int) -> bytes:
    return f"cosignature/v1\ntime {instant}\n{text}".encode()


def cosign(text: str, name: str, seed: bytes, instant: int) -> Signature:
    """`text` is that of a checkpoint, `instant` in seconds since 1970."""
    key = VerifierKey(name, COSIGNATURE, signatures.public_key(seed))
    made = signatures.sign(seed, _message(text, instant))
    return Signature(name, key.id, instant.to_bytes(TIME_BYTES) + made)


def instant_of(signature: Signature) -> int:
    """Raises Malformed `cosignature`."""
    if len(signature.raw) != TIME_BYTES + signatures.SIGNATURE_BYTES:
        raise Malformed("cosignature")
    return int.from_bytes(signature.raw[:TIME_BYTES])


def verify(note: Note, keys: Sequence[VerifierKey]) -> dict[VerifierKey, int]:
    """Which of these witnesses cosigned, and when. Signatures of others are passed over.

    Raises Malformed `cosignature`, Refused `cosignature` where one of a known witness is wrong.
    """
    found = {}
    for one in note.signatures:
        for key in keys:
            if key.kind == COSIGNATURE and one.is_of(key):
                instant = instant_of(one)
                signatures.verify(key.public, _message(note.text, instant), one.raw[TIME_BYTES:], "cosignature")
                found[key] = instant
    return found
