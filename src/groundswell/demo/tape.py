"""What was sealed when the demonstration was made. age encrypts the same text differently each time; the story has to
come out the same each time it is told, so that it can be compared with the file that is committed.

The tape has nothing secret: all keys of the demonstration are known to everyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from scrutiny.encoding import sha256

FILE = Path(__file__).parent / "data" / "sealed.bin"
NAME, LENGTH = 16, 4  # bytes of a name, and of the length of what was sealed


class Tape:
    """What was sealed under the hash of its text and recipient; `used` is what this telling has asked for."""

    def __init__(self, content: bytes) -> None:
        self.known: dict[bytes, bytes] = {}
        self.used: dict[bytes, bytes] = {}
        while content:
            name, size = content[:NAME], int.from_bytes(content[NAME : NAME + LENGTH])
            self.known[name] = content[NAME + LENGTH : NAME + LENGTH + size]
            content = content[NAME + LENGTH + size :]

    def sealed(self, plain: bytes, recipient: str, seal: Callable[[], bytes]) -> bytes:
        name = sha256(recipient.encode() + b"\0" + plain)[:NAME]
        self.used[name] = self.known.get(name) or self.used.get(name) or seal()
        return self.used[name]

    def __bytes__(self) -> bytes:
        return b"".join(name + len(found).to_bytes(LENGTH) + found for name, found in sorted(self.used.items()))


_playing: ContextVar[Tape | None] = ContextVar("playing", default=None)


@contextmanager
def playing() -> Iterator[Tape]:
    """While the story is told."""
    tape = Tape(FILE.read_bytes() if FILE.exists() else b"")
    token = _playing.set(tape)
    try:
        yield tape
    finally:
        _playing.reset(token)


def sealed(plain: bytes, recipient: str, seal: Callable[[], bytes]) -> bytes:
    """What `seal` makes, or what it made when the demonstration was recorded."""
    tape = _playing.get()
    return tape.sealed(plain, recipient, seal) if tape else seal()
