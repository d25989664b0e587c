"""A decryption factor was made with the trustee's private key: equality of logarithms. Section 4.18.

Source of the technique: Chaum and Pedersen, "Wallet databases with observers", Crypto 1992.
"""

from __future__ import annotations

from scrutiny.errors import Refused
from scrutiny.groups.base import Element, Group
from scrutiny.proofs.schnorr import Proof, answered, draw


def _challenge(group: Group, fingerprint: str, public: Element, a: Element, b: Element) -> int:
    text = group.text
    return group.hashed("decrypt", fingerprint, text(public), f"{text(a)},{text(b)}")


def prove(group: Group, fingerprint: str, private: int, alpha: Element) -> Proof:
    w = draw(group)
    public = group.secret_power(group.g, private)
    a, b = group.secret_power(group.g, w), group.secret_power(alpha, w)
    return answered(group, w, private, _challenge(group, fingerprint, public, a, b))


def verify(group: Group, fingerprint: str, public: Element, alpha: Element, factor: Element, proof: Proof) -> None:
    """Raises Refused `decryption`."""
    a = group.multiply(group.power(group.g, proof.response), group.power(public, proof.challenge))
    b = group.multiply(group.power(alpha, proof.response), group.power(factor, proof.challenge))
    if _challenge(group, fingerprint, public, a, b) != proof.challenge:
        raise Refused("decryption")
