"""A log at one size: origin, size and root, signed. Source: c2sp.org/tlog-checkpoint."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from scrutiny.errors import Malformed, Refused
from scrutiny.record import notes
from scrutiny.record.merkle import HASH_BYTES
from scrutiny.record.notes import Note, VerifierKey

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


def number(text: str) -> int:
    """Decimal, without sign or leading zeros. Raises Malformed `number`."""
    if not _SIZE.fullmatch(text):
        raise Malformed("number")
    return int(text)


@dataclass(frozen=True)
class Checkpoint:
    """`extensions` are lines that nobody vouches for; we write none."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin or len(self.root) != HASH_BYTES:
            raise Malformed("checkpoint")

    def __str__(self) -> str:
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions]
        return "\n".join(lines) + "\n"


def of_text(text: str) -> Checkpoint:
    """Raises Malformed `checkpoint`, `number`, `base64`."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise Malformed("checkpoint")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, number(size), notes.unbase64(root, "checkpoint"), tuple(extensions))


def read(content: bytes) -> tuple[Note, Checkpoint]:
    """Before any signature was looked at. Raises Malformed."""
    note = notes.parse(content)
    return note, of_text(note.text)


def signed(checkpoint: Checkpoint, seed: bytes) -> Note:
    """By the log itself, whose key has the name of its origin."""
    return Note(str(checkpoint), (notes.sign(str(checkpoint), checkpoint.origin, seed),))


def verified(content: bytes, logs: Sequence[VerifierKey]) -> tuple[Note, Checkpoint]:
    """Signed by a log that is known under the name that it gives itself.

    Raises Malformed, Refused `origin`, `note-signature`.
    """
    note, found = read(content)
    own = [key for key in logs if key.name == found.origin]
    if not own:
        raise Refused("origin", origin=found.origin)
    notes.verify(note, own)
    return note, found
