"""Questions: choose some of several answers, or rank (grade) them. Specification 2.0, section 4.9."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from scrutiny.elections.strict import Fields, fields, small, text, texts
from scrutiny.errors import Malformed

MOST_ANSWERS = 1000


@dataclass(frozen=True)
class Choose:
    """Between `least` and `most` of the answers; with `blank`, also none of them, as a vote of its own."""

    question: str
    answers: tuple[str, ...]
    least: int
    most: int
    blank: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most <= len(self.answers):
            raise Malformed("bounds", least=self.least, most=self.most)

    @property
    def choices(self) -> int:
        """How many ciphertexts an answer has."""
        return len(self.answers) + self.blank

    def to_json(self) -> dict[str, Any]:
        blank = {"blank": True} if self.blank else {}
        return {
            "answers": list(self.answers),
            **blank,
            "min": self.least,
            "max": self.most,
            "question": self.question,
        }


@dataclass(frozen=True)
class Rank:
    """A small number for every answer: its rank, or its grade."""

    question: str
    answers: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        value = {"answers": list(self.answers), "question": self.question}
        return {"type": "NonHomomorphic", "value": value}


Question: TypeAlias = Choose | Rank


def from_json(value: object) -> Question:
    """Raises Malformed `fields`, `bounds`, `number`, `question-type`, `answers`."""
    if isinstance(value, Fields) and "type" in value:
        kind, inner = fields(value, ["type", "value"])
        if kind != "NonHomomorphic":
            raise Malformed("question-type")
        answers, question = fields(inner, ["answers", "question"])
        return Rank(text(question), _answers(answers))
    answers, blank, least, most, question = fields(value, ["answers", "blank", "min", "max", "question"], ["blank"])
    if blank not in (None, True, False) or (isinstance(blank, int) and type(blank) is not bool):
        raise Malformed("blank")
    return Choose(text(question), _answers(answers), small(least), small(most), bool(blank))


def _answers(value: object) -> tuple[str, ...]:
    answers = tuple(texts(value))
    if not 1 <= len(answers) <= MOST_ANSWERS:
        raise Malformed("answers")
    return answers
