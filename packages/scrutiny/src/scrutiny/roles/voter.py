"""The voter: answers in the clear become a ballot."""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.elections import credentials
from scrutiny.elections.ballot import Answer, Chosen, Ranked, context, context_of_all, signed, summed
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose, Question
from scrutiny.errors import Refused
from scrutiny.proofs import blank, interval, raw_elgamal
from scrutiny.proofs.schnorr import Bases, draw

Vote = Sequence[Sequence[int]]


def vote(election: Election, secrets: Sequence[str], answers: Vote, bases: Bases | None = None) -> bytes:
    """The bytes of a ballot. `secrets`: one credential, or the halves of two registrars, which are added.

    An answer to a question with choices is a list of 0 and 1 (first the blank vote, where there is one); to a ranked
    question, a small number for each answer. Raises Refused `answers` with the question where it may not be so, and
    Malformed `ranked-value`.
    """
    group = election.group
    if len(answers) != len(election.questions):
        raise Refused("answers", question=0)
    secret = sum(credentials.exponent(group, election.uuid, one) for one in secrets) % group.q
    public = group.secret_power(group.g, secret)
    start = context(election, public)
    bases = bases or Bases(group, election.public_key)
    made: list[Answer] = []
    for number, (question, values) in enumerate(zip(election.questions, answers, strict=True), 1):
        check_answer(question, values, number)
        made.append(
            _chosen(bases, start, question, values) if isinstance(question, Choose) else _ranked(bases, start, values)
        )
    return signed(election, public, tuple(made), secret)


def check_answer(question: Question, values: Sequence[int], number: int) -> None:
    """Raises Refused `answers` where a question cannot be answered so."""
    if not isinstance(question, Choose):
        right = len(values) == len(question.answers)
    elif len(values) != question.choices or any(value not in (0, 1) for value in values):
        right = False
    elif question.blank and values[0]:
        right = not any(values[1:])
    else:
        right = question.least <= sum(values[question.blank :]) <= question.most
    if not right:
        raise Refused("answers", question=number)


def _chosen(bases: Bases, start: str, question: Choose, values: Sequence[int]) -> Chosen:
    group = bases.group
    drawn = [draw(group) for _ in values]
    pairs = tuple(
        (
            group.secret_power(group.g, r),
            group.multiply(group.secret_power(bases.y, r), group.g if value else group.one),
        )
        for r, value in zip(drawn, values, strict=True)
    )
    individual = tuple(
        tuple(interval.prove(bases, start, r, value, (0, 1), pair))
        for r, value, pair in zip(drawn, values, pairs, strict=True)
    )
    whole = context_of_all(group, start, pairs)
    if not question.blank:
        numbers = range(question.least, question.most + 1)
        which = sum(values) - question.least
        overall = interval.prove(bases, whole, sum(drawn) % group.q, which, numbers, summed(group, pairs))
        return Chosen(pairs, individual, tuple(overall))
    total, r_total, m_total = summed(group, pairs[1:]), sum(drawn[1:]) % group.q, sum(values[1:])
    either, bounds = blank.branches(pairs[0], total, question.least, question.most)
    if values[0]:
        first = blank.prove(bases, "bproof0", whole, r_total, 1, either)
        second = blank.prove(bases, "bproof1", whole, drawn[0], 0, bounds)
    else:
        first = blank.prove(bases, "bproof0", whole, drawn[0], 0, either)
        second = blank.prove(bases, "bproof1", whole, r_total, 1 + m_total - question.least, bounds)
    return Chosen(pairs, individual, tuple(second), tuple(first))


def _ranked(bases: Bases, start: str, values: Sequence[int]) -> Ranked:
    group, r = bases.group, draw(bases.group)
    pair = (
        group.secret_power(group.g, r),
        group.multiply(group.secret_power(bases.y, r), group.encode(values)),
    )
    return Ranked(pair, raw_elgamal.prove(bases, start, r, pair))
