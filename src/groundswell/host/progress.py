"""How far a long command is, on a terminal; nothing where nobody looks."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

STEP = 8 << 20


class Progress:
    """Told of bytes, says megabytes, on one line."""

    def __init__(self, text: str) -> None:
        self.text, self.done, self.said = text, 0, 0

    def __call__(self, size: int) -> None:
        self.done += size
        if sys.stderr.isatty() and self.done - self.said >= STEP:
            self.said = self.done
            sys.stderr.write(f"\r{self.text} {self.done >> 20} MB ")
            sys.stderr.flush()

    def end(self) -> None:
        if self.said:
            sys.stderr.write("\n")


@contextmanager
def tidy_when_stopped() -> Iterator[None]:
    """A request to end (from systemd, or a line that broke) ends like Ctrl-C: what is half done is removed first."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
