"""`./run bench organisation [--members N] [--units N]`: an organisation of millions beside the demonstration's.

Chart pages, joining, moving and recording, a backup and its restore, on SQLite or on the PostgreSQL that
GROUNDSWELL_DATABASE names (an empty one). Beside one trivial query in the same run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent))
FOLDER = tempfile.TemporaryDirectory()
DATA = Path(FOLDER.name) / "data"
DATA.mkdir(mode=0o700)
os.environ.update(
    GROUNDSWELL_MODE="serve", GROUNDSWELL_DATA=str(DATA), DJANGO_SETTINGS_MODULE="groundswell.config.settings"
)

import django  # noqa: E402

django.setup()

from _measure import median_of, timed  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from groundswell.accounts.middleware import SESSION_KEY  # noqa: E402
from groundswell.accounts.models import Account, Key  # noqa: E402
from groundswell.charter.actions import adopt  # noqa: E402
from groundswell.kernel.actions import action, housekeeping  # noqa: E402
from groundswell.kernel.actor import HOST, Actor  # noqa: E402
from groundswell.kernel.clock import today  # noqa: E402
from groundswell.members.actions import joining, standing  # noqa: E402
from groundswell.members.models import Membership  # noqa: E402
from groundswell.members.queries import units_today  # noqa: E402
from groundswell.record.actions import append, open_log, set_floor  # noqa: E402
from groundswell.record.models import Log  # noqa: E402
from groundswell.record.signing import by_seed  # noqa: E402
from groundswell.workplaces.models import Closure, Figures, Headcount, Placement, Unit  # noqa: E402
from scrutiny.identity.signatures import public_key  # noqa: E402
from scrutiny.organisation import acts  # noqa: E402
from scrutiny.organisation.charter import DEFAULTS, to_json  # noqa: E402
from scrutiny.randomness import random_below, random_bytes, random_uuid  # noqa: E402

CHUNK = 100_000
TIMES = 15
KINDS = ("branch", "enterprise", "site", "shift")


def uuid(kind: int, number: int) -> UUID:
    """Random enough for an index, and the same in every run."""
    return UUID(int=(kind << 120) | ((number * 0x9E3779B97F4A7C15) % 2**64) << 32 | number)


def levels(units: int) -> list[int]:
    """How many branches, enterprises, sites and shifts."""
    branches, enterprises = 10, units // 100
    sites = units // 5
    return [branches, enterprises, sites, units - branches - enterprises - sites]


def parts(counts: list[int]) -> Iterator[tuple[int, int, list[UUID]]]:
    """Level, number and the path upward of every unit."""
    for level, count in enumerate(counts):
        for number in range(count):
            path, n = [uuid(level + 1, number)], number
            for above in range(level - 1, -1, -1):
                n = n * counts[above] // counts[above + 1]
                path.append(uuid(above + 1, n))
            yield level, number, path


@action
def begin() -> None:
    open_log(random_bytes(32).hex())
    adopt("Bench", DEFAULTS)
    set_floor(DEFAULTS.public_floor)
    append(HOST, acts.Found("Bench", (), (), (), ()), effect={"rules": to_json(DEFAULTS), "units": 0})


@housekeeping
def add_units(counts: list[int], members: int) -> None:
    day, shifts = today(), counts[-1]
    each = [members // count for count in counts]
    units, closure, figures, heads = [], [], [], []
    for level, number, path in parts(counts):
        above = path[1] if len(path) > 1 else None
        units.append((path[0], above, KINDS[level], f"{KINDS[level]} {number}", [], None, day, None, False, None, None))
        closure += [(ancestor, path[0], depth) for depth, ancestor in enumerate(path)]
        figures.append((path[0], each[level], each[level] // 10, each[level] * 2, each[level] * 2))
        if level == len(KINDS) - 1:
            heads.append((path[0], day, members // shifts * 2, "bench", "", "", None))
    Unit.objects.insert(
        ["id", "parent", "kind", "name", "languages", "key", "opened", "closed", "opening", "merged_into", "made_by"],
        units,
    )
    Closure.objects.insert(["ancestor", "descendant", "depth"], closure)
    Figures.objects.insert(["unit", "members", "active", "headcount", "peak"], figures)
    Headcount.objects.insert(["unit", "day", "count", "source", "season_from", "season_to", "made_by"], heads)


@housekeeping
def add_members(first: int, last: int, shifts: int) -> None:
    day = today()
    numbers = range(first, last)
    Account.objects.insert(["id", "name", "language", "opened"], [(uuid(8, n), f"M{n}", "en", day) for n in numbers])
    Membership.objects.insert(
        ["id", "account", "unit", "card", "state", "founder", "applied", "joined", "ended", "reason",
         "out_of_work_since", "dispute_open", "visible", "languages"],
        [(uuid(9, n), uuid(8, n), uuid(4, n % shifts), None, "member", n < 100, day, day, None, "", None, False, False,
          []) for n in numbers],
    )  # fmt: skip
    Placement.objects.insert(
        ["unit", "person", "of", "since", "active", "languages"],
        [(uuid(4, n % shifts), uuid(8, n), uuid(9, n), day, n % 10 == 0, []) for n in numbers],
    )


def fill(members: int, units: int) -> list[int]:
    counts = levels(units)
    add_units(counts, members)
    for first in range(0, members, CHUNK):
        add_members(first, min(first + CHUNK, members), counts[-1])
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{min(first + CHUNK, members):,} members")
    housekeeping(Log.objects.update)(members=members)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return counts


@housekeeping
def sign_in(number: int) -> Client:
    client = Client(headers={"host": "127.0.0.1:8000"})
    names = {name: random_bytes(32).hex() for name in ("signin", "act", "age")}
    key, _new = Key.objects.get_or_create(account_id=uuid(8, number), defaults={"registered": today(), **names})
    session = client.session
    session[SESSION_KEY] = {"id": str(key.id), "epoch": key.epoch}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def actor(number: int) -> Actor:
    """A member who signs, so that signing and checking are in the figures of the server's work."""
    seed = uuid(7, number).bytes * 2
    public = public_key(seed).hex()
    account = uuid(8, number)
    return Actor(account, uuid(7, number), public, by_seed(seed, public), f"M{number}", units_today(account))


def line(name: str, milliseconds: float, query: float, target: float) -> None:
    said = "reached" if milliseconds <= target else "missed"
    print(f"  {name:<34} {milliseconds:7.1f} ms  {milliseconds / query:6.0f} x a query  {target:.0f} ms {said}")


def measure(counts: list[int]) -> None:
    with connection.cursor() as cursor:
        query = 1000 * median_of(lambda: cursor.execute("SELECT 1"), 200)
    client = sign_in(7)
    target = 50 if connection.vendor == "postgresql" else 100
    path = next(p for level, number, p in parts(counts) if level == 3 and number == 7 % counts[-1])
    for name, address in (
        ("the whole", "/workplace/"),
        *((f"a {KINDS[3 - depth]}", f"/workplace/{unit}/") for depth, unit in enumerate(path)),
    ):
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        line(f"chart page: {name}", 1000 * median_of(lambda a=address: client.get(a), TIMES), query, target)  # type: ignore[misc]
    first = random_below(1_000_000)  # an earlier run has moved others
    moving = iter(range(first, first + 1000))

    def move() -> None:
        n = next(moving)
        of = Membership.objects.get(id=uuid(9, n))
        near = Unit.objects.filter(parent_id=of.unit.parent_id).exclude(id=of.unit_id).first()
        if near:
            standing.move(actor(n), of.id, of.unit_id, near.id)

    line("moving", 1000 * median_of(move, TIMES), query, 50)
    line("a card for somebody", 1000 * median_of(lambda: invite(next(moving), counts[-1]), TIMES), query, 50)
    line(
        "joining: everything that counts",
        1000 * median_of(lambda: place_one(next(moving), counts[-1]), TIMES),
        query,
        50,
    )
    record = action(lambda: append(HOST, acts.RejectEdit(proposal=random_uuid())))
    line("recording", 1000 * median_of(record, TIMES), query, 50)


def invite(number: int, shifts: int) -> None:
    joining.issue_card(actor(number), uuid(4, number % shifts))


@action
def place_one(number: int, shifts: int) -> None:
    """What an admission writes: the standing, all counts above it, and the entry."""
    from groundswell.workplaces import placements  # noqa: PLC0415

    person, of, unit = random_uuid(), random_uuid(), uuid(4, number % shifts)
    placements.place(person, of, unit)
    append(HOST, acts.Admit(standing=of, unit=unit), effect={"members": 1})


def backup(folder: Path) -> None:
    connection.close()
    key = subprocess.run(["age-keygen", "-o", folder / "key"], capture_output=True, text=True, check=True)
    recipient = key.stderr.split()[-1]
    manage = [sys.executable, "-m", "groundswell.config.manage"]
    _done, seconds = timed(lambda: _run([*manage, "backup", folder / "b.age", "--to", recipient, "--data", DATA]))
    size = (folder / "b.age").stat().st_size / 1e6
    print(f"  backup   {seconds:6.1f} s, {size:,.0f} MB")
    if connection.vendor == "sqlite":
        back = folder / "back"
        _done, seconds = timed(
            lambda: _run([*manage, "restore", folder / "b.age", "--identity", folder / "key", "--data", back])
        )
        print(f"  restored {seconds:6.1f} s")


def _run(command: list[Any]) -> None:
    subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, check=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=3_000_000)
    parser.add_argument("--units", type=int, default=30_000)
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Log.objects.exists():  # a database of its own, filled by an earlier run
        counts, made = levels(chosen.units), "made before"
    else:
        begin()
        counts, seconds = timed(lambda: fill(chosen.members, chosen.units))
        made = f"made in {seconds:.0f} s"
    print(f"{connection.vendor}: {chosen.members:,} members in {sum(counts):,} units, {made}", flush=True)
    measure(counts)
    with tempfile.TemporaryDirectory() as name:
        backup(Path(name))


if __name__ == "__main__":
    main()
