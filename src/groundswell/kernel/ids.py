"""Identifiers of the tables."""

from __future__ import annotations

from uuid import UUID

from groundswell.kernel.drawing import drawn
from scrutiny.randomness import random_uuid


def new_id() -> UUID:
    """The default of every primary key that leaves the server: random, so that nothing can be counted or ordered."""
    return UUID(drawn(lambda: str(random_uuid())))
