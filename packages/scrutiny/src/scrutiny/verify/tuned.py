"""Batches of ballots in a finite field: the same checks as `plain.check_plainly`, faster.

All exponents of one base share its repeated squarings (Yao, "On the evaluation of powers", SIAM J. Comput. 1976).
Membership of all elements of a batch is tested together. A ballot that fails here is given to the plain check, which
names the reason; both must agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import gmpy2
from gmpy2 import mpz

from scrutiny.elections.election import Election
from scrutiny.groups.base import Element
from scrutiny.groups.finite_field import FiniteField
from scrutiny.proofs.schnorr import Bases
from scrutiny.randomness import random_bytes
from scrutiny.verify import layout as layouts
from scrutiny.verify import plain
from scrutiny.verify.layout import Layout, Slot, Statement, Taken, take

if TYPE_CHECKING:
    from scrutiny.verify.plain import Fault, Outcome, Weighed

HEX_DIGIT = {digit: value for value, digit in enumerate("0123456789abcdef")}
TEST_BYTES = 10


@dataclass(frozen=True)
class Prepared:
    """What all ballots of an election share."""

    election: Election
    group: FiniteField
    layout: Layout
    bases: Bases


@lru_cache(maxsize=4)
def prepared(content: bytes) -> Prepared:
    election, bases = plain.prepared(content)
    if not isinstance(election.group, FiniteField):
        raise TypeError("only for finite fields")
    return Prepared(election, election.group, layouts.of(election), bases)


def check(content: bytes, batch: Sequence[Weighed]) -> Outcome:
    """As `plain.check_plainly`."""
    base = prepared(content)
    taken: list[Taken] = []
    for place, weighed in enumerate(batch):
        found = take(base.layout, base.group.q, weighed.content)
        if found is None:
            return plain.Outcome(_named(base, batch, place), [])
        taken.append(found)
    elements = [[mpz(text) for text in one.elements] for one in taken]
    if not all_belong(base.group, [element for row in elements for element in row]):
        return _one_by_one(base, batch)
    for place, (one, row) in enumerate(zip(taken, elements, strict=True)):
        if not _Ballot(base, one, row).holds():
            return plain.Outcome(_named(base, batch, place), [])
    return plain.Outcome(None, _products(base, elements, [one.weight for one in batch]))


def _one_by_one(base: Prepared, batch: Sequence[Weighed]) -> Outcome:
    found = plain.check_plainly(base.election, base.bases, batch)
    if found.fault is None:
        raise AssertionError("the two ways of checking ballots disagree")
    return found


def _named(base: Prepared, batch: Sequence[Weighed], place: int) -> Fault:
    """The reason, by the plain check. The ballots before it hold, so that it is the first fault."""
    found = _one_by_one(base, batch[place : place + 1]).fault
    if found is None:
        raise AssertionError
    return plain.Fault(place, found.form, found.reason, found.data)


def all_belong(group: FiniteField, elements: Sequence[mpz]) -> bool:
    """Whether all belong to the subgroup; wrong with a chance below 2^-80 where one does not, never otherwise.

    For each of 80 tests every element is taken or left at random, and the q-th power of the product must be 1. An
    element outside has a component of order r > 1 in the quotient; taking it or not changes the product's component,
    so that at least one of the two fails: each test misses with a chance of at most 1/2. The random bits are drawn
    after the elements are fixed. Buckets of 8 tests at a time share their products.
    """
    p, one = group.p, mpz(1)
    if any(not 0 < element < p for element in elements):
        return False
    if group.is_safe:
        return all(gmpy2.jacobi(element, p) == 1 for element in elements)
    for _ in range(TEST_BYTES):
        buckets = [one] * 256
        for element, chosen in zip(elements, random_bytes(len(elements)), strict=True):
            buckets[chosen] = buckets[chosen] * element % p
        for bit in range(8):
            product = one
            for chosen in range(256):
                if chosen >> bit & 1:
                    product = product * buckets[chosen] % p
            if gmpy2.powmod(product, group.q, p) != 1:
                return False
    return True


class Chain:
    """x^(16^i) for all i: what all powers of x share."""

    def __init__(self, p: mpz, links: list[mpz]) -> None:
        self.p, self.links = p, links

    @classmethod
    def of(cls, p: mpz, digits: int, x: mpz) -> Chain:
        links = []
        for _ in range(digits):
            links.append(x)
            x = x * x % p
            x = x * x % p
            x = x * x % p
            x = x * x % p
        return cls(p, links)

    def power(self, exponent: int) -> mpz:
        """x^exponent: the links of equal digits together, then each digit once more than the next lower one."""
        p, buckets = self.p, [mpz(1)] * 16
        for link, digit in zip(self.links, map(HEX_DIGIT.__getitem__, reversed(f"{exponent:x}")), strict=False):
            if digit:
                buckets[digit] = buckets[digit] * link % p
        running = result = buckets[15]
        for digit in range(14, 0, -1):
            running = running * buckets[digit] % p
            result = result * running % p
        return result

    def times(self, other: Chain) -> Chain:
        """The chain of the product of both."""
        p = self.p
        return Chain(p, [a * b % p for a, b in zip(self.links, other.links, strict=True)])


class _Ballot:
    """One ballot with its commitments."""

    def __init__(self, base: Prepared, one: Taken, elements: Sequence[mpz]) -> None:
        self.base, self.one, self.elements = base, one, elements
        self.digits = (base.group.q.bit_length() + 3) // 4
        self.chains: dict[int, Chain] = {}
        self.made = {id(slot): self.commitments(slot) for slot in base.layout.slots}

    def chain(self, places: Sequence[int]) -> Chain:
        """The chain of the product of the elements at these places; those of single elements are kept."""
        p = self.base.group.p
        for place in places:
            if place not in self.chains:
                self.chains[place] = Chain.of(p, self.digits, self.elements[place])
        found = self.chains[places[0]]
        for place in places[1:]:
            found = found.times(self.chains[place])
        return found

    def commitments(self, slot: Slot) -> list[str]:
        """A and B of every branch of a slot, with a comma between, as they are hashed."""
        of_g, of_y, p = self.base.bases.of_g, self.base.bases.of_y, self.base.group.p
        alpha, beta = self.chain(slot.alphas), self.chain([place + 1 for place in slot.alphas])
        made = []
        for branch in slot.branches:
            challenge, response = self.one.challenges[branch.proof], self.one.responses[branch.proof]
            a = of_g(response) * alpha.power(challenge) % p
            b = of_y(response) * beta.power(challenge) % p
            if branch.number:
                b = b * of_g(-branch.number * challenge) % p
            made.append(f"{a},{b}")
        return made

    def hashed(self, text: str) -> int:
        return int.from_bytes(hashlib.sha256(text.encode()).digest()) % self.base.group.q

    def holds(self) -> bool:
        base, one = self.base, self.one
        bases, context = base.bases, f"{base.election.fingerprint}|{one.elements[0]}"
        signature = self.single(0, len(one.challenges) - 1)
        if self.hashed(f"sig|{one.hash}|{signature}") != one.challenges[-1]:
            return False
        for _question, alpha, proof in base.layout.raw:
            said = f"raweg|{context}|{bases.y},{one.elements[alpha]},{one.elements[alpha + 1]}"
            if self.hashed(f"{said}|{self.single(alpha, proof)}") != one.challenges[proof]:
                return False
        return all(self.statement_holds(context, said) for said in base.layout.statements)

    def single(self, element: int, proof: int) -> Element:
        group, one = self.base.group, self.one
        raised = group.power(self.elements[element], one.challenges[proof])
        return self.base.bases.of_g(one.responses[proof]) * raised % group.p

    def statement_holds(self, context: str, said: Statement) -> bool:
        one, base = self.one, self.base
        if said.whole:
            places = base.layout.choices[said.question]
            context += "|" + ",".join(f"{one.elements[n]},{one.elements[n + 1]}" for n in places)
        pair = f"|{self.pair(said.pair)}" if said.pair else ""
        listed = ",".join([self.made[id(slot)][branch] for slot, branch in said.parts])
        total = sum([one.challenges[slot.branches[branch].proof] for slot, branch in said.parts])
        return self.hashed(f"{said.name}|{context}{pair}|{listed}") == total % base.group.q

    def pair(self, slot: Slot) -> str:
        group = self.base.group
        sides = (group.product(self.elements[place + side] for place in slot.alphas) for side in (0, 1))
        return ",".join(str(side) for side in sides)


def _products(base: Prepared, elements: Sequence[Sequence[mpz]], weights: Sequence[int]) -> plain.Products:
    """The products of the ciphertexts of each choice."""
    group = base.group

    def product(place: int) -> str:
        rows = zip(elements, weights, strict=True)
        return group.text(group.product(row[place] if w == 1 else group.power(row[place], w) for row, w in rows))

    return [[(product(alpha), product(alpha + 1)) for alpha in alphas] for alphas in base.layout.choices]
