"""Auditors drawn by lot, what they state about the record's private parts, and members who leave for good."""

from __future__ import annotations

from django.db import models

from groundswell.accounts.models import Account
from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id


class Drawing(Guarded):
    """The openings below `size` are to be checked. Who does it is drawn once the record is so long."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    size = models.PositiveBigIntegerField()
    count = models.PositiveSmallIntegerField()
    announced = models.DateField()
    drawn = models.BooleanField(default=False)


class Auditor(Guarded):
    """Somebody drawn; `stated` is the day of the statement, `exceptions` are entries whose openings do not agree."""

    drawing = models.ForeignKey(Drawing, on_delete=models.PROTECT, related_name="auditors")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    stated = models.DateField(null=True)
    exceptions = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drawing", "account"], name="drawn_once")]


class Departure(Guarded):
    """Whoever left and wants to be forgotten: done when no opening of theirs is left."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    asked = models.DateField()
    done = models.DateField(null=True)
