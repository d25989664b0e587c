"""Whole records: one that holds, and every way in which somebody could have changed it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from packages.scrutiny.tests.record.making import (
    DAY,
    LOG_KEY,
    ORIGIN,
    SALT,
    SEED,
    WITNESS,
    WITNESS_SEED,
    checkpoint,
    entry,
    founding,
    mandate,
    policy_of,
    private,
    root_of,
    some,
    write,
)

from scrutiny.errors import Unverified
from scrutiny.record import checkpoints, cosignatures, notes, tiles
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.policy import Log, policy_hash, written
from scrutiny.record.source import Folder
from scrutiny.record.tiles import ENTRIES, Tile
from scrutiny.verify.record import Opening, Report, Step, verify

ENTRIES_MADE = some(600)


def check(folder: Path, policy: bytes | None = None, **more: object) -> Report:
    return verify(Folder(folder), policy or policy_of(), **more)  # type: ignore[arg-type]


def refused(folder: Path, **more: object) -> dict[str, object]:
    with pytest.raises(Unverified) as error:
        check(folder, **more)  # type: ignore[arg-type]
    return {"code": error.value.code, **error.value.data}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path / "log", ENTRIES_MADE)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_a_record_holds(tmp_path: Path, size: int) -> None:
    report = check(write(tmp_path, some(size)))
    assert (report.size, report.root, report.policy) == (size, root_of(some(size)).hex(), policy_hash(policy_of()))
    assert report.sealed == size
    assert report.state.members == (sum(b"member.admit" in one for one in some(size)) or None)


@pytest.mark.parametrize("index", [0, 1, 255, 256, 300, 599])
def test_a_changed_entry_is_named(log: Path, index: int) -> None:
    path = log / tiles.tile_for(ENTRIES, index // 256, 600).path
    found = tiles.unbundle(path.read_bytes(), tiles.tile_for(ENTRIES, index // 256, 600).width)
    found[index % 256] = found[index % 256].replace(b'"v":1', b'"v":2')
    path.write_bytes(tiles.bundle(found))
    assert refused(log) == {"code": "entry", "step": Step.ENTRIES, "entry": index}


@pytest.mark.parametrize("index", [1, 200, 590])
def test_two_entries_that_changed_places_are_named(log: Path, index: int) -> None:
    tile = tiles.tile_for(ENTRIES, index // 256, 600)
    path = log / tile.path
    found = tiles.unbundle(path.read_bytes(), tile.width)
    at = index % 256
    found[at], found[at + 1] = found[at + 1], found[at]
    path.write_bytes(tiles.bundle(found))
    assert refused(log) == {"code": "entry", "step": Step.ENTRIES, "entry": index}


def test_a_dropped_entry_is_named(log: Path) -> None:
    path = log / Tile(ENTRIES, 0).path
    found = tiles.unbundle(path.read_bytes(), 256)
    path.write_bytes(tiles.bundle([*found[:17], *found[18:]]))
    assert refused(log)["step"] == Step.FILES
    path.write_bytes(tiles.bundle([*found[:17], *found[18:], b"{}"]))
    assert refused(log) == {"code": "entry", "step": Step.ENTRIES, "entry": 17}


@pytest.mark.parametrize("tile", tiles.tiles_at(0, 600) + tiles.tiles_at(1, 600))
def test_a_changed_tile_is_named(log: Path, tile: Tile) -> None:
    path = log / tile.path
    content = bytearray(path.read_bytes())
    content[33] ^= 1
    path.write_bytes(content)
    found = refused(log)
    assert (found["code"], found["step"], found["file"]) == ("tile", Step.TILES, tile.path)


def test_an_entry_and_its_tile_that_were_both_changed_are_found(tmp_path: Path) -> None:
    changed = [*ENTRIES_MADE]
    changed[300] = entry(300, "member.apply", day=changed_day(300))
    folder = write(tmp_path, changed, root_of(ENTRIES_MADE))
    assert refused(folder) == {"code": "root", "step": Step.ENTRIES}


def changed_day(n: int) -> dt.date:
    return DAY + dt.timedelta(days=n // 40)


@pytest.mark.parametrize("place", range(0, 250, 3))
def test_a_changed_checkpoint_is_refused(log: Path, place: int) -> None:
    content = bytearray((log / "checkpoint").read_bytes())
    content[place % len(content)] ^= 1
    (log / "checkpoint").write_bytes(content)
    assert refused(log)["step"] in (Step.CHECKPOINT, Step.WITNESSES)


@pytest.mark.parametrize("path", ["checkpoint", "tile/entries/001", "tile/0/000", "tile/1/000.p/2"])
def test_a_missing_file_is_named(log: Path, path: str) -> None:
    (log / path).unlink()
    found = refused(log)
    assert (found["code"], found["file"]) == ("no-file", path)


class TestGrowth:
    def test_is_seen(self, tmp_path: Path) -> None:
        for size in (1, 300, 512, 600):
            report = check(write(tmp_path / str(size), ENTRIES_MADE), since=checkpoint(ENTRIES_MADE[:size]))
            assert report.since == size

    @pytest.mark.parametrize("size", [2, 300, 600])
    def test_with_another_history_is_a_fork(self, tmp_path: Path, size: int) -> None:
        """Two readers who were shown different logs compare what they kept."""
        other = [*ENTRIES_MADE[: size - 1], entry(5)]
        assert refused(write(tmp_path, ENTRIES_MADE), since=checkpoint(other)) == {
            "code": "fork", "step": Step.GROWTH, "size": size,
        }  # fmt: skip

    def test_backwards_is_refused(self, log: Path) -> None:
        longer = checkpoint([*ENTRIES_MADE, entry(600, day=changed_day(600))])
        assert refused(log, since=longer)["code"] == "shorter"

    def test_of_a_checkpoint_that_nobody_signed_is_refused(self, log: Path) -> None:
        assert refused(log, since=checkpoint(ENTRIES_MADE[:5], bytes([9]) * 32))["code"] == "note-signature"


class TestWitnesses:
    def cosign(self, log: Path, seed: bytes = WITNESS_SEED) -> None:
        note, _found = checkpoints.read((log / "checkpoint").read_bytes())
        line = cosignatures.cosign(note.text, WITNESS.key.name, seed, 1_767_225_600)
        if seed != WITNESS_SEED:
            line = notes.Signature(line.name, WITNESS.key.id, line.raw)
        (log / "checkpoint").write_text(str(note.with_signatures([line])))

    def test_are_wanted_where_the_policy_says_so(self, log: Path) -> None:
        assert refused(log, policy=policy_of(1))["code"] == "quorum"
        self.cosign(log)
        assert check(log, policy_of(1)).witnesses == {"sister": 1_767_225_600}

    def test_cannot_be_invented(self, log: Path) -> None:
        self.cosign(log, bytes([8]) * 32)
        assert refused(log, policy=policy_of(1)) == {
            "code": "cosignature", "step": Step.WITNESSES, "file": "checkpoint",
        }  # fmt: skip

    def test_of_another_log_do_not_count(self, log: Path) -> None:
        other = notes.VerifierKey("example.net", notes.ED25519, LOG_KEY.public)
        assert refused(log, policy=written([Log(other)], [], 0))["code"] == "origin"


class TestOpenings:
    def test_that_agree_are_counted(self, log: Path) -> None:
        shown = {n: Opening(SALT, private(n)) for n in (0, 5, 599)}
        report = check(log, openings=shown)
        assert (report.verified, report.sealed) == (3, 597)

    def test_that_do_not_agree_are_named(self, log: Path) -> None:
        found = refused(log, openings={5: Opening(SALT, private(6))})
        assert found == {"code": "opening", "step": Step.OPENINGS, "entry": 5}


LATER = "2026-02-01T00:00:00+00:00"
RULES: dict[str, tuple[Callable[[], list[bytes]], int]] = {
    "not-founded": (lambda: [entry(0)], 0),
    "founded-twice": (lambda: [founding(), founding()], 1),
    "unknown-act": (lambda: [founding(), entry(1, "member.anything")], 1),
    "members": (lambda: [founding(), entry(1, "review.settle", {"members": -1})], 1),
    "mandate-known": (lambda: [founding(), mandate(1, "a"), mandate(2, "a")], 2),
    "too-long": (lambda: [founding(), mandate(1, "a", end="2027-01-01T00:00:00+00:00")], 1),
    "ends-before-it-starts": (lambda: [founding(), mandate(1, "a", start=LATER, end=LATER)], 1),
    "mandate-unknown": (lambda: [founding(), entry(1, "steward.end", {"mandate": "a"})], 1),
    "not-covered": (lambda: [founding(), entry(1, "record.erase", {"erased": 1, "last": 0})], 1),
    "shrunk": (lambda: [founding(), entry(1, "record.draw", {"drawing": "a", "size": 1, "count": 1})], 1),
    "effect": (lambda: [founding(), entry(1, "member.admit", {"members": "1"})], 1),
    "entry-json": (lambda: [founding(), b"{"], 1),
    "entry-fields": (lambda: [founding(), b"{}"], 1),
    "entry-canonical": (lambda: [founding(), founding() + b" "], 1),
    "entry-repeated": (lambda: [founding(), entry(1)[:-1] + b',"v":1}'], 1),
}


@pytest.mark.parametrize("code", RULES)
def test_an_entry_that_the_rules_do_not_allow_is_named(tmp_path: Path, code: str) -> None:
    make, index = RULES[code]
    found = refused(write(tmp_path, make()))
    assert (found["code"], found["entry"]) == (code, index)


def test_a_mandate_ends_once(tmp_path: Path) -> None:
    end = entry(2, "steward.end", {"mandate": "a"})
    assert check(write(tmp_path / "a", [founding(), mandate(1, "a"), end])).state.offices["a"].ended
    assert refused(write(tmp_path / "b", [founding(), mandate(1, "a"), end, end]))["code"] == "mandate-ended"


def test_erasing_is_allowed_below_what_most_auditors_have_seen(tmp_path: Path) -> None:
    draw = entry(1, "record.draw", {"drawing": "a", "size": 3, "count": 2})
    said = {"drawing": "a", "size": 3, "root": "", "exceptions": []}
    stated = [entry(n, "record.audited", said) for n in (3, 4)]
    erase = entry(5, "record.erase", {"erased": 1, "last": 2})
    report = check(write(tmp_path / "a", [founding(), draw, entry(2), *stated, erase]))
    assert (report.state.audited, report.state.erased, report.sealed) == (3, 1, 5)
    too_few = [founding(), draw, entry(2), stated[0], erase]
    assert refused(write(tmp_path / "b", too_few))["code"] == "not-covered"
    doubtful = entry(4, "record.audited", {**said, "exceptions": [1]})
    assert (
        refused(write(tmp_path / "c", [founding(), draw, entry(2), stated[0], doubtful, erase]))["code"]
        == "not-covered"
    )
    early = [founding(), draw, stated[0]]
    assert refused(write(tmp_path / "d", early))["code"] == "shrunk"


def test_the_report_is_json(log: Path) -> None:
    found = json.loads(json.dumps(check(log).to_json()))
    assert found["verified"]
    assert found["entries"] == {"verified": 0, "sealed": 600, "erased": 0}


def test_a_checkpoint_of_a_size_that_is_not_there_reads_no_more_than_there_is(tmp_path: Path) -> None:
    folder = write(tmp_path, some(3))
    huge = checkpoints.signed(Checkpoint(ORIGIN, 10**12, b"r" * 32), SEED)
    (folder / "checkpoint").write_text(str(huge))
    assert refused(folder)["code"] == "no-file"
