"""Edits of the tree: proposed by one steward, confirmed by a second, then applied and recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from groundswell.accounts.permissions import check_known
from groundswell.kernel.actions import action
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Gone, Invalid
from groundswell.record.actions import append
from groundswell.workplaces import figures, placements, queries, tree
from groundswell.workplaces.models import Headcount, Proposal, Unit, UnitEvent
from groundswell.workplaces.permissions import check_is_steward, check_may_confirm
from groundswell.workplaces.words import TREE_REASONS
from scrutiny.encoding import canonical_json
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation import units as unit_rules
from scrutiny.organisation.headcounts import Fact, check_fact

Edit = Any  # one of the acts in EDITS below


@action
def propose(actor: Actor, act: Edit) -> Proposal:
    """Put an edit before a second steward. Raises Forbidden, Invalid where it could not be applied now."""
    place = queries.unit(_place(act))
    for touched in _touched(act):
        check_is_steward(actor, touched)
    check_edit(act)
    proposal: Proposal = Proposal.objects.create(
        unit=place, type=act.type, body=act.body(), by=actor.person, day=today()
    )
    content = canonical_json(act.body()).decode()
    append(actor, acts.ProposeEdit(proposal.id, act.type, content), scope=queries.public_scope(place.id))
    return proposal


@action
def confirm(actor: Actor, act: acts.ConfirmEdit) -> None:
    """A second steward agrees: the edit is applied and recorded."""
    proposal = _open_proposal(actor, act.proposal)
    check_may_confirm(actor, proposal)
    scope = queries.public_scope(proposal.unit_id)
    edit = acts.parse(proposal.type, proposal.body)
    for touched in _touched(edit):
        check_is_steward(actor, touched)
    _settle(proposal, "confirmed")
    append(actor, act, scope=scope)
    apply_edit(actor, edit)


@action
def reject(actor: Actor, act: acts.RejectEdit) -> None:
    """A steward of that part (the proposer too) drops a proposal."""
    proposal = _open_proposal(actor, act.proposal)
    _settle(proposal, "rejected")
    append(actor, act, scope=queries.public_scope(proposal.unit_id))


def _open_proposal(actor: Actor, proposal_id: Any) -> Proposal:
    """Locked. Raises Unknown for all but the stewards of that part, Gone when it is decided."""
    check_known(check_is_steward, actor, queries.proposal(proposal_id).unit_id)
    found: Proposal = Proposal.objects.select_for_update().get(id=proposal_id)
    if found.state != "open":
        raise Gone(_("Another steward has decided this already."))
    return found


def _settle(proposal: Proposal, state: str) -> None:
    proposal.state = state
    proposal.save(update_fields=["state"])


def _place(act: Edit) -> Any:
    """The unit whose stewards decide about an edit."""
    if isinstance(act, acts.AddUnit):
        return act.parent
    return act.into if isinstance(act, acts.MergeUnits) else act.unit


def _touched(act: Edit) -> set[UUID]:
    """All units whose stewards have a say: nobody pulls another's part over to their own."""
    found = {_place(act)}
    if isinstance(act, acts.MergeUnits):
        found |= set(act.units)
    if isinstance(act, acts.MoveUnit) and act.parent:
        found.add(act.parent)
    return found


def check_edit(act: Edit) -> None:
    """Whether an edit could be applied to the tree as it stands. Raises Invalid with the reason."""
    try:
        with transaction.atomic():
            CHECKS.get(type(act), lambda _act: None)(act)
    except ScrutinyError as error:
        raise Invalid(TREE_REASONS[error.code]) from error


@action
def apply_edit(actor: Actor, act: Edit) -> None:
    """Change the tree. Called by confirm, by the founding and by whoever imports; never straight from a page."""
    check_edit(act)
    APPLY[type(act)](act)
    append(actor, act, effect=_effect(act))


def _effect(act: Edit) -> dict[str, Any]:
    """What everyone may read of an edit: identifiers, kinds and figures, never a name."""
    return _without_names(act.body())


def _without_names(body: Mapping[str, Any]) -> dict[str, Any]:
    hidden = {"name", "source", "languages"}
    return {
        key: [_without_names(part) if isinstance(part, Mapping) else part for part in value]
        if isinstance(value, list)
        else value
        for key, value in body.items()
        if key not in hidden
    }


def _log(unit: Unit, what: str, before: str = "", after: str = "") -> None:
    UnitEvent.objects.create(unit=unit, day=today(), what=what, before=before[:200], after=after[:200])


UNIT_FIELDS = [field.attname for field in Unit._meta.concrete_fields]


def add_units(units: Sequence[Unit]) -> None:
    """Write new units, parents first, with their paths, figures and history."""
    Unit.objects.insert(UNIT_FIELDS, ([getattr(unit, name) for name in UNIT_FIELDS] for unit in units))
    tree.enter_all(units)
    figures.begin(units)
    UnitEvent.objects.insert(
        ("unit_id", "day", "what", "before", "after"), ([u.id, u.opened, "opened", "", u.name] for u in units)
    )


def _check_add(act: acts.AddUnit) -> None:
    parent = queries.unit(act.parent) if act.parent else None
    unit_rules.check_placement(act.kind, parent.kind if parent else None)


def _add(act: acts.AddUnit) -> None:
    add_units(
        [
            Unit(
                id=act.unit,
                parent_id=act.parent,
                kind=act.kind,
                name=act.name,
                languages=list(act.languages),
                opened=today(),
            )
        ]
    )


def _rename(act: acts.RenameUnit) -> None:
    unit = queries.unit(act.unit)
    _log(unit, "renamed", unit.name, act.name)
    unit.name = act.name
    unit.save(update_fields=["name"])


def _set_languages(act: acts.SetLanguages) -> None:
    unit = queries.unit(act.unit)
    unit.languages = list(act.languages)
    unit.save(update_fields=["languages"])


def _check_move(act: acts.MoveUnit) -> None:
    unit = queries.unit(act.unit)
    parent = queries.unit(act.parent) if act.parent else None
    unit_rules.check_placement(unit.kind, parent.kind if parent else None)
    unit_rules.check_move(unit.id, act.parent, _parents(act.parent))


def _parents(unit: UUID | None) -> dict[UUID, UUID | None]:
    """For the rules: a unit and each above it, with the one above that."""
    upward = tree.ancestors(unit) if unit else []
    return dict(zip(upward, [*upward[1:], None], strict=True))


def _move(act: acts.MoveUnit) -> None:
    unit = queries.unit(act.unit)
    old = unit.parent
    before = [u for u in tree.ancestors(unit.id) if u != unit.id]
    tree.move(unit.id, act.parent)
    unit.parent_id = act.parent
    unit.save(update_fields=["parent"])
    after = [u for u in tree.ancestors(unit.id) if u != unit.id]
    placements.recount(set(before) | set(after))
    figures.recount_headcounts([unit.id, *before])
    _log(unit, "moved", old.name if old else "", queries.unit(act.parent).name if act.parent else "")


def _check_merge(act: acts.MergeUnits) -> None:
    into = queries.unit(act.into)
    unit_rules.check_merge([queries.unit(u).kind for u in act.units], into.kind)
    unit_rules.check_merge_places(act.units, act.into, _parents(act.into))


def _merge(act: acts.MergeUnits) -> None:
    into = queries.unit(act.into)
    touched = set(tree.ancestors(into.id))
    for unit_id in act.units:
        unit = queries.unit(unit_id)
        touched |= set(tree.ancestors(unit.id))
        for part in queries.parts(unit.id):
            tree.move(part.id, into.id)
            part.parent_id = into.id
            part.save(update_fields=["parent"])
        placements.resettle(unit.id, into.id)
        unit.closed = today()
        unit.merged_into = into
        unit.save(update_fields=["closed", "merged_into"])
        _log(unit, "merged", unit.name, into.name)
        _log(into, "merged", unit.name, into.name)
    _join_headcounts(act)
    placements.recount(touched)
    figures.recount_headcounts(touched)


def _join_headcounts(act: acts.MergeUnits) -> None:
    """The merged units' present headcounts are added to that of the unit they are merged into."""
    own = figures.own_headcounts([act.into, *act.units], today())
    if own:
        _set_headcount(
            acts.SetHeadcount(
                unit=act.into,
                day=today(),
                count=sum(heads.now or 0 for heads in own.values()),
                source="merged",
                season_from="",
                season_to="",
            )
        )


def _check_split(act: acts.SplitUnit) -> None:
    new = [part.unit for part in act.into]
    unit_rules.check_split(new, [unit.id for unit in queries.units(new)])


def _split(act: acts.SplitUnit) -> None:
    """New sibling units beside the old one, which stays: persons and headcounts are placed by later acts."""
    unit = queries.unit(act.unit)
    new = [
        Unit(id=part.unit, parent_id=unit.parent_id, kind=unit.kind, name=part.name, opened=today())
        for part in act.into
    ]
    add_units(new)
    _log(unit, "split", unit.name, ", ".join(u.name for u in new))


def _check_close(act: acts.CloseUnit) -> None:
    unit = queries.unit(act.unit)
    parts = {part.id: unit.id for part in queries.parts(unit.id)}
    unit_rules.check_close(unit.id, unit.figures.members, parts)


def _close(act: acts.CloseUnit) -> None:
    unit = queries.unit(act.unit)
    unit.closed = today()
    unit.save(update_fields=["closed"])
    _log(unit, "closed", unit.name)
    figures.recount_headcounts([unit.id])


def _check_headcount(act: acts.SetHeadcount) -> None:
    check_fact(Fact(act.day, act.count, act.season_from, act.season_to))


def _set_headcount(act: acts.SetHeadcount) -> None:
    Headcount.objects.update_or_create(
        unit_id=act.unit,
        day=act.day,
        season_from=act.season_from,
        defaults={"count": act.count, "source": act.source, "season_to": act.season_to},
    )
    figures.recount_headcounts([act.unit])


CHECKS: dict[type, Callable[[Any], None]] = {
    acts.AddUnit: _check_add,
    acts.MoveUnit: _check_move,
    acts.MergeUnits: _check_merge,
    acts.CloseUnit: _check_close,
    acts.SplitUnit: _check_split,
    acts.SetHeadcount: _check_headcount,
}
APPLY: dict[type, Callable[[Any], None]] = {
    acts.AddUnit: _add,
    acts.RenameUnit: _rename,
    acts.SetLanguages: _set_languages,
    acts.MoveUnit: _move,
    acts.MergeUnits: _merge,
    acts.SplitUnit: _split,
    acts.CloseUnit: _close,
    acts.SetHeadcount: _set_headcount,
}
EDITS = tuple(APPLY)
