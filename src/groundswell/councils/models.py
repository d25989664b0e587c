"""Offices, electorates, occasions for ballots, elections. Until the councils come there is one office: steward."""

from __future__ import annotations

from django.db import models

from groundswell.accounts.models import Account
from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id
from groundswell.workplaces.models import Unit


class Nomination(Guarded):
    """Somebody stands for steward of a unit, or for a seat in `body`; members of the unit sign until most have."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=64, blank=True)
    candidate = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "body", "candidate"], condition=models.Q(open=True), name="one_open_nomination"
            )
        ]


class Signature(Guarded):
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="signatures")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nomination", "by"], name="one_signature_each")]


class Mandate(Guarded):
    """An office given by an electorate, with a start and an end. It lapses by computation: no job ends it.

    `office` is "steward", of `unit`; or "delegate", whom the members or the council of `unit` sent into `body` (the key
    of a body, organisation.councils.bodies). `rests_on`: the delegate's mandate further down, which ends this one with
    itself. `electorate` members had the right to sign when it was given, `signed` did. `inherited`: held already when
    the organisation moved in, and given by no ballot of it. `office_key`: the public key that acts of this office are
    signed with, in hexadecimal.
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
    body = models.CharField(max_length=64, blank=True)
    rests_on = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="resting")
    inherited = models.BooleanField(default=False)
    office_key = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["holder", "end"]), models.Index(fields=["body", "end"])]


class Inheritance(Guarded):
    """Somebody says that they held an office when the organisation moved in: steward of `unit`, or, with `body`, its
    delegate. `id` is that of the mandate that it becomes.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=64, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    taken = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "body", "account"], name="one_inheritance_each")]


class Confirmation(Guarded):
    """A steward says, by this mandate, that it is so."""

    of = models.ForeignKey(Inheritance, on_delete=models.CASCADE, related_name="confirmations")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "by"], name="one_confirmation_each")]


class Electorate(Guarded):
    """Who may vote in one ballot: the members of a unit, or of the organisation, as a list that was frozen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    frozen = models.DateTimeField()


class Elector(Guarded):
    """One member on the list. `place` counts from 0; `branch` is the part of the tree in which they are counted."""

    electorate = models.ForeignKey(Electorate, on_delete=models.CASCADE, related_name="electors")
    place = models.PositiveIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["electorate", "account"], name="listed_once"),
            models.UniqueConstraint(fields=["electorate", "place"], name="one_elector_a_place"),
        ]


class OccasionState(models.TextChoices):
    OPEN = "open"
    CALLED = "called"
    SETTLED = "settled"


class Occasion(Guarded):
    """A ballot that is due: for the members of which unit (None: of all), why, and by when it has to be announced.

    `questions` is what is asked (scrutiny.organisation.ballots.asked); `rules` are values of the charter that it would
    put in force. `automatic`: the site announces it on its day, and no official can delay it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    questions = models.TextField()
    binding = models.BooleanField()
    rules = models.JSONField(default=dict)
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    automatic = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=OccasionState, default=OccasionState.OPEN)
    outcome = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["decision", "charter", "recall", "forced", "election", "confirm"]),
                name="known_occasion_kind",
            ),
            models.CheckConstraint(condition=models.Q(state__in=OccasionState.values), name="known_occasion_state"),
        ]


class Election(Guarded):
    """Who shall be steward of a unit, or whom it sends into `body`. Names come in until it is announced: on the day
    `due`, or later, while nobody stands.

    Members are asked by secret ballot; `occasion` is None before it is announced. Where `unit` is that of a council,
    its delegates vote in the open (`openly`) from the announcement until `closes`, and there is no occasion; `electors`
    of them could, and `seed` decides lots. `until`: the end of the term of those who keep their seats, where it is a
    by-election; whoever is elected begins at once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    opened = models.DateField()
    due = models.DateField()
    seats = models.PositiveSmallIntegerField(default=1)
    occasion = models.OneToOneField(Occasion, null=True, on_delete=models.PROTECT, related_name="election")
    over = models.BooleanField(default=False)
    body = models.CharField(max_length=64, blank=True)
    openly = models.BooleanField(default=False)
    closes = models.DateTimeField(null=True)
    electors = models.PositiveIntegerField(default=0)
    seed = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "body"], condition=models.Q(over=False), name="one_election_at_a_time"
            )
        ]


class Candidate(Guarded):
    """Named by somebody; `stands` is None until they have answered. `place` is theirs on the paper, from 0."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="candidates")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    stands = models.BooleanField(null=True)
    statement = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField(null=True)
    rests_on = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "account"], name="named_once")]


class OpenPaper(Guarded):
    """What a delegate said in an open election of delegates: `ranks` has a rank for each place, 0 for none."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="papers")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    ranks = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "mandate"], name="one_open_paper_each")]


class Given(Guarded):
    """What a ballot gave to somebody, who may accept it before `accept_by`; the mandate then has the same id.

    `over` is when it ended, `how` one of organisation.councils.mandates; `filled` says that what follows from the
    vacancy has been done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="given")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="given")
    seat = models.PositiveSmallIntegerField()
    given = models.DateTimeField()
    accept_by = models.DateTimeField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    over = models.DateTimeField(null=True)
    how = models.CharField(max_length=16, blank=True)
    filled = models.BooleanField(default=False)
    follows = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="followed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "candidate"], name="given_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="given_ends_after_it_starts"),
        ]
