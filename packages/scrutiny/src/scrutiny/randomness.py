"""The only door to entropy.

Everything random in scrutiny and in the site passes through here, so that one reading shows where randomness comes
from. The demonstration organisation needs to be the same every time: `seeded` replaces the source for one block of
code, and refuses unless the process allowed it beforehand; `./run serve` never does.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterator, MutableSequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Source = Callable[[int], bytes]

_source: ContextVar[Source] = ContextVar("source", default=secrets.token_bytes)
_seeding_allowed = False


def allow_seeding() -> None:
    """Let this process call `seeded`. Only the demonstration and the tests call this; there is no way back."""
    global _seeding_allowed  # noqa: PLW0603 - one switch for the process, on purpose
    _seeding_allowed = True


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Inside the block every value follows from the seed (SHAKE-256 of seed and counter). Never for real secrets.

    Raises RuntimeError where the process did not allow it.
    """
    if not _seeding_allowed:
        raise RuntimeError("seeded randomness is for the demonstration and the tests only")
    counter = 0

    def source(size: int) -> bytes:
        nonlocal counter
        counter += 1
        return hashlib.shake_256(f"{seed}|{counter}".encode()).digest(size)

    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def random_bytes(size: int) -> bytes:
    return _source.get()(size)


def random_below(bound: int) -> int:
    """A uniform integer in [0, bound), by rejection: no modulo bias."""
    if bound < 1:
        raise ValueError("bound must be positive")
    bits = (bound - 1).bit_length()
    while True:
        value = int.from_bytes(random_bytes((bits + 7) // 8)) >> (-bits % 8) if bits else 0
        if value < bound:
            return value


def random_uuid() -> uuid.UUID:
    return uuid.UUID(bytes=random_bytes(16), version=4)


def shuffle(items: MutableSequence[Any]) -> None:
    """Fisher-Yates, in place."""
    for last in range(len(items) - 1, 0, -1):
        other = random_below(last + 1)
        items[last], items[other] = items[other], items[last]
