"""Threshold pledges: what was asked, who deals and who keeps the second lock, and what came in. Nobody who signed."""

from __future__ import annotations

from typing import Any

from django.db import models

from groundswell.accounts.models import Account
from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id
from groundswell.workplaces.models import Unit


class Outcome(models.TextChoices):
    RUNNING = ""
    OPENED = "opened"
    MISSED = "missed"
    VOID = "void"


class Pledge(Guarded):
    """One pledge of one unit. What may happen now is computed (queries.stage).

    `together` is shared by pledges that open together. `terms` and `manifest` are the canonical texts, `h` the hash of
    the manifest, "" until all dealers and trustees have signed it. `checkpoint` is the note that the first trustee's
    notice names. `deleted`: entries and what was sealed are gone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    together = models.UUIDField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    text = models.TextField()
    audience = models.CharField(max_length=8)
    wanted = models.PositiveIntegerField()
    assumed = models.PositiveIntegerField()
    cards = models.PositiveIntegerField()
    announced = models.DateTimeField()
    deadline = models.DateTimeField()
    terms = models.TextField(blank=True)
    trustees = models.TextField(blank=True)
    manifest = models.TextField(blank=True)
    h = models.CharField(max_length=64, blank=True)
    policy = models.TextField(blank=True)
    checkpoint = models.TextField(blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default="")
    ended = models.DateTimeField(null=True)
    deleted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(deadline__gt=models.F("announced")), name="pledge_has_time"),
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="known_pledge_outcome"),
            models.CheckConstraint(
                condition=models.Q(audience__in=["members", "anyone"]), name="known_pledge_audience"
            ),
            models.UniqueConstraint(fields=["h"], condition=~models.Q(h=""), name="one_pledge_a_manifest"),
        ]
        indexes = [models.Index(fields=["outcome", "deadline"])]


class Role(models.TextChoices):
    DEALER = "dealer"
    TRUSTEE = "trustee"


class Custodian(Guarded):
    """A dealer or a trustee, with the keys of the day on which they were named. `place` counts from 1 in the role."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="custodians")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=Role)
    place = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=64)
    age = models.CharField(max_length=64)
    fault = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pledge", "role", "place"], name="one_pledge_custodian_a_place"),
            models.UniqueConstraint(fields=["pledge", "account"], name="one_pledge_custody_each"),
        ]


class Message(Guarded):
    """What a custodian said in one step, with the act `pledge.custody` that they signed for it (hexadecimal).

    `kept` is sealed to themselves, for later steps, and deleted when it is not needed any more.
    """

    custodian = models.ForeignKey(Custodian, on_delete=models.PROTECT, related_name="messages")
    step = models.CharField(max_length=16)
    content = models.TextField()
    kept = models.TextField(blank=True)
    signed = models.TextField(blank=True)
    signature = models.CharField(max_length=128, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["custodian", "step"], name="one_pledge_message_a_step")]


class Played(Guarded):
    """An entry: which cards it plays, one of each deck. No time but that of its batch, and no order."""

    hash = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    deck_1 = models.PositiveIntegerField()
    deck_2 = models.PositiveIntegerField(null=True)
    deck_3 = models.PositiveIntegerField(null=True)
    deck_4 = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


def _each_card_once(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["pledge", f"deck_{deck}"], name=f"{name}_card_once_{deck}")
        for deck in range(1, 5)
    ]


class Waiting(Played):
    """Came in, checked, promised for a batch. The row goes when the batch is written, and with it the order in which
    entries came: those of a batch are laid anew, sorted by hash.
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="waiting")
    batch = models.DateTimeField()

    class Meta:
        constraints = _each_card_once("waiting")


class Entry(Played):
    """In the record. `content` is deleted when the pledge was missed, or some time after it was opened."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        constraints = _each_card_once("entry")


class Withdrawal(Guarded):
    """A signature taken back, with the paper. `recorded` when its batch was written."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="withdrawals")
    entry = models.CharField(max_length=64)
    content = models.BinaryField()
    batch = models.DateTimeField()
    recorded = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "entry"], name="taken_back_once")]


class Leftover(Guarded):
    """Cards of a deck that were counted and destroyed, by number."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="leftover")
    deck = models.PositiveSmallIntegerField()
    cards: Any = models.JSONField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
