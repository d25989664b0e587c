"""An encrypted number is one of several. Section 4.12."""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.errors import Refused
from scrutiny.groups.base import Element, Group
from scrutiny.proofs.schnorr import Bases, Proof, answered, draw, simulated

Pair = tuple[Element, Element]


def divided(group: Group, beta: Element, number: int) -> Element:
    """beta / g^number."""
    return group.divide(beta, group.power(group.g, number)) if number else beta


def _challenge(group: Group, context: str, pair: Pair, commitments: Sequence[Pair]) -> int:
    text = group.text
    listed = ",".join(f"{text(a)},{text(b)}" for a, b in commitments)
    return group.hashed("prove", context, f"{text(pair[0])},{text(pair[1])}", listed)


def commitments(bases: Bases, pair: Pair, numbers: Sequence[int], proofs: Sequence[Proof]) -> list[Pair]:
    """What each branch commits to."""
    alpha, beta = pair
    return [
        (bases.commitment(proof, alpha), bases.commitment_y(proof, divided(bases.group, beta, number)))
        for number, proof in zip(numbers, proofs, strict=True)
    ]


def prove(bases: Bases, context: str, r: int, which: int, numbers: Sequence[int], pair: Pair) -> list[Proof]:
    """That `pair`, which encrypts numbers[which] with randomness r, encrypts one of the numbers."""
    group = bases.group
    proofs = [simulated(group) for _ in numbers]
    made = commitments(bases, pair, numbers, proofs)
    w = draw(group)
    made[which] = group.secret_power(group.g, w), group.secret_power(bases.y, w)
    others = sum(proof.challenge for n, proof in enumerate(proofs) if n != which)
    proofs[which] = answered(group, w, r, _challenge(group, context, pair, made) - others)
    return proofs


def verify(bases: Bases, context: str, pair: Pair, numbers: Sequence[int], proofs: Sequence[Proof]) -> None:
    """Raises Refused `interval-length`, `interval`."""
    if len(proofs) != len(numbers):
        raise Refused("interval-length")
    made = commitments(bases, pair, numbers, proofs)
    total = sum(proof.challenge for proof in proofs) % bases.group.q
    if _challenge(bases.group, context, pair, made) != total:
        raise Refused("interval")
