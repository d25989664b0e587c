"""Witnesses in processes of their own: they cosign what grows, refuse what was rolled back, and hold a restore up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from tests.cast import World, invite

from groundswell.kernel.actions import housekeeping
from groundswell.kernel.errors import DomainError
from groundswell.record import keys, queries
from groundswell.record.models import Entry, Log, Opening, Pending, Tile, WitnessSeen
from groundswell.record.tests.test_log import Site, check, grow
from groundswell.record.witnesses import cosign, resume
from scrutiny.record import checkpoints
from scrutiny.record.policy import policy_hash
from scrutiny.record.transport import ask_witness

COMMAND = [sys.executable, "-m", "scrutiny.cli", "record"]


@pytest.fixture
def witness(tmp_path: Path, world: World) -> Iterator[tuple[str, str]]:
    """Key and URL of a witness that runs."""
    made = subprocess.run(
        [*COMMAND, "key", tmp_path / "w.key", "--name", "sister.example/w"], capture_output=True, text=True, check=True
    )
    assert (tmp_path / "w.key").stat().st_mode & 0o777 == 0o600
    port = 18_000 + int.from_bytes(tmp_path.name.encode()[-2:]) % 10_000
    listen = f"127.0.0.1:{port}"
    process = subprocess.Popen(
        [*COMMAND, "witness", "--log", "http://unused.example/", "--log-key", Log.objects.get().key, "--key",
         tmp_path / "w.key", "--listen", listen],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    process.stdout.readline()
    yield made.stdout.strip(), f"http://{listen}/"
    process.terminate()
    process.wait(10)
    process.stdout.close()


def name(witness: tuple[str, str]) -> None:
    call_command("record_witness", "sister", *witness)


def roll_back(to: int) -> None:
    """The database as an old backup has it."""
    housekeeping(Opening.objects.filter(entry_id__gte=to).delete)()
    housekeeping(Entry.objects.filter(index__gte=to).delete)()
    tile = Tile.objects.get(level=0, number=0)
    housekeeping(Tile.objects.filter(id=tile.id).update)(hashes=bytes(tile.hashes)[: to * 32])
    housekeeping(Log.objects.update)(size=to)
    housekeeping(WitnessSeen.objects.all().delete)()


def published() -> int:
    return checkpoints.read(queries.file("checkpoint"))[1].size


def test_a_witness_cosigns_what_grows(witness: tuple[str, str]) -> None:
    name(witness)
    assert check().witnesses.keys() == {"sister"}
    size = published()
    grow(3)
    assert queries.unpublished()
    assert published() == size, "nobody is shown what was not cosigned"
    assert cosign(ask_witness) == ["sister"]
    assert published() == size + 3
    assert not queries.unpublished()
    housekeeping(WitnessSeen.objects.all().delete)()
    grow(1)
    assert cosign(ask_witness) == ["sister"], "we had forgotten how much it had seen: it says so"
    report = check()
    assert report.policy == policy_hash(queries.file("policy"))
    assert report.state.policy == queries.file("policy").decode()


def test_a_witness_refuses_a_history_that_was_rolled_back(witness: tuple[str, str]) -> None:
    name(witness)
    start = queries.size()
    grow(5)
    assert cosign(ask_witness)
    roll_back(start)
    for more in (2, 3, 6):  # shorter than what it saw, as long, and grown past it
        grow(more)
        assert cosign(ask_witness) == []
    assert queries.size() > start + 5
    assert published() == start + 5


def test_after_a_restore_nothing_is_signed_before_the_witnesses_were_asked(
    world: World, witness: tuple[str, str], tmp_path: Path
) -> None:
    invite(world, "Morning shift", "heron")
    name(witness)
    start = queries.size()
    grow(4)
    cosign(ask_witness)
    mirror = tmp_path / "mirror"
    _keep(mirror)
    kept = queries.file("checkpoint")
    roll_back(start)
    marker = settings.DATA / keys.RESTORED
    marker.write_text("{}")
    try:
        with pytest.raises(DomainError, match="has seen"):
            resume(ask_witness)
        assert marker.exists()
        said = StringIO()
        call_command("record_resume", "--mirror", str(mirror), stdout=said)
        assert "invitations of the time of the backup are void" in said.getvalue()
        assert not marker.exists()
    finally:
        marker.unlink(missing_ok=True)
    assert (queries.size(), Pending.objects.filter(type="record.policy").count()) == (start + 4, 0)
    assert Pending.objects.filter(type="card.void").exists()
    grow(1)
    assert cosign(ask_witness) == ["sister"]
    assert check(since=kept).since == start + 4


def test_a_restore_that_has_grown_elsewhere_cannot_go_on(witness: tuple[str, str], tmp_path: Path) -> None:
    name(witness)
    start = queries.size()
    grow(4)
    cosign(ask_witness)
    mirror = tmp_path / "mirror"
    _keep(mirror)
    roll_back(start)
    marker = settings.DATA / keys.RESTORED
    marker.write_text("{}")
    try:
        grow(1)
        with pytest.raises(CommandError, match="both cannot be the record"):
            call_command("record_resume", "--mirror", str(mirror))
        assert marker.exists()
        assert queries.size() == start + 1, "nothing of the mirror was kept"
    finally:
        marker.unlink(missing_ok=True)


def test_a_log_whose_entries_are_lost_ends_and_says_what_it_had_signed(
    world: World, witness: tuple[str, str], tmp_path: Path, settings: Any
) -> None:
    name(witness)
    start = queries.size()
    grow(4)
    cosign(ask_witness)
    kept = tmp_path / "checkpoint"
    kept.write_bytes(queries.file("checkpoint"))
    before, old_key = Log.objects.get(), (settings.DATA / keys.FILE).read_text()
    roll_back(start)
    marker = settings.DATA / keys.RESTORED
    marker.write_text("{}")
    try:
        with pytest.raises(CommandError, match="another name"):
            call_command("record_begin_anew", str(kept))
        settings.RECORD_ORIGIN = "test.example/record-2"
        forged = tmp_path / "forged"
        forged.write_bytes(kept.read_bytes().replace(b"%d" % (start + 4), b"%d" % (start + 5), 1))
        with pytest.raises(CommandError, match="Nothing was changed"):
            call_command("record_begin_anew", str(forged))
        assert marker.exists()
        said = StringIO()
        call_command("record_begin_anew", str(kept), stdout=said)
        assert f"has ended at {start + 4} entries" in said.getvalue()
        assert not marker.exists()
        now = Log.objects.get()
        assert (now.origin, now.size) == ("test.example/record-2", start + 1)
        assert now.key != before.key
        assert (settings.DATA / "record_key.ended-1").read_text() == old_key
        added = Entry.objects.get(index=start)
        assert json.loads(bytes(added.public))["effect"]["checkpoint"] == kept.read_text()
        assert cosign(ask_witness) == [], "the witness does not know the new key yet"
        with pytest.raises(CommandError, match="Nothing was restored"):
            call_command("record_begin_anew", str(kept))
    finally:
        marker.unlink(missing_ok=True)
        (settings.DATA / "record_key.ended-1").replace(settings.DATA / keys.FILE)


def _keep(folder: Path) -> None:
    """What `scrutiny record mirror` would have fetched."""
    size = published()
    for path in ("checkpoint", "policy", f"tile/entries/000.p/{size}", f"tile/0/000.p/{size}"):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(Site().fetch(path))


class TestNamingWitnesses:
    def test_happens_once(self, witness: tuple[str, str]) -> None:
        name(witness)
        with pytest.raises(CommandError, match="only a ballot"):
            name(witness)

    @pytest.mark.parametrize("words", [["a"], ["a", "no key", "http://x.example/"], ["a", "b", "c", "d"]])
    def test_takes_no_nonsense(self, world: World, words: list[str]) -> None:
        before = queries.file("policy")
        with pytest.raises(CommandError, match="Nothing was changed"):
            call_command("record_witness", *words)
        assert queries.file("policy") == before

    def test_takes_no_quorum_that_cannot_be(self, witness: tuple[str, str]) -> None:
        with pytest.raises(CommandError, match="Nothing was changed"):
            call_command("record_witness", "sister", *witness, "--quorum", "2")


def test_a_witness_that_is_away_changes_nothing(world: World, witness: tuple[str, str]) -> None:
    call_command("record_witness", "sister", witness[0], "http://127.0.0.1:9/")
    before = published()
    assert cosign(ask_witness) == []
    assert published() == before
