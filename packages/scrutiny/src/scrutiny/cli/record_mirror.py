"""A copy of a record that can serve it: files as they are, the checkpoint last, and only when all of it holds.

What is there already is not fetched again, so an interrupted copy goes on where it was.
"""

from __future__ import annotations

from pathlib import Path

from scrutiny.cli import files as written
from scrutiny.errors import Refused
from scrutiny.record import checkpoints, source, tiles
from scrutiny.record.source import Folder, Source
from scrutiny.record.tiles import ENTRIES
from scrutiny.verify import record
from scrutiny.verify.record import Progress


class _Copying:
    """Reads from the copy where it has a full tile, else from the record, keeping what came."""

    def __init__(self, origin: Source, folder: Path, checkpoint: bytes) -> None:
        self.origin, self.folder, self.checkpoint = origin, folder, checkpoint

    def fetch(self, path: str) -> bytes:
        if path == source.CHECKPOINT:
            return self.checkpoint
        try:
            return Folder(self.folder).fetch(path)
        except Refused:
            content = self.origin.fetch(path)
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        written.write(target, content)
        return content


def mirror(origin: Source, folder: Path, policy: bytes, progress: Progress) -> int:
    """How many entries the copy has now. Raises Unverified; the copy's checkpoint is then the one it had before.

    A file that was copied and does not hold is taken away again, so that the next run fetches it anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / source.CHECKPOINT
    checkpoint = origin.fetch(source.CHECKPOINT)
    copying = _Copying(origin, folder, checkpoint)
    try:
        report = record.verify(copying, policy, since=kept.read_bytes() if kept.exists() else None, progress=progress)
    except Refused:
        _forget(folder, checkpoint, kept)
        raise
    written.write(folder / source.POLICY, policy)
    written.write(kept, checkpoint)
    return report.size


def _forget(folder: Path, checkpoint: bytes, kept: Path) -> None:
    """Take away what lies beyond the last checkpoint that held."""
    size = checkpoints.read(checkpoint)[1].size
    before = checkpoints.read(kept.read_bytes())[1].size if kept.exists() else 0
    for level in (ENTRIES, *range(tiles.MOST_LEVELS)):
        held = set(tiles.tiles_at(level, before))
        for tile in tiles.tiles_at(level, size):
            if tile not in held:
                (folder / tile.path).unlink(missing_ok=True)
