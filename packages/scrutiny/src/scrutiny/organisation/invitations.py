"""Codes of cards: 80 random bits in four groups of five characters, each group checking itself.

XXXXX-XXXXX-XXXXX-XXXXX, in Crockford's base 32 (no I, L, O, U). The fifth character of a group checks the four before
it and the group's place, over GF(32) with weights 1, g, g^2, g^3 for a primitive g: every single wrong character and
every exchange of two neighbours changes the check, and so does exchanging two groups. A person who mistypes is told
which group to look at, before anything is looked up.
"""

from __future__ import annotations

from scrutiny.encoding import sha256
from scrutiny.errors import MistypedCard
from scrutiny.randomness import random_bytes

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 4
GROUP_DATA = 4
LOOKALIKES = str.maketrans("OIL", "011")


def _times_g(value: int) -> int:
    """Multiplication by x in GF(2)[x] modulo x^5 + x^2 + 1, in which x is primitive."""
    shifted = value << 1
    return shifted ^ 0b100101 if shifted & 0b100000 else shifted


def _check_value(values: list[int], place: int) -> int:
    """Sum of g^(i+1) * value_i, and of the place: a linear code whose weights differ, all of them from 1."""
    total = 0
    for value in reversed([*values, place]):
        total = _times_g(total ^ value)
    return total


def _group(values: list[int], place: int) -> str:
    return "".join(ALPHABET[v] for v in [*values, _check_value(values, place)])


def new_code() -> str:
    """A fresh code, written in groups."""
    number = int.from_bytes(random_bytes(10))
    values = [(number >> (5 * n)) & 31 for n in range(GROUPS * GROUP_DATA)]
    groups = [values[n * GROUP_DATA : (n + 1) * GROUP_DATA] for n in range(GROUPS)]
    return "-".join(_group(group, place + 1) for place, group in enumerate(groups))


def parse_code(text: str) -> str:
    """The code in its written form. Case, spaces and dashes do not matter; O is 0, I and L are 1.

    Raises MistypedCard with `length` where characters are missing or too many, with `group` (1 to 4) where a check
    fails.
    """
    typed = "".join(c for c in text.upper() if c.isalnum()).translate(LOOKALIKES)
    size = GROUP_DATA + 1
    if len(typed) != GROUPS * size:
        raise MistypedCard(length=len(typed))
    groups = [typed[n * size : (n + 1) * size] for n in range(GROUPS)]
    for place, group in enumerate(groups, 1):
        values = [ALPHABET.find(c) for c in group]
        if -1 in values or _check_value(values[:-1], place) != values[-1]:
            raise MistypedCard(group=place)
    return "-".join(groups)


def digest(text: str) -> str:
    """SHA-256 of the written form, hexadecimal: all that a server keeps of a card. Raises MistypedCard."""
    return sha256(b"groundswell/card/v1\x00" + parse_code(text).encode()).hex()
