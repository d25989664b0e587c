"""Signatures: of a ballot with its credential (section 4.14), and of trustees' messages (section 4.6.1)."""

from __future__ import annotations

from scrutiny.errors import Refused
from scrutiny.groups.base import Element, Group
from scrutiny.proofs.schnorr import Proof, answered, draw


def sign(group: Group, name: str, secret: int, message: str) -> Proof:
    """`name` is `sig` for ballots (the message is their hash) and `sigmsg` for messages of trustees."""
    w = draw(group)
    commitment = group.secret_power(group.g, w)
    return answered(group, w, secret, group.hashed(name, message, group.text(commitment)))


def verify(group: Group, name: str, public: Element, message: str, proof: Proof) -> None:
    """Raises Refused `signature`."""
    commitment = group.multiply(group.power(group.g, proof.response), group.power(public, proof.challenge))
    if group.hashed(name, message, group.text(commitment)) != proof.challenge:
        raise Refused("signature")
