"""Files of an election: never half-written, secrets readable by their owner only and never overwritten."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from scrutiny.elections.strict import compact, parse
from scrutiny.errors import Malformed, Refused


def write(path: Path, content: bytes) -> None:
    """Beside and then renamed. Raises OSError."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def write_new(path: Path, content: bytes) -> None:
    """A file that others may have read already is not replaced. Raises Refused `exists`."""
    if path.exists():
        raise Refused("exists", file=path.name)
    write(path, content)


def write_secret(path: Path, content: bytes) -> None:
    """For its owner only, from the first moment on. Raises Refused `exists`."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused("exists", file=path.name) from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_secret(path: Path, content: bytes) -> None:
    """A secret file that grows from round to round."""
    beside = path.with_name(path.name + ".part")
    beside.unlink(missing_ok=True)
    write_secret(beside, content)
    beside.replace(path)


def read(path: Path) -> bytes:
    """Raises Refused `no-file` where there is none, with what has to be done before."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refused("no-file", file=path.name) from error


def read_json(path: Path) -> Any:
    """Raises Refused `no-file`, Malformed `json` with the name of the file."""
    try:
        return parse(read(path))
    except Malformed as error:
        raise Malformed(error.code, file=path.name, **error.data) from error


def write_json(path: Path, value: object) -> None:
    write(path, compact(value) + b"\n")


def given(name: str) -> str:
    """What stands in a file, or on standard input for `-`."""
    return sys.stdin.read() if name == "-" else read(Path(name)).decode("utf-8", "replace")


def archive(folder: Path) -> Path:
    """The one archive of a folder. Raises Refused `no-archive`."""
    found = sorted(folder.glob("*.bel"))
    if len(found) != 1:
        raise Refused("no-archive", count=len(found))
    return found[0]


def tell(as_json: bool, said: str, **data: object) -> None:
    """What was done, as a sentence or for machines."""
    sys.stdout.write((json.dumps(data, ensure_ascii=False) if as_json else said) + "\n")
