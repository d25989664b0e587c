"""Cards, memberships, vouches, reviews. A membership is the standing of one account in one workplace."""

from __future__ import annotations

from django.db import models

from groundswell.accounts.models import Account, KeyReturn
from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id
from groundswell.workplaces.models import Unit


class Card(Guarded):
    """An invitation: only the digest of its code is kept. One use, expiring. It names no workplace.

    With `returns`, it lets somebody who lost their words come back to that account.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="cards")
    returns = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    issued = models.DateField()
    expires = models.DateField()
    used = models.BooleanField(default=False)
    voided = models.BooleanField(default=False)


class MembershipState(models.TextChoices):
    WAITING = "waiting"
    MEMBER = "member"
    OUT_OF_WORK = "out-of-work"
    ENDED = "ended"


class Membership(Guarded):
    """`unit` is where the person applied; where they stand now is a placement. Reasons are codes, never free text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    card = models.OneToOneField(Card, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=MembershipState, default=MembershipState.WAITING)
    founder = models.BooleanField(default=False)
    applied = models.DateField()
    joined = models.DateField(null=True)
    ended = models.DateField(null=True)
    reason = models.CharField(max_length=24, blank=True)
    out_of_work_since = models.DateField(null=True)
    dispute_open = models.BooleanField(default=False)
    visible = models.BooleanField(default=False)
    languages = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MembershipState.values), name="known_membership_state"),
            models.UniqueConstraint(
                fields=["account", "unit"], condition=~models.Q(state="ended"), name="one_membership_a_unit"
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"])]


class Vouch(Guarded):
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="vouches")
    voucher = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="vouches_given")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "voucher"], name="one_vouch_each")]


class Review(Guarded):
    """The assembly of a workplace decides about a membership: a vouch regretted, or an appeal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=8)
    reason = models.CharField(max_length=24)
    opened = models.DateField()
    outcome = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["review", "appeal"]), name="known_review_kind"),
            models.CheckConstraint(condition=models.Q(outcome__in=["", "keep", "end"]), name="known_outcome"),
            models.UniqueConstraint(fields=["membership"], condition=models.Q(outcome=""), name="one_open_review"),
        ]


class Answer(Guarded):
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    keep = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "by"], name="one_answer_each")]


class ReturnVouch(Guarded):
    key_return = models.ForeignKey(KeyReturn, on_delete=models.CASCADE, related_name="vouches")
    voucher = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key_return", "voucher"], name="one_return_vouch_each")]
