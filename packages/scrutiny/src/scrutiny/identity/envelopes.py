"""What a registrar seals to an elector: half a credential, signed, with everything it belongs to.

The signature is by the registrar's key for acts over "groundswell/credential/v1" 0x00 and RFC 8785 JSON (of half a
petition key over "groundswell/petition-key/v1" 0x00); what is encrypted (with age, to the elector's key) is
`{"content": ..., "signature": ...}`. The election's fingerprint is in it: whoever votes takes it from nowhere else, so
that a server can put no other election in its place.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import ClassVar, TypeVar

from scrutiny.encoding import canonical_json
from scrutiny.errors import Malformed, Refused
from scrutiny.identity import signatures

PREFIX = b"groundswell/credential/v1\0"


@dataclass(frozen=True)
class Credential:
    """`recipient` is the elector's account, `age` the elector's key for sealing and `registrar` the key that signs,
    both hexadecimal; `public` the whole public credential, `secret` this registrar's half.
    """

    org: str
    ballot: str
    uuid: str
    fingerprint: str
    recipient: str
    age: str
    registrar: str
    public: str
    secret: str
    prefix: ClassVar[bytes] = PREFIX


@dataclass(frozen=True)
class PetitionHalf:
    """Half of a petition key, for one frozen electorate. It is apart from the credential, because it outlives the
    ballot. `keys` is the digest of the published list; `secret` the 32 bytes of this registrar's half, hexadecimal.
    """

    org: str
    ballot: str
    keys: str
    recipient: str
    age: str
    registrar: str
    secret: str
    prefix: ClassVar[bytes] = b"groundswell/petition-key/v1\0"


Sealed = TypeVar("Sealed", Credential, PetitionHalf)


def _content(one: Credential | PetitionHalf) -> bytes:
    return canonical_json({**asdict(one)})


def written(one: Credential | PetitionHalf, seed: bytes) -> bytes:
    """What is to be encrypted. `seed` is the registrar's for acts."""
    content = _content(one)
    signed = signatures.sign(seed, one.prefix + content).hex()
    return canonical_json({"content": content.decode(), "signature": signed})


def opened(plain: bytes, registrar: str) -> Credential:
    """Raises Malformed `envelope`, Refused `signature`, `registrar`. `registrar`: the key that should have signed."""
    return _opened(Credential, plain, registrar)


def opened_half(plain: bytes, registrar: str) -> PetitionHalf:
    """As `opened`, for half of a petition key."""
    return _opened(PetitionHalf, plain, registrar)


def _opened(kind: type[Sealed], plain: bytes, registrar: str) -> Sealed:
    try:
        said = json.loads(plain)
        content, signature = str(said["content"]).encode(), bytes.fromhex(str(said["signature"]))
        found = json.loads(content)
        made = kind(**{field.name: str(found[field.name]) for field in fields(kind)})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed("envelope") from error
    if _content(made) != content or set(found) != {field.name for field in fields(kind)}:
        raise Malformed("envelope")
    if made.registrar != registrar:
        raise Refused("registrar")
    signatures.verify(bytes.fromhex(registrar), made.prefix + content, signature)
    return made
