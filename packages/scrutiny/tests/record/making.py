"""A log on files, as an organisation would have it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from scrutiny.encoding import commitment
from scrutiny.identity.signatures import public_key
from scrutiny.organisation.charter import DEFAULTS, to_json
from scrutiny.organisation.entries import Entry
from scrutiny.record import checkpoints, policy, tiles
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.notes import COSIGNATURE, ED25519, VerifierKey
from scrutiny.record.policy import Log, Witness
from scrutiny.record.tiles import ENTRIES, Builder

ORG, ORIGIN, SEED = "ab" * 32, "example.org/record", bytes(32)
LOG_KEY = VerifierKey(ORIGIN, ED25519, public_key(SEED))
WITNESS_SEED = bytes([7]) * 32
WITNESS = Witness("sister", VerifierKey("sister.example/w", COSIGNATURE, public_key(WITNESS_SEED)))
DAY = dt.date(2026, 1, 1)
SALT = bytes(32)


def private(n: int) -> bytes:
    """What goes without a signature: an application with a card."""
    return json.dumps({"type": "member.apply", "actor": f"member {n}", "body": {}}).encode()


def entry(n: int, kind: str = "member.vouch", effect: dict[str, Any] | None = None, day: dt.date = DAY) -> bytes:
    return bytes(Entry(ORG, kind, day, None, effect or {}, commitment(SALT, private(n)).hex()))


def founding() -> bytes:
    return entry(0, "organisation.found", {"rules": dict(to_json(DEFAULTS)), "units": 3})


def mandate(
    n: int, name: str, start: str = "2026-01-01T00:00:00+00:00", end: str = "2026-03-01T00:00:00+00:00"
) -> bytes:
    return entry(n, "steward.accept", {"mandate": name, "start": start, "end": end})


def some(size: int) -> list[bytes]:
    """A founding, offices, and members who come, a few on every day."""
    made = [founding()]
    for n in range(1, size):
        day = DAY + dt.timedelta(days=n // 40)
        if n % 50 == 7:
            made.append(entry(n, "steward.accept", {
                "mandate": f"m{n}", "start": f"{day}T08:00:00+00:00", "end": f"{day + dt.timedelta(30)}T08:00:00+00:00",
            }, day))  # fmt: skip
        elif n % 3:
            made.append(entry(n, "member.admit", {"members": 1}, day))
        else:
            made.append(entry(n, day=day))
    return made[:size]


def policy_of(needed: int = 0) -> bytes:
    return policy.written([Log(LOG_KEY)], [WITNESS] if needed else [], needed)


def root_of(entries: list[bytes]) -> bytes:
    builder = Builder()
    for content in entries:
        builder.add(content)
    return builder.frontier.root()


def checkpoint(entries: list[bytes], seed: bytes = SEED) -> bytes:
    return str(checkpoints.signed(Checkpoint(ORIGIN, len(entries), root_of(entries)), seed)).encode()


def write(folder: Path, entries: list[bytes], root: bytes | None = None) -> Path:
    """All files of a log; `root` signs another one than the entries have."""
    builder, made = Builder(), {}
    for content in entries:
        made.update(builder.add(content))
    made.update(builder.partial())
    for tile in tiles.tiles_at(ENTRIES, len(entries)):
        start = tile.number * tiles.WIDTH
        made[tile] = tiles.bundle(entries[start : start + tile.width])
    for tile, content in made.items():
        path = folder / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    point = Checkpoint(ORIGIN, len(entries), root or builder.frontier.root())
    (folder / "checkpoint").write_text(str(checkpoints.signed(point, SEED)))
    (folder / "policy").write_bytes(policy_of())
    return folder
