"""The key with which this site promises to publish an entry. It signs nothing else.

Made once, in the data folder, readable by the server only; a backup holds it, so that promises go on after a restore.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from scrutiny.identity.signatures import public_key
from scrutiny.pledge import promises
from scrutiny.pledge.promises import Promise
from scrutiny.randomness import random_bytes

FILE = "pledge_key"


def _seed() -> bytes:
    path: Path = settings.DATA / FILE
    if not path.exists():
        settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(random_bytes(32).hex())
    return bytes.fromhex(path.read_text())


def key() -> str:
    """The public half, in hexadecimal."""
    return public_key(_seed()).hex()


def promise(h: bytes, entry: bytes, batch: int) -> Promise:
    """That this entry comes into the record with the batch of that instant (seconds since 1970)."""
    return promises.promise(h, entry, batch, _seed())
