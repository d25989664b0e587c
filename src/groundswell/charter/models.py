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
    """The rules as adopted on a day; the newest are in force."""

    adopted = models.DateField()
    rules = models.JSONField()
