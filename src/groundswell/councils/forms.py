"""Forms of the offices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.workplaces.models import Unit
from groundswell.workplaces.words import KINDS


class NominateForm(forms.Form):
    unit = forms.ChoiceField(label=_("Steward of"))
    candidate = forms.ChoiceField(label=_("Who stands"))

    def __init__(self, *args: Any, units: Sequence[Unit], people: Mapping[UUID, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(u.id), f"{u.name} ({KINDS.get(u.kind, u.kind)})") for u in units]  # type: ignore[attr-defined]
        self.fields["candidate"].choices = [(str(account), name) for account, name in people.items()]  # type: ignore[attr-defined]

    def unit_id(self) -> UUID:
        return UUID(self.cleaned_data["unit"])

    def account_id(self) -> UUID:
        return UUID(self.cleaned_data["candidate"])
