"""Subgroups of prime order of the integers modulo a prime: BELENIOS-2048 and RFC-3526-2048.

Parameters: specification of Belenios 2.0, section 5; the second is the 2048-bit group of RFC 3526, section 3, in which
p = 2q + 1, so that an element belongs to the subgroup exactly when it is a square.
"""

from __future__ import annotations

import hashlib
from typing import cast

import gmpy2
from gmpy2 import mpz

from scrutiny.errors import Malformed
from scrutiny.groups.base import Element, FixedPower, Group, decimal

P_BELENIOS = (
    "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c06e0"
    "92a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d107435012"
    "768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b46b006517d6f6"
    "747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a0e7992d0f18cc759"
    "cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f878affa2375e2999b44f6cef17d707301e59e0e6351e051ed9ce"
    "c4157646e64f"
)
G_BELENIOS = (
    "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31d9d8"
    "976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8643e673f"
    "d9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c1b9e519edcee"
    "8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f22127b6cbba44d45"
    "3ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d47aa680d43771902743d663f42d853c041e1c91fe3823f4bcf28"
    "4308f1d7e653"
)
Q_BELENIOS = "adb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491"
P_RFC_3526 = (
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef95"
    "19b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb"
    "5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3"
    "ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e8603"
    "9b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aacaa68ffff"
    "ffffffffffff"
)


class FiniteField(Group):
    """Elements are gmpy2 numbers between 1 and p - 1 whose q-th power is 1."""

    longest_ranking = 254  # 254 values of 8 bits and 8 bits of padding stay below p

    def __init__(self, name: str, p: int, q: int, g: int, padding: int = 8) -> None:
        self.name, self.padding = name, padding
        self.p, self.q, self.g, self.one = mpz(p), q, mpz(g), mpz(1)
        self.digits = p.bit_length()
        self.is_safe = p == 2 * q + 1

    def element(self, text: object) -> Element:
        value = mpz(decimal(text, self.digits))
        if not 0 < value < self.p:
            raise Malformed("not-canonical")
        if not self._belongs(value):
            raise Malformed("not-in-group")
        return value

    def _belongs(self, value: mpz) -> bool:
        if self.is_safe:
            return cast(bool, gmpy2.jacobi(value, self.p) == 1)
        return cast(bool, gmpy2.powmod(value, self.q, self.p) == 1)

    def text(self, element: Element) -> str:
        return str(element)

    def multiply(self, one: Element, other: Element) -> Element:
        return one * other % self.p

    def inverse(self, element: Element) -> Element:
        return gmpy2.invert(element, self.p)

    def power(self, element: Element, exponent: int) -> Element:
        return gmpy2.powmod(element, exponent % self.q, self.p)

    def secret_power(self, element: Element, exponent: int) -> Element:
        exponent %= self.q
        return gmpy2.powmod_sec(element, exponent, self.p) if exponent else self.one

    def fixed_power(self, base: Element) -> FixedPower:
        return Powers(self.p, self.q, base)

    def generator(self, index: int) -> Element:
        """Specification 2.0, table 8."""
        seed = int.from_bytes(hashlib.sha256(f"ggen|{index}".encode()).digest())
        found = gmpy2.powmod(seed, (self.p - 1) // self.q, self.p)
        if found in (0, 1, self.g):
            raise Malformed("generator")
        return found

    def embedded(self, number: int) -> Element | None:
        value = mpz(number)
        return value if 0 < value < self.p and self._belongs(value) else None

    def number(self, element: Element) -> int:
        return int(element)


class Powers:
    """Powers of one base from a table: one product for every window of the exponent.

    Source: Brickell, Gordon, McCurley, Wilson, "Fast exponentiation with precomputation", Eurocrypt 1992.
    """

    def __init__(self, p: mpz, q: int, base: mpz) -> None:
        self.p, self.q = p, q
        self.width = 8 if q.bit_length() <= 256 else 6
        self.mask = (1 << self.width) - 1
        self.rows: list[list[mpz]] = []
        for _ in range(-(-q.bit_length() // self.width)):
            row = [mpz(1)]
            for _ in range(self.mask):
                row.append(row[-1] * base % p)
            self.rows.append(row)
            base = row[-1] * base % p

    def __call__(self, exponent: int) -> Element:
        exponent %= self.q
        result, p, mask, width = mpz(1), self.p, self.mask, self.width
        for row in self.rows:
            digit = exponent & mask
            if digit:
                result = result * row[digit] % p
            exponent >>= width
        return result


def belenios_2048() -> FiniteField:
    """For homomorphic questions; its order has 256 bits."""
    return FiniteField("BELENIOS-2048", int(P_BELENIOS, 16), int(Q_BELENIOS, 16), int(G_BELENIOS, 16))


def rfc_3526_2048() -> FiniteField:
    """For ranked questions: half of all numbers are elements, so that values can be embedded."""
    p = int(P_RFC_3526, 16)
    return FiniteField("RFC-3526-2048", p, (p - 1) // 2, 2)
