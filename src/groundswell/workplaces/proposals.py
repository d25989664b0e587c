"""A proposal in words, for the second steward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from groundswell.web.templatetags.components import day
from groundswell.workplaces import queries
from groundswell.workplaces.models import Proposal
from groundswell.workplaces.words import KINDS
from scrutiny.organisation import acts


def in_words(proposal: Proposal) -> str:
    act: Any = acts.parse(proposal.type, proposal.body)
    return WORDS[type(act)](act)


def _name(unit: Any) -> str:
    return queries.unit(unit).name


def _add(act: acts.AddUnit) -> str:
    return _("Add “{name}” ({kind}) under “{parent}”.").format(
        name=act.name, kind=KINDS[act.kind], parent=_name(act.parent)
    )


def _rename(act: acts.RenameUnit) -> str:
    return _("Rename “{old}” to “{new}”.").format(old=_name(act.unit), new=act.name)


def _languages(act: acts.SetLanguages) -> str:
    return _("In “{unit}” these languages are spoken: {languages}.").format(
        unit=_name(act.unit), languages=", ".join(act.languages)
    )


def _move(act: acts.MoveUnit) -> str:
    return _("Move “{unit}” under “{parent}”.").format(unit=_name(act.unit), parent=_name(act.parent))


def _merge(act: acts.MergeUnits) -> str:
    return _("Merge into “{into}”: {units}.").format(into=_name(act.into), units=", ".join(map(_name, act.units)))


def _split(act: acts.SplitUnit) -> str:
    return _("Beside “{unit}” new units: {names}.").format(
        unit=_name(act.unit), names=", ".join(part.name for part in act.into)
    )


def _close(act: acts.CloseUnit) -> str:
    return _("Close “{unit}”.").format(unit=_name(act.unit))


def _headcount(act: acts.SetHeadcount) -> str:
    season = f" ({act.season_from}–{act.season_to})" if act.season_from else ""
    return _("In “{unit}” {count} people work since {day}{season}, according to: {source}.").format(
        unit=_name(act.unit), count=act.count, day=day(act.day), season=season, source=act.source
    )


def _import(act: acts.AdoptImport) -> str:
    return _("Import: {units} units, {headcounts} headcounts, {tests} tests of strength.").format(
        units=act.units, headcounts=act.headcounts, tests=act.tests
    )


WORDS: dict[type, Callable[[Any], str]] = {
    acts.AddUnit: _add,
    acts.RenameUnit: _rename,
    acts.SetLanguages: _languages,
    acts.MoveUnit: _move,
    acts.MergeUnits: _merge,
    acts.SplitUnit: _split,
    acts.CloseUnit: _close,
    acts.SetHeadcount: _headcount,
    acts.AdoptImport: _import,
}
