"""From nine words to keys: one root, and from it a key for each purpose, none of which signs for another."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from scrutiny.identity.words import Card, card_bytes

ROOT_INFO = b"groundswell/member/v1"
SIGNIN_INFO = b"signin/v1"
ACT_INFO = b"act/v1"
AGE_INFO = b"age/v1"
OFFICE_INFO = b"office/v1"
ORG_BYTES = 32


@dataclass(frozen=True)
class MemberKeys:
    """Three secret seeds of 32 bytes: sign-in and acts (Ed25519), sealing (X25519, for `age`)."""

    signin: bytes = field(repr=False)
    act: bytes = field(repr=False)
    age: bytes = field(repr=False)

    @property
    def signin_public(self) -> str:
        """64 lowercase hexadecimal digits, like the two below."""
        return signing_public(self.signin)

    @property
    def act_public(self) -> str:
        return signing_public(self.act)

    @property
    def age_public(self) -> str:
        return bytes(PrivateKey(self.age).public_key).hex()


def root(card: Card, org: str) -> bytes:
    """The 32 bytes behind all keys of one member in one organisation.

    HKDF-SHA-256 without a slow function: 116 bits of entropy need none. `org` is the organisation's id,
    64 hexadecimal digits. Raises ValueError for anything that is no card or no id.
    """
    salt = bytes.fromhex(org)
    if len(salt) != ORG_BYTES:
        raise ValueError("the organisation's id has 32 bytes")
    return HKDF(SHA256(), 32, salt, ROOT_INFO).derive(card_bytes(card))


def seed(root: bytes, info: bytes) -> bytes:
    """HKDF-Expand(root, info, 32)."""
    return HKDFExpand(SHA256(), 32, info).derive(root)


def office_seed(root: bytes, mandate: UUID) -> bytes:
    """The key of one office under one mandate; `info` is `office/v1` and the 16 bytes of the mandate's id."""
    return seed(root, OFFICE_INFO + mandate.bytes)


def keys_of_root(root: bytes) -> MemberKeys:
    return MemberKeys(seed(root, SIGNIN_INFO), seed(root, ACT_INFO), seed(root, AGE_INFO))


def member_keys(card: Card, org: str) -> MemberKeys:
    """All keys of the member who holds this card. Raises ValueError as `root` does."""
    return keys_of_root(root(card, org))


def signing_public(secret: bytes) -> str:
    """The public half of an Ed25519 seed, as 64 lowercase hexadecimal digits."""
    return bytes(SigningKey(secret).verify_key).hex()
