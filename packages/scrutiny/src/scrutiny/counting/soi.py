"""PrefLib's files of ordinal preferences: metadata in comments, then one line for each kind of paper.

The format is that of N. Mattei and T. Walsh, "PrefLib: A Library for Preferences" (2013), in its present form:

    # FILE NAME: 00005-00000002.soi
    # TITLE: Ward 1
    # NUMBER ALTERNATIVES: 3
    # NUMBER VOTERS: 7
    # NUMBER UNIQUE ORDERS: 2
    # ALTERNATIVE NAME 1: Adam
    # ALTERNATIVE NAME 2: Basil
    # ALTERNATIVE NAME 3: Charlotte
    4: 1,3
    3: 2,{1,3}

Strict and incomplete orders (`.soi`) are what it is for; complete ones and ties in braces (`.soc`, `.toi`, `.toc`) have
the same form. The sums in the metadata are checked. The file names no seats. Remarks: "no-title", "spaces-in-name",
"quoted-twice", "marked-twice", "no-preferences", "no-sum" (no number of voters to check against).

Refused as Malformed (code "ballot-file"; data `line` and `reason`), besides what `reading` refuses: "alternatives",
"names-missing", "name", "same-name", "title", "weight", "token", "candidate-number", "colon", "voters" and "orders"
(the metadata say another number), "too-many-ballots", "no-ballots".
"""

from __future__ import annotations

import re

from scrutiny.counting.labels import Entry, label, unique
from scrutiny.counting.profile import MOST_CANDIDATES, MOST_WEIGHT, Ballot, Profile, Ranks
from scrutiny.counting.reading import MOST_BALLOT_LINES, Reading, Remarks, lines_of, number_of, refusal, shortened

_FACT = re.compile(r"#\s*([A-Z][A-Z0-9 ]{0,60}?)\s*:\s*(.*)", re.IGNORECASE)
_NAME = re.compile(r"ALTERNATIVE NAME ([0-9]{1,6})")
_RANK = re.compile(r"\{([0-9, ]*)\}|([0-9]+)")
_ORDER = re.compile(r"\s*(?:(?:\{[0-9, ]*\}|[0-9]+)\s*(?:,\s*(?:\{[0-9, ]*\}|[0-9]+)\s*)*)?")


def read(data: bytes | str, seats: int = 1) -> Reading:
    """The ballots of a PrefLib file, for a number of seats that the file does not know.

    Raises Malformed with code "ballot-file" and the data named above.
    """
    return _Reader(lines_of(data), seats).read()


class _Reader:
    def __init__(self, lines: list[str], seats: int) -> None:
        self.lines = lines
        self.seats = seats
        self.remarks = Remarks()
        self.facts: dict[str, tuple[int, str]] = {}
        self.names: dict[int, Entry] = {}
        self.candidates = 0
        self.ballots: list[Ballot] = []
        self.known: dict[str, Ranks] = {}

    def read(self) -> Reading:
        for number, line in enumerate(self.lines, 1):
            text = line.strip()
            if text.startswith("#"):
                self._fact(number, text)
            elif text:
                self.candidates = self.candidates or self._alternatives()
                self._ballot(number, text)
        if not self.ballots:
            raise refusal("no-ballots", len(self.lines))
        self._check("NUMBER VOTERS", "voters", sum(ballot.weight for ballot in self.ballots))
        self._check("NUMBER UNIQUE ORDERS", "orders", len(self.ballots))
        names, title = self._names(), self._title()
        return Reading(Profile(names, tuple(self.ballots), self.seats, title), self.remarks.all())

    def _fact(self, line: int, text: str) -> None:
        match = _FACT.fullmatch(text)
        if match is None:
            return
        key, value = match[1].upper(), match[2].strip()
        name = _NAME.fullmatch(key)
        if name is None:
            self.facts[key] = (line, value)
        else:
            self.names[int(name[1])] = Entry(value, line, True)

    def _alternatives(self) -> int:
        line, value = self.facts.get("NUMBER ALTERNATIVES", (1, ""))
        candidates = number_of(value, line) if value else 0
        if not 1 <= candidates <= MOST_CANDIDATES:
            raise refusal("alternatives", line, found=shortened(value))
        return candidates

    def _ballot(self, line: int, text: str) -> None:
        if len(self.ballots) >= MOST_BALLOT_LINES:
            raise refusal("too-many-ballots", line, most=MOST_BALLOT_LINES)
        first, colon, order = text.partition(":")
        if not colon:
            raise refusal("colon", line, found=shortened(text))
        weight = number_of(first.strip(), line)
        if not 1 <= weight <= MOST_WEIGHT:
            raise refusal("weight", line, found=first.strip())
        ranks = self.known.get(order)
        if ranks is None:
            ranks = self.known[order] = self._ranks(line, order)
        if not ranks:
            self.remarks.add("no-preferences", line)
        self.ballots.append(Ballot(weight, ranks))

    def _ranks(self, line: int, order: str) -> Ranks:
        if not _ORDER.fullmatch(order):
            raise refusal("token", line, found=shortened(order.strip()))
        ranks = tuple(self._rank(line, match[1] or match[2] or "") for match in _RANK.finditer(order))
        marks = [candidate for rank in ranks for candidate in rank]
        if len(set(marks)) != len(marks):
            self.remarks.add("marked-twice", line)
        return ranks

    def _rank(self, line: int, text: str) -> tuple[int, ...]:
        return tuple(self._candidate(line, part.strip()) for part in text.split(",") if part.strip())

    def _candidate(self, line: int, mark: str) -> int:
        candidate = number_of(mark, line)
        if not 1 <= candidate <= self.candidates:
            raise refusal("candidate-number", line, found=candidate, candidates=self.candidates)
        return candidate - 1

    def _check(self, key: str, reason: str, found: int) -> None:
        if key not in self.facts:
            self.remarks.add("no-sum", 1)
            return
        line, value = self.facts[key]
        if number_of(value, line) != found:
            raise refusal(reason, line, said=shortened(value), found=found)

    def _names(self) -> tuple[str, ...]:
        if sorted(self.names) != list(range(1, self.candidates + 1)):
            raise refusal("names-missing", 1, expected=self.candidates, found=len(self.names))
        return unique([self.names[number] for number in range(1, self.candidates + 1)], self.remarks)

    def _title(self) -> str:
        line, title = self.facts.get("TITLE", (1, ""))
        if not title:
            self.remarks.add("no-title", line)
        return label(Entry(title, line, True), "title", self.remarks)
