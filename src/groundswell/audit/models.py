"""Auditors drawn by lot, what they state about the record's private parts, and members who leave for good."""

from __future__ import annotations

from django.db import models

from groundswell.accounts.models import Account
from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id


class Drawing(Guarded):
    """The openings below `size` are to be checked. Who does it is drawn once the record is so long, from the list of
    members that was frozen when it was announced: `listed` is its digest, and with `salt` the site knows whose place is
    whose. `places` are those that were ever drawn, each with the one
    in whose stead it came, or "". Drawings of before there were lists have none of these.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    size = models.PositiveBigIntegerField()
    count = models.PositiveSmallIntegerField()
    announced = models.DateField()
    drawn = models.BooleanField(default=False)
    listed = models.CharField(max_length=64, blank=True)
    salt = models.BinaryField(default=bytes)
    places = models.JSONField(default=list)


class FrozenList(Guarded):
    """The list itself, compressed (lists.pack): kept for the latest drawings, and given to every member."""

    drawing = models.OneToOneField(Drawing, primary_key=True, on_delete=models.CASCADE, related_name="frozen")
    content = models.BinaryField()


class Auditor(Guarded):
    """Somebody drawn, and their place on the list; `stated` is the day of the statement, `exceptions` are entries whose
    openings do not agree; `passed` the day on which they passed it on.
    """

    drawing = models.ForeignKey(Drawing, on_delete=models.PROTECT, related_name="auditors")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    place = models.UUIDField(null=True)
    stated = models.DateField(null=True)
    passed = models.DateField(null=True)
    exceptions = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drawing", "account"], name="drawn_once")]


class Departure(Guarded):
    """Whoever left and wants to be forgotten: done when no opening of theirs is left."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    asked = models.DateField()
    done = models.DateField(null=True)
