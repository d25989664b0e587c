"""Tables of the public record.

An entry is what everyone may see; its opening (salt and private part) is kept apart, so that it can be deleted
without touching the entry. Personal entries wait in `Pending` until the day is over. `Tile` holds the hashes of the
Merkle tree as they are served, so that nothing is worked out anew when the log grows.
"""

from __future__ import annotations

from django.db import models

from groundswell.kernel.actions import Guarded


class Log(Guarded):
    """One row: whose record this is and how far it has grown. Locked while entries are appended.

    `members` is how many there are by the entries so far, `shown` how many the public entries add up to: the two
    differ while the organisation is below its public `floor`. `signed` is the newest checkpoint; `published` the
    newest that has as many cosignatures as `policy` wants, and the one that everyone is shown.
    """

    org = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(default=0)
    origin = models.CharField(max_length=200, default="")
    key = models.CharField(max_length=400, default="")
    policy = models.TextField(default="")
    floor = models.PositiveIntegerField(default=0)
    members = models.IntegerField(default=0)
    shown = models.IntegerField(default=0)
    signed = models.TextField(default="")
    published = models.TextField(default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_log")]


class Entry(Guarded):
    index = models.PositiveBigIntegerField(primary_key=True)
    day = models.DateField(db_index=True)
    type = models.CharField(max_length=40, db_index=True)
    scope = models.UUIDField(null=True, db_index=True)
    public = models.BinaryField()


class Opening(Guarded):
    """`account` is whoever did it, so that they find what is theirs; None for the host and for consequences."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="opening")
    account = models.UUIDField(null=True, db_index=True)
    salt = models.BinaryField()
    private = models.BinaryField()


class Pending(Guarded):
    """A personal act of today: done, and not yet in the record."""

    day = models.DateField(db_index=True)
    type = models.CharField(max_length=40)
    scope = models.UUIDField(null=True)
    effect = models.JSONField(default=dict)
    account = models.UUIDField(null=True, db_index=True)
    salt = models.BinaryField()
    private = models.BinaryField()


class SignedOnce(Guarded):
    """The id of a signed act that was used, until it expires: none enters the record twice."""

    id = models.CharField(max_length=64, primary_key=True)
    expires = models.PositiveBigIntegerField(db_index=True)


class Tile(Guarded):
    """Up to 256 hashes of one level, 32 bytes each: the last of a level grows, the others are full and stay."""

    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="one_tile_a_place")]


class WitnessSeen(Guarded):
    """How large the log was when a witness last cosigned it, as far as we know."""

    name = models.CharField(max_length=200, primary_key=True)
    size = models.PositiveBigIntegerField()
