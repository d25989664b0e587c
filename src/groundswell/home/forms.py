"""Looking for entries of the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Search(forms.Form):
    """Whatever is empty does not narrow. `kinds` maps the kinds of entries that there are to their sentences."""

    day = forms.DateField(label=_("On the day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    scope = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, kinds: Mapping[str, Promise | str], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        known = sorted(((kind, str(said)) for kind, said in kinds.items()), key=lambda pair: pair[1])
        choices = [("", _("Everything")), *known]
        self.fields["type"] = forms.ChoiceField(label=_("What happened"), required=False, choices=choices)
