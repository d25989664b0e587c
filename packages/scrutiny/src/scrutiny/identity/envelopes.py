"""What a registrar seals to an elector: half a credential, signed, with everything it belongs to.

The signature is by the registrar's key for acts over "groundswell/credential/v1" 0x00 and RFC 8785 JSON; what is
encrypted (with age, to the elector's key) is `{"content": ..., "signature": ...}`. The election's fingerprint is in it:
whoever votes takes it from nowhere else, so that a server can put no other election in its place.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from scrutiny.encoding import canonical_json
from scrutiny.errors import Malformed, Refused
from scrutiny.identity import signatures

PREFIX = b"groundswell/credential/v1\0"


@dataclass(frozen=True)
class Credential:
    """`recipient` is the elector's account, `age` the elector's key for sealing and `registrar` the key that signs,
    both hexadecimal; `public` the whole public credential, `secret` this registrar's half; `petition` the secret seed
    of a petition key in hexadecimal, from one of the registrars, else "".
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
    petition: str = ""

    def __bytes__(self) -> bytes:
        return PREFIX + canonical_json({**asdict(self)})


def written(credential: Credential, seed: bytes) -> bytes:
    """What is to be encrypted. `seed` is the registrar's for acts."""
    content = bytes(credential)
    signed = signatures.sign(seed, content).hex()
    return canonical_json({"content": content[len(PREFIX) :].decode(), "signature": signed})


def opened(plain: bytes, registrar: str) -> Credential:
    """Raises Malformed `envelope`, Refused `signature`, `registrar`. `registrar`: the key that should have signed."""
    try:
        said = json.loads(plain)
        content, signature = str(said["content"]).encode(), bytes.fromhex(str(said["signature"]))
        found = json.loads(content)
        made = Credential(**{field.name: str(found[field.name]) for field in fields(Credential)})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed("envelope") from error
    if bytes(made)[len(PREFIX) :] != content or set(found) != {field.name for field in fields(Credential)}:
        raise Malformed("envelope")
    if made.registrar != registrar:
        raise Refused("registrar")
    signatures.verify(bytes.fromhex(registrar), PREFIX + content, signature)
    return made
