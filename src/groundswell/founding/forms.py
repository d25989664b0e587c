"""Forms of the founding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.founding.queries import Place
from groundswell.workplaces.words import kind_choices


def choices(places: list[Place], empty: Any) -> list[tuple[str, Any]]:
    """The draft's units as a list to choose from, indented by depth."""
    return [("", empty), *((p.id, "\u2003" * p.depth + p.name) for p in places)]


class TokenForm(forms.Form):
    token = forms.CharField(
        label=_("Token"),
        max_length=60,
        help_text=_("It was printed where the site was started."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name of the organisation"), max_length=80)


class PlaceForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"))
    name = forms.CharField(label=_("Name"), max_length=160)
    parent = forms.ChoiceField(label=_("Stands under"), required=False)

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
        self.fields["parent"].choices = choices(places, _("nothing: it is at the top"))  # type: ignore[attr-defined]


class StandForm(forms.Form):
    place = forms.ChoiceField(label=_("I work here"))
    steward_of = forms.ChoiceField(
        label=_("I stand as steward of"),
        required=False,
        help_text=_("Until the first term of office ends. You work in the unit that you stand for."),
    )

    keeps_keys = forms.BooleanField(
        label=_("I keep keys of our first ballot"),
        required=False,
        help_text=_("As registrar or trustee. Later ones are drawn from all who offer."),
    )

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = choices(places, _("choose"))  # type: ignore[attr-defined]
        self.fields["steward_of"].choices = choices(places, _("nothing"))  # type: ignore[attr-defined]
