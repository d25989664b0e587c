"""The roll: every public credential, its weight, and where its last ballot lies. 32 bytes for each credential.

Credentials are known by the first 128 bits of their SHA-256: to find two that agree in these takes 2^64 tries, and
whoever did would gain one more ballot under a credential that they made themselves.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from scrutiny.elections.credentials import Entry
from scrutiny.errors import Refused

Words = npt.NDArray[np.uint64]


def short_hash(content: bytes) -> tuple[int, int]:
    """128 bits of the SHA-256, as two numbers."""
    digest = hashlib.sha256(content).digest()
    return int.from_bytes(digest[:8]), int.from_bytes(digest[8:16])


def first_repeated(high: Words, low: Words) -> int | None:
    """The place of a pair that stands there a second time, or None."""
    order = np.lexsort((low, high))
    same = (high[order][1:] == high[order][:-1]) & (low[order][1:] == low[order][:-1])
    found = np.flatnonzero(same)
    return int(np.maximum(order[found], order[found + 1]).min()) if len(found) else None


class Roll:
    """Built once from the public list. Raises Refused `repeated-credential` with its place in the list, from 1."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        high, low, weights = array("Q"), array("Q"), array("I")
        for entry in entries:
            first, second = short_hash(entry.key.encode())
            high.append(first)
            low.append(second)
            weights.append(entry.weight)
        highs, lows = (np.frombuffer(part, np.uint64) if part else np.zeros(0, np.uint64) for part in (high, low))
        repeated = first_repeated(highs, lows)
        if repeated is not None:
            raise Refused("repeated-credential", place=repeated + 1)
        order = np.lexsort((lows, highs))
        self.high, self.low = highs[order], lows[order]
        self.weights = (np.frombuffer(weights, np.uint32) if weights else np.zeros(0, np.uint32))[order]
        self.offset = np.zeros(len(order), np.uint64)
        self.size = np.zeros(len(order), np.uint32)

    def __len__(self) -> int:
        return len(self.high)

    def place(self, key: bytes) -> int | None:
        """Where a credential stands, or None."""
        high, low = short_hash(key)
        wanted = np.uint64(high)
        start = int(np.searchsorted(self.high, wanted))
        while start < len(self.high) and self.high[start] == wanted:
            if int(self.low[start]) == low:
                return start
            start += 1
        return None

    def voted(self) -> int:
        return int(np.count_nonzero(self.size))

    def weight_of_those_who_voted(self) -> int:
        return int(self.weights[self.size > 0].sum(dtype=np.uint64))

    def last_ballots(self) -> list[tuple[int, int]]:
        """Offset and size of the ballots that count, in the order of the archive."""
        found = np.flatnonzero(self.size)
        ordered = found[np.argsort(self.offset[found])]
        return [(int(self.offset[n]), int(self.size[n])) for n in ordered]
