"""Imports: a sheet becomes a plan, a second steward confirms, it is written in steps, and can be undone at one click.

The upload is read once and never kept; what waits in the table is the plan. Each step is one transaction and counts
itself, so that an import that is cut off goes on where it stopped. Its one entry in the record is written when it
begins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from groundswell.accounts.permissions import check_known
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.record.actions import append
from groundswell.workplaces import figures, import_writing, queries
from groundswell.workplaces.import_undoing import undo_step
from groundswell.workplaces.lists import stored
from groundswell.workplaces.lists.columns import Column, apply_roles, apply_text
from groundswell.workplaces.lists.header import open_list
from groundswell.workplaces.lists.likeness import Pair
from groundswell.workplaces.lists.plan import Plan, plan_steps
from groundswell.workplaces.lists.reading import Limits
from groundswell.workplaces.models import Import, Unit
from groundswell.workplaces.permissions import check_is_steward
from groundswell.workplaces.words import KINDS
from scrutiny.encoding import canonical_json
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation.units import check_placement

STEP = 2000
Progress = Callable[[int, int], None]


def limits() -> Limits:
    return Limits(packed=settings.IMPORT_MAX_BYTES)


@dataclass
class Reading:
    """A sheet that is being read: going through it tells the row; afterwards the plan is whole."""

    source: str
    digest: str
    columns: tuple[Column, ...]
    steps: Iterator[int]
    plan: Plan

    def __iter__(self) -> Iterator[int]:
        return self.steps


def open_sheet(file: BinaryIO, source: str = "", mapping: str = "", roles: Mapping[int, str] | None = None) -> Reading:
    """Find the header of a sheet and what its columns mean.

    `mapping` (as text) or `roles` (by the column's place in the list of columns) correct what is proposed. Raises
    Unreadable, Invalid; going through it raises Unreadable for damage farther down.
    """
    digest = hashlib.file_digest(cast(BytesIO, file), "sha256").hexdigest()
    found = open_list(file, limits())
    try:
        columns = apply_text(found.columns, mapping) if mapping else found.columns
        wanted = {columns[n].index: role for n, role in (roles or {}).items() if n < len(columns)}
        columns = apply_roles(columns, wanted)
    except ValueError as error:
        raise Invalid(
            _("The mapping names a column or a meaning that does not exist: {part}"), part=str(error)
        ) from error
    plan = Plan()
    return Reading(source[:120], digest, columns, plan_steps(plan, found.rows, columns, today()), plan)


@housekeeping
def keep(actor: Actor, unit: UUID | None, reading: Reading) -> Import:
    """Read the rest of a sheet and keep its plan for a look. Raises Forbidden, Unreadable, Invalid where it cannot."""
    check_place(actor, unit)
    for _row in reading:
        pass
    plan = stored.merged(reading.plan, _merged_before(unit))
    _check_fits(plan, unit)
    made: Import = Import.objects.create(
        unit_id=unit,
        source=reading.source,
        digest=reading.digest,
        day=today(),
        by=actor.account,
        mapping={"columns": [[c.header, str(c.role)] for c in reading.columns]},
        plan=stored.to_bytes(plan),
        counts=counts(plan),
        total=_total(plan),
    )
    return made


def _merged_before(unit: UUID | None) -> list[Pair]:
    """Names that earlier imports into the same place took for one: nobody has to say so again."""
    earlier = Import.objects.filter(unit=unit, state__in=["running", "adopted"]).order_by("day", "id")
    return [Pair(one, other, 100) for merges in earlier.values_list("merges", flat=True) for one, other in merges]


def check_place(actor: Actor, unit: UUID | None) -> None:
    if unit is not None and not actor.host:
        check_is_steward(actor, unit)
    elif not actor.host:
        raise Forbidden(_("A steward imports into the part that they steward."))


def _check_fits(plan: Plan, unit: UUID | None) -> None:
    """Whether every unit may stand where the plan puts it."""
    root = queries.unit(unit).kind if unit else None
    kinds = {"": root, **{u.key: u.kind for u in plan.units.values()}}
    for pair in {(u.kind, kinds[u.parent]) for u in plan.units.values()}:
        try:
            check_placement(*pair)
        except ScrutinyError as error:
            raise Invalid(
                _("A {kind} of this sheet cannot stand directly under a {parent}."),
                todo=_("Choose another place for the import, or other meanings for the columns."),
                kind=KINDS[pair[0]],
                parent=KINDS.get(pair[1] or "", "-"),
            ) from error


def counts(plan: Plan) -> dict[str, int]:
    return {
        "rows": plan.rows,
        "cases": plan.cases,
        "without_tally": plan.without_tally,
        "headcounts": len(plan.heads),
        "tests": len(plan.tests),
        "problems": plan.problem_count,
        "dropped_columns": plan.dropped_columns,
        "dropped_values": plan.dropped_values,
        "likely": len(plan.likely),
        **plan.kinds(),
    }


def _total(plan: Plan) -> int:
    return len(plan.units) + len(plan.heads) + len(plan.tests)


def plan_of(found: Import) -> Plan:
    """Raises Gone when the plan was forgotten after its use."""
    if found.plan is None:
        raise Gone(_("The list of this import is not kept any more."))
    return stored.from_bytes(bytes(found.plan))


def _locked_for(actor: Actor, import_id: UUID, *states: str) -> Import:
    """Raises Unknown for all but the stewards of the part into which it goes."""
    check_known(check_place, actor, get(import_id).unit_id)
    return _locked(import_id, *states)


def _locked(import_id: UUID, *states: str) -> Import:
    found: Import | None = Import.objects.select_for_update().filter(id=import_id).first()
    if found is None:
        raise Unknown
    if found.state not in states:
        raise Gone(_("This import has gone further in the meantime."), todo=_("Look at it again."))
    return found


@action
def propose(actor: Actor, import_id: UUID, merges: Collection[int] = ()) -> None:
    """Put an import before a second steward, with the pairs of names that shall be one (their places in the list)."""
    found = _locked_for(actor, import_id, "preview")
    plan = plan_of(found)
    chosen = [plan.likely[n] for n in merges if n < len(plan.likely)]
    plan = stored.merged(plan, chosen)
    found.merges = [[pair.one, pair.other] for pair in chosen]
    found.plan = stored.to_bytes(plan)
    found.counts, found.total, found.state = counts(plan), _total(plan), "proposed"
    found.save()
    content = canonical_json({"digest": found.digest, "merges": found.merges}).decode()
    append(actor, acts.ProposeEdit(found.id, acts.AdoptImport.type, content), scope=_scope(found))


@action
def begin(actor: Actor, import_id: UUID) -> None:
    """A second steward agrees (or the host, who answers for what they type): the import may be written."""
    found = _locked_for(actor, import_id, "preview" if actor.host else "proposed")
    if not actor.host and found.by == actor.account:
        raise Forbidden(_("A second steward confirms what the first has proposed."))
    found.state = "running"
    found.save(update_fields=["state"])
    kinds = [found.counts.get(kind, 0) for kind in import_writing.KINDS]
    act = acts.AdoptImport(found.id, found.digest, sum(kinds), found.counts["headcounts"], found.counts["tests"])
    append(actor, act, scope=_scope(found), effect=act.body())


def _scope(found: Import) -> UUID | None:
    return queries.public_scope(found.unit_id) if found.unit_id else None


@housekeeping
def step(import_id: UUID, size: int = STEP, plan: Plan | None = None) -> Import:
    """Write the next part of a running import; the last one works out the headcounts and forgets the plan.

    `plan` spares reading it from the table again.
    """
    found = _locked(import_id, "running")
    plan = plan or plan_of(found)
    import_writing.write(found, plan, size)
    if found.done >= found.total:
        finish(found, plan)
    found.save()
    return found


def finish(found: Import, plan: Plan) -> None:
    touched = import_writing.units_with_heads(found, plan)
    figures.recount_headcounts(touched)
    found.state = "adopted"
    found.plan = None


def run(import_id: UUID, progress: Progress, size: int = STEP) -> Import:
    """Write all of it, step by step."""
    plan = plan_of(get(import_id))
    found = step(import_id, size, plan)
    while found.state == "running":
        progress(found.done, found.total)
        found = step(import_id, size, plan)
    progress(found.total, found.total)
    return found


@housekeeping
def drop(actor: Actor, import_id: UUID) -> None:
    """Forget an import that was not begun."""
    found = _locked_for(actor, import_id, "preview", "proposed")
    found.state, found.plan = "dropped", None
    found.save()


@action
def undo(actor: Actor, import_id: UUID) -> None:
    """Take back everything that an import wrote. Raises Invalid where members stand in what it made: they stay."""
    found = _locked_for(actor, import_id, "adopted", "running")
    undo_step(found)
    found.state, found.plan = "undone", None
    found.save()
    append(actor, acts.UndoImport(of=found.id), scope=_scope(found), effect={"of": str(found.id)})


def get(import_id: UUID) -> Import:
    found: Import | None = Import.objects.filter(id=import_id).select_related("unit").first()
    if found is None:
        raise Unknown
    return found


def all_of(actor: Actor) -> list[Import]:
    """The imports into the parts that an actor stewards."""
    inside = Unit.objects.filter(id__in=[u for s in actor.stewarded for u in queries.below_ids(s)])
    return list(Import.objects.filter(unit__in=inside).select_related("unit").order_by("-day", "-id")[:50])
