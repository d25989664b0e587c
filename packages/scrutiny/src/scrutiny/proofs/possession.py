"""Possession of the private key that belongs to a trustee's public key. Section 4.5."""

from __future__ import annotations

from scrutiny.errors import Refused
from scrutiny.groups.base import Element, Group
from scrutiny.proofs.schnorr import Proof, answered, draw


def _challenge(group: Group, public: Element, commitment: Element) -> int:
    return group.hashed("pok", group.name, group.text(public), group.text(commitment))


def prove(group: Group, private: int) -> Proof:
    w = draw(group)
    public = group.secret_power(group.g, private)
    return answered(group, w, private, _challenge(group, public, group.secret_power(group.g, w)))


def verify(group: Group, public: Element, proof: Proof) -> None:
    """Raises Refused `possession`."""
    commitment = group.multiply(group.power(group.g, proof.response), group.power(public, proof.challenge))
    if _challenge(group, public, commitment) != proof.challenge:
        raise Refused("possession")
