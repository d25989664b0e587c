"""What ties the key of an office to whoever takes it: a statement that this key signs, seen by those who may see who it
is.

The statement is text, one value a line, each line with "\\n": `groundswell/office/v1`, the organisation, the mandate,
the public act key of whoever takes the office, the public key of the office. It names the member and is never public.
"""

from __future__ import annotations

from uuid import UUID

from scrutiny.errors import Refused
from scrutiny.identity import signatures
from scrutiny.identity.signatures import KEY_BYTES, SIGNATURE_BYTES, unhex

DOMAIN = "groundswell/office/v1"


def possession_message(org: str, mandate: UUID, act_key: str, office_key: str) -> bytes:
    """What the office key signs when the office is taken. Raises Malformed where a value is no key or no id."""
    for text, name in ((org, "org"), (act_key, "act"), (office_key, "office")):
        unhex(text, KEY_BYTES, name)
    return "".join(f"{line}\n" for line in (DOMAIN, org, str(mandate), act_key, office_key)).encode()


def prove_possession(seed: bytes, org: str, mandate: UUID, act_key: str) -> tuple[str, str]:
    """The public half of an office's seed and its proof, both in hexadecimal: 32 and 64 bytes."""
    office_key = signatures.public_key(seed).hex()
    message = possession_message(org, mandate, act_key, office_key)
    return office_key, signatures.sign(seed, message).hex()


def verify_possession(org: str, mandate: UUID, act_key: str, office_key: str, proof: str) -> None:
    """Whoever has this act key holds the office key, too, and it is another one.

    Raises Malformed; Refused `keys-differ`, `public-key`, `possession`.
    """
    message = possession_message(org, mandate, act_key, office_key)
    if office_key == act_key:
        raise Refused("keys-differ")
    given = unhex(proof, SIGNATURE_BYTES, "possession")
    signatures.verify(unhex(office_key, KEY_BYTES, "office"), message, given, "possession")
