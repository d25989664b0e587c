"""The organisation's name and its rules in force, with their history."""

from __future__ import annotations

from django.db import models

from groundswell.kernel.actions import Guarded


class Organisation(Guarded):
    """One row."""

    name = models.CharField(max_length=80)
    founded = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_organisation")]


class Charter(Guarded):
    """Values that rules were given on a day: all of them by the founding act, some by a ballot.

    Those that are not a safe default hold until `confirm_by` only; what holds today is computed (`queries.rules`).
    """

    adopted = models.DateField()
    rules = models.JSONField()
    confirm_by = models.DateField(null=True)
    ballot = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirm_by=None) | models.Q(confirm_by__gt=models.F("adopted")),
                name="confirmed_after_it_is_adopted",
            )
        ]
