"""Ballot files come from strangers: whatever they hold, reading ends in a profile with remarks, or in one refusal.

A refusal is Malformed with code "ballot-file" and data `line`, counted from 1, and `reason`, a stable code. A remark
says what was not as it should be although the meaning is beyond doubt; it names the first line and how many there were.
"""

from __future__ import annotations

from dataclasses import dataclass

from scrutiny.counting.profile import Profile
from scrutiny.errors import Malformed

MOST_BYTES = 64 * 1024 * 1024
MOST_LINE = 100_000
MOST_BALLOT_LINES = 4_000_000
MOST_DIGITS = 12  # what fits into a weight


@dataclass(frozen=True, slots=True)
class Remark:
    """Something unusual that was read nevertheless: what, where first, and in how many lines."""

    code: str
    line: int
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A profile and all that was unusual in its file."""

    profile: Profile
    remarks: tuple[Remark, ...] = ()


class Remarks:
    """Collects remarks, one for each kind."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, int]] = {}

    def add(self, code: str, line: int) -> None:
        first, lines = self._found.get(code, (line, 0))
        self._found[code] = (first, lines + 1)

    def all(self) -> tuple[Remark, ...]:
        return tuple(Remark(code, first, lines) for code, (first, lines) in self._found.items())


def refusal(reason: str, line: int, **data: str | int) -> Malformed:
    """The exception for a file that is not read, with the line and the reason."""
    return Malformed("ballot-file", line=line, reason=reason, **data)


def lines_of(data: bytes | str) -> list[str]:
    """The lines of a file, without their ends, empty lines at the end, and a byte order mark.

    Raises Malformed (reasons "too-big", "not-text" with the line, "long-line" with the line, "empty").
    """
    if len(data) > MOST_BYTES:
        raise refusal("too-big", 0, most=MOST_BYTES)
    text = data if isinstance(data, str) else _decoded(data)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_LINE:
            raise refusal("long-line", number, most=MOST_LINE)
        if "\0" in line:
            raise refusal("not-text", number)
    if lines == [""]:
        raise refusal("empty", 1)
    return lines


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refusal("not-text", data.count(b"\n", 0, error.start) + 1) from error


def number_of(token: str, line: int) -> int:
    """A whole number without sign, of ASCII digits. Raises Malformed (reasons "number", "big-number")."""
    if not (token.isascii() and token.isdigit()):
        raise refusal("number", line, found=shortened(token))
    if len(token) > MOST_DIGITS:
        raise refusal("big-number", line, found=shortened(token))
    return int(token)


def shortened(text: str) -> str:
    """What was found, printable and short enough for a message."""
    shown = "".join(char if char.isprintable() else "?" for char in text)
    return shown if len(shown) <= 40 else shown[:40] + "..."
