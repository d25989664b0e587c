"""A profile is what the voters said: candidates, and ballots that put them into ranks, exactly as marked.

Nothing is repaired here. A rank may hold several candidates (a tie) or none (a skipped rank), and one candidate may
stand in several ranks; what such a paper is worth is for each rule to say (`ranks.py`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TypeAlias

from scrutiny.errors import Malformed

Ranks: TypeAlias = tuple[tuple[int, ...], ...]
"""`ranks[0]` holds the candidates marked 1, `ranks[1]` those marked 2, and so on; candidates count from 0."""

MOST_CANDIDATES = 1_000
MOST_SEATS = 1_000_000
MOST_WEIGHT = 10**12
MOST_LABEL = 1_000
_BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_NOT_IN_NUMBERS = frozenset("()#")


def is_plain(text: str) -> bool:
    """True for text of one line without control characters and without signs that turn its direction around."""
    return not any(char in _BIDIRECTIONAL or unicodedata.category(char) in _UNPRINTABLE for char in text)


def is_label(text: str) -> bool:
    """True for plain text that is not too long and has no spaces but single ones between words."""
    return len(text) <= MOST_LABEL and is_plain(text) and text == " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Ballot:
    """`weight` identical papers. `name` is the number printed on one paper, if the file gave one.

    Raises Malformed with code "ballot" for a weight below 1 or above 10^12, or a name on several papers.
    """

    weight: int
    ranks: Ranks
    name: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.weight <= MOST_WEIGHT:
            raise Malformed("ballot", reason="weight")
        if self.name and (self.weight != 1 or not is_label(self.name) or not _NOT_IN_NUMBERS.isdisjoint(self.name)):
            raise Malformed("ballot", reason="name")


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a count needs besides the rule and the seed.

    Raises Malformed with code "profile" and a `reason`: "candidates", "name", "same-names", "title", "seats",
    "withdrawn" or "mark" (a ballot that marks a candidate who does not exist).
    """

    candidates: tuple[str, ...]
    ballots: tuple[Ballot, ...]
    seats: int = 1
    title: str = ""
    withdrawn: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not 1 <= len(self.candidates) <= MOST_CANDIDATES:
            raise Malformed("profile", reason="candidates")
        if not all(name and is_label(name) for name in self.candidates):
            raise Malformed("profile", reason="name")
        if len(set(self.candidates)) != len(self.candidates):
            raise Malformed("profile", reason="same-names")
        if not is_label(self.title):
            raise Malformed("profile", reason="title")
        if not 1 <= self.seats <= MOST_SEATS:
            raise Malformed("profile", reason="seats")
        if not all(0 <= gone < len(self.candidates) for gone in self.withdrawn):
            raise Malformed("profile", reason="withdrawn")
        self._check_marks()

    def _check_marks(self) -> None:
        known = range(len(self.candidates))
        for ranks in {ballot.ranks for ballot in self.ballots}:
            if not all(mark in known for rank in ranks for mark in rank):
                raise Malformed("profile", reason="mark")

    @property
    def papers(self) -> int:
        """How many papers there are, valid or not."""
        return sum(ballot.weight for ballot in self.ballots)

    @property
    def standing(self) -> tuple[int, ...]:
        """The candidates who have not withdrawn, in the order of the paper."""
        return tuple(index for index in range(len(self.candidates)) if index not in self.withdrawn)

    def with_seats(self, seats: int) -> Profile:
        """The same ballots for another number of seats. Raises Malformed as Profile does."""
        return replace(self, seats=seats)

    def without(self, gone: frozenset[int]) -> Profile:
        """The same ballots with more candidates withdrawn. Raises Malformed as Profile does."""
        return replace(self, withdrawn=self.withdrawn | gone)
