"""The last part of a `.blt` file, names and title: no figure of a count depends on it, so it is read with patience.

What is still refused is a file whose names could be given to the wrong candidates: too few of them, or the title
missing (then it cannot be told whether it is the title that is missing), or lines behind the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scrutiny.counting.labels import Entry, label, unique
from scrutiny.counting.reading import Remarks, refusal, shortened

_NUMBERED = re.compile(r"\s*#\s*ALTERNATIVE NAME ([0-9]{1,6}):\s*(.*)", re.IGNORECASE)
FURTHER_FIELDS = 2
"""Wichmann's files may have a source and a comment, both quoted, behind the title."""


@dataclass(frozen=True, slots=True)
class Names:
    candidates: tuple[str, ...]
    title: str


def read_names(lines: list[str], end: int, candidates: int, remarks: Remarks) -> Names:
    """Names and title from the lines after line `end`.

    Raises Malformed, reasons "names-missing", "open-quote", "after-quote", "name", "same-name", "title", "after-title".
    """
    entries = _entries(lines, end, candidates, remarks)
    if len(entries) <= candidates:
        commented = _from_comments(lines, candidates)
        if len(commented) != candidates or len(entries) > 1:
            raise refusal("names-missing", len(lines), expected=candidates + 1, found=len(entries))
        remarks.add("names-in-comments", commented[0].line)
        entries = commented + (entries or [_no_title(len(lines), remarks)])
    return Names(unique(entries[:candidates], remarks), label(entries[candidates], "title", remarks))


def _entries(lines: list[str], end: int, candidates: int, remarks: Remarks) -> list[Entry]:
    found: list[Entry] = []
    for number, line in enumerate(lines[end:], end + 1):
        text = line.strip()
        quoted = text.startswith('"')
        strings = _quoted(text, number, remarks) if quoted else _unquoted(text, number, remarks)
        for string in strings:
            further = len(found) - candidates
            if further > FURTHER_FIELDS or (further > 0 and not quoted):
                raise refusal("after-title", number, found=shortened(string))
            found.append(Entry(string, number, quoted))
    return found


def _unquoted(text: str, line: int, remarks: Remarks) -> list[str]:
    name = text.split("#", 1)[0].strip()
    if name.endswith(","):
        remarks.add("trailing-comma", line)
        name = name[:-1].strip()
    if not name:
        return []
    remarks.add("comma-in-name" if "," in name else "unquoted-name", line)
    return [name]


def _quoted(text: str, line: int, remarks: Remarks) -> list[str]:
    """All strings of a line that begins with a quotation mark."""
    found: list[str] = []
    rest = text
    while rest.startswith('"'):
        string, rest = _string(rest, line)
        found.append(string)
        if rest == ",":
            remarks.add("trailing-comma", line)
            rest = ""
    if rest and not rest.startswith("#"):
        raise refusal("after-quote", line, found=shortened(rest))
    return found


def _string(text: str, line: int) -> tuple[str, str]:
    """The quoted string that the text begins with, and what follows it."""
    chars: list[str] = []
    place = 1
    while place < len(text):
        here, after = text[place], text[place + 1 : place + 2]
        if (here == "\\" and after in {'"', "\\"}) or (here == '"' and after == '"'):
            chars.append(after)
            place += 2
        elif here == '"':
            return "".join(chars), text[place + 1 :].strip()
        else:
            chars.append(here)
            place += 1
    raise refusal("open-quote", line)


def _from_comments(lines: list[str], candidates: int) -> list[Entry]:
    """One name for each candidate, in order, from comments of the form `# ALTERNATIVE NAME 1: Adam`; else nothing."""
    matches = [(number, _NUMBERED.match(line)) for number, line in enumerate(lines, 1) if "#" in line]
    named = [(int(match[1]), Entry(match[2].strip(), number, True)) for number, match in matches if match]
    complete = [index for index, _ in named] == list(range(1, candidates + 1))
    return [entry for _, entry in named] if complete else []


def _no_title(line: int, remarks: Remarks) -> Entry:
    remarks.add("no-title", line)
    return Entry("", line, True)
