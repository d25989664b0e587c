"""The Merkle tree of RFC 6962, section 2.1: leaf and node hashes, roots, proofs. Hashes are 32 bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from scrutiny.errors import Malformed, Refused

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Ranges = Callable[[int, int], bytes]  # the root of the entries from one place to just before another


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees of a log that grows: all that is needed to go on, at most 64 hashes.

    `peaks` are from the largest to the smallest; their sizes are the powers of two that `size` is made of.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size, self.peaks = size, list(peaks)
        if len(self.peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise Malformed("frontier")

    def add(self, leaf: bytes) -> None:
        """One more leaf hash."""
        self.peaks.append(leaf)
        grown = self.size
        while grown & 1:
            right = self.peaks.pop()
            self.peaks[-1] = node_hash(self.peaks[-1], right)
            grown >>= 1
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        *rest, found = self.peaks
        for peak in reversed(rest):
            found = node_hash(peak, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(index: int, size: int, ranges: Ranges) -> list[bytes]:
    """From the sibling of the leaf up (section 2.1.1). Raises Refused `no-entry`."""
    if not 0 <= index < size:
        raise Refused("no-entry", index=index, size=size)
    return _path(index, 0, size, ranges)


def _path(index: int, start: int, end: int, ranges: Ranges) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + split(end - start)
    if index < middle:
        return [*_path(index, start, middle, ranges), ranges(middle, end)]
    return [*_path(index, middle, end, ranges), ranges(start, middle)]


def consistency_proof(old: int, new: int, ranges: Ranges) -> list[bytes]:
    """That the first `old` entries of a log of `new` are those of the log when it was so long (section 2.1.2)."""
    if not 0 <= old <= new:
        raise Refused("sizes", old=old, new=new)
    if old in (0, new):
        return []
    return _subproof(old, 0, new, True, ranges)


def _subproof(old: int, start: int, end: int, whole: bool, ranges: Ranges) -> list[bytes]:
    if old == end:
        return [] if whole else [ranges(start, end)]
    middle = start + split(end - start)
    if old <= middle:
        return [*_subproof(old, start, middle, whole, ranges), ranges(middle, end)]
    return [*_subproof(old, middle, end, False, ranges), ranges(start, middle)]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162, section 2.1.3.2. Raises Refused `inclusion`."""
    if not 0 <= index < size:
        raise Refused("inclusion", index=index)
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if not last:
            raise Refused("inclusion", index=index)
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last or found != root:
        raise Refused("inclusion", index=index)


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162, section 2.1.4.2. Raises Refused `consistency`."""
    if not 0 <= old <= new:
        raise Refused("consistency", old=old, new=new)
    if old in (0, new):
        same = old_root == (EMPTY_ROOT if old == 0 else new_root)
        if proof or not same:
            raise Refused("consistency", old=old, new=new)
        return
    found_old, found_new, left = _walked(old, new, old_root, proof)
    if left or found_old != old_root or found_new != new_root:
        raise Refused("consistency", old=old, new=new)


def _walked(old: int, new: int, old_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes, int]:
    """Both roots as the proof gives them, and how far from the top it ends."""
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise Refused("consistency", old=old, new=new)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if not last:
            raise Refused("consistency", old=old, new=new)
        if place & 1 or place == last:
            found_old, found_new = node_hash(sibling, found_old), node_hash(sibling, found_new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling)
        place, last = place >> 1, last >> 1
    return found_old, found_new, last
