"""When a witness signs: never twice for one size with different roots, never for a log that lost what it had.

Source: c2sp.org/tlog-witness, `add-checkpoint`. Pure: whoever keeps the state does it between `answer` and sending.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from scrutiny.errors import Malformed, Refused
from scrutiny.record import checkpoints, cosignatures, merkle, notes
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.merkle import HASH_BYTES
from scrutiny.record.notes import VerifierKey

MOST_PROOF_LINES = 63
LONGEST_REQUEST = notes.LONGEST_NOTE + 8192


class Conflict(Refused):
    """The old size is not that of the latest checkpoint that this witness cosigned: `size` is."""

    code = "conflict"


@dataclass(frozen=True)
class Request:
    """What a log sends: how large it was when last cosigned, the proof from there, and the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def __bytes__(self) -> bytes:
        lines = [f"old {self.old}", *(base64.b64encode(one).decode() for one in self.proof)]
        return ("\n".join(lines) + "\n\n").encode() + self.checkpoint


def parse(content: bytes) -> Request:
    """Raises Malformed `request`, `number`, `base64`."""
    head, found, checkpoint = content.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Malformed("request") from error
    if len(content) > LONGEST_REQUEST or not found or not first.startswith("old ") or len(lines) > MOST_PROOF_LINES:
        raise Malformed("request")
    proof = tuple(notes.unbase64(line) for line in lines)
    if any(len(one) != HASH_BYTES for one in proof):
        raise Malformed("request")
    return Request(checkpoints.number(first.removeprefix("old ")), proof, checkpoint)


@dataclass(frozen=True)
class Seen:
    """The latest checkpoint of an origin that was cosigned."""

    size: int = 0
    root: bytes = merkle.EMPTY_ROOT


def check(request: Request, logs: Sequence[VerifierKey], seen: Seen) -> Checkpoint:
    """The checkpoint that can be cosigned, after which `seen` has its size and root.

    Raises Malformed `request` (HTTP 400), Refused `origin` (404), `note-signature` (403), Conflict (409), `consistency`
    (422).
    """
    _note, found = checkpoints.verified(request.checkpoint, logs)
    if request.old > found.size:
        raise Malformed("request")
    if request.old != seen.size or (found.size == seen.size and found.root != seen.root):
        raise Conflict(size=seen.size)
    merkle.verify_consistency(request.old, found.size, seen.root, found.root, request.proof)
    return found


def cosigned(found: Checkpoint, name: str, seed: bytes, instant: int) -> str:
    """The answer to a request that was checked: one signature line."""
    return cosignatures.cosign(str(found), name, seed, instant).line
