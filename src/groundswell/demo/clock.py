"""The demonstration's clock: it starts at a fixed instant when its folder is filled, and runs from there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

DEMO_STARTS = dt.datetime(2026, 5, 4, 6, 0, tzinfo=dt.UTC)


def clock_shift(data: Path, mode: str) -> dt.timedelta:
    """How far the site's clock runs ahead of or behind the real one; nothing but in the demonstration."""
    filled = data / "demo_filled_at"
    if mode != "demo" or not filled.exists():
        return dt.timedelta(0)
    return DEMO_STARTS - dt.datetime.fromisoformat(filled.read_text().strip())
