"""Random values that an action draws twice: when a form is sent, and again when what it says has been signed.

A member signs an act whole, with the ids in it. The action therefore runs once to find the act, is rolled back, and
runs again with the signature; the second time it has to draw what it drew the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Tape:
    """What was drawn, in order. `at` is how much of it was drawn again."""

    values: list[str] = field(default_factory=list)
    at: int = 0


_tape: ContextVar[Tape | None] = ContextVar("tape", default=None)


def drawn(make: Callable[[], str]) -> str:
    """A value from the tape while there is one left, else a fresh one, which the tape keeps."""
    tape = _tape.get()
    if tape is None:
        return make()
    if tape.at == len(tape.values):
        tape.values.append(make())
    tape.at += 1
    return tape.values[tape.at - 1]


@contextmanager
def on_tape(tape: Tape) -> Iterator[None]:
    token = _tape.set(tape)
    try:
        yield
    finally:
        _tape.reset(token)
