"""A batch of ballots checked as the specification says it, one by one, and the product of their ciphertexts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scrutiny.elections import ballot as ballots
from scrutiny.elections import election as elections
from scrutiny.elections.ballot import Ballot, Chosen
from scrutiny.elections.election import Election
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Element, Group
from scrutiny.proofs.schnorr import Bases

Products = list[list[tuple[str, str]]]  # for every question with choices, and each of them: alpha and beta as text


@dataclass(frozen=True)
class Weighed:
    """The bytes of a ballot, and how much it weighs."""

    content: bytes
    weight: int


@dataclass(frozen=True)
class Fault:
    """The first ballot of a batch that does not hold: its place in it, the step, the reason."""

    place: int
    form: bool
    reason: str
    data: dict[str, str | int]


@dataclass(frozen=True)
class Outcome:
    """What became of a batch."""

    fault: Fault | None
    products: Products


@lru_cache(maxsize=4)
def prepared(content: bytes) -> tuple[Election, Bases]:
    """An election with its tables of powers, made once in every process."""
    election = elections.read(content)
    return election, Bases(election.group, election.public_key)


def check_plainly(election: Election, bases: Bases, batch: Sequence[Weighed]) -> Outcome:
    """Ballot by ballot, as the specification says it."""
    found: list[Ballot] = []
    for place, one in enumerate(batch):
        fault = _fault(election, bases, place, one, found)
        if fault:
            return Outcome(fault, [])
    return Outcome(None, multiplied(election, found, [one.weight for one in batch]))


def _fault(election: Election, bases: Bases, place: int, one: Weighed, found: list[Ballot]) -> Fault | None:
    try:
        ballot = ballots.read(election, one.content)
    except (Malformed, Refused) as error:
        return Fault(place, True, error.code, error.data)
    try:
        ballots.verify(election, bases, ballot)
    except Refused as error:
        return Fault(place, False, error.code, error.data)
    found.append(ballot)
    return None


def multiplied(election: Election, found: Sequence[Ballot], weights: Sequence[int]) -> Products:
    """The products of the ciphertexts, each ballot to the power of its weight."""
    group = election.group
    products: Products = []
    for number in range(len(election.questions)):
        chosen = [ballot.answers[number] for ballot in found]
        rows = [answer.choices for answer in chosen if isinstance(answer, Chosen)]
        if len(rows) == len(found) and rows:
            products.append(
                [
                    (_product(group, rows, weights, place, 0), _product(group, rows, weights, place, 1))
                    for place in range(len(rows[0]))
                ]
            )
        else:
            products.append([])
    return products


def _product(
    group: Group, rows: Sequence[Sequence[tuple[Element, Element]]], weights: Sequence[int], place: int, side: int
) -> str:
    raised = (
        row[place][side] if weight == 1 else group.power(row[place][side], weight)
        for row, weight in zip(rows, weights, strict=True)
    )
    return group.text(group.product(raised))


def multiply(content: bytes, batch: Sequence[Weighed]) -> Products:
    """Only the product, of ballots that were checked before."""
    election, _bases = prepared(content)
    found = [ballots.read(election, one.content) for one in batch]
    return multiplied(election, found, [one.weight for one in batch])
