"""A receipt: this entry stands in the log, as the log itself and its witnesses have signed.

Source: c2sp.org/tlog-proof.

The extra line holds the salt and the private part of one's own entry, so that the receipt also says what the entry
was about; whoever is shown the receipt then sees that too.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from scrutiny.errors import Malformed
from scrutiny.record import checkpoints, notes
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from scrutiny.record.policy import Policy

HEADER = "c2sp.org/tlog-proof@v1"
LONGEST_RECEIPT = 256 * 1024


@dataclass(frozen=True)
class Receipt:
    """`proof` goes from the leaf's sibling up; `checkpoint` is the signed note as it came."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def __str__(self) -> str:
        extra = [f"extra {base64.b64encode(self.extra).decode()}"] if self.extra else []
        lines = [HEADER, *extra, f"index {self.index}", *(base64.b64encode(one).decode() for one in self.proof)]
        return "\n".join(lines) + "\n\n" + self.checkpoint.decode()


def parse(content: bytes) -> Receipt:
    """Raises Malformed `receipt`, `base64`, `number`."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Malformed("receipt") from error
    head, found, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    if len(content) > LONGEST_RECEIPT or first != HEADER or not found or not lines:
        raise Malformed("receipt")
    extra = b""
    if lines[0].startswith("extra "):
        extra = notes.unbase64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise Malformed("receipt")
    index = checkpoints.number(lines[0].removeprefix("index "))
    proof = tuple(notes.unbase64(line) for line in lines[1:])
    if len(proof) > 64 or any(len(one) != HASH_BYTES for one in proof):
        raise Malformed("receipt")
    return Receipt(index, proof, checkpoint.encode(), extra)


def verify(receipt: Receipt, entry: bytes, policy: Policy) -> Checkpoint:
    """The checkpoint under which the entry stands. Raises Malformed, Refused."""
    _note, found, _seen = policy.verify(receipt.checkpoint)
    verify_inclusion(receipt.index, found.size, leaf_hash(entry), receipt.proof, found.root)
    return found
