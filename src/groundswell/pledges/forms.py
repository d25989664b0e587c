"""Forms of pledges: of whom, and what is asked; leftover cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groundswell.charter.queries import rules
from groundswell.kernel.clock import today
from groundswell.pledges.words import AUDIENCES
from groundswell.workplaces.models import Unit
from scrutiny.pledge.terms import MOST_CARDS, MOST_THRESHOLD

HOUR_OF_DEADLINE = 20


class UnitsForm(forms.Form):
    units = forms.MultipleChoiceField(
        label=_("Who is asked"),
        help_text=_(
            "Where you name more than one unit, each has to give its share, and they open together or not at all."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(str(one.id), one.name) for one in units]  # type: ignore[attr-defined]

    def chosen(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["units"]]


class PledgeForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("What we pledge"),
        help_text=_("Say what everybody who signs will do, and from when on. Everybody with a card reads it."),
        max_length=3000,
        widget=forms.Textarea,
    )
    audience = forms.ChoiceField(
        label=_("Who can sign"), choices=list(AUDIENCES.items()), widget=forms.RadioSelect, initial="members"
    )
    measure = forms.ChoiceField(
        label=_("The target"),
        choices=(
            ("number", _("A number of signatures from each unit")),
            ("share", _("A share of each unit, in percent")),
        ),
        widget=forms.RadioSelect,
        initial="number",
    )
    wanted = forms.IntegerField(label=_("How many, or how many in a hundred"), min_value=1, max_value=MOST_THRESHOLD)
    assumed = forms.IntegerField(
        label=_("Cards that may be in hostile hands"),
        help_text=_("So many more signatures are needed: a card in wrong hands must not open a pledge too early."),
        min_value=0,
        max_value=MOST_THRESHOLD,
    )
    cards = forms.IntegerField(label=_("Cards in each deck"), min_value=2, max_value=MOST_CARDS)
    deadline = forms.DateField(
        label=_("Last day"),
        help_text=_("It ends at 20:00 UTC."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, people: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(((str(key), name) for key, name in people.items()), key=lambda one: one[1].casefold())
        for deck in range(1, rules().pledge_decks + 1):
            self.fields[f"dealer_{deck}"] = forms.ChoiceField(
                label=_("Who deals deck {deck}").format(deck=deck), choices=choices
            )

    @property
    def dealer_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("dealer_")]

    def dealers(self) -> tuple[UUID, ...]:
        return tuple(UUID(self.cleaned_data[name]) for name in self.dealer_names)

    def instant(self) -> dt.datetime:
        return dt.datetime.combine(self.cleaned_data["deadline"], dt.time(HOUR_OF_DEADLINE), dt.UTC)

    def clean_deadline(self) -> dt.date:
        found: dt.date = self.cleaned_data["deadline"]
        if found <= today():
            raise ValidationError(_("Leave at least a day: cards have to be dealt, printed and handed out."))
        return found

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        most = 100
        if said.get("measure") == "share" and (said.get("wanted") or 0) > most:
            self.add_error("wanted", _("A share is 100 % at most."))
        dealers = [said.get(name) for name in self.dealer_names]
        if len(set(dealers)) != len(dealers):
            raise ValidationError(_("Each deck is dealt by somebody else: one alone must not hold all cards."))
        return said


class LeftoverForm(forms.Form):
    deck = forms.TypedChoiceField(label=_("Deck"), coerce=int)
    cards = forms.CharField(
        label=_("Numbers of the cards that are left over"),
        help_text=_("For example: 3, 17, 40-60"),
        max_length=2000,
    )

    def __init__(self, *args: Any, decks: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deck"].choices = [(n, str(n)) for n in range(1, decks + 1)]  # type: ignore[attr-defined]

    def clean_cards(self) -> tuple[int, ...]:
        found: set[int] = set()
        for part in self.cleaned_data["cards"].replace("–", "-").split(","):
            first, _dash, last = (one.strip() for one in part.partition("-"))
            if not first.isascii() or not first.isdigit() or (last and not (last.isascii() and last.isdigit())):
                raise ValidationError(_("Write numbers, with commas between them."))
            found |= set(range(int(first), min(int(last or first), MOST_CARDS) + 1))
        if not 0 < len(found) <= MOST_CARDS:
            raise ValidationError(_("Write numbers, with commas between them."))
        return tuple(sorted(found))
