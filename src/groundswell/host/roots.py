"""The root of the record as RFC 6962 computes it, over a stream of entries and in little memory."""

from __future__ import annotations

import hashlib


class Root:
    """Add entries in order; `hex` is the root of those added so far."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # roots of whole subtrees, largest first: one for each binary one of the size

    def add(self, entry: bytes) -> None:
        node = hashlib.sha256(b"\x00" + entry).digest()
        size = self.size
        while size & 1:
            node = _above(self._peaks.pop(), node)
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def hex(self) -> str:
        if not self._peaks:
            return hashlib.sha256(b"").hexdigest()
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = _above(peak, node)
        return node.hex()


def _above(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
