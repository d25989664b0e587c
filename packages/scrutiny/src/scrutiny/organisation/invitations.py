"""Codes of cards: 80 random bits in four groups of five characters, each group checking itself.

XXXXX-XXXXX-XXXXX-XXXXX, in Crockford's base 32 (no I, L, O, U). The fifth character of a group checks the four before
it and the group's place: with g the element x of GF(32) = GF(2)[x]/(x^5 + x^2 + 1), which generates its 31 units,

    check = g v1 + g^2 v2 + g^3 v3 + g^4 v4 + g^5 place

The weights, with 1 for the check itself, are all different and none is 0. So every single wrong character changes
the check, every exchange of two characters of a group that differ does, and so does every exchange of two groups. A
person who mistypes is told which group to look at before anything is looked up. It is no secret and no protection
against guessing: that is what the 80 bits are for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from scrutiny.encoding import sha256
from scrutiny.errors import MistypedCard
from scrutiny.randomness import random_bytes

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 4
GROUP_DATA = 4
GROUP_SIZE = GROUP_DATA + 1

# What looks alike in print, and the Cyrillic capitals that a Russian keyboard gives for the same shapes.
LOOKALIKES = str.maketrans("OILОАВЕКМНРСТХ", "0110ABEKMHPCTX")


def _times_g(value: int) -> int:
    """Multiplication by x in GF(2)[x] modulo x^5 + x^2 + 1."""
    shifted = value << 1
    return shifted ^ 0b100101 if shifted & 0b100000 else shifted


def _check_value(values: Sequence[int], place: int) -> int:
    """The sum above, by Horner's rule. `values` are four numbers below 32, `place` is 1 to 4."""
    total = 0
    for value in (place, *reversed(values)):
        total = _times_g(total ^ value)
    return total


def _written(values: Sequence[int], place: int) -> str:
    return "".join(ALPHABET[value] for value in (*values, _check_value(values, place)))


def new_code() -> str:
    """A fresh code, written in groups."""
    number = int.from_bytes(random_bytes(10))
    values = [(number >> (5 * n)) & 31 for n in range(GROUPS * GROUP_DATA)]
    groups = [values[n * GROUP_DATA : (n + 1) * GROUP_DATA] for n in range(GROUPS)]
    return "-".join(_written(group, place) for place, group in enumerate(groups, 1))


def parse_code(text: str) -> str:
    """The code in its written form. Case, spaces and dashes do not matter; O is 0, I and L are 1.

    Raises MistypedCard with `length` (of what was typed) where characters are missing or too many, with `group`
    (1 to 4) where a check fails: the first one, if several do.
    """
    typed = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum()).translate(LOOKALIKES)
    if len(typed) != GROUPS * GROUP_SIZE:
        raise MistypedCard(length=len(typed))
    groups = [typed[n * GROUP_SIZE : (n + 1) * GROUP_SIZE] for n in range(GROUPS)]
    for place, group in enumerate(groups, 1):
        if not _is_right(group, place):
            raise MistypedCard(group=place)
    return "-".join(groups)


def _is_right(group: str, place: int) -> bool:
    *values, check = (ALPHABET.find(c) for c in group)
    return -1 not in values and _check_value(values, place) == check


def digest(text: str) -> str:
    """SHA-256 of the written form, hexadecimal: all that a server keeps of a card. Raises MistypedCard.

    A plain hash is enough: nobody can try 2^80 codes.
    """
    return sha256(b"groundswell/card/v1\x00" + parse_code(text).encode()).hex()
