"""Canonical bytes: JSON as in RFC 8785, SHA-256."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import rfc8785

Json: TypeAlias = "None | bool | int | str | Sequence[Json] | Mapping[str, Json]"


def canonical_json(value: Json) -> bytes:
    """RFC 8785. Floats do not exist here, and integers stay below 2^53, as the acts' format demands."""
    return rfc8785.dumps(value)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def commitment(salt: bytes, private: bytes) -> bytes:
    """HMAC-SHA-256(salt, private part): hides the private part as long as the 32-byte salt is secret."""
    if len(salt) != 32:
        raise ValueError("a commitment's salt has 32 bytes")
    return hmac.new(salt, private, hashlib.sha256).digest()
