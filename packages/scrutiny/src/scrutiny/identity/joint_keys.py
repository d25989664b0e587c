"""One Ed25519 key from the secret halves of several people, none of whom has the key: petition keys are made so.

    half       a = SHA-512("groundswell/petition-half/v1" 0x00 || 32 secret bytes) mod L, A = a B
    key        the sum of the halves; its public half is the sum of theirs
    signature  R || S as in RFC 8032 with r = SHA-512("groundswell/petition-nonce/v1" 0x00 || key || message) mod L

Any verifier of Ed25519 checks such a signature. Who can choose a half after having seen the others' could choose the
sum: each must have published a hash of its public half before.

Only the tests, the demonstration and programs of members sign here; on the site a page does, in the member's browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from hashlib import sha512

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_scalarmult_ed25519_base_noclamp,
)

from scrutiny.encoding import sha256
from scrutiny.identity.signatures import check_public_key

HALF = b"groundswell/petition-half/v1\x00"
NONCE = b"groundswell/petition-nonce/v1\x00"


def secret_half(secret: bytes) -> bytes:
    """The number of one half, 32 bytes, the least significant first. `secret` is 32 random bytes."""
    return crypto_core_ed25519_scalar_reduce(sha512(HALF + secret).digest())


def public_half(secret: bytes) -> bytes:
    return crypto_scalarmult_ed25519_base_noclamp(secret_half(secret))


def joined_public(halves: Iterable[bytes]) -> bytes:
    """The public key of several public halves. Raises Refused `public-key` for what is none."""
    found = list(halves)
    for one in found:
        check_public_key(one)
    return reduce(crypto_core_ed25519_add, found)


def joined_secret(secrets: Sequence[bytes]) -> bytes:
    """The key of several secret halves."""
    return reduce(crypto_core_ed25519_scalar_add, [secret_half(one) for one in secrets])


def sign(key: bytes, message: bytes) -> bytes:
    """64 bytes, R and S; `key` as `joined_secret` gives it."""
    nonce = crypto_core_ed25519_scalar_reduce(sha512(NONCE + key + message).digest())
    point = crypto_scalarmult_ed25519_base_noclamp(nonce)
    public = crypto_scalarmult_ed25519_base_noclamp(key)
    challenge = crypto_core_ed25519_scalar_reduce(sha512(point + public + message).digest())
    return point + crypto_core_ed25519_scalar_add(nonce, crypto_core_ed25519_scalar_mul(challenge, key))


def commitment(publics: Sequence[bytes]) -> str:
    """SHA-256 of all public halves one after the other, in hexadecimal: said before they are shown."""
    return sha256(b"".join(publics)).hex()
