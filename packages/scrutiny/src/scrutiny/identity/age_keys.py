"""A member's sealing keys as `age` writes them. Source: age-encryption.org/v1, BIP 173 (Bech32)."""

from __future__ import annotations

from collections.abc import Iterable

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECKSUM = 6


def recipient(public: bytes) -> str:
    """What others encrypt to: `age1...` of an X25519 public key (32 bytes)."""
    return _bech32("age", public)


def identity(secret: bytes) -> str:
    """What opens it: `AGE-SECRET-KEY-1...` of an X25519 secret key (32 bytes)."""
    return _bech32("age-secret-key-", secret).upper()


def _bech32(prefix: str, data: bytes) -> str:
    values = _five_bits(data)
    head = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    rest = _polymod([*head, *values, *[0] * CHECKSUM]) ^ 1
    check = [rest >> 5 * (CHECKSUM - 1 - n) & 31 for n in range(CHECKSUM)]
    return f"{prefix}1{''.join(LETTERS[v] for v in [*values, *check])}"


def _five_bits(data: bytes) -> list[int]:
    size = -(-len(data) * 8 // 5)
    number = int.from_bytes(data) << (size * 5 - len(data) * 8)
    return [number >> 5 * (size - 1 - n) & 31 for n in range(size)]


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for n, generator in enumerate(GENERATORS):
            check ^= generator if top >> n & 1 else 0
    return check
