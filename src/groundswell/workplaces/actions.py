"""Edits of the tree: proposed by one steward, confirmed by a second, then applied and recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation import units as unit_rules

Edit = Any  # one of the acts in EDITS below


@action
def propose(actor: Actor, act: Edit) -> Proposal:
    """Put an edit before a second steward. Raises Forbidden, Invalid where it could not be applied now."""
    place = queries.unit(_place(act))
    check_is_steward(actor, place.id)
    check_edit(act)
    proposal: Proposal = Proposal.objects.create(
        unit=place, type=act.type, body=act.body(), by=actor.person, day=today()
    )
    append(actor, acts.ProposeEdit(proposal=proposal.id, edit=act.type), scope=queries.public_scope(place.id))
    return proposal


@action
def confirm(actor: Actor, act: acts.ConfirmEdit) -> None:
    """A second steward agrees: the edit is applied and recorded."""
    proposal = _open_proposal(actor, act.proposal)
    check_may_confirm(actor, proposal)
    scope = queries.public_scope(proposal.unit_id)
    _settle(proposal, "confirmed")
    append(actor, act, scope=scope)
    apply_edit(actor, acts.parse(proposal.type, proposal.body))


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


def check_edit(act: Edit) -> None:
    """Whether an edit could be applied to the tree as it stands. Raises Invalid with the reason."""
    try:
        with transaction.atomic():
            CHECKS.get(type(act), lambda _act: None)(act)
    except ScrutinyError as error:
        raise Invalid(_("The tree does not allow this: {reason}"), reason=error.code) from error


@action
def apply_edit(actor: Actor, act: Edit) -> None:
    """Change the tree. Called by confirm, by the founding and by whoever imports; never straight from a page."""
    check_edit(act)
    APPLY[type(act)](act)
    append(actor, act, effect=_effect(act))


def _effect(act: Edit) -> dict[str, Any]:
    """What everyone may read of an edit: identifiers, kinds and figures, never a name."""
    hidden = {"name", "source", "languages"}
    return {key: value for key, value in act.body().items() if key not in hidden}


def _log(unit: Unit, what: str, before: str = "", after: str = "") -> None:
    UnitEvent.objects.create(unit=unit, day=today(), what=what, before=before[:200], after=after[:200])


def add_units(units: list[Unit]) -> None:
    """Write new units, parents first, with their paths, figures and history."""
    Unit.objects.bulk_create(units, batch_size=1000)
    tree.enter_all(units)
    figures.begin(units)
    UnitEvent.objects.bulk_create(
        [UnitEvent(unit=u, day=u.opened, what="opened", after=u.name) for u in units], batch_size=2000
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
    if parent and tree.stands_under(parent.id, unit.id):
        raise Invalid(_("A unit cannot stand under itself."))


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
    if act.into in act.units:
        raise Invalid(_("A unit cannot be merged into itself."))
    for unit in act.units:
        if tree.stands_under(act.into, unit):
            raise Invalid(_("A unit cannot be merged into a part of itself."))


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
    if queries.parts(unit.id) or unit.figures.members:
        raise Invalid(
            _("A unit in which members or parts still stand cannot be closed."),
            todo=_("Move or merge them first."),
        )


def _close(act: acts.CloseUnit) -> None:
    unit = queries.unit(act.unit)
    unit.closed = today()
    unit.save(update_fields=["closed"])
    _log(unit, "closed", unit.name)
    figures.recount_headcounts([unit.id])


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
