"""A deck: one dealer's polynomial of degree t - 1, a share for every card, and a key of its own for every card.

The dealer's page holds `Dealt` until the cards are printed and forgets it; the public half is a `Deck`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scrutiny.encoding import sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.identity import signatures
from scrutiny.pledge import polynomials, proofs, ristretto, statements
from scrutiny.pledge.proofs import PROOF_BYTES, Knowledge
from scrutiny.pledge.ristretto import SIZE
from scrutiny.pledge.terms import Terms
from scrutiny.randomness import random_bytes

POSSESSION = statements.domain("deck")


@dataclass(frozen=True)
class Deck:
    """`commitments` are the C_k, `values` the Y_i and `slots` the Ed25519 keys of the cards, in order."""

    commitments: tuple[bytes, ...]
    values: tuple[bytes, ...]
    slots: tuple[bytes, ...]
    proof: bytes

    @property
    def secret_public(self) -> bytes:
        """C_0: whoever knows its logarithm has opened the first lock of this deck."""
        return self.commitments[0]

    def about(self, terms: Terms, number: int) -> bytes:
        """What the proof of possession names."""
        return terms.hash() + bytes([number]) + self.hash()

    def hash(self) -> bytes:
        return sha256(b"".join([*self.commitments, *self.values, *self.slots]))

    def to_json(self) -> dict[str, str]:
        join = b"".join
        return {
            "commitments": statements.base64_of(join(self.commitments)),
            "values": statements.base64_of(join(self.values)),
            "slots": statements.base64_of(join(self.slots)),
            "proof": statements.base64_of(self.proof),
        }


@dataclass(frozen=True)
class Dealt:
    """`shares` and `seeds` are those of the cards, in order: secrets."""

    deck: Deck
    shares: tuple[int, ...] = field(repr=False)
    seeds: tuple[bytes, ...] = field(repr=False)


def deal(terms: Terms, number: int) -> Dealt:
    """The deck of that number, from 1, with everything that its cards need."""
    coefficients = polynomials.draw(terms.threshold)
    shares = tuple(polynomials.value(coefficients, place) for place in range(1, terms.cards + 1))
    seeds = tuple(random_bytes(SIZE) for _ in shares)
    bare = Deck(
        polynomials.commitments(coefficients),
        tuple(ristretto.base(share) for share in shares),
        tuple(signatures.public_key(seed) for seed in seeds),
        b"",
    )
    proof = proofs.prove_knowledge(POSSESSION, bare.about(terms, number), coefficients[0])
    return Dealt(Deck(bare.commitments, bare.values, bare.slots, bytes(proof)), shares, seeds)


def of_json(terms: Terms, value: object) -> Deck:
    """Exactly t commitments and n cards. Raises Malformed `fields`, `base64`."""
    found = statements.fields(value, {"commitments", "values", "slots", "proof"})
    return Deck(
        _cut(statements.raw_of(found["commitments"], terms.threshold * SIZE)),
        _cut(statements.raw_of(found["values"], terms.cards * SIZE)),
        _cut(statements.raw_of(found["slots"], terms.cards * SIZE)),
        statements.raw_of(found["proof"], PROOF_BYTES),
    )


def _cut(raw: bytes) -> tuple[bytes, ...]:
    return tuple(raw[at : at + SIZE] for at in range(0, len(raw), SIZE))


def check_counts(terms: Terms, deck: Deck, _number: int) -> None:
    """With more commitments t shares would not open, with fewer less would. Raises Malformed `commitments`, `cards`."""
    if len(deck.commitments) != terms.threshold:
        raise Malformed("commitments")
    if not len(deck.values) == len(deck.slots) == terms.cards:
        raise Malformed("cards")


def check_elements(_terms: Terms, deck: Deck, _number: int) -> None:
    """Raises Malformed `element`."""
    for point in (*deck.commitments, *deck.values):
        ristretto.element(point)


def check_possession(terms: Terms, deck: Deck, number: int) -> None:
    """Raises Refused `knowledge`, Malformed."""
    proof: Knowledge = proofs.read_knowledge(deck.proof)
    proofs.check_knowledge(POSSESSION, deck.about(terms, number), deck.secret_public, proof)


def check_polynomial(terms: Terms, deck: Deck, number: int) -> None:
    """Every share lies on the committed polynomial. Raises Refused `polynomial`."""
    polynomials.check_all(deck.commitments, deck.values, statements.domain("weights") + deck.about(terms, number))


def check_slots(_terms: Terms, deck: Deck, _number: int) -> None:
    """Raises Refused `public-key`, `repeated-slot`."""
    if len(set(deck.slots)) != len(deck.slots):
        raise Refused("repeated-slot")
    for public in deck.slots:
        signatures.check_public_key(public)
