"""After the close nothing of who voted is left in the database's files either.

SQLite overwrites what is deleted (`secure_delete`), but its write-ahead log holds the earlier pages until it is taken
over and cut; PostgreSQL keeps deleted rows until it vacuums. Both are done when the transaction has ended. And sessions
lie in the order in which people signed in, most of them to vote at once: that order is undone.
"""

from __future__ import annotations

from django.db import connection, transaction

from groundswell.accounts import sessions

TABLES = (
    "ballots_caster",
    "ballots_envelope",
    "ballots_message",
    "ballots_slipwanted",
    "ballots_spoilt",
    "ballots_station",
)


def deleted() -> None:
    """Clean up once the deletion is committed. Part of an action."""
    if connection.vendor == "sqlite":  # where nobody else writes meanwhile; PostgreSQL has a command for it
        sessions.lay_anew()
    transaction.on_commit(clean)


def clean() -> None:
    if connection.in_atomic_block:  # a test's transaction: there nothing was committed either
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in TABLES:
                cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
            cursor.execute("CLUSTER django_session USING django_session_pkey")
