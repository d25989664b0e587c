"""What an auditor states."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 1000


class StatementForm(forms.Form):
    exceptions = forms.CharField(
        label=_("Entries whose private part does not agree"),
        help_text=_("Numbers, with spaces between them. Leave it empty if all agree."),
        required=False,
        max_length=10_000,
    )

    def clean_exceptions(self) -> tuple[int, ...]:
        words = self.cleaned_data["exceptions"].replace(",", " ").split()
        if len(words) > MOST or not all(word.isascii() and word.isdigit() and len(word) < 13 for word in words):
            raise ValidationError(_("These are not all numbers of entries."))
        return tuple(sorted({int(word) for word in words}))
