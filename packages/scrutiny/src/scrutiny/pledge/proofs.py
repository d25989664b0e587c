"""Two proofs: of knowing the logarithm of an element, and of the equality of two logarithms.

Sources: Schnorr, "Efficient signature generation by smart cards", J. Cryptology 1991; Chaum and Pedersen, "Wallet
databases with observers", Crypto 1992. The challenge names everything that the proof is about.
"""

from __future__ import annotations

from typing import NamedTuple

from scrutiny.errors import Refused
from scrutiny.pledge import ristretto
from scrutiny.pledge.ristretto import SIZE, L
from scrutiny.randomness import random_below

PROOF_BYTES = 2 * SIZE


def draw() -> int:
    """A secret scalar, never zero."""
    return 1 + random_below(L - 1)


class Knowledge(NamedTuple):
    """A = wG and s = w + c x: 64 bytes."""

    commitment: bytes
    response: int

    def __bytes__(self) -> bytes:
        return self.commitment + ristretto.scalar_bytes(self.response)


def read_knowledge(raw: bytes) -> Knowledge:
    """Raises Malformed `element`, `scalar`."""
    return Knowledge(ristretto.element(raw[:SIZE]), ristretto.scalar(raw[SIZE:]))


def prove_knowledge(domain: bytes, about: bytes, secret: int, w: int | None = None) -> Knowledge:
    """`w` is given only where a known answer is made."""
    w = draw() if w is None else w
    commitment = ristretto.base(w)
    challenge = ristretto.hashed(domain, about, commitment)
    return Knowledge(commitment, (w + challenge * secret) % L)


def check_knowledge(domain: bytes, about: bytes, public: bytes, proof: Knowledge) -> None:
    """Raises Refused `knowledge`. What it is about must name `public`."""
    challenge = ristretto.hashed(domain, about, proof.commitment)
    right = ristretto.add(proof.commitment, ristretto.times(challenge, public))
    if ristretto.base(proof.response) != right:
        raise Refused("knowledge")


class Equality(NamedTuple):
    """Challenge and response."""

    challenge: int
    response: int


def _equality(domain: bytes, about: bytes, points: tuple[bytes, bytes, bytes], a: bytes, b: bytes) -> int:
    return ristretto.hashed(domain, about, *points, a, b)


def prove_equality(domain: bytes, about: bytes, secret: int, point: bytes, w: int | None = None) -> Equality:
    """That secret * point was made with the secret of secret * G."""
    w = draw() if w is None else w
    points = (ristretto.base(secret), point, ristretto.times(secret, point))
    challenge = _equality(domain, about, points, ristretto.base(w), ristretto.times(w, point))
    return Equality(challenge, (w + challenge * secret) % L)


def check_equality(domain: bytes, about: bytes, points: tuple[bytes, bytes, bytes], proof: Equality) -> None:
    """`points` are x * G, P and what is said to be x * P. Raises Refused `equality`."""
    public, point, product = points
    a = ristretto.subtract(ristretto.base(proof.response), ristretto.times(proof.challenge, public))
    b = ristretto.subtract(ristretto.times(proof.response, point), ristretto.times(proof.challenge, product))
    if _equality(domain, about, points, a, b) != proof.challenge:
        raise Refused("equality")
