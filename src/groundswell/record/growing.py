"""The Merkle tree over the entries, kept as tiles in the database, and the checkpoint over it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.conf import settings

from groundswell.record import keys
from groundswell.record.models import Log, Tile
from scrutiny.record import checkpoints, merkle, policy, tiles
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.tiles import Builder


def grow(log: Log, contents: Sequence[bytes]) -> None:
    """Take entries into the tree and sign. The log's size is still that of before; part of an action."""
    builder = Builder.resumed(log.size, read)
    grown: dict[tuple[int, int], bytes] = {}
    for content in contents:
        for tile, hashes in builder.add(content):
            grown[tile.level, tile.number] = hashes
    for tile, hashes in builder.partial():
        grown[tile.level, tile.number] = hashes
    rows = [Tile(level=level, number=number, hashes=hashes) for (level, number), hashes in grown.items()]
    Tile.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["level", "number"], update_fields=["hashes"], batch_size=500
    )
    log.size = builder.size
    _sign(log, builder.frontier.root())


def _sign(log: Log, root: bytes) -> None:
    seed = keys.seed(settings.DATA, log.key)
    if seed is None:
        return
    log.signed = str(checkpoints.signed(Checkpoint(log.origin, log.size, root), seed))
    if policy.parse(log.policy.encode()).quorum == policy.NONE:
        log.published = log.signed


def read(tile: tiles.Tile) -> bytes:
    """The first hashes of a tile, as many as it is wide. Raises Tile.DoesNotExist."""
    found = Tile.objects.values_list("hashes", flat=True).get(level=tile.level, number=tile.number)
    return bytes(found)[: tile.width * merkle.HASH_BYTES]


def root_at(size: int) -> bytes:
    """The root of the first entries, out of the tiles: no more than one of each level is read."""
    return tiles.range_root(0, size, cache(read), size) if size else merkle.EMPTY_ROOT
