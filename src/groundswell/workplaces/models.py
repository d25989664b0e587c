"""The tree of units with its closure table, dated headcounts, tests of strength, and figures kept up the tree."""

from __future__ import annotations

from typing import Any

from django.db import models

from groundswell.kernel.actions import Guarded
from groundswell.kernel.ids import new_id


def no_languages() -> list[str]:
    return []


class Unit(Guarded):
    """A branch, enterprise, site, department, shift, crew: a place in the tree. `key` recognises an imported one.

    `made_by` is the import that made it.

    `opening`: fewer than the charter's number of its own members have vouched for one another yet.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=160)
    languages = models.JSONField(default=no_languages)
    key = models.CharField(max_length=64, null=True, unique=True)
    opened = models.DateField()
    closed = models.DateField(null=True)
    opening = models.BooleanField(default=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("Import", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["parent", "name"])]


class Closure(Guarded):
    """One row for every pair of a unit and a unit at or above it; `depth` 0 is the unit itself."""

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["descendant", "ancestor"], name="one_path")]
        indexes = [models.Index(fields=["ancestor", "depth"])]


class UnitEvent(Guarded):
    """What happened to a unit: opened, renamed, moved, merged, split, closed. Never deleted."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="events")
    day = models.DateField()
    what = models.CharField(max_length=16)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)


class Import(Guarded):
    """A list that was read. The upload itself is never kept: only the plan made from it, until it is adopted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    day = models.DateField()
    by = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default="preview")
    mapping = models.JSONField(default=dict)
    merges = models.JSONField(default=list)
    plan = models.BinaryField(null=True)
    counts = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["preview", "proposed", "running", "adopted", "undone", "dropped"]),
                name="known_import_state",
            )
        ]


class ImportChange(Guarded):
    """What stood in a row that an import changed, so that all of it can be undone. What it made names it itself."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    table = models.CharField(max_length=16)
    row = models.CharField(max_length=36)
    before = models.JSONField()


class Headcount(Guarded):
    """How many work in a unit, from a day on, according to a source; with a season, every year between its days."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="headcounts")
    day = models.DateField()
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=120)
    season_from = models.CharField(max_length=5, blank=True)
    season_to = models.CharField(max_length=5, blank=True)
    made_by = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day", "season_from"], name="one_headcount_a_day_and_season")
        ]


class Placement(Guarded):
    """A person stands in a unit now. `of` is the membership that says so; who the person is, this app does not know."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    person = models.UUIDField(db_index=True)
    of = models.UUIDField(db_index=True)
    since = models.DateField()
    active = models.BooleanField(default=False)
    languages = models.JSONField(default=no_languages)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "unit"], name="stands_once_in_a_unit")]


class Figures(Guarded):
    """Counts of a unit and all below it, kept with every write. A person in two parts counts once in their whole.

    `headcount` is how many work there now, `peak` the most of them in any season.
    """

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True, related_name="figures")
    members = models.PositiveIntegerField(default=0)
    active = models.PositiveIntegerField(default=0)
    headcount = models.PositiveIntegerField(null=True)
    peak = models.PositiveIntegerField(null=True)


class MonthFigures(Guarded):
    """The figures as they stood when a month began."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    members = models.PositiveIntegerField()
    headcount = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="one_figure_a_month")]


class StrengthTest(Guarded):
    """An action that shows how many stand with us: a badge, a petition, a vote of recognition."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="tests")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    target_percent = models.PositiveSmallIntegerField()
    day = models.DateField()
    key = models.CharField(max_length=80, null=True, unique=True)
    closed = models.BooleanField(default=False)
    made_by = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target_percent__gte=1, target_percent__lte=100),
                name="target_is_a_percentage",
            )
        ]
        indexes = [models.Index(fields=["unit", "day"])]


class StrengthCount(Guarded):
    """What one unit counted in a test. `of` is how many could have taken part; `cast` how many voted, where known."""

    test = models.ForeignKey(StrengthTest, on_delete=models.CASCADE, related_name="counts")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    cast = models.PositiveIntegerField(null=True)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "unit"], name="one_count_a_unit"),
            models.CheckConstraint(condition=models.Q(count__lte=models.F("of")), name="count_within_those_asked"),
        ]


class Proposal(Guarded):
    """An edit of the tree by one steward that waits for a second one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="proposals")
    type = models.CharField(max_length=40)
    body: Any = models.JSONField()
    by = models.UUIDField()
    day = models.DateField()
    state = models.CharField(max_length=10, default="open")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "confirmed", "rejected"]), name="known_proposal_state"
            )
        ]
