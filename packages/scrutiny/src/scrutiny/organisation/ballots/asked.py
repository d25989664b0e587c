"""What a ballot asks: written into the announcement as RFC 8785 JSON, encrypted as questions of scrutiny.elections.

    choose   between `least` and `most` of the answers, with or without a blank vote
    rank     an order of the answers, counted by `rule` for so many `seats`
    grade    one of the `grades` for each answer, the best first; counted as majority judgment

A ranked value is 0 for an answer that was left out, else its rank or its grade, counted from 1.

Codes of Malformed: `questions`, and what scrutiny.elections and scrutiny.counting raise.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scrutiny.counting import approval, rules
from scrutiny.counting.profile import Ballot, Profile
from scrutiny.counting.stages import Result
from scrutiny.elections.questions import Choose, Question, Rank
from scrutiny.encoding import canonical_json
from scrutiny.errors import Malformed

KINDS = ("choose", "rank", "grade")
ORDERS = ("scottish", "meek", "schulze")
MOST_QUESTIONS = 20
MOST_ANSWERS = 100
LONGEST = 500  # characters of a question or an answer


@dataclass(frozen=True)
class Asked:
    """One question. What does not belong to its kind has the value of the default. Raises Malformed."""

    kind: str
    question: str
    answers: tuple[str, ...]
    least: int = 0
    most: int = 0
    blank: bool = False
    rule: str = ""
    seats: int = 1
    grades: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        texts = (self.question, *self.answers, *self.grades)
        if self.kind not in KINDS or not all(text.strip() == text and 0 < len(text) <= LONGEST for text in texts):
            raise Malformed("questions")
        if not 1 <= len(self.answers) <= MOST_ANSWERS or len(set(self.answers)) != len(self.answers):
            raise Malformed("questions")
        self._check_kind()

    def _check_kind(self) -> None:
        ranks = self.kind == "rank"
        grades = self.kind == "grade"
        right = (
            (self.rule in ORDERS) == ranks
            and bool(self.grades) == grades
            and (ranks or not self.rule)
            and len(set(self.grades)) == len(self.grades)
            and (not grades or len(self.grades) >= 2)
            and 1 <= self.seats <= len(self.answers)
            and (self.kind == "choose" or (self.least, self.most, self.blank) == (0, 0, False))
        )
        if not right:
            raise Malformed("questions")
        if self.kind == "choose":
            self.encrypted()

    @property
    def decides(self) -> bool:
        """Whether it is one choice between answers of which the first means yes: such a question can bind."""
        return self.kind == "choose" and (self.least, self.most) == (1, 1)

    def encrypted(self) -> Question:
        """The question as it stands in the election."""
        if self.kind == "choose":
            return Choose(self.question, self.answers, self.least, self.most, self.blank)
        return Rank(self.question, self.answers)

    def to_json(self) -> dict[str, Any]:
        plain = asdict(self)
        return {**plain, "answers": list(self.answers), "grades": list(self.grades), "blank": int(self.blank)}


def yes_or_no(question: str, yes: str, no: str) -> Asked:
    """The question of a decision, with a blank vote."""
    return Asked("choose", question, (yes, no), 1, 1, blank=True)


def to_text(asked: Sequence[Asked]) -> str:
    return canonical_json([one.to_json() for one in asked]).decode()


def canonical(listed: Sequence[Mapping[str, Any]]) -> str:
    """Questions that stand as JSON in a draft."""
    return canonical_json(list(listed)).decode()


def from_text(text: str) -> tuple[Asked, ...]:
    """Raises Malformed unless it is exactly what `to_text` writes."""
    try:
        listed = json.loads(text)
        found = tuple(_read(item) for item in listed)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed("questions") from error
    if not 1 <= len(found) <= MOST_QUESTIONS or to_text(found) != text:
        raise Malformed("questions")
    return found


def _read(item: Any) -> Asked:
    numbers = {name: int(item[name]) for name in ("least", "most", "seats")}
    texts = {name: str(item[name]) for name in ("kind", "question", "rule")}
    lists = {name: tuple(str(one) for one in item[name]) for name in ("answers", "grades")}
    return Asked(**texts, **lists, **numbers, blank=bool(item["blank"]))  # type: ignore[arg-type]


def is_ranked(asked: Sequence[Asked]) -> bool:
    return any(one.kind != "choose" for one in asked)


def counted(asked: Asked, outcome: Sequence[Any], voted: int, seed: bytes | None = None) -> Result:
    """The course of the count of one question. `outcome` is its part of the election's result.

    Of a question with choices the blank votes come first, where there are any. Raises Malformed, Refused `lot-needed`.
    """
    if asked.kind == "choose":
        totals = list(outcome[asked.blank :])
        return approval.from_totals(Profile(asked.answers, (), asked.seats), totals, voted, seed)
    profile = profile_of(asked, outcome)
    if asked.kind == "grade":
        return rules.count(profile, "judgment", seed, grades=asked.grades)
    return rules.count(profile, asked.rule, seed)


def profile_of(asked: Asked, outcome: Sequence[Any]) -> Profile:
    """The papers of a ranked question, equal ones together. Raises Malformed."""
    papers = Counter(_ranks(asked, values) for values in outcome)
    return Profile(asked.answers, tuple(Ballot(n, ranks) for ranks, n in sorted(papers.items())), asked.seats)


def _ranks(asked: Asked, values: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Ranks as marked; a value beyond the last rank or grade marks nothing, since no booth offers it."""
    highest = len(asked.grades) if asked.kind == "grade" else len(asked.answers)
    rows = tuple(tuple(n for n, value in enumerate(values) if value == rank) for rank in range(1, highest + 1))
    while rows and not rows[-1]:
        rows = rows[:-1]
    return rows
