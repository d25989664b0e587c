"""Forms of the workplaces. They check form, never rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.ids import new_id
from groundswell.web.languages import SPOKEN
from groundswell.workplaces.models import Unit
from groundswell.workplaces.words import kind_choices, test_kind_choices
from scrutiny.organisation import acts


class AddForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=kind_choices)
    name = forms.CharField(label=_("Name"), max_length=160)

    def act(self, unit: Unit) -> acts.AddUnit:
        said = self.cleaned_data
        return acts.AddUnit(unit=new_id(), parent=unit.id, kind=said["kind"], name=said["name"])


class RenameForm(forms.Form):
    name = forms.CharField(label=_("New name"), max_length=160)

    def act(self, unit: Unit) -> acts.RenameUnit:
        return acts.RenameUnit(unit=unit.id, name=self.cleaned_data["name"])


class LanguagesForm(forms.Form):
    languages = forms.CharField(
        label=_("Languages spoken here"),
        required=False,
        help_text=_("Two-letter codes with spaces between them, such as: es pl ru"),
        max_length=60,
    )

    def clean_languages(self) -> list[str]:
        codes = {code.lower() for code in self.cleaned_data["languages"].replace(",", " ").split()}
        unknown = codes - set(SPOKEN.split())
        if unknown:
            raise forms.ValidationError(_("No language has this code: %(codes)s"), params={"codes": " ".join(unknown)})
        return sorted(codes)

    def act(self, unit: Unit) -> acts.SetLanguages:
        return acts.SetLanguages(unit=unit.id, languages=tuple(self.cleaned_data["languages"]))


class HeadcountForm(forms.Form):
    count = forms.IntegerField(label=_("How many work here"), min_value=0, max_value=10_000_000)
    day = forms.DateField(label=_("Since"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(
        label=_("Where the figure comes from"),
        max_length=120,
        help_text=_("For instance: shift plan, our own count."),
    )
    season_from = forms.RegexField(
        r"^\d\d-\d\d$", label=_("Season from (MM-DD)"), required=False, help_text=_("Only for seasonal work.")
    )
    season_to = forms.RegexField(r"^\d\d-\d\d$", label=_("Season to (MM-DD)"), required=False)

    def act(self, unit: Unit) -> acts.SetHeadcount:
        return acts.SetHeadcount(unit=unit.id, **self.cleaned_data)


class PlaceChoice(forms.Form):
    """Base of the forms that choose another unit."""

    def offer(self, field: str, units: Sequence[Unit]) -> None:
        choices = [(str(u.id), u.name) for u in units]
        self.fields[field].choices = choices  # type: ignore[attr-defined]


class MoveForm(PlaceChoice):
    parent = forms.ChoiceField(label=_("Move it under"))

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("parent", units)

    def act(self, unit: Unit) -> acts.MoveUnit:
        return acts.MoveUnit(unit=unit.id, parent=UUID(self.cleaned_data["parent"]))


class MergeForm(PlaceChoice):
    into = forms.ChoiceField(label=_("Merge it into"))

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("into", units)

    def act(self, unit: Unit) -> acts.MergeUnits:
        return acts.MergeUnits(units=(unit.id,), into=UUID(self.cleaned_data["into"]))


class SplitForm(forms.Form):
    names = forms.CharField(
        label=_("New units beside this one"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name on each line. The present unit stays."),
        max_length=2000,
    )

    def act(self, unit: Unit) -> acts.SplitUnit:
        names = [line.strip()[:160] for line in self.cleaned_data["names"].splitlines() if line.strip()]
        return acts.SplitUnit(unit=unit.id, into=tuple(acts.NewPart(unit=new_id(), name=n) for n in names))


class CloseForm(forms.Form):
    def act(self, unit: Unit) -> acts.CloseUnit:
        return acts.CloseUnit(unit=unit.id)


class PlanTestForm(forms.Form):
    title = forms.CharField(
        label=_("What we do"), max_length=120, help_text=_("For instance: everyone wears the badge.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=test_kind_choices)
    target_percent = forms.IntegerField(
        label=_("Target, in percent of those who work here"), min_value=1, max_value=100
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    def act(self, unit: Unit) -> acts.PlanTest:
        return acts.PlanTest(test=new_id(), unit=unit.id, **self.cleaned_data)


class CountForm(PlaceChoice):
    unit = forms.ChoiceField(label=_("Unit"))
    count = forms.IntegerField(label=_("How many took part"), min_value=0, max_value=10_000_000)
    asked = forms.IntegerField(label=_("Of how many who could have"), min_value=1, max_value=10_000_000)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("unit", units)

    def act(self, test: UUID) -> acts.RecordTestCount:
        said = self.cleaned_data
        return acts.RecordTestCount(test=test, unit=UUID(said["unit"]), count=said["count"], asked=said["asked"])


EDIT_FORMS: dict[str, type[forms.Form]] = {
    "add": AddForm,
    "rename": RenameForm,
    "languages": LanguagesForm,
    "headcount": HeadcountForm,
    "move": MoveForm,
    "merge": MergeForm,
    "split": SplitForm,
    "close": CloseForm,
}
