"""Reads of the record."""

from __future__ import annotations

from groundswell.record.models import Entry, Log


def org_id() -> str:
    """The organisation's id, or an empty text before it was founded."""
    log = Log.objects.first()
    return log.org if log else ""


def size() -> int:
    return Entry.objects.count()
