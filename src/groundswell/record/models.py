"""Tables of the public record. The Merkle log over `Entry.public` comes with the issue on the record.

An entry is what everyone may see; its opening (salt and private part) is kept apart, so that it can be deleted
without touching the entry. Personal entries wait in `Pending` until the day is over.
"""

from __future__ import annotations

from django.db import models

from groundswell.kernel.actions import Guarded


class Log(Guarded):
    """One row: whose record this is and how long it has grown. Locked while entries are appended."""

    org = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_log")]


class Entry(Guarded):
    index = models.PositiveBigIntegerField(primary_key=True)
    day = models.DateField()
    type = models.CharField(max_length=40)
    public = models.BinaryField()


class Opening(Guarded):
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="opening")
    salt = models.BinaryField()
    private = models.BinaryField()


class Pending(Guarded):
    """A personal act of today: done, and not yet in the record."""

    day = models.DateField(db_index=True)
    type = models.CharField(max_length=40)
    public = models.BinaryField()
    salt = models.BinaryField()
    private = models.BinaryField()
