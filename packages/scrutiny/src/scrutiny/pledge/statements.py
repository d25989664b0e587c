"""What people sign about a pledge: a domain, a zero byte, and canonical JSON or bytes of fixed lengths."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from scrutiny.encoding import Json, canonical_json
from scrutiny.errors import Malformed
from scrutiny.identity import signatures

DOMAIN = b"groundswell/pledge/v1/"
TOO_LARGE = 2**53
HASH_BYTES = 32


def domain(purpose: str) -> bytes:
    """For what is signed: `groundswell/pledge/v1/PURPOSE` and a zero byte."""
    return DOMAIN + purpose.encode() + b"\0"


def sign(purpose: str, body: bytes, seed: bytes) -> bytes:
    """64 bytes, by the holder of an Ed25519 seed."""
    return signatures.sign(seed, domain(purpose) + body)


def check(purpose: str, body: bytes, public: str, signature: bytes, step: str) -> None:
    """`public` is hexadecimal. Raises Refused with the step, or `public-key`."""
    signatures.verify(bytes.fromhex(public), domain(purpose) + body, signature, step)


def written(value: Json) -> bytes:
    return canonical_json(value)


def _no_float(_text: str) -> Any:
    raise Malformed("number")


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("repeated-field")
    return found


def read(content: bytes, names: set[str]) -> dict[str, Any]:
    """An object with exactly these fields, in canonical form. Raises Malformed `json`, `fields`, `not-canonical`,
    `repeated-field`, `number`.
    """
    try:
        value = json.loads(content, object_pairs_hook=_unrepeated, parse_float=_no_float, parse_constant=_no_float)
        canonical = canonical_json(value)
    except (ValueError, RecursionError) as error:  # also what RFC 8785 cannot write
        raise Malformed("json") from error
    if canonical != content:
        raise Malformed("not-canonical")
    return fields(value, names)


def fields(value: object, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != names:
        raise Malformed("fields")
    return value


def number(value: object, least: int, most: int = TOO_LARGE - 1) -> int:
    """Raises Malformed `number`."""
    if type(value) is not int or not least <= value <= most:
        raise Malformed("number")
    return value


def text(value: object, most: int, least: int = 0) -> str:
    """Raises Malformed `text`."""
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise Malformed("text")
    return value


def items(value: object, least: int, most: int) -> list[Any]:
    """Raises Malformed `list`."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise Malformed("list")
    return value


def hexadecimal(value: object, size: int = HASH_BYTES) -> str:
    """Lower case. Raises Malformed `not-hexadecimal`."""
    return signatures.unhex(text(value, 2 * size), size, "pledge").hex()


def key(value: object) -> str:
    """An Ed25519 key in hexadecimal. Raises Malformed, Refused `public-key`."""
    found = hexadecimal(value)
    signatures.check_public_key(bytes.fromhex(found))
    return found


def base64_of(raw: bytes) -> str:
    """For URLs, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_of(value: object, size: int) -> bytes:
    """Exactly so many bytes, in the one form in which base64 is written. Raises Malformed `base64`."""
    wanted = -(-size * 4 // 3)
    if not isinstance(value, str) or len(value) != wanted:
        raise Malformed("base64")
    try:
        raw = base64.b64decode(value + "=" * (-wanted % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("base64") from error
    if base64_of(raw) != value:
        raise Malformed("base64")
    return raw
