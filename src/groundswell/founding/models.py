"""The founding act while it is being written. The rows go when it is adopted; the record keeps the act."""

from __future__ import annotations

from typing import Any

from django.db import models

from groundswell.accounts.models import Account
from groundswell.kernel.actions import Guarded


class Draft(Guarded):
    """One row: name, languages and the first units as JSON. Every change counts `version` up and voids consents."""

    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80, blank=True)
    units: Any = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_draft")]


class Founder(Guarded):
    """A founder, where they work, and the version of the draft that they agreed to."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    place = models.CharField(max_length=40, blank=True)
    steward_of = models.CharField(max_length=40, blank=True)
    keeps_keys = models.BooleanField(default=False)
    agreed = models.PositiveIntegerField(default=0)
