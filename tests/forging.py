"""The demonstration's record in the hands of somebody who has its whole database, and the key that signs it.

They can rewrite every entry, work out the tree anew and sign it. What they cannot do is sign for members, for holders
of petition keys and for witnesses, or change what others have kept: older checkpoints, openings, cards with a policy.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import lzma
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from groundswell.demo import stored
from scrutiny.cli.main import main
from scrutiny.encoding import Json, canonical_json, commitment
from scrutiny.identity.signatures import public_key
from scrutiny.organisation import entries, replay
from scrutiny.organisation.entries import PERSONAL, Entry
from scrutiny.organisation.replay import State
from scrutiny.record import checkpoints, policy, tiles
from scrutiny.record.checkpoints import Checkpoint
from scrutiny.record.notes import ED25519, VerifierKey
from scrutiny.record.tiles import ENTRIES, Builder, Tile

DAY = dt.timedelta(days=1)
SALT = bytes(32)
TABLES = {"record_entry": "place, day, public, scope, type", "record_opening": "place, salt, private, account"}


@dataclass(frozen=True)
class Opening:
    salt: bytes
    private: bytes

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.private)
        return found


@dataclass
class Book:
    """All entries, in order, and the private parts by the entries that commit to them."""

    entries: list[Entry]
    openings: dict[str, Opening] = field(default_factory=dict)

    def then(self, *more: Entry) -> Book:
        return Book([*self.entries, *more], self.openings)

    @property
    def org(self) -> str:
        return self.entries[0].org

    @property
    def last_day(self) -> dt.date:
        return self.entries[-1].day

    def find(self, kind: str, wanted: Callable[[Mapping[str, Any]], object] | None = None) -> int:
        """The place of the first entry of this kind, and of which that holds."""
        found = (n for n, one in enumerate(self.entries) if one.type == kind)
        return next(n for n in found if wanted is None or wanted(self.entries[n].effect))

    def changed(self, place: int, /, **effect: Any) -> Book:
        """The same with something else in what everyone reads of one entry."""
        one = self.entries[place]
        return self.put(place, replace(one, effect={**one.effect, **effect}))

    def put(self, place: int, *instead: Entry) -> Book:
        return Book([*self.entries[:place], *instead, *self.entries[place + 1 :]], self.openings)

    def made_up(
        self, kind: str, /, *, actor: str = "None", body: Mapping[str, Any] | None = None, **effect: Any
    ) -> Entry:
        """An entry that fits to the end, with a private part that agrees with it: whoever has the database writes
        both.
        """
        said: dict[str, Json] = {"type": kind, "actor": actor, "body": dict(effect if body is None else body)}
        return self.committed(Entry(self.org, kind, self.last_day, None, effect, ""), canonical_json(said))

    def committed(self, one: Entry, private: bytes) -> Entry:
        c = commitment(SALT, private).hex()
        self.openings[c] = Opening(SALT, private)
        return replace(one, c=c)

    def opening(self, place: int) -> Opening:
        return self.openings[self.entries[place].c]

    def registered(self) -> dict[str, int]:
        """Where members' first keys came in: below the public floor only the private part says so."""
        found: dict[str, int] = {}
        for place, one in enumerate(self.entries):
            if one.type in ("key.register", PERSONAL) and self.opening(place).said["type"] == "key.register":
                found.setdefault(str(self.opening(place).said["body"]["account"]), place)
        return found

    def state(self) -> State:
        """What the organisation is after all of it."""
        found = State()
        for one in self.entries:
            replay.take(found, one)
        return found


@functools.cache
def demonstration() -> Book:
    text = lzma.decompress(stored.FILE.read_bytes()).decode()
    rows = [line for line in text.split("\n") if line.startswith(tuple(f'INSERT INTO "{name}"' for name in TABLES))]
    with stored.with_bytes(sqlite3.connect(":memory:")) as database:
        for name, columns in TABLES.items():
            database.execute(f"CREATE TABLE {name} ({columns})")
        for row in rows:
            database.execute(row)
        found = [
            entries.read(public) for (public,) in database.execute("SELECT public FROM record_entry ORDER BY place")
        ]
        shown = database.execute("SELECT place, salt, private FROM record_opening")
        return Book(found, {found[place].c: Opening(salt, private) for place, salt, private in shown})


def stolen_key() -> bytes:
    return bytes.fromhex(stored.KEY.read_text())


def log_key() -> VerifierKey:
    return VerifierKey(stored.ORIGIN, ED25519, public_key(stolen_key()))


def write(folder: Path, book: Book) -> Path:
    """All files of the log as anyone fetches them, signed with the stolen key."""
    contents = [bytes(one) for one in book.entries]
    builder, made = Builder(), dict[Tile, bytes]()
    for content in contents:
        made.update(builder.add(content))
    made.update(builder.partial())
    for tile in tiles.tiles_at(ENTRIES, len(contents)):
        start = tile.number * tiles.WIDTH
        made[tile] = tiles.bundle(contents[start : start + tile.width])
    for tile, content in made.items():
        path = folder / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    point = Checkpoint(stored.ORIGIN, len(contents), builder.frontier.root())
    (folder / "checkpoint").write_text(str(checkpoints.signed(point, stolen_key())))
    (folder / "policy").write_bytes(policy.written([policy.Log(log_key())], [], 0))
    return folder


def openings_file(path: Path, book: Book, places: list[int]) -> Path:
    """What those who may see these entries have, as `--openings` reads it."""
    shown = [(place, book.opening(place)) for place in places]
    lines = [{"index": n, "salt": one.salt.hex(), "private": one.private.decode()} for n, one in shown]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def verify(folder: Path, *options: object) -> int:
    """The command itself, as anyone types it. Returns its exit code."""
    return main(["record", "verify", str(folder), "--json", *map(str, options)])
