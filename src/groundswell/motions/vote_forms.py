"""Forms of open votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.councils.models import Mandate
from groundswell.councils.templatetags.offices import office
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Invalid
from groundswell.motions.words import POSITIONS, place_name
from groundswell.workplaces.models import Unit
from scrutiny.organisation.councils.clocks import midnight_after


class CallForm(forms.Form):
    unit = forms.ChoiceField(label=_("Council of"), required=False)
    title = forms.CharField(label=_("Question"), max_length=160)
    text = forms.CharField(
        label=_("More about it"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=10_000
    )
    days = forms.IntegerField(label=_("For how many days it can be voted on"), min_value=1, max_value=366, initial=7)

    def __init__(self, *args: Any, units: Sequence[Unit | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(one.id) if one else "", place_name(one)) for one in units]  # type: ignore[attr-defined]

    def unit_id(self) -> UUID | None:
        return UUID(self.cleaned_data["unit"]) if self.cleaned_data["unit"] else None

    def closes(self) -> str:
        """The end of the last day, in UTC: the same however often the form is sent today."""
        return midnight_after(today() + dt.timedelta(days=self.cleaned_data["days"] - 1)).isoformat()


class VoteForm(forms.Form):
    mandate = forms.ChoiceField(label=_("For"))
    position = forms.ChoiceField(label=_("Your vote"), choices=list(POSITIONS.items()))
    reason = forms.CharField(
        label=_("Your reason"),
        help_text=_("Those who elected you read it. You need one where they have instructed you otherwise."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=5_000,
    )

    def __init__(self, *args: Any, mandates: Sequence[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandate"].choices = [(str(one.id), office(one)) for one in mandates]  # type: ignore[attr-defined]

    def mandate_id(self) -> UUID:
        return UUID(self.cleaned_data["mandate"])


def identifier(text: str) -> UUID:
    """An id that a button sends. Raises Invalid."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid from error
