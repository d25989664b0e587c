"""Petitions and the keys they are signed with; open votes of delegates. No table says whose petition key is whose."""

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


class RecallSignature(Guarded):
    """Somebody signed openly that a mandate of their unit shall end, where there are no petition keys."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mandate", "by"], name="one_recall_signature_each")]


class Question(Guarded):
    """What is put to the council of `unit`, or to the congress of the alliance where it is None (motions.votes says who
    that is). They vote in the open until `closes`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    opens = models.DateTimeField()
    closes = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="vote_has_time")]
        indexes = [models.Index(fields=["unit", "closes"])]


POSITIONS = ["in-favour", "against", "abstain"]


class Wish(Guarded):
    """A member signs for what the delegates of their unit shall say. One each; it can be changed until there is an
    instruction.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="wishes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "unit", "by"], name="one_wish_each"),
            models.CheckConstraint(condition=models.Q(position__in=POSITIONS), name="known_wish"),
        ]


class Instruction(Guarded):
    """Most members of a unit have signed for one position: it holds for every mandate that they gave."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="instructions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "unit"], name="one_instruction_a_unit"),
            models.CheckConstraint(condition=models.Q(position__in=POSITIONS), name="known_instruction"),
        ]


class OpenVote(Guarded):
    """How a delegate voted, with the reason where there is one. It is never changed."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="votes")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="votes")
    position = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    instant = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "mandate"], name="one_open_vote_each"),
            models.CheckConstraint(condition=models.Q(position__in=POSITIONS), name="known_position"),
        ]


class Report(Guarded):
    """What a delegate reported back about a question. `state` is one of scrutiny.organisation.councils.votes.REPORT;
    `number` counts the reports of one delegate about one question from 1.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="reports")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    day = models.DateField()
    state = models.CharField(max_length=10, default="given")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "mandate", "number"], name="one_report_a_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=["given", "accepted", "answered"]), name="known_report_state"
            ),
        ]


class Answer(Guarded):
    """An elector accepts a report ("" as text), or asks and objects."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "by"], name="one_answer_to_a_report_each")]
