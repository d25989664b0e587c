"""Ballots: what is asked and when, who keeps the keys, the board, and the one table that tells who has voted."""

from __future__ import annotations

from typing import Any

from django.db import models

from groundswell.accounts.models import Account
from groundswell.councils.models import Electorate, Occasion
from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id
from groundswell.workplaces.models import Unit


class Volunteer(Guarded):
    """Somebody who can be drawn to be registrar or trustee. `first`: named in the founding act."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="+")
    day = models.DateField()
    first = models.BooleanField(default=False)


class Draft(Guarded):
    """A ballot that somebody is writing; nobody else sees it. `content` as forms.DraftForm cleans it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    content: Any = models.JSONField()


class Ballot(Guarded):
    """An announced ballot with its timetable. What may happen now is computed from it (queries.stage).

    `listed` electors were told in public; `seed` decides lots. `unready` says why a ballot ended without being held;
    `outcome` is "" until it is certified. `relieved` names the roles in which somebody who was late was replaced.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    electorate = models.OneToOneField(Electorate, on_delete=models.PROTECT, related_name="+")
    occasion = models.OneToOneField(Occasion, null=True, on_delete=models.PROTECT, related_name="ballot")
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    questions = models.TextField()
    binding = models.BooleanField()
    rules = models.JSONField(default=dict)
    group = models.CharField(max_length=16)
    quorum_percent = models.PositiveSmallIntegerField()
    share_percent = models.PositiveSmallIntegerField()
    branch_percent = models.PositiveSmallIntegerField(null=True)
    threshold = models.PositiveSmallIntegerField()
    notice = models.DateTimeField()
    observers = models.DateTimeField()
    opening = models.DateTimeField()
    closing = models.DateTimeField()
    decrypting = models.DateTimeField()
    certified = models.DateTimeField()
    seed = models.CharField(max_length=64)
    listed = models.PositiveIntegerField(default=0)
    trustees = models.TextField(blank=True)
    relieved = models.CharField(max_length=24, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    unready = models.CharField(max_length=32, blank=True)
    counts: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    notice__lte=models.F("observers"),
                    observers__lte=models.F("opening"),
                    opening__lt=models.F("closing"),
                    closing__lte=models.F("decrypting"),
                    decrypting__lte=models.F("certified"),
                ),
                name="steps_in_order",
            )
        ]
        indexes = [models.Index(fields=["outcome", "closing"])]


class Count(Guarded):
    """What is decrypted at once: the ballots of one part, or of several of which some are too small.

    `tally` is the encrypted tally as the trustees see it now, shuffled if need be; `election` the one in whose name
    they prove. `result` is None until enough have decrypted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="tallies")
    election = models.CharField(max_length=64)
    tally = models.BinaryField()
    voted = models.PositiveIntegerField()
    shuffles = models.PositiveSmallIntegerField(default=0)
    result: Any = models.JSONField(null=True)


class Part(Guarded):
    """One archive: those who vote together. `branches` are ids of units; `stage` how far the archive has come.

    After the close, `added` is how many of the ballots that count have been multiplied, and `product` what came out.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="parts")
    place = models.PositiveSmallIntegerField()
    branches: Any = models.JSONField()
    electors = models.PositiveIntegerField()
    uuid = models.CharField(max_length=64, unique=True)
    election = models.TextField(blank=True)
    credentials = models.BinaryField(default=b"")
    started = models.PositiveBigIntegerField(default=0)
    stage = models.CharField(max_length=8, blank=True)
    height = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    added = models.PositiveIntegerField(default=0)
    product: Any = models.JSONField(null=True)
    voted = models.PositiveIntegerField(null=True)
    counted_in = models.ForeignKey(Count, null=True, on_delete=models.PROTECT, related_name="parts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "place"], name="one_part_a_place"),
            models.CheckConstraint(
                condition=models.Q(stage__in=["", "setup", "closed", "result"]), name="known_board_stage"
            ),
        ]


class BoardEvent(Guarded):
    """One event of a part's archive with its contents, exactly as the bytes stand in the .bel.

    Of a ballot also its tracker and the hash of its credential. No time: who was here when is nobody's business.
    """

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="events")
    height = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)
    tracker = models.CharField(max_length=43, blank=True)
    credential = models.CharField(max_length=64, blank=True)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "height"], name="one_event_a_height")]
        indexes = [models.Index(fields=["part", "tracker"]), models.Index(fields=["part", "credential"])]


class SlipWanted(Guarded):
    """Somebody on the list votes on paper. Deleted at the close."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="slips")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "account"], name="one_slip_each")]


class Station(Guarded):
    """Ballots that two tellers made of the papers of an urn. Until both have signed, none of them is on the board.

    `content` is a JSON list of their texts, ordered by tracker; `digest` SHA-256 of salt and ballots. Deleted at the
    close: it tells which credentials were on slips.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="stations")
    teller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    co_teller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    papers = models.PositiveIntegerField()
    salt = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(teller=models.F("co_teller")), name="two_tellers"),
        ]


class Caster(Guarded):
    """Who votes with which credential (its hash): somebody, or a station with a slip.

    The only table that tells; it is destroyed at the close.
    """

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="casters")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="casters")
    credential = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__isnull=True) ^ models.Q(station__isnull=True), name="somebody_or_a_station"
            ),
            models.UniqueConstraint(fields=["part", "account"], name="one_credential_each"),
            models.UniqueConstraint(fields=["part", "credential"], name="one_person_a_credential"),
        ]


class Spoilt(Guarded):
    """The tracker of a ballot that was opened to check the booth: it is never cast."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="spoilt")
    tracker = models.CharField(max_length=43)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "tracker"], name="spoilt_once")]


class Role(models.TextChoices):
    REGISTRAR = "registrar"
    TRUSTEE = "trustee"


class Custodian(Guarded):
    """Somebody drawn for a ballot, with the keys of that day. `place` counts from 1 within the role.

    `fault` is the step in which they were shown to have lied.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="custodians")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    place = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=64)
    age = models.CharField(max_length=64)
    fault = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "role", "place"], name="one_custodian_a_place"),
            models.UniqueConstraint(fields=["ballot", "account"], name="one_custody_each"),
        ]


class Message(Guarded):
    """What a custodian said in one step, and the act `ballot.custody` that they signed for it (hexadecimal).

    `kept` is sealed to themselves, for later steps, and deleted when it is not needed any more.
    """

    custodian = models.ForeignKey(Custodian, on_delete=models.PROTECT, related_name="messages")
    step = models.CharField(max_length=16)
    content = models.TextField()
    kept = models.TextField(blank=True)
    signed = models.TextField(blank=True)
    signature = models.CharField(max_length=128, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["custodian", "step"], name="said_once")]


class Envelope(Guarded):
    """Half a credential, sealed by a registrar to one elector. Deleted at the close. `age`: the key it is sealed to."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="envelopes")
    custodian = models.ForeignKey(Custodian, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField()
    age = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "custodian", "account"], name="one_envelope_each")]


class Contest(Guarded):
    """Somebody says that they are missing on the list; a steward answers while it can still be changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="contests")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    listed = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "account"], name="one_contest_each")]


class Notice(Guarded):
    """The poster hangs in a unit."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="notices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "unit"], name="one_notice_a_unit")]


class Observer(Guarded):
    """Somebody who watches a ballot; `holds` is what they said of its boards after the close."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="watched_by")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    holds = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "account"], name="one_observer_each")]


class Complaint(Guarded):
    """Said on the complaint day. `about` is a code."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="complaints")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=16)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "account", "about"], name="one_complaint_each")]
