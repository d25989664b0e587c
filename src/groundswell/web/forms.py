"""Forms of the shell."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.errors import Invalid
from groundswell.web.look import DISGUISES, PLAIN, THEMES, Look


def mend(form: forms.Form, field: str, error: Invalid) -> None:
    """Say what is wrong beside the field that it is about; what was typed stays in it to be mended."""
    form.add_error(field, " ".join(text for text in (error.sentence, str(error.kept), error.advice) if text))


def title_choices() -> list[tuple[str, Any]]:
    return [(PLAIN, _("The name of the organisation")), *((name, d.title) for name, d in DISGUISES.items())]


class LookForm(forms.Form):
    theme = forms.ChoiceField(label=_("Colours"), choices=list(THEMES.items()), widget=forms.RadioSelect)
    name = forms.ChoiceField(
        label=_("Title and icon on this device"),
        choices=title_choices,
        widget=forms.RadioSelect,
        help_text=_("With a neutral title, the tab, the icon and the head of the page do not name the organisation."),
    )

    def look(self) -> Look:
        """The look that was chosen; only after `is_valid()`."""
        return Look(self.cleaned_data["theme"], self.cleaned_data["name"])
