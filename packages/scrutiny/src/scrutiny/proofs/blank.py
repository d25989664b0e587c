"""A vote is either blank or within its bounds. Section 4.13.

Two disjunctions over m0 (1 for a blank vote) and the sum of the other choices: `blank_proof` says m0 = 0 or sum = 0,
`overall_proof` says m0 = 1 or min <= sum <= max.
"""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.errors import Refused
from scrutiny.groups.base import Group
from scrutiny.proofs.interval import Pair, divided
from scrutiny.proofs.schnorr import Bases, Proof, answered, draw, simulated


def _challenge(group: Group, name: str, context: str, commitments: Sequence[Pair]) -> int:
    return group.hashed(name, context, ",".join(f"{group.text(a)},{group.text(b)}" for a, b in commitments))


def _commitment(bases: Bases, proof: Proof, pair: Pair, number: int) -> Pair:
    alpha, beta = pair
    return bases.commitment(proof, alpha), bases.commitment_y(proof, divided(bases.group, beta, number))


def branches(zero: Pair, total: Pair, smallest: int, largest: int) -> tuple[list[tuple[Pair, int]], ...]:
    """The branches of both disjunctions: which pair encrypts which number."""
    overall = [(zero, 1), *((total, number) for number in range(smallest, largest + 1))]
    return [(zero, 0), (total, 0)], overall


def prove(bases: Bases, name: str, context: str, r: int, which: int, cases: Sequence[tuple[Pair, int]]) -> list[Proof]:
    """One disjunction; `r` is the randomness of the pair in the branch that is true. `name`: bproof0 or bproof1."""
    group = bases.group
    proofs = [simulated(group) for _ in cases]
    made = [_commitment(bases, proof, *case) for proof, case in zip(proofs, cases, strict=True)]
    w = draw(group)
    made[which] = group.secret_power(group.g, w), group.secret_power(bases.y, w)
    others = sum(proof.challenge for n, proof in enumerate(proofs) if n != which)
    proofs[which] = answered(group, w, r, _challenge(group, name, context, made) - others)
    return proofs


def verify(bases: Bases, name: str, context: str, cases: Sequence[tuple[Pair, int]], proofs: Sequence[Proof]) -> None:
    """Raises Refused `blank-length`, or the name of the disjunction."""
    if len(proofs) != len(cases):
        raise Refused("blank-length")
    made = [_commitment(bases, proof, *case) for proof, case in zip(proofs, cases, strict=True)]
    if _challenge(bases.group, name, context, made) != sum(proof.challenge for proof in proofs) % bases.group.q:
        raise Refused("blank-proof" if name == "bproof0" else "overall-proof")
