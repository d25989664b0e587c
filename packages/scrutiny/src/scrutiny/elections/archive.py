"""The .bel archive, byte for byte: a V7 tar without end, written record by record, read as a stream.

A record is a header of 512 bytes and a content padded to 512. The first is BELENIOS; every other is named by the
SHA-256 of its content and is either data or an event. Source: specification 2.0, section 4.4; docs/protocol/ballots.md.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from scrutiny.elections.strict import compact, fields, parse, small, texts
from scrutiny.errors import Malformed, Refused

BLOCK = 512
NAME = re.compile(r"([0-9a-f]{64})\.(data|event)\.json", re.ASCII)
FIRST = "BELENIOS"
FIRST_CONTENT = re.compile(rb'\{"version":1,"timestamp":"(0|[1-9][0-9]{0,10})"\}')
LARGEST_EVENT = 1000
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """Where a record lies: its number from 0, the byte at which its header begins, the content's place and size."""

    number: int
    start: int
    name: str
    kind: str
    offset: int
    size: int

    @property
    def hash(self) -> str:
        return self.name[:64]

    @property
    def end(self) -> int:
        return self.offset + self.size + -self.size % BLOCK


def header(name: str, size: int, mtime: int) -> bytes:
    """The 512 bytes before a content."""
    block = bytearray(BLOCK)
    parts = [(0, name), (100, "0000644"), (108, "0000000"), (116, "0000000")]
    parts += [(124, f"{size:011o}"), (136, f"{mtime:011o}"), (148, " " * 8), (156, "0")]
    for place, text in parts:
        block[place : place + len(text)] = text.encode()
    block[148:156] = f"{sum(block):06o}\0 ".encode()
    return bytes(block)


def record(name: str, content: bytes, mtime: int) -> bytes:
    return header(name, len(content), mtime) + content + bytes(-len(content) % BLOCK)


def first_record(timestamp: int) -> bytes:
    return record(FIRST, compact({"version": 1, "timestamp": str(timestamp)}), timestamp)


def data_record(content: bytes, timestamp: int) -> bytes:
    return record(f"{digest(content)}.data.json", content, timestamp)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Reader:
    """Reads an archive from an open file, from one byte to the end. Contents are read only when asked for.

    Raises Malformed or Refused whose data hold `record` (its number) and `byte` (where its header begins).
    """

    def __init__(self, file: BinaryIO, mtime: int | None = None) -> None:
        self.file, self.mtime = file, mtime
        self.length = file.seek(0, os.SEEK_END)

    def records(self, start: int = 0, number: int = 0) -> Iterator[Record]:
        """All records from a place on; the first of an archive is checked and not told."""
        while start < self.length:
            found = self._record(start, number)
            if number:
                yield found
            else:
                self._check_first(found)
            start, number = found.end, number + 1
        if not number:
            raise Malformed("empty", record=0, byte=0)

    def _record(self, start: int, number: int) -> Record:
        self.file.seek(start)
        block = self.file.read(BLOCK)
        if len(block) < BLOCK:
            raise Malformed("cut-off", record=number, byte=start)
        name = block[:100].rstrip(b"\0").decode("ascii", "replace")
        size = _octal(block[124:135])
        kind = NAME.fullmatch(name)
        if size is None or (number and not kind) or (not number and name != FIRST):
            raise Malformed("header", record=number, byte=start)
        mtime = self.mtime if self.mtime is not None else _octal(block[136:147]) or 0
        if header(name, size, mtime) != block:
            raise Malformed("header", record=number, byte=start)
        found = Record(number, start, name, kind.group(2) if kind else FIRST, start + BLOCK, size)
        if found.end > self.length:
            raise Malformed("cut-off", record=number, byte=start)
        return found

    def _check_first(self, found: Record) -> None:
        content = self.content(found, LARGEST_EVENT)
        match = FIRST_CONTENT.fullmatch(content)
        if not match:
            raise Malformed("version", record=0, byte=0)
        self.mtime = int(match[1])
        if record(FIRST, content, self.mtime) != self._raw(found):
            raise Malformed("header", record=0, byte=0)

    def _raw(self, found: Record) -> bytes:
        self.file.seek(found.start)
        return self.file.read(found.end - found.start)

    def content(self, found: Record, largest: int) -> bytes:
        """The content, whose hash and padding are checked. Raises Malformed `too-long`, `padding`, Refused `hash`."""
        if found.size > largest:
            raise Malformed("too-long", record=found.number, byte=found.start)
        self.file.seek(found.offset)
        content = self.file.read(found.size)
        self._check(found, hashlib.sha256(content).hexdigest())
        return content

    def chunks(self, found: Record) -> Iterator[bytes]:
        """The content piece by piece, for what may be large; its hash is checked at the end."""
        self.file.seek(found.offset)
        hashed, left = hashlib.sha256(), found.size
        while left:
            place = self.file.tell()
            chunk = self.file.read(min(CHUNK, left))
            hashed.update(chunk)
            left -= len(chunk)
            yield chunk
            self.file.seek(place + len(chunk))
        self._check(found, hashed.hexdigest())

    def _check(self, found: Record, hashed: str) -> None:
        if found.kind != FIRST and hashed != found.hash:
            raise Refused("hash", record=found.number, byte=found.start)
        if self.file.read(-found.size % BLOCK).strip(b"\0"):
            raise Malformed("padding", record=found.number, byte=found.start)


def _octal(field: bytes) -> int | None:
    return int(field, 8) if re.fullmatch(rb"[0-7]{11}", field) else None


@dataclass(frozen=True, slots=True)
class Event:
    """A step of the election; `parent` and `payload` are hashes."""

    height: int
    type: str
    parent: str | None = None
    payload: str | None = None

    def to_bytes(self) -> bytes:
        parts = {"parent": self.parent, "height": self.height, "type": self.type, "payload": self.payload}
        return compact({name: part for name, part in parts.items() if part is not None})


def read_event(content: bytes) -> Event:
    """Raises Malformed `fields`, `number`, `not-canonical`."""
    parent, height, kind, payload = fields(
        parse(content), ["parent", "height", "type", "payload"], ["parent", "payload"]
    )
    texts([kind, *(one for one in (parent, payload) if one is not None)])
    event = Event(small(height), kind, parent, payload)
    if event.to_bytes() != content:
        raise Malformed("not-canonical")
    return event


class Writer:
    """Appends to an archive: the contents that belong to an event, and the event, in one write."""

    def __init__(
        self, path: Path, timestamp: int, height: int, parent: str | None, last_kind: str | None = None
    ) -> None:
        self.path, self.timestamp, self.height, self.parent = path, timestamp, height, parent
        self.last_kind = last_kind

    @classmethod
    def create(cls, path: Path, timestamp: int) -> Writer:
        """A new archive. Raises FileExistsError where there is one."""
        with path.open("xb") as file:
            file.write(first_record(timestamp))
        return cls(path, timestamp, 0, None)

    @classmethod
    def open(cls, path: Path) -> Writer:
        """An archive to which more is added. Raises what reading it raises."""
        with path.open("rb") as file:
            reader, last, height = Reader(file), None, 0
            for found in reader.records():
                if found.kind == "event":
                    last, height = found, height + 1
            kind = read_event(reader.content(last, LARGEST_EVENT)).type if last else None
            return cls(path, reader.mtime or 0, height, last.hash if last else None, kind)

    def append(self, kind: str, *contents: bytes) -> None:
        """Add an event, whose payload is the last of the contents."""
        payload = digest(contents[-1]) if contents else None
        event = Event(self.height, kind, self.parent, payload).to_bytes()
        written = b"".join(data_record(content, self.timestamp) for content in contents)
        written += record(f"{digest(event)}.event.json", event, self.timestamp)
        with self.path.open("ab") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        self.height, self.parent, self.last_kind = self.height + 1, digest(event), kind
