"""Where the files of a log come from: a folder, a copy in memory, or whatever else fetches one by its path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from scrutiny.errors import Malformed, Refused
from scrutiny.record import tiles
from scrutiny.record.merkle import HASH_BYTES
from scrutiny.record.tiles import ENTRIES, Tile

CHECKPOINT = "checkpoint"
POLICY = "policy"
LARGEST_FILE = tiles.WIDTH * (tiles.LONGEST_ENTRY + 2)


class Source(Protocol):
    """Raises Refused `no-file` with the path where there is none, Malformed `too-long`."""

    def fetch(self, path: str) -> bytes: ...


class Folder:
    """A log that lies in a folder, under the paths of its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fetch(self, path: str) -> bytes:
        try:
            with (self.folder / path).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Refused("no-file", file=path) from error
        if len(content) > LARGEST_FILE:
            raise Malformed("too-long", file=path)
        return content


class Kept:
    """A source of which one file is fetched once, so that all who ask see the same."""

    def __init__(self, files: Source, path: str) -> None:
        self.files, self.path = files, path
        self.content: bytes | None = None

    def fetch(self, path: str) -> bytes:
        if path != self.path:
            return self.files.fetch(path)
        if self.content is None:
            self.content = self.files.fetch(path)
        return self.content


def read_tile(source: Source, tile: Tile) -> bytes:
    """A tile of hashes, or the first part of the full one where a partial one is gone."""
    try:
        return source.fetch(tile.path)
    except Refused as missing:
        if tile.width == tiles.WIDTH:
            raise
        try:
            full = source.fetch(Tile(tile.level, tile.number).path)
        except Refused:
            raise missing from None
        return first_entries(full, tile.width) if tile.level == ENTRIES else full[: tile.width * HASH_BYTES]


def first_entries(bundle: bytes, width: int) -> bytes:
    """The beginning of a bundle. Raises Malformed `bundle`."""
    place = 0
    for _ in range(width):
        place += 2 + int.from_bytes(bundle[place : place + 2])
    if place > len(bundle):
        raise Malformed("bundle")
    return bundle[:place]


def entries(source: Source, size: int, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Index and content of every entry, bundle by bundle. Raises Malformed and Refused with the file."""
    for tile in tiles.each_tile(ENTRIES, size, start // tiles.WIDTH):
        content = read_tile(source, tile)
        try:
            found = tiles.unbundle(content, tile.width)
        except Malformed as error:
            raise Malformed(error.code, file=tile.path) from error
        for place, entry in enumerate(found, tile.number * tiles.WIDTH):
            if place >= start:
                yield place, entry
