"""What is inside a backup: a tar whose last member names all others with their hashes.

    files/secret_key            a file of the data folder
    tables/record_entry/00000   rows, a line each; the next part of a large table is 00001
    manifest.json               written last, when everything is known

A part of a table is small enough to be held in memory, so that none has to be written to a disk to be checked.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.core.management import CommandError

FORMAT = 1
PART = 4 << 20
LARGEST = 64 << 20
MANIFEST = "manifest.json"
NAME = re.compile(
    r"(?:tables/[a-z0-9_]+/[0-9]{5}|files/[A-Za-z0-9_\-]+(?:/[A-Za-z0-9_\-.]*[A-Za-z0-9_\-][A-Za-z0-9_\-.]*)*)"
)
CHUNK = 1 << 20


class Hashed:
    """A stream that is hashed while it is read, and ends after so many bytes."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        got = self.source.read(size)
        self.hash.update(got)
        return got


@dataclass
class Writer:
    """Adds parts to a tar on a stream. `tell` hears how many bytes each had."""

    target: IO[bytes]
    tell: Callable[[int], None]
    parts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tar = tarfile.open(fileobj=self.target, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by `finish`

    def abandon(self) -> None:
        """Let go of the stream while it is still open, so that nothing is written to it when it is not."""
        with suppress(OSError):
            if self.tar.fileobj:
                self.tar.fileobj.close()

    def add(self, name: str, size: int, source: IO[bytes]) -> None:
        """One part. Its name alone: no owner, no time, no permissions."""
        about, hashed = tarfile.TarInfo(name), Hashed(source)
        about.size, about.mode = size, 0o600
        self.tar.addfile(about, hashed)
        self.parts[name] = hashed.hash.hexdigest()
        self.tell(size)

    def add_file(self, name: str, file: Path) -> None:
        """A file as long as it is now: what is appended meanwhile is for the next backup."""
        with file.open("rb") as source:
            self.add(f"files/{name}", file.stat().st_size, source)

    def add_rows(self, table: str, rows: Iterable[bytes]) -> int:
        """A table in parts of a few megabytes; how many rows there were."""
        count, number, waiting = 0, 0, io.BytesIO()
        for row in rows:
            waiting.write(row)
            count += 1
            if waiting.tell() >= PART:
                self._add_part(table, number, waiting)
                number, waiting = number + 1, io.BytesIO()
        if waiting.tell():
            self._add_part(table, number, waiting)
        return count

    def _add_part(self, table: str, number: int, waiting: io.BytesIO) -> None:
        size = waiting.tell()
        waiting.seek(0)
        self.add(f"tables/{table}/{number:05}", size, waiting)

    def finish(self, about: dict[str, Any]) -> dict[str, Any]:
        """Write the manifest: what is known of the backup, and the hashes of all parts."""
        whole = {"format": FORMAT, **about, "parts": dict(self.parts)}
        text = json.dumps(whole, indent=1).encode()
        self.add(MANIFEST, len(text), io.BytesIO(text))
        self.tar.close()
        return whole


@dataclass(frozen=True)
class Part:
    """One part as it comes; read it before asking for the next."""

    name: str
    size: int
    stream: IO[bytes]


def parts(source: IO[bytes]) -> Iterator[Part]:
    """The parts of a backup in their order, the manifest last. Raises CommandError for what is no backup of ours."""
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            for about in tar:
                stream = tar.extractfile(about) if about.isreg() else None
                if stream is None or not (NAME.fullmatch(about.name) or about.name == MANIFEST):
                    raise CommandError(f"This is not a backup of Groundswell: it holds {about.name!r}.")
                yield Part(about.name, about.size, stream)
    except (tarfile.TarError, EOFError) as error:
        raise CommandError("This is not a backup of Groundswell, or it was cut off.") from error


def small(part: Part) -> bytes:
    """All of a part. Raises CommandError where it is larger than any that we write."""
    if part.size > LARGEST:
        raise CommandError(f"The part {part.name} of the backup is too large to be one of ours.")
    return part.stream.read()


def checked(source: IO[bytes], tell: Callable[[int], None]) -> dict[str, Any]:
    """The manifest of a backup all of whose parts are what it says. Raises CommandError otherwise."""
    seen: dict[str, str] = {}
    text = b""
    for part in parts(source):
        if part.name == MANIFEST:
            text = small(part)
            continue
        if text or part.name in seen:
            raise CommandError(f"The part {part.name} of the backup stands where none may be.")
        seen[part.name] = digest(part.stream)
        tell(part.size)
    return manifest(text, seen)


def manifest(text: bytes, seen: dict[str, str]) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads(text)
        version, said = about["format"], about["parts"]
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError("The backup has no list of its parts: it was cut off, or is not one of ours.") from error
    if version != FORMAT:
        raise CommandError(f"The backup has format {version}; this program reads format {FORMAT}. Use a newer version.")
    if missing := sorted({"created", "migrations", "record", "tables"} - about.keys()):
        raise CommandError(f"The list of the backup's parts does not say its {missing[0]}: it is not one of ours.")
    wrong = sorted(name for name in {*said, *seen} if said.get(name) != seen.get(name))
    if wrong:
        raise CommandError(f"The part {wrong[0]} of the backup is missing or was changed. Nothing was restored.")
    return about


def digest(stream: IO[bytes]) -> str:
    found = hashlib.sha256()
    while got := stream.read(CHUNK):
        found.update(got)
    return found.hexdigest()
