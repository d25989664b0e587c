"""How a log is cut into files, and proofs out of files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.errors import Malformed
from scrutiny.record import merkle, tiles
from scrutiny.record.tiles import ENTRIES, Builder, Tile, tile_of, tiles_at


def entry(n: int) -> bytes:
    return f"entry {n}".encode()


def cut(size: int) -> dict[Tile, bytes]:
    builder, found = Builder(), {}
    for n in range(size):
        found.update(builder.add(entry(n)))
    found.update(builder.partial())
    return found


LOG = cut(70_000)
LEAVES = [merkle.leaf_hash(entry(n)) for n in range(70_000)]


def test_a_log_has_the_files_of_the_specification_s_example() -> None:
    levels = [tiles_at(level, 70_000) for level in range(4)]
    assert [len(level) for level in levels] == [274, 2, 1, 0]
    assert (levels[0][-1].width, levels[1][-1].width, levels[2][0].width) == (112, 17, 1)
    assert sorted(tile for level in levels for tile in level) == sorted(LOG)
    assert tiles_at(ENTRIES, 70_000)[-1] == Tile(ENTRIES, 273, 112)
    assert tiles_at(1, 256) == [Tile(1, 0, 1)]


@pytest.mark.parametrize(("tile", "path"), [
    (Tile(0, 0), "tile/0/000"), (Tile(0, 1234067), "tile/0/x001/x234/067"), (Tile(2, 5, 7), "tile/2/005.p/7"),
    (Tile(ENTRIES, 1000), "tile/entries/x001/000"), (Tile(63, 999, 255), "tile/63/999.p/255"),
])  # fmt: skip
def test_every_file_has_one_path(tile: Tile, path: str) -> None:
    assert (tile.path, tile_of(path)) == (path, tile)


@pytest.mark.parametrize("path", [
    "", "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/000", "tile/0/000/", "tile/0/1000", "tile/0/000.p/0",
    "tile/0/000.p/256", "tile/0/000.p/01", "tile/entries", "/tile/0/000", "tile/0/../000", "tile/0/٠٠٠", "tile/0/000\n",
])  # fmt: skip
def test_any_other_path_is_malformed(path: str) -> None:
    with pytest.raises(Malformed):
        tile_of(path)


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_proofs_come_out_of_files(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70_000))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    def read(tile: Tile) -> bytes:
        whole = LOG.get(Tile(tile.level, tile.number)) or LOG[tiles.tile_for(tile.level, tile.number, 70_000)]
        return whole[: tile.width * 32]

    def root(start: int, end: int) -> bytes:
        return tiles.range_root(start, end, read, size)

    whole = root(0, size)
    merkle.verify_inclusion(index, size, LEAVES[index], merkle.inclusion_proof(index, size, root), whole)
    old_root = tiles.range_root(0, old, read, old)
    merkle.verify_consistency(old, size, old_root, whole, merkle.consistency_proof(old, size, root))


@given(st.lists(st.binary(max_size=80), max_size=20))
def test_a_bundle_is_read_as_it_was_written(entries: list[bytes]) -> None:
    assert tiles.unbundle(tiles.bundle(entries), len(entries)) == entries


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=20), st.data())
def test_a_bundle_cut_off_or_of_another_width_is_malformed(entries: list[bytes], data: st.DataObject) -> None:
    content = tiles.bundle(entries)
    for wrong in (content[: data.draw(st.integers(0, len(content) - 1))], content + b"\0", content + b"\0\0"):
        with pytest.raises(Malformed):
            tiles.unbundle(wrong, len(entries))


def test_an_entry_has_at_most_65535_bytes() -> None:
    assert tiles.unbundle(tiles.bundle([b"x" * 65_535]), 1) == [b"x" * 65_535]
    with pytest.raises(Malformed):
        tiles.bundle([b"x" * 65_536])


@settings(deadline=None, max_examples=40)
@given(size=st.integers(0, 69_999), more=st.integers(1, 600))
def test_a_log_goes_on_from_its_partial_tiles(size: int, more: int) -> None:
    more = min(more, 70_000 - size)

    def read(tile: Tile) -> bytes:
        whole = LOG.get(Tile(tile.level, tile.number)) or LOG[tiles.tile_for(tile.level, tile.number, 70_000)]
        return whole[: tile.width * 32]

    builder = Builder.resumed(size, read)
    for n in range(size, size + more):
        for tile, content in builder.add(entry(n)):
            assert LOG[tile] == content
    assert builder.frontier.root() == tiles.range_root(0, size + more, read, size + more)
    for tile, content in builder.partial():
        assert read(tile) == content
