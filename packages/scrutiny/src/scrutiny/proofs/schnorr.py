"""A pair of challenge and response, and the commitment that a verifier works out from it."""

from __future__ import annotations

from typing import NamedTuple

from scrutiny.errors import Malformed
from scrutiny.groups.base import Element, FixedPower, Group
from scrutiny.randomness import random_below


class Proof(NamedTuple):
    """Two exponents; in JSON {"challenge": decimal, "response": decimal}."""

    challenge: int
    response: int


class Bases:
    """A group with the two bases that occur everywhere: its generator and the election's public key y."""

    def __init__(self, group: Group, y: Element) -> None:
        self.group, self.y = group, y
        self.of_g: FixedPower = group.fixed_power(group.g)
        self.of_y: FixedPower = group.fixed_power(y)

    def commitment(self, proof: Proof, element: Element) -> Element:
        """g^response * element^challenge."""
        group = self.group
        return group.multiply(self.of_g(proof.response), group.power(element, proof.challenge))

    def commitment_y(self, proof: Proof, element: Element) -> Element:
        """y^response * element^challenge."""
        group = self.group
        return group.multiply(self.of_y(proof.response), group.power(element, proof.challenge))


def draw(group: Group) -> int:
    """A random exponent."""
    return random_below(group.q)


def simulated(group: Group) -> Proof:
    """A random proof, for the branches of a disjunction that are not true."""
    return Proof(draw(group), draw(group))


def answered(group: Group, w: int, secret: int, challenge: int) -> Proof:
    """The response to a challenge: w - secret * challenge."""
    return Proof(challenge % group.q, (w - secret * challenge) % group.q)


def to_json(proof: Proof) -> dict[str, str]:
    return {"challenge": str(proof.challenge), "response": str(proof.response)}


def from_json(group: Group, value: object) -> Proof:
    """Raises Malformed `proof`, `number`, `not-canonical`, `exponent`."""
    if not isinstance(value, dict) or list(value) != ["challenge", "response"]:
        raise Malformed("proof")
    return Proof(group.exponent(value["challenge"]), group.exponent(value["response"]))
