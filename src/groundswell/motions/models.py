"""Petitions and the keys they are signed with. No table says whose key is whose."""

from __future__ import annotations

from django.db import models

from groundswell.accounts.models import Account
from groundswell.councils.models import Electorate, Mandate, Occasion
from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id
from groundswell.workplaces.models import Unit


class KeyList(Guarded):
    """The petition keys of one frozen electorate: 32 bytes each, ascending, so that their order tells nothing.

    `ballot` is the one whose registrars handed them out; `published` is empty until all of them made the same list.
    `in_record`: the keys themselves stand in the record, since the first petition on them.
    """

    electorate = models.OneToOneField(
        Electorate, primary_key=True, on_delete=models.PROTECT, related_name="petition_keys"
    )
    ballot = models.UUIDField()
    keys = models.BinaryField(default=b"")
    digest = models.CharField(max_length=64, blank=True)
    published = models.DateField(null=True)
    in_record = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["digest"])]


class KeyEnvelope(Guarded):
    """Half of an elector's petition key, sealed by a registrar (their key for acts). `age`: the key it is sealed to."""

    listed = models.ForeignKey(KeyList, on_delete=models.PROTECT, related_name="envelopes")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    registrar = models.CharField(max_length=64)
    sealed = models.TextField()
    age = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listed", "account", "registrar"], name="one_key_envelope_each"),
        ]


class Kind(models.TextChoices):
    RECALL = "recall"
    BALLOT = "ballot"


class Petition(Guarded):
    """One petition. Where it stands is computed (queries.state), never stored; `reached` is a day, found by counting.

    `text` are the reasons, or the text on which a ballot is forced. `mover` is the key that signed first: who that is,
    nobody can tell. `needed` follows from the charter of the day on which it was opened. `occasion` is the ballot that
    it forces.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    listed = models.ForeignKey(KeyList, on_delete=models.PROTECT, related_name="petitions")
    kind = models.CharField(max_length=8, choices=Kind)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=64)
    mandate = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="petitions")
    text = models.TextField()
    opened = models.DateField()
    closes = models.DateField()
    mover = models.CharField(max_length=64)
    needed = models.PositiveIntegerField()
    reached = models.DateField(null=True)
    joined_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    occasion = models.OneToOneField(Occasion, null=True, on_delete=models.PROTECT, related_name="petition")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="known_petition_kind"),
            models.CheckConstraint(
                condition=models.Q(kind="recall", mandate__isnull=False)
                | models.Q(kind="ballot", mandate__isnull=True),
                name="a_recall_is_about_a_mandate",
            ),
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opened")), name="petition_has_time"),
        ]
        indexes = [models.Index(fields=["unit", "opened"]), models.Index(fields=["closes"])]


class PetitionSignature(Guarded):
    """A key and its signature: all that is known of somebody who signed. Of the time the day; the rows of a day are
    laid anew, in the order of the keys, when it is over: not even the order in which they came is left.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="signatures")
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    day = models.DateField()
    laid = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "key"], name="one_petition_signature_a_key")]
        indexes = [models.Index(fields=["laid", "day"])]


class JoinOffer(Guarded):
    """The mover of one of two petitions agrees that they go on as one. When the other has too, they are joined at the
    end of the day, as in the record.
    """

    joining = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["joining", "into", "key"], name="one_join_offer_a_key")]
