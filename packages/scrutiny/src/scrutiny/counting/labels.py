"""Names and titles of ballot files: kept as written but for odd spaces, refused where they could deceive the eye."""

from __future__ import annotations

from dataclasses import dataclass

from scrutiny.counting.profile import is_label
from scrutiny.counting.reading import Remarks, refusal, shortened


@dataclass(frozen=True, slots=True)
class Entry:
    text: str
    line: int
    quoted: bool


def unique(entries: list[Entry], remarks: Remarks) -> tuple[str, ...]:
    """The names of all candidates. Raises Malformed, reasons "name" and "same-name"."""
    names: list[str] = []
    for entry in entries:
        name = label(entry, "name", remarks)
        if not name:
            raise refusal("name", entry.line)
        if name in names:
            raise refusal("same-name", entry.line, found=shortened(name))
        names.append(name)
    return tuple(names)


def label(entry: Entry, what: str, remarks: Remarks) -> str:
    """A name or title with single spaces. Raises Malformed with `what` as the reason if it is no plain text."""
    text = " ".join(entry.text.split())
    if not is_label(text):
        raise refusal(what, entry.line, found=shortened(text))
    if text != entry.text:
        remarks.add("spaces-in-name", entry.line)
    if text.startswith('"'):
        remarks.add("quoted-twice", entry.line)
    return text
