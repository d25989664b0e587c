"""The key of the trustees, made by themselves for one pledge alone: the second lock.

The rounds are those of `scrutiny.roles.threshold`, in a group whose name carries the hash of the terms: certificates;
hashes of commitments; commitments and sealed shares; complaints that name the cheat; keys. What is new here is who the
trustees are: each certificate is endorsed with the act key that the terms name.
"""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.elections import trustees
from scrutiny.elections.trustees import Pedersen, Signed, Trustees
from scrutiny.errors import Malformed, Refused
from scrutiny.pledge import statements
from scrutiny.pledge.ristretto import Ristretto
from scrutiny.pledge.terms import Terms
from scrutiny.roles import threshold
from scrutiny.roles.threshold import Ceremony

LONGEST_KEY = 200_000


def group_of(terms: Terms) -> Ristretto:
    return Ristretto(terms.hash().hex())


def certify(terms: Terms, seed: str, number: int) -> Signed:
    """Round 1. `seed` is fresh, from `threshold.new_seed`; trustees are numbered from 1 in the order of the terms."""
    return threshold.certify(group_of(terms), seed, len(terms.trustees), terms.needed, number)


def endorse(terms: Terms, certificate: Signed, act_seed: bytes) -> bytes:
    """Round 1: the certificate is this trustee's, says the key that is in the record."""
    return statements.sign("certificate", terms.hash() + certificate.message.encode(), act_seed)


def ceremony(terms: Terms, certificates: Sequence[Signed], endorsements: Sequence[bytes]) -> Ceremony:
    """What all know after round 1. Raises Refused `endorsement` with the trustee, and what certificates raise."""
    if not len(certificates) == len(endorsements) == len(terms.trustees):
        raise Malformed("trustees-count")
    made = Ceremony(group_of(terms), terms.needed, tuple(certificates))
    made.certificates()
    for number, (one, endorsement) in enumerate(zip(certificates, endorsements, strict=True), 1):
        with trustees.naming(number):
            body = terms.hash() + one.message.encode()
            statements.check("certificate", body, terms.trustees[number - 1].act, endorsement, "endorsement")
    return made


def written(group: Ristretto, key: Pedersen) -> str:
    """As it stands in the manifest."""
    return Trustees(group, (key,)).to_bytes().decode()


def read(terms: Terms, text: str) -> Pedersen:
    """Everything that was signed in the rounds is checked again. Raises Malformed, Refused with the trustee."""
    if len(text) > LONGEST_KEY:
        raise Malformed("trustees")
    found = trustees.read(group_of(terms), text.encode())
    kind = found.kinds[0]
    if len(found.kinds) != 1 or not isinstance(kind, Pedersen) or kind.signatures is None:
        raise Malformed("trustees")
    if kind.threshold != terms.needed or len(kind.certs) != len(terms.trustees):
        raise Refused("trustees-count")
    trustees.verify(found)
    return kind


def public_key(group: Ristretto, key: Pedersen) -> bytes:
    """T."""
    return bytes(Trustees(group, (key,)).public_key())


def own_part(key: Pedersen, certificate: Signed, number: int) -> None:
    """What a trustee asks before signing the manifest: my certificate is in its key. Raises Refused `replaced`."""
    if key.certs[number - 1] != certificate:
        raise Refused("replaced", trustee=number)
