"""Forms of the offices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.councils.words import office_name
from groundswell.workplaces.models import Unit
from groundswell.workplaces.words import KINDS


@dataclass(frozen=True)
class Office:
    """What can be stood for: steward of a unit, or delegate of it in a body."""

    unit: Unit
    body: str = ""

    @property
    def code(self) -> str:
        return f"{self.unit.id} {self.body}".strip()

    @property
    def label(self) -> str:
        kind = KINDS.get(self.unit.kind, self.unit.kind)
        return office_name(f"{self.unit.name} ({kind})", self.body)


class InheritForm(forms.Form):
    unit = forms.ChoiceField(label=_("Which office did you hold?"))

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(one.code, one.label) for one in offices]  # type: ignore[attr-defined]

    def unit_id(self) -> UUID:
        return UUID(self.cleaned_data["unit"].partition(" ")[0])

    def into(self) -> str:
        """The key of the body into which the unit sends; "" for the steward."""
        return str(self.cleaned_data["unit"].partition(" ")[2])


class NominateForm(forms.Form):
    unit = forms.ChoiceField(label=_("Which office"))
    candidate = forms.ChoiceField(label=_("Who stands"))

    def __init__(self, *args: Any, offices: Sequence[Office], people: Mapping[UUID, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(one.code, one.label) for one in offices]  # type: ignore[attr-defined]
        self.fields["candidate"].choices = [(str(account), name) for account, name in people.items()]  # type: ignore[attr-defined]

    def unit_id(self) -> UUID:
        return UUID(self.cleaned_data["unit"].partition(" ")[0])

    def into(self) -> str:
        """The key of the body into which the unit sends; "" for the steward."""
        return str(self.cleaned_data["unit"].partition(" ")[2])

    def account_id(self) -> UUID:
        return UUID(self.cleaned_data["candidate"])
