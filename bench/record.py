"""`./run bench record [--entries N]`: a record that is appended to, checked as a whole, and asked for receipts.

Appending is durable: every batch is a transaction that ends on the disk. Beside it, the bare hashing of the same
entries in the same run: what any log has to do at least.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
FOLDER = tempfile.TemporaryDirectory()
os.environ.update(
    GROUNDSWELL_MODE="demo", GROUNDSWELL_DATA=FOLDER.name, DJANGO_SETTINGS_MODULE="groundswell.config.settings"
)
(Path(FOLDER.name) / "demo_filled_at").write_text("2026-05-04T06:00:00+00:00")

import django  # noqa: E402

django.setup()

from _measure import timed  # noqa: E402
from django.core.management import call_command  # noqa: E402

from groundswell.kernel.actions import action  # noqa: E402
from groundswell.kernel.actor import HOST  # noqa: E402
from groundswell.record import actions, queries  # noqa: E402
from groundswell.record.models import Log, Pending  # noqa: E402
from scrutiny.organisation import acts  # noqa: E402
from scrutiny.organisation.charter import DEFAULTS, to_json  # noqa: E402
from scrutiny.randomness import random_bytes, random_uuid  # noqa: E402
from scrutiny.record import tiles  # noqa: E402
from scrutiny.record.merkle import Frontier, leaf_hash  # noqa: E402

TARGET_APPENDED, TARGET_MILLION = 1000, 60
BATCH = 1000


def begin() -> None:
    call_command("migrate", verbosity=0)
    action(start)()


def start() -> None:
    actions.open_log(random_bytes(32).hex())
    founding = acts.Found("Bench", (), (), (), ())
    actions.append(HOST, founding, effect={"rules": to_json(DEFAULTS), "units": 0})


def one(_n: int) -> Pending:
    unit = random_uuid()
    private = b'{"actor":"%s","body":{"standing":"%s"}}' % (str(unit).encode(), str(random_uuid()).encode())
    return Pending(day=actions.today(), type="member.vouch", effect={}, salt=random_bytes(32), private=private)


@action
def batch(count: int) -> None:
    actions.running().entries += 1
    actions._append_all(Log.objects.select_for_update().get(), [one(n) for n in range(count)])


@action
def single() -> None:
    actions.append(HOST, acts.RejectEdit(proposal=random_uuid()))


def append(entries: int) -> None:
    for _ in range(0, entries, BATCH):
        batch(min(BATCH, entries))


def export(folder: Path) -> None:
    """The files as a server gives them out, without the network between."""
    size = Log.objects.get().size
    for level in (tiles.ENTRIES, *range(tiles.MOST_LEVELS)):
        for tile in tiles.each_tile(level, size):
            path = folder / tile.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(queries.file(tile.path))
    for name in ("checkpoint", "policy"):
        (folder / name).write_bytes(queries.file(name))


def verify(folder: Path) -> float:
    """Peak memory in MB of the whole process."""
    command = [sys.executable, "-m", "scrutiny.cli", "record", "verify", str(folder), "--quiet"]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit("the record did not verify")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def bare(folder: Path, size: int) -> bytes:
    frontier = Frontier()
    for tile in tiles.each_tile(tiles.ENTRIES, size):
        for entry in tiles.unbundle((folder / tile.path).read_bytes(), tile.width):
            frontier.add(leaf_hash(entry))
    return frontier.root()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=100_000)
    entries = parser.parse_args().entries
    begin()
    _none, seconds = timed(lambda: append(entries))
    rate = entries / seconds
    print(f"appended in batches of {BATCH}: {rate:,.0f}/s, {'reached' if rate >= TARGET_APPENDED else 'missed'}")
    _none, seconds = timed(lambda: [single() for _ in range(200)])
    print(f"appended one by one: {200 / seconds:,.0f}/s, {1000 * seconds / 200:.1f} ms each")
    size = Log.objects.get().size
    _none, seconds = timed(lambda: [queries.receipt(n * size // 100, None) for n in range(100)])
    print(f"a receipt: {10 * seconds:.1f} ms")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export(folder)
        _root, least = timed(lambda: bare(folder, size))
        memory, seconds = timed(lambda: verify(folder))
        million = seconds * 1_000_000 / size
        said = "reached" if million <= TARGET_MILLION else "missed"
        print(f"verified {size:,} entries: {seconds:.1f} s, peak {memory:.0f} MB, {seconds / least:.1f} x bare hashing")
        print(f"a million in {million:.0f} s: {said}")


if __name__ == "__main__":
    main()
