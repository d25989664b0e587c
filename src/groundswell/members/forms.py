"""Forms of the members' pages. They check form, never rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.members.models import Membership
from groundswell.members.queries import is_active
from groundswell.members.words import CAUSES, LEAVING_REASONS, REVIEW_REASONS
from groundswell.web.languages import language_choices
from groundswell.workplaces.models import Unit


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the card"),
        max_length=60,
        help_text=_("Four groups of five letters and digits. Capitals do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class InviteForm(forms.Form):
    unit = forms.ChoiceField(label=_("The newcomer works in"))
    returns = forms.ChoiceField(
        label=_("Or: somebody comes back who lost their words"),
        required=False,
        help_text=_("Leave this empty to invite someone new."),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], known: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(u.id), u.name) for u in units]  # type: ignore[attr-defined]
        self.fields["returns"].choices = [("", _("nobody")), *((str(k), n) for k, n in known.items())]  # type: ignore[attr-defined]

    def unit_id(self) -> UUID:
        return UUID(self.cleaned_data["unit"])

    def returns_id(self) -> UUID | None:
        return UUID(self.cleaned_data["returns"]) if self.cleaned_data["returns"] else None


class ReviewForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=list(REVIEW_REASONS.items()), widget=forms.RadioSelect)


class ShowMeForm(forms.Form):
    visible = forms.BooleanField(label=_("My fellow workers in my unit may see my name"), required=False)
    active = forms.BooleanField(label=_("I keep things going: count me among the active"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages in which I can talk with fellow workers"),
        required=False,
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, membership: Membership) -> ShowMeForm:
        """The form as the membership stands now; ids are kept apart where one person has several."""
        initial = {
            "visible": membership.visible,
            "active": is_active(membership),
            "languages": membership.languages,
        }
        return cls(initial=initial, auto_id=f"id_{membership.id}_%s")


class PlaceForm(forms.Form):
    old = forms.ChoiceField(label=_("Instead of"), required=False)
    new = forms.ChoiceField(label=_("I stand in"))

    def __init__(self, *args: Any, there: Sequence[Unit], parts: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old"].choices = [  # type: ignore[attr-defined]
            *((str(u.id), u.name) for u in there),
            ("", _("nothing: in addition to where I stand")),
        ]
        self.fields["new"].choices = [(str(u.id), u.name) for u in parts]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[UUID | None, UUID]:
        old = self.cleaned_data["old"]
        return (UUID(old) if old else None), UUID(self.cleaned_data["new"])


class OutOfWorkForm(forms.Form):
    cause = forms.ChoiceField(label=_("What happened"), choices=list(CAUSES.items()), widget=forms.RadioSelect)
    dispute = forms.BooleanField(label=_("I am in a dispute about it"), required=False)


class LeaveForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why my membership ends"), choices=list(LEAVING_REASONS.items()), widget=forms.RadioSelect
    )
