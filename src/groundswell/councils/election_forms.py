"""Forms of elections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
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


class PaperForm(forms.Form):
    """A rank for each who stands, or, where no more stand than there are seats, whether one wants them."""

    def __init__(self, *args: Any, names: Sequence[str], ranked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = [f"place-{place}" for place in range(len(names))]
        ranks = [("0", "–"), *((str(n), str(n)) for n in range(1, len(names) + 1))]
        for place, name in zip(self.places, names, strict=True):
            wanted = [("0", gettext("no")), (str(self.places.index(place) + 1), gettext("yes"))]
            self.fields[place] = forms.ChoiceField(label=name, choices=ranks if ranked else wanted)

    def ranks(self) -> tuple[int, ...]:
        return tuple(int(self.cleaned_data[place]) for place in self.places)
