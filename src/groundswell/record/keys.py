"""The key with which the log signs its checkpoints: made once, in the data folder, readable by the server only.

Whoever takes it can sign another history, but not have it cosigned by witnesses who have seen this one.
"""

from __future__ import annotations

import os
from pathlib import Path

from scrutiny.identity.signatures import public_key
from scrutiny.randomness import random_bytes
from scrutiny.record.notes import ED25519, VerifierKey

FILE = "record_key"
RESTORED = "restored"
SEED_BYTES = 32


def make(data: Path, origin: str) -> VerifierKey:
    """The key of a log with this origin, from the file in the data folder; made where there is none."""
    path = data / FILE
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(random_bytes(SEED_BYTES).hex())
    return VerifierKey(origin, ED25519, public_key(bytes.fromhex(path.read_text())))


def retire(data: Path) -> None:
    """Put the key of a log that has ended aside: it never signs again, and the next `make` draws another."""
    path = data / FILE
    if path.exists():
        ended = sum(1 for _one in data.glob(f"{FILE}.ended-*"))
        path.rename(data / f"{FILE}.ended-{ended + 1}")


def seed(data: Path, key: str) -> bytes | None:
    """The seed, if it is the one whose public key this is and if this place may sign.

    After a restore it may not, until it was shown that the log still has all that witnesses have seen: two histories
    under one key would destroy what the record is for.
    """
    path = data / FILE
    if (data / RESTORED).exists() or not path.exists():
        return None
    found = bytes.fromhex(path.read_text())
    return found if str(VerifierKey(key.partition("+")[0], ED25519, public_key(found))) == key else None
