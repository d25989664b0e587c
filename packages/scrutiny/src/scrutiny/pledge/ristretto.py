"""ristretto255 (RFC 9496) through libsodium, as `rbcl` bundles it. docs/decisions says why this binding.

An element is its 32 canonical bytes. The binding checks little and libsodium accepts scalars above the order, so
whatever comes from outside passes `element` or `scalar` first; inside, scalars are integers and are reduced here.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import rbcl

from scrutiny.errors import Malformed
from scrutiny.groups.base import Element, Group

L = 2**252 + 27742317777372353535851937790883648493
SIZE = 32
IDENTITY = bytes(SIZE)


def _forget_library_file() -> None:
    """The binding writes libsodium into a temporary file and leaves it there; once loaded it is not needed."""
    if sys.platform != "win32":
        Path(sys.modules["rbcl._sodium"].lib_path).unlink(missing_ok=True)


_forget_library_file()


def element(raw: bytes) -> bytes:
    """Canonical, in the group and not the identity. Raises Malformed `element`."""
    if len(raw) != SIZE or raw == IDENTITY or not rbcl.crypto_core_ristretto255_is_valid_point(raw):
        raise Malformed("element")
    return raw


def scalar(raw: bytes) -> int:
    """Little-endian, below the order as an integer and not zero. Raises Malformed `scalar`."""
    value = int.from_bytes(raw, "little")
    if len(raw) != SIZE or not 0 < value < L:
        raise Malformed("scalar")
    return value


def scalar_bytes(value: int) -> bytes:
    return (value % L).to_bytes(SIZE, "little")


def base(value: int) -> bytes:
    """value * G."""
    raw = scalar_bytes(value)
    return IDENTITY if raw == IDENTITY else bytes(rbcl.crypto_scalarmult_ristretto255_base(raw))


def times(value: int, point: bytes) -> bytes:
    raw = scalar_bytes(value)
    if IDENTITY in (raw, point):
        return IDENTITY
    return bytes(rbcl.crypto_scalarmult_ristretto255(raw, point))


def add(one: bytes, other: bytes) -> bytes:
    return bytes(rbcl.crypto_core_ristretto255_add(one, other))


def subtract(one: bytes, other: bytes) -> bytes:
    return bytes(rbcl.crypto_core_ristretto255_sub(one, other))


def total(points: Iterable[bytes]) -> bytes:
    result = IDENTITY
    for point in points:
        result = add(result, point)
    return result


def combined(scalars: Sequence[int], points: Sequence[bytes]) -> bytes:
    """The sum of the products, one after the other.

    Pippenger's buckets do not pay here: between two calls every element is encoded, so that an addition costs a third
    of a multiplication, and buckets need more than three additions for each.
    """
    return total(times(value, point) for value, point in zip(scalars, points, strict=True))


def hashed(*parts: bytes) -> int:
    """SHA-512 of the parts, little-endian, modulo the order. Whoever calls gives parts of fixed lengths."""
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


class Ristretto(Group):
    """The group for trustees' key generation, which is the one of elections. Its name carries what it is for:
    names are part of every message and every proof there, so nothing of one pledge serves in another.
    """

    q = L
    g = base(1)
    one = IDENTITY
    padding = 0
    longest_ranking = 0

    def __init__(self, purpose: str) -> None:
        self.name = f"ristretto255/{purpose}"

    def element(self, text: object) -> Element:
        try:
            raw = bytes.fromhex(text) if isinstance(text, str) else b""
        except ValueError as error:
            raise Malformed("element") from error
        if raw.hex() != text:
            raise Malformed("element")
        return element(raw)

    def text(self, element: Element) -> str:
        return str(element.hex())

    def multiply(self, one: Element, other: Element) -> Element:
        return add(one, other)

    def inverse(self, element: Element) -> Element:
        return subtract(IDENTITY, element)

    def power(self, element: Element, exponent: int) -> Element:
        return base(exponent) if element == self.g else times(exponent, element)

    def secret_power(self, element: Element, exponent: int) -> Element:
        return self.power(element, exponent)

    def generator(self, index: int) -> Element:
        """No ballots are held in this group."""
        raise NotImplementedError

    def embedded(self, number: int) -> Element | None:
        raise NotImplementedError

    def number(self, element: Element) -> int:
        raise NotImplementedError
