"""Whoever opens a ballot instead of casting it: does it hold what the voter chose?

The booth gives out the numbers that it drew, in order, but for the last one, which signs the ballot. Of every question
the first numbers encrypt its choices (one for a ranked question); those after them belong to proofs, which are checked
on their own. Benaloh, "Simple verifiable elections", EVT 2006.
"""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.elections import ballot as ballots
from scrutiny.elections.ballot import Ballot, Chosen, Ranked
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose, Question
from scrutiny.errors import Malformed, Refused
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import Bases
from scrutiny.roles.voter import Vote, check_answer


def check(election: Election, content: bytes, credential: str, vote: Vote, randomness: Sequence[int]) -> Ballot:
    """The ballot, when it holds this vote. Raises what reading and verifying it raises; Refused `other-credential`,
    `randomness` where there are too few or too many numbers, `encryption` with the question where it holds another.
    """
    found = ballots.read(election, content)
    bases = Bases(election.group, election.public_key)
    ballots.verify(election, bases, found)
    if election.group.text(found.credential) != credential:
        raise Refused("other-credential")
    if len(vote) != len(election.questions) or len(randomness) != sum(map(drawn_for, election.questions)):
        raise Refused("randomness")
    at = 0
    for number, (question, answer, values) in enumerate(zip(election.questions, found.answers, vote, strict=True), 1):
        check_answer(question, values, number)
        if _encrypted(bases, question, values, randomness[at:]) != _pairs(answer):
            raise Refused("encryption", question=number)
        at += drawn_for(question)
    return found


def drawn_for(question: Question) -> int:
    """How many numbers a question takes: one for each ciphertext; for a proof one, and two for each of its branches."""
    if not isinstance(question, Choose):
        return 2
    bounds = question.most - question.least + 1
    overall = (1 + 2 * 2) + (1 + 2 * (1 + bounds)) if question.blank else 1 + 2 * bounds
    return question.choices * (1 + 1 + 2 * 2) + overall


def _encrypted(bases: Bases, question: Question, values: Sequence[int], drawn: Sequence[int]) -> list[Pair]:
    group = bases.group
    if not isinstance(question, Choose):
        return [(bases.of_g(drawn[0]), group.multiply(bases.of_y(drawn[0]), group.encode(values)))]
    return [
        (bases.of_g(r), group.multiply(bases.of_y(r), group.g if value else group.one))
        for r, value in zip(drawn, values, strict=False)
    ]


def _pairs(answer: Chosen | Ranked) -> list[Pair]:
    return [answer.choices] if isinstance(answer, Ranked) else list(answer.choices)


def numbers(texts: Sequence[object], q: int) -> list[int]:
    """Decimal exponents as the booth writes them. Raises Malformed `randomness`."""
    if not all(isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 1000 for text in texts):
        raise Malformed("randomness")
    found = [int(str(text)) for text in texts]
    if not all(number < q for number in found):
        raise Malformed("randomness")
    return found
