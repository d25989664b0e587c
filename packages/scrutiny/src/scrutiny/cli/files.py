"""Files of an election: never half-written, secrets readable by their owner only and never overwritten by mistake."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scrutiny.elections.strict import compact, parse
from scrutiny.errors import Malformed, Refused

if sys.platform != "win32":
    import fcntl

LARGEST = 1 << 28  # bytes of a file that is read whole


def _put(path: Path, content: bytes, mode: int) -> None:
    """Into a file beside it, which then takes its place; nothing is left where that fails."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "is not an ordinary file", str(path))
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)
        raise


def write(path: Path, content: bytes) -> None:
    """Raises OSError."""
    _put(path, content, 0o666)


def absent(*paths: Path) -> None:
    """Raises Refused `exists` where one of the files is there."""
    for path in paths:
        if path.exists():
            raise Refused("exists", file=path.name)


def write_new(path: Path, content: bytes, *, force: bool = False) -> None:
    """A file that others may have read already is not replaced. Raises Refused `exists`."""
    if not force:
        absent(path)
    write(path, content)


def write_secret(path: Path, content: bytes, *, force: bool = False) -> None:
    """For its owner only, from the first moment on. Raises Refused `exists`."""
    if not force:
        absent(path)
    _put(path, content, 0o600)


def replace_secret(path: Path, content: bytes) -> None:
    """A secret file that grows from round to round."""
    write_secret(path, content, force=True)


def read(path: Path, most: int = LARGEST) -> bytes:
    """Raises Refused `no-file` where there is none, Malformed `too-long`."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError as error:
        raise Refused("no-file", file=path.name) from error
    if len(content) > most:
        raise Malformed("too-long", file=path.name)
    return content


def read_text(path: Path) -> str:
    """Raises Refused `no-file`, Malformed `text` where it is no text."""
    try:
        return read(path).decode()
    except UnicodeDecodeError as error:
        raise Malformed("text", file=path.name) from error


def read_json(path: Path) -> Any:
    """Raises Refused `no-file`, Malformed `json` with the name of the file."""
    with about(path):
        return parse(read(path))


@contextmanager
def about(path: Path) -> Iterator[None]:
    """Adds the name of the file to what is raised inside."""
    try:
        yield
    except (Malformed, Refused) as error:
        if "file" in error.data:
            raise
        raise type(error)(error.code, file=path.name, **error.data) from error


def write_json(path: Path, value: object) -> None:
    write(path, compact(value) + b"\n")


def given(name: str) -> str:
    """What stands in a file, or on standard input for `-`."""
    content = sys.stdin.buffer.read(LARGEST) if name == "-" else read(Path(name))
    return content.decode("utf-8", "replace")


def archive(folder: Path) -> Path:
    """The one archive of a folder. Raises Refused `no-archive`."""
    found = sorted(folder.glob("*.bel"))
    if len(found) != 1:
        raise Refused("no-archive", count=len(found))
    return found[0]


def not_open(folder: Path) -> None:
    """Raises Refused `election-open` where there is an archive: nothing of the set-up is changed any more."""
    if any(folder.glob("*.bel")):
        raise Refused("election-open")


@contextmanager
def growing(path: Path) -> Iterator[None]:
    """An archive to which one command at a time adds; where it fails, the archive is as long as before."""
    with path.open("r+b") as file:
        if sys.platform != "win32":
            fcntl.flock(file, fcntl.LOCK_EX)
        before = file.seek(0, os.SEEK_END)
        try:
            yield
        except BaseException:
            if file.seek(0, os.SEEK_END) > before:
                file.truncate(before)
                os.fsync(file.fileno())
            raise


def tell(as_json: bool, said: str, **data: object) -> None:
    """What was done, as a sentence or for machines."""
    sys.stdout.write((json.dumps(data, ensure_ascii=False) if as_json else said) + "\n")
