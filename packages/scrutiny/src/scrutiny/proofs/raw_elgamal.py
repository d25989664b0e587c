"""Whoever encrypted a ranked answer knows its randomness. Section 4.11.2."""

from __future__ import annotations

from scrutiny.errors import Refused
from scrutiny.groups.base import Element, Group
from scrutiny.proofs.interval import Pair
from scrutiny.proofs.schnorr import Bases, Proof, answered, draw


def _challenge(group: Group, context: str, y: Element, pair: Pair, commitment: Element) -> int:
    text = group.text
    return group.hashed("raweg", context, f"{text(y)},{text(pair[0])},{text(pair[1])}", text(commitment))


def prove(bases: Bases, context: str, r: int, pair: Pair) -> Proof:
    w = draw(bases.group)
    commitment = bases.group.secret_power(bases.group.g, w)
    return answered(bases.group, w, r, _challenge(bases.group, context, bases.y, pair, commitment))


def verify(bases: Bases, context: str, pair: Pair, proof: Proof) -> None:
    """Raises Refused `raw-elgamal`."""
    commitment = bases.commitment(proof, pair[0])
    if _challenge(bases.group, context, bases.y, pair, commitment) != proof.challenge:
        raise Refused("raw-elgamal")
