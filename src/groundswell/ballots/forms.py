"""Forms of ballots: what is drafted, question by question, and the few answers that others give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groundswell.ballots.words import COMPLAINTS, RULES
from groundswell.charter.queries import rules
from groundswell.charter.words import sentence
from groundswell.workplaces.models import Unit
from scrutiny.errors import ScrutinyError
from scrutiny.organisation.ballots.asked import LONGEST, MOST_ANSWERS, Asked, yes_or_no
from scrutiny.organisation.charter import all_rules, to_json
from scrutiny.organisation.charter.rules import RULES as RULE_KINDS
from scrutiny.organisation.charter.rules import checked

EVERYBODY = ""


class DraftForm(forms.Form):
    unit = forms.ChoiceField(label=_("Who votes"), required=False)
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("What it is about"),
        help_text=_("Everybody who votes reads this, and everybody who checks the result."),
        max_length=5000,
        widget=forms.Textarea,
        required=False,
    )
    binding = forms.ChoiceField(
        label=_("What the result means"),
        choices=(("1", _("It binds: what is carried is decided")), ("0", _("Advice: it binds nobody"))),
        widget=forms.RadioSelect,
        initial="1",
    )
    opening = forms.DateField(
        label=_("Not before"),
        help_text=_("Leave it empty for the earliest day that the charter allows."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    voting_days = forms.IntegerField(
        label=_("Days of voting"),
        help_text=_("Leave it empty for as many as the charter wants at least."),
        min_value=1,
        max_value=60,
        required=False,
    )

    def __init__(self, *args: Any, units: Sequence[Unit], whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = [(EVERYBODY, _("All members of the organisation"))] if whole else []
        self.fields["unit"].choices = everybody + [(str(u.id), u.name) for u in units]  # type: ignore[attr-defined]

    def content(self) -> dict[str, Any]:
        said = self.cleaned_data
        opening: dt.date | None = said["opening"]
        return {
            "unit": said["unit"],
            "title": " ".join(said["title"].split()),
            "text": said["text"].strip(),
            "binding": said["binding"] == "1",
            "opening": opening.isoformat() if opening else "",
            "voting_days": said["voting_days"] or 0,
        }


class QuestionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of question"),
        choices=(
            ("yes-no", _("For, against or blank")),
            ("choose", _("Choose some of the answers")),
            ("rank", _("Put the answers into an order")),
            ("grade", _("Give each answer a grade")),
        ),
    )
    question = forms.CharField(label=_("Question"), max_length=LONGEST)
    answers = forms.CharField(
        label=_("Answers, one a line"),
        help_text=_("For a question of for or against: first what means for, then what means against."),
        widget=forms.Textarea,
        max_length=20_000,
    )
    least = forms.IntegerField(label=_("Fewest answers"), min_value=0, max_value=MOST_ANSWERS, required=False)
    most = forms.IntegerField(label=_("Most answers"), min_value=1, max_value=MOST_ANSWERS, required=False)
    blank = forms.BooleanField(label=_("A blank vote is possible"), required=False)
    rule = forms.ChoiceField(label=_("How orders are counted"), choices=tuple(RULES.items()), required=False)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_ANSWERS, required=False)
    grades = forms.CharField(
        label=_("Grades, the best first, one a line"), widget=forms.Textarea, max_length=2000, required=False
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        try:
            said["asked"] = self._asked(said)
        except ScrutinyError as error:
            raise ValidationError(
                _("This question cannot be asked so: look at the answers, which must differ, and at the numbers.")
            ) from error
        return said

    def _asked(self, said: dict[str, Any]) -> Asked:
        answers = lines(said["answers"])
        question = " ".join(said["question"].split())
        if said["kind"] == "yes-no":
            if len(answers) != 2:
                raise ValidationError({"answers": _("Two answers, one a line: for and against.")})
            return yes_or_no(question, *answers)
        seats = said["seats"] or 1
        if said["kind"] == "choose":
            most = said["most"] or len(answers)
            return Asked("choose", question, answers, said["least"] or 0, most, said["blank"], seats=seats)
        if said["kind"] == "rank":
            return Asked("rank", question, answers, rule=said["rule"] or "scottish", seats=seats)
        return Asked("grade", question, answers, grades=lines(said["grades"]), seats=seats)


def lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (" ".join(one.split()) for one in text.splitlines()) if line)


class RuleForm(forms.Form):
    """A change of the charter that a binding ballot of all members would put in force."""

    rule = forms.ChoiceField(label=_("The rule as it is now"))
    value = forms.CharField(label=_("New value"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = to_json(rules())
        self.fields["rule"].choices = [(r.name, sentence(r.name, now[r.name])) for r in all_rules()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        text = said["value"].strip()
        value = int(text) if text.lstrip("-").isdigit() and text.isascii() else text
        try:
            RULE_KINDS[said["rule"]].kind.check(said["rule"], checked(said["rule"], value))
        except ScrutinyError as error:
            raise ValidationError({"value": _("The charter does not allow this value.")}) from error
        said["value"] = value
        return said


class ComplaintForm(forms.Form):
    about = forms.ChoiceField(label=_("What is wrong"), choices=tuple(COMPLAINTS.items()), widget=forms.RadioSelect)


class UnitForm(forms.Form):
    unit = forms.UUIDField()

    def unit_id(self) -> UUID:
        found: UUID = self.cleaned_data["unit"]
        return found


class SlipForm(forms.Form):
    """Who votes on paper: oneself where nobody is named."""

    who = forms.UUIDField(required=False)
    slip = forms.CharField(required=False)

    def account(self, person: UUID) -> UUID:
        found: UUID | None = self.cleaned_data.get("who") if self.is_valid() else None
        return found or person

    def wanted(self) -> bool:
        return self.is_valid() and self.cleaned_data["slip"] == "1"
