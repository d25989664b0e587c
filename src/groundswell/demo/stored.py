"""The demonstration's data as one committed file: SQL text of a SQLite database, compressed.

Telling three years takes longer than a newcomer wants to wait, so the result is kept; the check tells it again and
compares.
"""

from __future__ import annotations

import lzma
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from groundswell.demo import pledges, tape
from groundswell.demo.story import tell
from groundswell.pledges import promising
from scrutiny.randomness import allow_seeding

FILE = Path(__file__).parent / "data" / "riverside.sql.xz"
# The demonstration's record has a name and a key that everyone knows: what it signs proves nothing, and says so.
ORIGIN = "riverside.example/record"
KEY = FILE.with_name("record_key")
# So it is with what its server promises to whoever signs a pledge; and two cards for a visitor who wants to.
PROMISES, CARDS = FILE.with_name(promising.FILE), FILE.with_name(pledges.CARDS)
NUL, NUL_SIGN = "\0", "\N{SYMBOL FOR NULL}"  # SQL text cannot hold the first
BLOB = re.compile(r"\bX'([0-9A-F]+)'")
LEFT_OUT = ("django_session", "accounts_challenge", "sqlite_sequence")


def tell_into(folder: Path, progress: Callable[[int, int], None]) -> None:
    """Make the database in an empty folder by telling the story, and beside it what was sealed in the telling."""
    allow_seeding()
    call_command("migrate", verbosity=0)
    with tape.playing() as played, transaction.atomic():
        tell(progress)
    connection.close()
    (folder / tape.FILE.name).write_bytes(bytes(played))


def dump(folder: Path) -> str:
    """All rows as SQL text, in a fixed order; without sessions, and without Django's own note of when it migrated."""
    with sqlite3.connect(folder / "groundswell.sqlite3") as database:
        lines = [line for line in database.iterdump() if not any(f'"{name}"' in line[:60] for name in LEFT_OUT)]
    inserts = sorted(line for line in lines if line.startswith("INSERT") and '"django_migrations"' not in line)
    return "\n".join(BLOB.sub(_legible, line) for line in inserts) + "\n"


def _legible(blob: re.Match[str]) -> str:
    """Bytes that are text, as text: in hexadecimal they are compressed to a quarter more."""
    try:
        text = bytes.fromhex(blob[1]).decode()
    except UnicodeDecodeError:
        return blob[0]
    if NUL_SIGN in text:
        return blob[0]
    return "bytes_of('" + text.replace(NUL, NUL_SIGN).replace("'", "''") + "')"


def with_bytes(database: sqlite3.Connection) -> sqlite3.Connection:
    """A database that reads the rows of the file: what was bytes stands in them as text."""
    database.create_function("bytes_of", 1, _bytes_of, deterministic=True)
    return database


def _bytes_of(text: str) -> bytes:
    return text.replace(NUL_SIGN, NUL).encode()


def load(file: Path) -> None:
    """Fill a migrated, empty SQLite file with the demonstration, all of it or nothing; its record goes on beside it."""
    for kept in (KEY, PROMISES):
        key = file.with_name(kept.name)
        key.write_text(kept.read_text())
        key.chmod(0o600)
    text = lzma.decompress(FILE.read_bytes()).decode()
    with sqlite3.connect(file, isolation_level=None) as database:
        with_bytes(database).executescript(f"PRAGMA foreign_keys=OFF; BEGIN; {text} COMMIT;")
