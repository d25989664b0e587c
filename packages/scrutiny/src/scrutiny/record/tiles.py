"""How a log is cut into files that never change: tiles of 256 hashes, bundles of 256 entries.

Source: c2sp.org/tlog-tiles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scrutiny.errors import Malformed
from scrutiny.record.merkle import HASH_BYTES, Frontier, leaf_hash, node_hash, split

WIDTH = 256
LONGEST_ENTRY = 65_535
TileReader = Callable[["Tile"], bytes]
ENTRIES = -1  # the level of bundles of entries
MOST_LEVELS = 6  # 256^7 is more than any number of entries
_LEVEL, _NUMBER, _WIDTH = "entries|[0-9]|[1-5][0-9]|6[0-3]", "(?:x[0-9]{3}/)*[0-9]{3}", r"\.p/([1-9][0-9]{0,2})"
_PATH = re.compile(f"tile/({_LEVEL})/({_NUMBER})(?:{_WIDTH})?", re.ASCII)


@dataclass(frozen=True, order=True)
class Tile:
    """`level` from 0 (leaf hashes), or ENTRIES; `number` from 0; `width` from 1 to 256."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        parts, rest = [f"{self.number % 1000:03}"], self.number // 1000
        while rest:
            parts.append(f"x{rest % 1000:03}")
            rest //= 1000
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{'/'.join(reversed(parts))}{partial}"


def tile_of(path: str) -> Tile:
    """Raises Malformed `tile-path` for any other than the one way to write it."""
    match = _PATH.fullmatch(path)
    if not match:
        raise Malformed("tile-path")
    level = ENTRIES if match[1] == "entries" else int(match[1])
    found = Tile(level, int(match[2].replace("x", "").replace("/", "")), int(match[3]) if match[3] else WIDTH)
    if found.path != path:
        raise Malformed("tile-path")
    return found


def each_tile(level: int, size: int, first: int = 0) -> Iterator[Tile]:
    """The tiles of a level in a log of this size, from one number on. Nobody has counted how many: sizes are claims."""
    whole, rest = divmod(size >> 8 * max(level, 0), WIDTH)
    for number in range(first, whole):
        yield Tile(level, number)
    if rest and first <= whole:
        yield Tile(level, whole, rest)


def tiles_at(level: int, size: int) -> list[Tile]:
    """All of them, for a log whose size is known."""
    return list(each_tile(level, size))


def tile_for(level: int, number: int, size: int) -> Tile:
    """The tile of that number as it is in a log of this size. Raises Malformed `tile-path` where there is none."""
    width = min(WIDTH, (size >> 8 * max(level, 0)) - number * WIDTH)
    if width < 1:
        raise Malformed("tile-path")
    return Tile(level, number, width)


def bundle(entries: Iterable[bytes]) -> bytes:
    """Each entry after its length. Raises Malformed `entry-too-long`."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise Malformed("entry-too-long")
        parts.append(len(entry).to_bytes(2) + entry)
    return b"".join(parts)


def unbundle(content: bytes, width: int) -> list[bytes]:
    """Raises Malformed `bundle`."""
    entries, place = [], 0
    while place < len(content):
        start = place + 2
        place = start + int.from_bytes(content[place:start])
        if start > len(content) or place > len(content):
            raise Malformed("bundle")
        entries.append(content[start:place])
    if len(entries) != width:
        raise Malformed("bundle")
    return entries


def hashes(content: bytes, width: int) -> list[bytes]:
    """Raises Malformed `tile`."""
    if len(content) != width * HASH_BYTES:
        raise Malformed("tile")
    return [content[n : n + HASH_BYTES] for n in range(0, len(content), HASH_BYTES)]


def root_of_tile(found: list[bytes]) -> bytes:
    """The root of all hashes of a tile."""
    frontier = Frontier()
    for one in found:
        frontier.add(one)
    return frontier.root()


class Builder:
    """Cuts a log that is read from its beginning into its tiles: full ones as they fill, partial ones at the end.

    Keeps at most 255 hashes a level.
    """

    def __init__(self) -> None:
        self.size, self.frontier = 0, Frontier()
        self.levels: list[list[bytes]] = [[]]
        self.numbers: list[int] = [0]

    @classmethod
    def resumed(cls, size: int, read: TileReader) -> Builder:
        """For a log that has this size already, out of its partial tiles. Raises what `read` raises."""
        made, level, peaks = cls(), 0, list[bytes]()
        made.size, made.levels, made.numbers = size, [], []
        while not level or size >> 8 * level:
            number, width = divmod(size >> 8 * level, WIDTH)
            row = hashes(read(Tile(level, number, width)), width) if width else []
            made.levels.append(row)
            made.numbers.append(number)
            peaks = [*_peaks(row), *peaks]
            level += 1
        made.frontier = Frontier(size, peaks)
        return made

    def add(self, entry: bytes) -> list[tuple[Tile, bytes]]:
        """The tiles that this entry fills."""
        leaf = leaf_hash(entry)
        self.frontier.add(leaf)
        self.size += 1
        full: list[tuple[Tile, bytes]] = []
        level, carried = 0, leaf
        while True:
            if level == len(self.levels):
                self.levels.append([])
                self.numbers.append(0)
            row = self.levels[level]
            row.append(carried)
            if len(row) < WIDTH:
                return full
            full.append((Tile(level, self.numbers[level]), b"".join(row)))
            carried = root_of_tile(row)
            row.clear()
            self.numbers[level] += 1
            level += 1

    def partial(self) -> list[tuple[Tile, bytes]]:
        """The tiles that are not full."""
        rows = zip(self.levels, self.numbers, strict=True)
        return [(Tile(n, number, len(row)), b"".join(row)) for n, (row, number) in enumerate(rows) if row]


def _peaks(row: list[bytes]) -> list[bytes]:
    """The roots of the full subtrees of a partial tile, from the largest."""
    found, place = list[bytes](), 0
    for bit in (128, 64, 32, 16, 8, 4, 2, 1):
        if len(row) & bit:
            found.append(root_of_tile(row[place : place + bit]))
            place += bit
    return found


def range_root(start: int, end: int, read: TileReader, size: int) -> bytes:
    """The root of entries from `start` to just before `end`, out of tiles; a subtree must begin at `start`.

    Raises what `read` raises.
    """
    width = end - start
    if width & (width - 1) == 0 and start % width == 0:
        return _aligned(start, width, read, size)
    middle = start + split(width)
    return node_hash(range_root(start, middle, read, size), range_root(middle, end, read, size))


def _aligned(start: int, width: int, read: TileReader, size: int) -> bytes:
    """The root of a full subtree: hashes of the highest level whose hashes are not larger than it."""
    level = (width.bit_length() - 1) // 8
    step = 256**level
    first, count = start // step, width // step
    tile = tile_for(level, first // WIDTH, size)
    found = hashes(read(tile), tile.width)[first % WIDTH : first % WIDTH + count]
    return root_of_tile(found)
