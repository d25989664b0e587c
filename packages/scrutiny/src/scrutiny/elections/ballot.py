"""A ballot: encrypted answers with proofs, signed with a credential. Specification 2.0, sections 4.11 and 4.15."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from scrutiny.elections.election import Election, fingerprint
from scrutiny.elections.questions import Choose, Question
from scrutiny.elections.strict import compact, fields, items, parse, text
from scrutiny.errors import Malformed, Refused
from scrutiny.groups import Element, Group
from scrutiny.proofs import blank, interval, raw_elgamal, schnorr, signature
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import Bases, Proof

LONGEST = 8 * 1024 * 1024
NAMES = ("election_uuid", "election_hash", "credential", "answers", "signature")


@dataclass(frozen=True)
class Chosen:
    """An answer to a question with choices: a ciphertext and a proof for each, and proofs for the whole."""

    choices: tuple[Pair, ...]
    individual: tuple[tuple[Proof, ...], ...]
    overall: tuple[Proof, ...]
    blank: tuple[Proof, ...] | None = None


@dataclass(frozen=True)
class Ranked:
    """An answer to a ranked question: one ciphertext."""

    choices: Pair
    proof: Proof


Answer: TypeAlias = Chosen | Ranked


@dataclass(frozen=True)
class Ballot:
    """`tracker` is the hash by which a voter finds the ballot again; `signed` the hash that the signature covers."""

    credential: Element
    answers: tuple[Answer, ...]
    hash: str
    proof: Proof
    tracker: str


@dataclass(frozen=True)
class Outline:
    """What a ballot says of itself before any of it is checked: the credential as text, and its tracker."""

    credential: str
    tracker: str


def outline(election: Election, content: bytes) -> Outline:
    """Whose a ballot claims to be. Raises Malformed for its outermost form, Refused `other-election`."""
    uuid, election_hash, credential, _answers, _signature = fields(_canonical(content), NAMES)
    if (uuid, election_hash) != (election.uuid, election.fingerprint):
        raise Refused("other-election")
    return Outline(text(credential), fingerprint(content))


def _canonical(content: bytes) -> object:
    if len(content) > LONGEST:
        raise Malformed("too-long")
    value = parse(content)
    if compact(value) != content:
        raise Malformed("not-canonical")
    return value


def pair_to_json(group: Group, pair: Pair) -> dict[str, str]:
    return {"alpha": group.text(pair[0]), "beta": group.text(pair[1])}


def pair_from_json(group: Group, value: object) -> Pair:
    """Raises Malformed `fields` and what elements raise."""
    alpha, beta = fields(value, ["alpha", "beta"])
    return group.element(alpha), group.element(beta)


def answer_to_json(group: Group, answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Ranked):
        return {"choices": pair_to_json(group, answer.choices), "proof": schnorr.to_json(answer.proof)}
    made: dict[str, Any] = {
        "choices": [pair_to_json(group, pair) for pair in answer.choices],
        "individual_proofs": [[schnorr.to_json(proof) for proof in proofs] for proofs in answer.individual],
        "overall_proof": [schnorr.to_json(proof) for proof in answer.overall],
    }
    if answer.blank is not None:
        made["blank_proof"] = [schnorr.to_json(proof) for proof in answer.blank]
    return made


def unsigned(election: Election, credential: Element, answers: tuple[Answer, ...]) -> dict[str, Any]:
    """Everything of a ballot but its signature."""
    group = election.group
    return {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": group.text(credential),
        "answers": [answer_to_json(group, answer) for answer in answers],
    }


def signed(election: Election, credential: Element, answers: tuple[Answer, ...], secret: int) -> bytes:
    """The bytes of a ballot, signed with the secret of its credential."""
    content = unsigned(election, credential, answers)
    hashed = fingerprint(compact(content))
    proof = signature.sign(election.group, "sig", secret, hashed)
    return compact({**content, "signature": {"hash": hashed, "proof": schnorr.to_json(proof)}})


def read(election: Election, content: bytes) -> Ballot:
    """Read a ballot; whether its proofs hold is asked by `verify`.

    Raises Malformed for its form, Refused `other-election` and `ballot-hash`.
    """
    uuid, election_hash, credential, answers, signed_by = fields(_canonical(content), NAMES)
    hashed, proof = fields(signed_by, ["hash", "proof"])
    if (uuid, election_hash) != (election.uuid, election.fingerprint):
        raise Refused("other-election")
    start = content.rindex(b',"signature":')
    if text(hashed) != fingerprint(content[:start] + b"}"):
        raise Refused("ballot-hash")
    group = election.group
    given = items(answers)
    if len(given) != len(election.questions):
        raise Malformed("answers")
    return Ballot(
        credential=group.element(credential),
        answers=tuple(_answer(group, q, a) for q, a in zip(election.questions, given, strict=True)),
        hash=hashed,
        proof=schnorr.from_json(group, proof),
        tracker=fingerprint(content),
    )


def _answer(group: Group, question: Question, value: object) -> Answer:
    if not isinstance(question, Choose):
        pair, proof = fields(value, ["choices", "proof"])
        return Ranked(pair_from_json(group, pair), schnorr.from_json(group, proof))
    names = ["choices", "individual_proofs", "overall_proof", *(["blank_proof"] if question.blank else [])]
    choices, individual, overall, *rest = fields(value, names)
    answer = Chosen(
        choices=tuple(pair_from_json(group, pair) for pair in items(choices)),
        individual=tuple(_proofs(group, proofs) for proofs in items(individual)),
        overall=_proofs(group, overall),
        blank=_proofs(group, rest[0]) if rest else None,
    )
    if len(answer.choices) != question.choices or len(answer.individual) != question.choices:
        raise Malformed("choices")
    return answer


def _proofs(group: Group, value: object) -> tuple[Proof, ...]:
    return tuple(schnorr.from_json(group, proof) for proof in items(value))


def context(election: Election, credential: Element) -> str:
    """S0 of section 4.11: what ties every proof to the election and to the voter's credential."""
    return f"{election.fingerprint}|{election.group.text(credential)}"


def context_of_all(group: Group, start: str, choices: tuple[Pair, ...]) -> str:
    """S of section 4.11.1."""
    return start + "|" + ",".join(f"{group.text(a)},{group.text(b)}" for a, b in choices)


def summed(group: Group, pairs: tuple[Pair, ...]) -> Pair:
    return group.product(a for a, _b in pairs), group.product(b for _a, b in pairs)


def verify(election: Election, bases: Bases, ballot: Ballot) -> None:
    """Every proof of a ballot. Raises Refused with the proof's name and the number of the question, from 1."""
    group = election.group
    signature.verify(group, "sig", ballot.credential, ballot.hash, ballot.proof)
    start = context(election, ballot.credential)
    for number, (question, answer) in enumerate(zip(election.questions, ballot.answers, strict=True), 1):
        try:
            if isinstance(question, Choose) and isinstance(answer, Chosen):
                _verify_chosen(bases, start, question, answer)
            elif isinstance(answer, Ranked):
                raw_elgamal.verify(bases, start, answer.choices, answer.proof)
        except Refused as error:
            raise Refused(error.code, question=number) from error


def _verify_chosen(bases: Bases, start: str, question: Choose, answer: Chosen) -> None:
    group = bases.group
    for pair, proofs in zip(answer.choices, answer.individual, strict=True):
        interval.verify(bases, start, pair, (0, 1), proofs)
    whole = context_of_all(group, start, answer.choices)
    if answer.blank is None:
        numbers = range(question.least, question.most + 1)
        interval.verify(bases, whole, summed(group, answer.choices), numbers, answer.overall)
        return
    total = summed(group, answer.choices[1:])
    either, overall = blank.branches(answer.choices[0], total, question.least, question.most)
    blank.verify(bases, "bproof0", whole, either, answer.blank)
    blank.verify(bases, "bproof1", whole, overall, answer.overall)
