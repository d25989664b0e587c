"""Where a check stood while ballots were coming in, kept in a file: to resume, and to check only what was added.

It holds the hash of all bytes that were checked. Whoever goes on from it first makes sure that the archive still
begins with exactly these bytes: nothing was removed or changed. The file is one's own; it is not a proof for others.
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

import numpy as np

from scrutiny.elections.archive import CHUNK, Record
from scrutiny.errors import Malformed
from scrutiny.verify.election import Position, Walk
from scrutiny.verify.steps import Step, failed

VERSION = 1


class Prefix:
    """The hash of an archive's first bytes, worked out once however often it is asked for."""

    def __init__(self) -> None:
        self.hash, self.length = hashlib.sha256(), 0

    def upto(self, file: BinaryIO, length: int) -> str:
        file.seek(self.length)
        while self.length < length:
            chunk = file.read(min(CHUNK, length - self.length))
            if not chunk:
                break
            self.hash.update(chunk)
            self.length += len(chunk)
        return self.hash.hexdigest()


def save(walk: Walk, prefix: Prefix, path: Path) -> None:
    """Keep where a walk stands; all ballots that it has read must be checked. Written beside and then renamed."""
    text = walk.election.group.text
    meta = {
        "version": VERSION,
        "sha256": prefix.upto(walk.reader.file, walk.at.next_byte),
        "mtime": walk.reader.mtime,
        "position": vars(walk.at),
        "setup": [[one.number, one.start, one.name, one.kind, one.offset, one.size] for one in walk.setup_records],
        "ballots": walk.report.ballots,
        "products": [[[text(a), text(b)] for a, b in row] for row in walk.products],
    }
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        np.savez(
            file,
            meta=np.frombuffer(json.dumps(meta).encode(), np.uint8),
            offset=walk.roll.offset,
            size=walk.roll.size,
            high=np.frombuffer(walk.hashes[0], np.uint64) if walk.hashes[0] else np.zeros(0, np.uint64),
            low=np.frombuffer(walk.hashes[1], np.uint64) if walk.hashes[1] else np.zeros(0, np.uint64),
            superseded=np.array(walk.superseded, np.uint64),
        )
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def load(walk: Walk, prefix: Prefix, path: Path) -> None:
    """Let a fresh walk go on from a checkpoint.

    Raises Malformed `checkpoint` where the file is none, Unverified `GROWTH` where the archive does not begin with the
    bytes that were checked.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        meta: dict[str, Any] = json.loads(arrays["meta"].tobytes())
        position = Position(**meta["position"])
        records = [Record(*one) for one in meta["setup"]]
        if meta["version"] != VERSION or len(records) != 3:
            raise Malformed("checkpoint")
    except (EOFError, OSError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise Malformed("checkpoint", file=path.name) from error
    if position.next_byte > walk.reader.length or prefix.upto(walk.reader.file, position.next_byte) != meta["sha256"]:
        raise failed(Step.GROWTH, "removed-or-changed", byte=0)
    walk.reader.mtime = meta["mtime"]
    walk.load_setup(*records)
    walk.at, walk.report.ballots, walk.report.since = position, meta["ballots"], position.next_byte
    element = walk.election.group.element
    walk.products = [[(element(a), element(b)) for a, b in row] for row in meta["products"]]
    walk.roll.offset, walk.roll.size = arrays["offset"].copy(), arrays["size"].copy()
    walk.hashes = array("Q", arrays["high"].tolist()), array("Q", arrays["low"].tolist())
    walk.superseded = array("Q", arrays["superseded"].tolist())


def check_grown(older: BinaryIO, file: BinaryIO) -> int:
    """That an archive begins with the whole of an older one; the older one's length. Raises Unverified `GROWTH`."""
    length = older.seek(0, os.SEEK_END)
    if Prefix().upto(older, length) != Prefix().upto(file, length):
        raise failed(Step.GROWTH, "removed-or-changed", byte=0)
    return length
