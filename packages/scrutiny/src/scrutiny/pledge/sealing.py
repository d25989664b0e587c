"""The two locks on an entry, and the key of its reader.

A fresh r for each key: Z_d = r_d C_0,d needs deck d's secret, Z_T = r_T T a quorum of trustees. Both go into one key;
key and nonce follow from them, so that there is exactly one plaintext for every entry.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt, crypto_aead_xchacha20poly1305_ietf_encrypt
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from scrutiny.errors import Refused
from scrutiny.pledge.statements import DOMAIN

KEY_BYTES, NONCE_BYTES = 32, 24


def _key(secrets: Sequence[bytes], h: bytes, about: bytes) -> tuple[bytes, bytes]:
    made = HKDF(SHA512(), KEY_BYTES + NONCE_BYTES, h, DOMAIN + b"seal" + about).derive(b"".join(secrets))
    return made[:KEY_BYTES], made[KEY_BYTES:]


def seal(plain: bytes, secrets: Sequence[bytes], h: bytes, about: bytes, reader: bytes) -> bytes:
    """`secrets` are Z_1 .. Z_D and Z_T; `about` the indices and the R's. 16 bytes longer than the plaintext."""
    key, nonce = _key(secrets, h, about)
    return crypto_aead_xchacha20poly1305_ietf_encrypt(plain, h + about + reader, nonce, key)


def unseal(sealed: bytes, secrets: Sequence[bytes], h: bytes, about: bytes, reader: bytes) -> bytes:
    """Raises Refused `sealed`."""
    key, nonce = _key(secrets, h, about)
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, h + about + reader, nonce, key)
    except CryptoError as error:
        raise Refused("sealed") from error


def reader_secret(seeds: Sequence[bytes], h: bytes) -> bytes:
    """X25519: from the seeds of all cards of an entry in the order of the decks, so that the paper is the key."""
    return HKDF(SHA512(), KEY_BYTES, h, DOMAIN + b"reader").derive(b"".join(seeds))


def reader_public(secret: bytes) -> bytes:
    return bytes(PrivateKey(secret).public_key)
