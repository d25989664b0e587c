"""Credential authorities: one that makes whole credentials, or two whose halves are added.

With two, no one of them can vote for those who stay away. Each first publishes the hash of its halves, then the halves
(public parts, in the order of the electorate, each with a proof of possession, so that none can be chosen to cancel
the other's). The public list is their product, sorted, so that its order tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scrutiny.elections import credentials
from scrutiny.elections.credentials import Entry
from scrutiny.elections.election import fingerprint
from scrutiny.elections.strict import compact, fields, items, parse
from scrutiny.errors import Refused
from scrutiny.groups import Element, Group
from scrutiny.proofs import schnorr, signature
from scrutiny.proofs.schnorr import Proof


@dataclass(frozen=True)
class Made:
    """Secret credentials in the order of the electorate, and their public parts in the same order."""

    secrets: tuple[str, ...]
    publics: tuple[Element, ...]


def make(group: Group, uuid: str, count: int) -> Made:
    secrets = tuple(credentials.new_secret() for _ in range(count))
    publics = tuple(group.secret_power(group.g, credentials.exponent(group, uuid, secret)) for secret in secrets)
    return Made(secrets, publics)


def public_list(group: Group, publics: Sequence[Element], weights: Sequence[int] | None = None) -> bytes:
    """The list that is published. Raises Refused `repeated-credential`."""
    entries = [Entry(group.text(p), w) for p, w in zip(publics, weights or [1] * len(publics), strict=True)]
    if len({entry.key for entry in entries}) != len(entries):
        raise Refused("repeated-credential")
    return credentials.to_bytes(sorted(entries, key=lambda entry: entry.key))


@dataclass(frozen=True)
class Half:
    """The public part of one authority's half for one voter, with its proof."""

    public: Element
    proof: Proof


def halves(group: Group, uuid: str, name: str, made: Made) -> bytes:
    """What one of two authorities publishes after both have published the hash of theirs."""
    listed: list[dict[str, Any]] = []
    for place, (secret, public) in enumerate(zip(made.secrets, made.publics, strict=True)):
        exponent = credentials.exponent(group, uuid, secret)
        proof = signature.sign(group, "half", exponent, f"{uuid}|{name}|{place}|{group.text(public)}")
        listed.append({"public": group.text(public), "proof": schnorr.to_json(proof)})
    return compact({"uuid": uuid, "name": name, "halves": listed})


def hash_of(published: bytes) -> str:
    return fingerprint(published)


def check_halves(group: Group, uuid: str, name: str, hashed: str, published: bytes) -> list[Element]:
    """The public parts of an authority's halves. Raises Refused `hash`, `other-election`, `possession` with the place.

    `hashed` is what it published before it saw the other's.
    """
    if hash_of(published) != hashed:
        raise Refused("hash")
    found_uuid, found_name, listed = fields(parse(published), ["uuid", "name", "halves"])
    if (found_uuid, found_name) != (uuid, name):
        raise Refused("other-election")
    publics: list[Element] = []
    for place, item in enumerate(items(listed)):
        public, proof = fields(item, ["public", "proof"])
        element = group.element(public)
        try:
            message = f"{uuid}|{name}|{place}|{public}"
            signature.verify(group, "half", element, message, schnorr.from_json(group, proof))
        except Refused as error:
            raise Refused("possession", place=place) from error
        publics.append(element)
    return publics


def joined(group: Group, one: Sequence[Element], other: Sequence[Element]) -> list[Element]:
    """The whole public credentials. Raises Refused `electorate` where the lists differ in length."""
    if len(one) != len(other):
        raise Refused("electorate")
    return [group.multiply(a, b) for a, b in zip(one, other, strict=True)]
