"""Ed25519 by libsodium's rule, and what a public key must be before it is registered.

Libraries, and versions of one library, disagree about signatures with points of small or mixed order and
about encodings that are not canonical. Whoever can make such a signature could show two readers two truths.
So besides libsodium's own check the key and R must be canonical points of the prime-order group: then the
cofactored and the cofactorless equation say the same, and every correct library agrees. So does the browser.
"""

from __future__ import annotations

import re

from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_scalarmult
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey

from scrutiny.errors import Malformed, Refused

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_X25519_PRIME = 2**255 - 19
_LOWERCASE_HEX = re.compile("(?:[0-9a-f]{2})*", re.ASCII)


def unhex(text: str, size: int, name: str) -> bytes:
    """Exactly `size` bytes from lowercase hexadecimal. Raises Malformed, which names the field."""
    if len(text) != 2 * size or not _LOWERCASE_HEX.fullmatch(text):
        raise Malformed("not-hexadecimal", field=name, size=size)
    return bytes.fromhex(text)


def check_public_key(public: bytes) -> None:
    """An Ed25519 point, canonical, not of small order, free of torsion. Raises Refused("public-key")."""
    if len(public) != KEY_BYTES or not crypto_core_ed25519_is_valid_point(public):
        raise Refused("public-key")


def check_sealing_key(public: bytes) -> None:
    """An X25519 value that is canonical and not of low order (zero is). Raises Refused("sealing-key")."""
    if len(public) != KEY_BYTES or int.from_bytes(public, "little") >= _X25519_PRIME:
        raise Refused("sealing-key")
    try:
        # Any secret serves: scalars are multiples of eight, so low order gives zero, which libsodium refuses.
        crypto_scalarmult(bytes([8]) + bytes(30) + bytes([64]), public)
    except CryptoError as error:
        raise Refused("sealing-key") from error


def public_key(secret: bytes) -> bytes:
    """The 32 bytes that belong to a 32-byte seed."""
    return bytes(SigningKey(secret).verify_key)


def sign(secret: bytes, message: bytes) -> bytes:
    """64 bytes: R and S. `secret` is the 32-byte seed."""
    return SigningKey(secret).sign(message).signature


def verify(public: bytes, message: bytes, signature: bytes, step: str = "signature") -> None:
    """Accept one signature, or raise Refused: `public-key` for a bad key, otherwise the name of the step."""
    check_public_key(public)
    if len(signature) != SIGNATURE_BYTES or not crypto_core_ed25519_is_valid_point(signature[:KEY_BYTES]):
        raise Refused(step)
    try:
        VerifyKey(public).verify(message, signature)
    except BadSignatureError as error:
        raise Refused(step) from error
