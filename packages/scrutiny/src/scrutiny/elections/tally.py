"""The encrypted tally, its partial decryptions and the result. Specification 2.0, sections 4.16, 4.18 and 4.19."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from scrutiny.elections.ballot import pair_from_json, pair_to_json
from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose, Question, Rank
from scrutiny.elections.strict import compact, fields, items, parse, small
from scrutiny.elections.trustees import Trustees, combined
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Element, Group
from scrutiny.proofs import decryption, schnorr, shuffle
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import Proof
from scrutiny.proofs.shuffle import ShuffleProof

Tally: TypeAlias = tuple[tuple[Pair, ...], ...]
Result: TypeAlias = list[list[Any]]  # for each question: a number for each choice, or a list of values for each ballot


def to_bytes(group: Group, tally: Tally) -> bytes:
    return compact([[pair_to_json(group, pair) for pair in pairs] for pairs in tally])


def read(election: Election, content: bytes, ballots: int) -> Tally:
    """Raises Malformed `not-canonical`, `tally-length` and what its parts raise."""
    group, value = election.group, items(parse(content))
    tally = tuple(tuple(pair_from_json(group, pair) for pair in items(pairs)) for pairs in value)
    if to_bytes(group, tally) != content:
        raise Malformed("not-canonical")
    wanted = [question.choices if isinstance(question, Choose) else ballots for question in election.questions]
    if [len(pairs) for pairs in tally] != wanted:
        raise Malformed("tally-length")
    return tally


@dataclass(frozen=True)
class Sized:
    """How many ballots were counted, their weight, and the hash of the tally."""

    ballots: int
    weight: int
    tally: str

    def to_bytes(self) -> bytes:
        return compact({"num_tallied": self.ballots, "total_weight": self.weight, "encrypted_tally": self.tally})


def read_sized(content: bytes) -> Sized:
    ballots, weight, tally = fields(parse(content), ["num_tallied", "total_weight", "encrypted_tally"])
    sized = Sized(small(ballots), small(weight, 0, 2**53), str(tally))
    if sized.to_bytes() != content:
        raise Malformed("not-canonical")
    return sized


@dataclass(frozen=True)
class Owned:
    """Whose shuffle or partial decryption it is (owners count from 1), and its hash."""

    owner: int
    payload: str

    def to_bytes(self) -> bytes:
        return compact({"owner": self.owner, "payload": self.payload})


def read_owned(content: bytes, owners: int) -> Owned:
    owner, payload = fields(parse(content), ["owner", "payload"])
    owned = Owned(small(owner, 1, owners), str(payload))
    if owned.to_bytes() != content:
        raise Malformed("not-canonical")
    return owned


def ranked(election: Election, tally: Tally) -> list[tuple[Pair, ...]]:
    """The ciphertexts of ranked questions, which are shuffled."""
    return [pairs for question, pairs in zip(election.questions, tally, strict=True) if isinstance(question, Rank)]


def with_ranked(election: Election, tally: Tally, shuffled: Sequence[Sequence[Pair]]) -> Tally:
    """The tally with the ciphertexts of ranked questions replaced."""
    fresh = iter(shuffled)
    return tuple(
        tuple(next(fresh)) if isinstance(question, Rank) else pairs
        for question, pairs in zip(election.questions, tally, strict=True)
    )


@dataclass(frozen=True)
class Shuffle:
    """New ciphertexts of every ranked question, each with its proof."""

    ciphertexts: tuple[tuple[Pair, ...], ...]
    proofs: tuple[ShuffleProof, ...]

    def to_bytes(self, group: Group) -> bytes:
        return compact(
            {
                "ciphertexts": [[pair_to_json(group, pair) for pair in pairs] for pairs in self.ciphertexts],
                "proofs": [shuffle.to_json(group, proof) for proof in self.proofs],
            }
        )


def read_shuffle(group: Group, content: bytes) -> Shuffle:
    ciphertexts, proofs = fields(parse(content), ["ciphertexts", "proofs"])
    made = Shuffle(
        tuple(tuple(pair_from_json(group, pair) for pair in items(pairs)) for pairs in items(ciphertexts)),
        tuple(shuffle.from_json(group, proof) for proof in items(proofs)),
    )
    if made.to_bytes(group) != content:
        raise Malformed("not-canonical")
    return made


def verify_shuffle(election: Election, before: Tally, made: Shuffle) -> Tally:
    """The tally after a shuffle. Raises Refused with the equation that does not hold."""
    pairs = ranked(election, before)
    if not len(pairs) == len(made.ciphertexts) == len(made.proofs):
        raise Refused("shuffle-length")
    for old, new, proof in zip(pairs, made.ciphertexts, made.proofs, strict=True):
        shuffle.verify(election.group, election.public_key, election.fingerprint, old, new, proof)
    return with_ranked(election, before, made.ciphertexts)


@dataclass(frozen=True)
class Partial:
    """A factor and its proof for every ciphertext of the tally."""

    factors: tuple[tuple[Element, ...], ...]
    proofs: tuple[tuple[Proof, ...], ...]

    def to_bytes(self, group: Group) -> bytes:
        return compact(
            {
                "decryption_factors": [[group.text(factor) for factor in row] for row in self.factors],
                "decryption_proofs": [[schnorr.to_json(proof) for proof in row] for row in self.proofs],
            }
        )


def read_partial(group: Group, content: bytes) -> Partial:
    factors, proofs = fields(parse(content), ["decryption_factors", "decryption_proofs"])
    made = Partial(
        tuple(tuple(group.element(factor) for factor in items(row)) for row in items(factors)),
        tuple(tuple(schnorr.from_json(group, proof) for proof in items(row)) for row in items(proofs)),
    )
    if made.to_bytes(group) != content:
        raise Malformed("not-canonical")
    return made


def decrypt(election: Election, tally: Tally, private: int) -> Partial:
    """A trustee's part of the decryption."""
    group = election.group
    factors = tuple(tuple(group.secret_power(alpha, private) for alpha, _beta in pairs) for pairs in tally)
    proofs = tuple(
        tuple(decryption.prove(group, election.fingerprint, private, alpha) for alpha, _beta in pairs)
        for pairs in tally
    )
    return Partial(factors, proofs)


def verify_partial(election: Election, tally: Tally, public: Element, partial: Partial) -> None:
    """Raises Refused `decryption-length`, or `decryption` with the question and the ciphertext, from 1."""
    shape = [len(pairs) for pairs in tally]
    if shape != [len(row) for row in partial.factors] or shape != [len(row) for row in partial.proofs]:
        raise Refused("decryption-length")
    for number, (pairs, factors, proofs) in enumerate(zip(tally, partial.factors, partial.proofs, strict=True), 1):
        for place, ((alpha, _beta), factor, proof) in enumerate(zip(pairs, factors, proofs, strict=True), 1):
            try:
                decryption.verify(election.group, election.fingerprint, public, alpha, factor, proof)
            except Refused as error:
                raise Refused("decryption", question=number, ciphertext=place) from error


def opened(trustees: Trustees, tally: Tally, partials: Mapping[int, Partial]) -> list[list[Element]]:
    """What stands behind each ciphertext: g^number, or the element that encodes values.

    Raises Refused `too-few-trustees`.
    """
    group = trustees.group
    return [
        [
            group.divide(beta, combined(trustees, {o: p.factors[row][n] for o, p in partials.items()}))
            for n, (_alpha, beta) in enumerate(pairs)
        ]
        for row, pairs in enumerate(tally)
    ]


def result(election: Election, openings: Sequence[Sequence[Element]], weight: int) -> Result:
    """The result as people read it. Raises Refused `out-of-range`, Malformed `ranked-value`."""
    numbers: dict[str, int] = {}
    return [
        _read_question(election.group, question, row, weight, numbers)
        for question, row in zip(election.questions, openings, strict=True)
    ]


def _read_question(
    group: Group, question: Question, row: Sequence[Element], weight: int, numbers: dict[str, int]
) -> list[Any]:
    if isinstance(question, Rank):
        return [group.decode(element, len(question.answers)) for element in row]
    return [logarithm(group, element, weight) for element in row]


def logarithm(group: Group, element: Element, most: int) -> int:
    """The number n up to `most` with g^n = element, by baby steps and giant steps. Raises Refused `out-of-range`."""
    stride = int(most**0.5) + 1
    steps: dict[str, int] = {}
    step = group.one
    for n in range(stride):
        steps[group.text(step)] = n
        step = group.multiply(step, group.g)
    back = group.inverse(step)
    for giant in range(stride + 1):
        found = steps.get(group.text(element))
        if found is not None and giant * stride + found <= most:
            return giant * stride + found
        element = group.multiply(element, back)
    raise Refused("out-of-range")


def result_to_bytes(found: Result) -> bytes:
    return compact({"result": found})


def read_result(content: bytes) -> Result:
    (found,) = fields(parse(content), ["result"])
    if result_to_bytes(found) != content:
        raise Malformed("not-canonical")
    return items(found)
