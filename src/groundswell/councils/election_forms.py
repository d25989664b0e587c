"""Forms of elections."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_STATEMENT = 2_000


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Do you stand?"), choices=[("yes", _("I stand")), ("no", _("I do not stand"))])
    statement = forms.CharField(
        label=_("What you say to those who vote"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=LONGEST_STATEMENT,
    )
