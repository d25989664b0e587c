"""Offices. Until the councils come there is one, the steward of a unit, kept as all mandates will be."""

from __future__ import annotations

from django.db import models

from groundswell.accounts.models import Account
from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id
from groundswell.workplaces.models import Unit


class Nomination(Guarded):
    """Somebody stands for steward of a unit; members of the unit sign until most of them have."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "candidate"], condition=models.Q(open=True), name="one_open_nomination"
            )
        ]


class Signature(Guarded):
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="signatures")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nomination", "by"], name="one_signature_each")]


class Mandate(Guarded):
    """An office given by an electorate, with a start and an end. It lapses by computation: no job ends it.

    `electorate` members had the right to sign when it was given, `signed` did.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.CharField(max_length=16, default="steward")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mandates")
    holder = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mandates")
    start = models.DateTimeField()
    end = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    electorate = models.PositiveIntegerField()
    signed = models.PositiveIntegerField()
    founding = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["holder", "end"])]
