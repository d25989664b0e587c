"""Who can sign in: a chosen name and public keys. No password, no address, no contact, no hash of any.

Standing in a workplace is another app's matter: an account by itself may do nothing.
"""

from __future__ import annotations

from django.db import models

from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id


class Account(Guarded):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=40)
    language = models.CharField(max_length=8, default="en")
    opened = models.DateField()


class KeyState(models.TextChoices):
    LIVING = "living"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Key(Guarded):
    """The public halves of a member's three keys (32 bytes each, hexadecimal).

    `epoch` grows when the member ends all sessions; a session remembers the epoch in which it began.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="keys")
    signin = models.CharField(max_length=64, unique=True)
    act = models.CharField(max_length=64, unique=True)
    age = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=KeyState, default=KeyState.LIVING)
    epoch = models.PositiveIntegerField(default=0)
    registered = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(state="living"), name="one_living_key_an_account"
            ),
            models.CheckConstraint(condition=models.Q(state__in=KeyState.values), name="known_key_state"),
        ]


class KeyReturn(Guarded):
    """A member without words comes back with new keys. From `due` set until then both keys rest; then the new one
    is in force, unless the old one signs in, which proves that its words were not lost.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    old = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="+")
    new = models.OneToOneField(Key, on_delete=models.PROTECT, related_name="+")
    asked = models.DateField()
    due = models.DateField(null=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=models.Q(outcome=""), name="one_open_return"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", "done", "cancelled"]), name="known_return_outcome"
            ),
        ]


class Challenge(Guarded):
    """32 bytes that may be signed once, within two minutes, by the browser session that asked for them."""

    value = models.CharField(max_length=64, primary_key=True)
    session = models.CharField(max_length=64)
    expires = models.DateTimeField(db_index=True)


class WaitingForm(Guarded):
    """A form that waits, for minutes, until its acts are signed: one for each session, sealed with its number."""

    session = models.CharField(max_length=64, primary_key=True)
    expires = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()
