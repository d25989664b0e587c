"""What is inside an entry: who signed. 512 bytes always, so that no name can be told from its length.

The text is canonical JSON, written as its length in two bytes, itself, and zeros. The signature covers h, the keys of
the slots, the R's, and the hash of all other fields: without the last, whoever has opened an entry could show it to
others under another name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from scrutiny.encoding import Json, sha256
from scrutiny.errors import Malformed, Refused
from scrutiny.identity import signatures
from scrutiny.pledge import statements
from scrutiny.pledge.statements import base64_of, domain, items, number, raw_of, text, written
from scrutiny.pledge.terms import ANYONE, Terms

SIZE = 512
LENGTH_BYTES = 2
PERSON, PAPER = 0, 1
# Line breaks, other control characters and marks that turn the direction of what follows: a name could hide in a list.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
FIELDS = {"h", "keys", "name", "paper", "signatures", "slots", "workplace"}


@dataclass(frozen=True)
class Payload:
    """`keys` are public act keys (raw bytes) and `signatures` theirs, in the same order: one for a member, two tellers
    for paper, none where anyone in the unit may sign. `slots` are the indices of the cards.
    """

    name: str
    workplace: str
    h: bytes
    slots: tuple[int, ...]
    paper: int = PERSON
    keys: tuple[bytes, ...] = ()
    signatures: tuple[bytes, ...] = ()

    def to_json(self) -> dict[str, Json]:
        return {
            "h": base64_of(self.h),
            "keys": [base64_of(key) for key in self.keys],
            "name": self.name,
            "paper": self.paper,
            "signatures": [base64_of(one) for one in self.signatures],
            "slots": list(self.slots),
            "workplace": self.workplace,
        }

    def signed_bytes(self, place: bytes) -> bytes:
        """`place`: h, the slots' public keys and the R's of the entry that it belongs to."""
        return place + sha256(written({**self.to_json(), "signatures": []}))


def signed(payload: Payload, place: bytes, seeds: Sequence[bytes]) -> Payload:
    """By the act seeds of its keys, in their order."""
    body = payload.signed_bytes(place)
    return replace(payload, signatures=tuple(statements.sign("payload", body, seed) for seed in seeds))


def padded(payload: Payload) -> bytes:
    """512 bytes. Raises Malformed `name`, `name-too-long`."""
    shown(payload.name)
    shown(payload.workplace)
    content = written(payload.to_json())
    if len(content) > SIZE - LENGTH_BYTES:
        raise Malformed("name-too-long", over=len(content) - SIZE + LENGTH_BYTES)
    return (len(content).to_bytes(LENGTH_BYTES) + content).ljust(SIZE, b"\0")


def shown(value: object) -> str:
    """A text that is shown in a list of names. Raises Malformed `name`."""
    found = text(value, SIZE)
    if _UNSEEN.search(found):
        raise Malformed("name")
    return found


def read(plain: bytes) -> Payload:
    """Raises Malformed `padding` and what its form raises."""
    size = int.from_bytes(plain[:LENGTH_BYTES])
    content, rest = plain[LENGTH_BYTES : LENGTH_BYTES + size], plain[LENGTH_BYTES + size :]
    if len(plain) != SIZE or len(content) != size or any(rest):
        raise Malformed("padding")
    found = statements.read(content, FIELDS)
    return Payload(
        name=shown(found["name"]),
        workplace=shown(found["workplace"]),
        h=raw_of(found["h"], 32),
        slots=tuple(number(one, 1) for one in items(found["slots"], 1, 255)),
        paper=number(found["paper"], PERSON, PAPER),
        keys=tuple(raw_of(one, signatures.KEY_BYTES) for one in items(found["keys"], 0, 2)),
        signatures=tuple(raw_of(one, signatures.SIGNATURE_BYTES) for one in items(found["signatures"], 0, 2)),
    )


@dataclass(frozen=True)
class Place:
    """Where a payload was found: h, the indices of the entry, and what its signatures name besides."""

    h: bytes
    slots: tuple[int, ...]
    signed: bytes


@dataclass(frozen=True)
class Eligible:
    """Public act keys of those who are asked and of the tellers; None for `members` where nobody can say."""

    members: Collection[bytes] | None = None
    tellers: Collection[bytes] = ()


def check_place(_terms: Terms, payload: Payload, place: Place, _eligible: Eligible) -> None:
    """Raises Refused `other-entry`."""
    if (payload.h, payload.slots) != (place.h, place.slots):
        raise Refused("other-entry")


def check_keys(terms: Terms, payload: Payload, _place: Place, _eligible: Eligible) -> None:
    """As many different keys as this kind of payload has. Raises Refused `keys`."""
    allowed = {2} if payload.paper else {0, 1} if terms.audience == ANYONE else {1}
    if len(set(payload.keys)) not in allowed or len(set(payload.keys)) != len(payload.keys):
        raise Refused("keys")


def check_eligible(terms: Terms, payload: Payload, _place: Place, eligible: Eligible) -> None:
    """Raises Refused `not-eligible`."""
    asked = eligible.tellers if payload.paper else None if terms.audience == ANYONE else eligible.members
    if asked is not None and not set(payload.keys) <= set(asked):
        raise Refused("not-eligible")


def check_signatures(_terms: Terms, payload: Payload, place: Place, _eligible: Eligible) -> None:
    """Raises Refused `payload-signature`, `public-key`."""
    if len(payload.keys) != len(payload.signatures):
        raise Refused("payload-signature")
    body = domain("payload") + payload.signed_bytes(place.signed)
    for key, signature in zip(payload.keys, payload.signatures, strict=True):
        signatures.verify(key, body, signature, "payload-signature")


Check = Callable[[Terms, Payload, Place, Eligible], None]
CHECKS: tuple[Check, ...] = (check_place, check_keys, check_eligible, check_signatures)


def check(terms: Terms, payload: Payload, place: Place, eligible: Eligible) -> None:
    """Raises Refused, for the list of what is void."""
    for one in CHECKS:
        one(terms, payload, place, eligible)
