"""Where everything stands in the ballots of one election: their only canonical form as a pattern, and what to check.

Ballots of one election differ in elements, exponents and one hash; all else is the same in all of them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scrutiny.elections.election import Election
from scrutiny.elections.questions import Choose
from scrutiny.groups import Group

HASH = r'"([A-Za-z0-9+/]{43})"'


@dataclass(frozen=True)
class Forms:
    """How an element and an exponent of a group are written, as patterns of one group each."""

    element: str
    number: str

    @property
    def pair(self) -> str:
        return rf'\{{"alpha":{self.element},"beta":{self.element}\}}'

    @property
    def proof(self) -> str:
        return rf'\{{"challenge":{self.number},"response":{self.number}\}}'


def forms(group: Group) -> Forms:
    """Decimal numbers have no leading zero; whether they are small enough is asked later."""
    number = rf'"(0|[1-9][0-9]{{0,{len(str(group.q)) - 1}}})"'
    if group.name == "Ed25519":
        return Forms(r'"([0-9a-f]{64})"', number)
    return Forms(r'"([1-9][0-9]{0,616})"', number)


@dataclass(frozen=True)
class Branch:
    """One branch of a disjunction: which proof it is (from 0 over the ballot) and the number it speaks of."""

    proof: int
    number: int


@dataclass
class Slot:
    """A ciphertext, or the sum of several, with all branches that speak of it. `alphas`: places among the elements.

    The beta of an alpha stands one place after it.
    """

    alphas: tuple[int, ...]
    branches: list[Branch] = field(default_factory=list)

    def add(self, proof: int, number: int) -> tuple[Slot, int]:
        """Add a branch; where its commitments will be found."""
        self.branches.append(Branch(proof, number))
        return self, len(self.branches) - 1


@dataclass(frozen=True)
class Statement:
    """One hash to compare: the branches whose commitments and challenges go into it."""

    name: str  # prove, bproof0, bproof1
    question: int
    whole: bool  # whether all ciphertexts of the question stand in what is hashed
    pair: Slot | None  # the ciphertext that stands in what is hashed
    parts: tuple[tuple[Slot, int], ...]
    reason: str


@dataclass
class Layout:
    """The pattern, and what is to be worked out from what it finds. Proof 0 is the signature, element 0 its key."""

    pattern: re.Pattern[str]
    is_element: list[bool]
    slots: list[Slot]
    statements: list[Statement]
    raw: list[tuple[int, int, int]]  # ranked answers: question, place of alpha, proof
    choices: list[list[int]]  # for every question the places of the alphas


class _Builder:
    def __init__(self, election: Election) -> None:
        self.election, self.forms = election, forms(election.group)
        self.kinds: list[bool] = []
        self.elements, self.proofs = 1, 0
        self.layout = Layout(re.compile(""), self.kinds, [], [], [], [])

    def pairs(self, count: int) -> list[Slot]:
        made = [Slot((self.elements + 2 * n,)) for n in range(count)]
        self.elements += 2 * count
        self.layout.slots += made
        return made

    def proof(self) -> int:
        self.proofs += 1
        return self.proofs - 1

    def build(self) -> Layout:
        start = f'{{"election_uuid":"{self.election.uuid}","election_hash":"{self.election.fingerprint}","credential":'
        answers = ",".join(self.answer(n, question) for n, question in enumerate(self.election.questions))
        self.signature = self.proof()
        text = rf'{re.escape(start)}{self.forms.element},"answers":\[{answers}\],"signature":'
        text += rf'\{{"hash":{HASH},"proof":{self.forms.proof}\}}\}}'
        self.layout.pattern = re.compile(text, re.ASCII)
        self.layout.is_element = [part == self.forms.element for part in self.groups(text)]
        return self.layout

    def answer(self, number: int, question: object) -> str:
        if not isinstance(question, Choose):
            (slot,) = self.pairs(1)
            self.layout.slots.remove(slot)
            self.layout.choices.append([])
            self.layout.raw.append((number, slot.alphas[0], self.proof()))
            return rf'\{{"choices":{self.forms.pair},"proof":{self.forms.proof}\}}'
        slots = self.pairs(question.choices)
        self.layout.choices.append([slot.alphas[0] for slot in slots])
        for slot in slots:
            parts = tuple(slot.add(self.proof(), bit) for bit in (0, 1))
            self.layout.statements.append(Statement("prove", number, False, slot, parts, "interval"))
        total = Slot(tuple(a for slot in slots[question.blank :] for a in slot.alphas))
        self.layout.slots.append(total)
        bounds = range(question.least, question.most + 1)
        first = [slots[0].add(self.proof(), 1)] if question.blank else []
        overall = (*first, *(total.add(self.proof(), m) for m in bounds))
        if question.blank:
            self.state("bproof1", number, None, overall, "overall-proof")
            either = (slots[0].add(self.proof(), 0), total.add(self.proof(), 0))
            self.state("bproof0", number, None, either, "blank-proof")
        else:
            self.state("prove", number, total, overall, "interval")
        return self.text_of(question, len(overall))

    def state(
        self, name: str, number: int, pair: Slot | None, parts: tuple[tuple[Slot, int], ...], reason: str
    ) -> None:
        self.layout.statements.append(Statement(name, number, True, pair, parts, reason))

    def text_of(self, question: Choose, overall: int) -> str:
        pair, proof = self.forms.pair, self.forms.proof
        pairs = ",".join([pair] * question.choices)
        individual = ",".join([rf"\[{proof},{proof}\]"] * question.choices)
        text = rf'\{{"choices":\[{pairs}\],"individual_proofs":\[{individual}\]'
        text += rf',"overall_proof":\[{",".join([proof] * overall)}\]'
        return text + (rf',"blank_proof":\[{proof},{proof}\]\}}' if question.blank else r"\}")

    def groups(self, text: str) -> Iterator[str]:
        """The kinds of the groups of a pattern, in their order."""
        kinds = {kind[1:-1]: kind for kind in (self.forms.element, self.forms.number, HASH)}
        for found in re.finditer("|".join(re.escape(kind) for kind in kinds), text):
            yield kinds[found.group()]


def of(election: Election) -> Layout:
    """The layout of an election's ballots."""
    return _Builder(election).build()


@dataclass(frozen=True)
class Taken:
    """A ballot taken apart: its elements as text, and the challenges and responses as numbers."""

    elements: list[str]
    challenges: list[int]
    responses: list[int]
    hash: str


def take(layout: Layout, q: int, content: bytes) -> Taken | None:
    """None where a ballot has not the one form that all of them have, or its hash is wrong."""
    try:
        found = layout.pattern.fullmatch(content.decode("ascii"))
    except UnicodeDecodeError:
        return None
    if found is None:
        return None
    parts = found.groups()
    elements = [part for part, is_element in zip(parts, layout.is_element, strict=True) if is_element]
    *numbers, hashed, challenge, response = (
        part for part, is_element in zip(parts, layout.is_element, strict=True) if not is_element
    )
    exponents = [int(number) for number in (*numbers, challenge, response)]
    if max(exponents) >= q:
        return None
    signed = content[: content.rindex(b',"signature":')] + b"}"
    if base64.b64encode(hashlib.sha256(signed).digest())[:43].decode() != hashed:
        return None
    return Taken(elements, exponents[::2], exponents[1::2], hashed)
