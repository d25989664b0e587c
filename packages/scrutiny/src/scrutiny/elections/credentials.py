"""Credentials: what a voter holds, and the public list against which ballots are checked. Section 4.8.

Two kinds of secret are read: that of version 2.0 (15 characters, one of them a checksum, through PBKDF2) and the later
one (22 characters with 128 bits), which is the one that is made here. Verifiers only ever see public credentials.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scrutiny.elections.election import BASE58
from scrutiny.elections.strict import compact
from scrutiny.errors import Malformed, MistypedCard
from scrutiny.groups import Group
from scrutiny.groups.base import decimal
from scrutiny.randomness import random_below

LENGTH, OLD_LENGTH = 22, 15
GROUPS = (5, 6, 5, 6)
CHECK = 29  # the checksum on paper: one character for each of the four groups, a number below this prime
LARGEST_WEIGHT = 2**31 - 1
ENTRY = re.compile(r"[0-9a-z]+", re.ASCII)


def new_secret() -> str:
    """22 characters of base58: 128 bits, drawn without bias."""
    return "".join(BASE58[random_below(58)] for _ in range(LENGTH))


def spoken(secret: str) -> str:
    """XXXXX-XXXXXX-XXXXX-XXXXXX, as it is shown."""
    parts, start = [], 0
    for size in GROUPS:
        parts.append(secret[start : start + size])
        start += size
    return "-".join(parts)


def on_paper(secret: str) -> str:
    """As on a slip: a check character after each group, so that the mistyped group can be named."""
    return "-".join(part + _check(n, part) for n, part in enumerate(spoken(secret).split("-")))


def _check(place: int, part: str) -> str:
    hashed = hashlib.sha256(f"groundswell/slip/v1|{place}|{part}".encode()).digest()
    return BASE58[int.from_bytes(hashed[:8]) % 58]


def parse(typed: str) -> str:
    """The secret that somebody typed, from a screen or from paper.

    Raises MistypedCard `group` with the number of the group whose check character does not fit, Malformed `credential`.
    """
    plain = typed.strip().replace(" ", "-")
    parts = [part for part in plain.split("-") if part]
    joined = "".join(parts)
    if not joined or any(char not in BASE58 for char in joined):
        raise Malformed("credential")
    if [len(part) for part in parts] == [size + 1 for size in GROUPS]:
        for n, part in enumerate(parts):
            if _check(n, part[:-1]) != part[-1]:
                raise MistypedCard("group", group=n + 1)
        return "".join(part[:-1] for part in parts)
    if len(joined) == OLD_LENGTH:
        _check_old(joined)
    elif len(joined) != LENGTH:
        raise Malformed("credential")
    return joined


def _check_old(secret: str) -> None:
    number = 0
    for char in secret[:-1]:
        number = number * 58 + BASE58.index(char)
    if (number + BASE58.index(secret[-1])) % 53:
        raise MistypedCard("checksum")


def exponent(group: Group, uuid: str, secret: str) -> int:
    """The secret exponent of a credential in an election."""
    if len(secret) == OLD_LENGTH:
        dashed = "-".join(secret[n : n + 3] for n in range(0, OLD_LENGTH, 3))
        return int.from_bytes(hashlib.pbkdf2_hmac("sha256", dashed.encode(), uuid.encode(), 1000)) % group.q
    parts = (hashlib.sha256(f"derive_credential|{uuid}|{n}|{secret}".encode()).hexdigest() for n in (0, 1))
    return int("".join(parts), 16) % group.q


@dataclass(frozen=True, slots=True)
class Entry:
    """One voter in the public list: the text of the public credential, and the weight."""

    key: str
    weight: int = 1

    def text(self, weighted: bool) -> str:
        return f"{self.key},{self.weight}" if weighted else self.key


def to_bytes(entries: Iterable[Entry]) -> bytes:
    """The public list; weights are written for all where one of them is not 1."""
    listed = list(entries)
    weighted = any(entry.weight != 1 for entry in listed)
    return compact([entry.text(weighted) for entry in listed])


def read_entries(group: Group, chunks: Iterable[bytes]) -> Iterator[Entry]:
    """The public list as a stream: a JSON array of texts without spaces, each a credential and perhaps its weight.

    A name after the weight, as version 2.0 writes it, is passed over. Membership is not checked here: a credential
    under which a ballot stands is checked with it. Raises Malformed `credentials`.
    """
    rest, opened = b"", False
    for chunk in chunks:
        rest += chunk
        if not opened and rest:
            if rest[:1] != b"[":
                raise Malformed("credentials")
            rest, opened = rest[1:], True
        *whole, rest = _split(rest)
        for item in whole:
            yield _entry(group, item)
        if len(rest) > LONGEST_ENTRY:
            raise Malformed("credentials")
    if not rest.endswith(b"]"):
        raise Malformed("credentials")
    yield _entry(group, rest[:-1])


LONGEST_ENTRY = 2000


def _split(text: bytes) -> list[bytes]:
    """The entries that end with a comma; what is left last."""
    parts = text.split(b'","')
    return [*(part + b'"' if n == 0 else b'"' + part + b'"' for n, part in enumerate(parts[:-1])), *_last(parts)]


def _last(parts: list[bytes]) -> list[bytes]:
    return [b'"' + parts[-1]] if len(parts) > 1 else [parts[0]]


def _entry(group: Group, quoted: bytes) -> Entry:
    text = quoted.decode("utf-8", "replace")
    if len(text) < 3 or text[0] != '"' or text[-1] != '"' or len(text) > LONGEST_ENTRY:
        raise Malformed("credentials")
    key, _comma, rest = text[1:-1].partition(",")
    weight = rest.partition(",")[0]
    if not ENTRY.fullmatch(key):
        raise Malformed("credentials")
    return Entry(key, _weight(weight) if weight else 1)


def _weight(text: str) -> int:
    value = decimal(text, 31)
    if not 1 <= value <= LARGEST_WEIGHT:
        raise Malformed("weight")
    return value
