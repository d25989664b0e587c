"""The subgroup of prime order of the curve of RFC 8032, through libsodium.

An element is the usual 32 bytes: y, with the lowest bit of x in the highest place. In text these bytes are read from
the last to the first, as 64 hexadecimal digits. Arithmetic that libsodium has no call for (finding the point that
belongs to a y) is not needed: a number is tried as an encoding, and libsodium says whether it is a point.
"""

from __future__ import annotations

import hashlib
import re

from nacl import bindings as sodium
from nacl.exceptions import RuntimeError as SodiumError

from scrutiny.errors import Malformed
from scrutiny.groups.base import Element, Group

HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
BASE = bytes.fromhex("5866666666666666666666666666666666666666666666666666666666666666")
ONE = (1).to_bytes(32, "little")


class Ed25519(Group):
    """Elements are 32 bytes that libsodium has found canonical and in the subgroup of order q, or the neutral one."""

    name = "Ed25519"
    q = Q
    g = BASE
    one = ONE
    padding = 14
    longest_ranking = 30  # 30 values of 8 bits and 14 bits of padding stay below 2^255

    def element(self, text: object) -> Element:
        if not isinstance(text, str) or not HEX.fullmatch(text):
            raise Malformed("element")
        encoded = bytes.fromhex(text)[::-1]
        if encoded != ONE and not sodium.crypto_core_ed25519_is_valid_point(encoded):
            raise Malformed("not-in-group")
        return encoded

    def text(self, element: Element) -> str:
        return str(element[::-1].hex())

    def multiply(self, one: Element, other: Element) -> Element:
        return sodium.crypto_core_ed25519_add(one, other)

    def inverse(self, element: Element) -> Element:
        return sodium.crypto_core_ed25519_sub(ONE, element)

    def divide(self, one: Element, other: Element) -> Element:
        return sodium.crypto_core_ed25519_sub(one, other)

    def power(self, element: Element, exponent: int) -> Element:
        """libsodium refuses results that are neutral; in a group of prime order these two cases are all there are."""
        exponent %= Q
        if exponent == 0 or element == ONE:
            return ONE
        scalar = exponent.to_bytes(32, "little")
        if element == BASE:
            return sodium.crypto_scalarmult_ed25519_base_noclamp(scalar)
        return sodium.crypto_scalarmult_ed25519_noclamp(scalar, element)

    def secret_power(self, element: Element, exponent: int) -> Element:
        return self.power(element, exponent)

    def generator(self, index: int) -> Element:
        """x = SHA-256("ggen|" index) >> 2; the first point whose encoding is x or more, times 8."""
        start = int.from_bytes(hashlib.sha256(f"ggen|{index}".encode()).digest()) >> 2
        for end in range(256):
            found = _eight_times((start + end).to_bytes(32, "little"))
            if found is not None:
                if found in (ONE, BASE):
                    break
                return found
        raise Malformed("generator")

    def embedded(self, number: int) -> Element | None:
        encoded = number.to_bytes(32, "little")
        return encoded if sodium.crypto_core_ed25519_is_valid_point(encoded) else None

    def number(self, element: Element) -> int:
        return int.from_bytes(element, "little")


def _eight_times(encoded: bytes) -> bytes | None:
    """Eight times the point of these bytes, which lies in the subgroup; None where they are on no point."""
    try:
        for _ in range(3):
            encoded = sodium.crypto_core_ed25519_add(encoded, encoded)
    except SodiumError:
        return None
    return encoded
