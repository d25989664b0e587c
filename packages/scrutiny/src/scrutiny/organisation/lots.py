"""Drawing by lot from a seed that everybody can read, so that everybody can draw again.

The seed is the root of the record at a size that was named before it was reached. Whoever holds the log's key could try
several last entries; with witnesses who cosign each of them, not unseen.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from uuid import UUID


def drawn(seed: bytes, drawing: UUID, people: Collection[UUID], count: int) -> list[UUID]:
    """So many of the people, or all where there are fewer: those with the smallest HMAC-SHA-256 under the seed."""

    def lot(person: UUID) -> bytes:
        return hmac.digest(seed, drawing.bytes + person.bytes, "sha256")

    return sorted(set(people), key=lot)[:count]
