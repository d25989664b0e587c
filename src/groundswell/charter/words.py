"""The charter in the reader's language: one whole sentence for each rule, with its value in it.

A share reads "more than", because shares are exceeded and not reached; percentages come with their sign.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from groundswell.charter.words_of_numbers import NUMBERS
from groundswell.web.charts import percent_text
from scrutiny.organisation.charter import RULES, Choice, Number, Value, YesNo

HEADINGS: dict[str, Promise] = {
    "coming-in": _("Coming in"),
    "shown": _("What is shown"),
    "offices": _("Offices"),
    "ballots": _("Ballots"),
    "recall": _("Recall"),
    "pledges": _("Pledges"),
    "money": _("Money"),
    "record": _("The record"),
    "charter": _("Changing the charter"),
}

# no, yes
YES_NO: dict[str, tuple[Promise, Promise]] = {
    "branch_parity": (
        _("The branches have seats in a council according to their members."),
        _("Every branch has the same number of seats in a council of several branches."),
    ),
    "double_majority": (
        _("A decision of the whole organisation needs a majority of all who vote."),
        _("A decision of the whole organisation needs a majority of all who vote, and a majority in every branch."),
    ),
}

CHOICES: dict[str, dict[str, Promise]] = {
    "ballot_group": {
        "by-size": _(
            "Ballots are encrypted in a group that tools by others can check, and very large ones in a faster group."
        ),
        "Ed25519": _("All ballots are encrypted in the group Ed25519, which is the fastest on old phones."),
    },
    "vacancies": {
        "countback": _("A seat that falls vacant goes to whom the same ballots put next."),
        "by-election": _("A seat that falls vacant is filled by a new ballot."),
    },
    "eligible": {
        "members": _(
            "Every member can be elected, at work or out of work within the time above; nobody from the employer’s "
            "side ever can."
        ),
        "at-work-when-elected": _(
            "A member who is at work on the day of the election can be elected, and who is dismissed later keeps the "
            "mandate; nobody from the employer’s side ever can."
        ),
    },
}

LIMITS = {
    "members": ngettext_lazy(
        "May be {low} to {high} member; the safe default is {default}.",
        "May be {low} to {high} members; the safe default is {default}.",
        "high",
    ),
    "cards": ngettext_lazy(
        "May be {low} to {high} card; the safe default is {default}.",
        "May be {low} to {high} cards; the safe default is {default}.",
        "high",
    ),
    "hours": ngettext_lazy(
        "May be {low} to {high} hour; the safe default is {default}.",
        "May be {low} to {high} hours; the safe default is {default}.",
        "high",
    ),
    "days": ngettext_lazy(
        "May be {low} to {high} day; the safe default is {default}.",
        "May be {low} to {high} days; the safe default is {default}.",
        "high",
    ),
    "months": ngettext_lazy(
        "May be {low} to {high} month; the safe default is {default}.",
        "May be {low} to {high} months; the safe default is {default}.",
        "high",
    ),
    "percent": _("May be {low} to {high}; the safe default is {default}."),
    "times": _("May be {low} to {high}; the safe default is {default}."),
}


def heading(code: str) -> str:
    return str(HEADINGS[code])


def sentence(rule: str, value: Value) -> str:
    """What the charter says with this value of a rule, as it stands in JSON."""
    kind = RULES[rule].kind
    if isinstance(kind, Number):
        return _filled(NUMBERS[rule], kind.unit, n=int(value))
    return str(YES_NO[rule][int(value)] if isinstance(kind, YesNo) else CHOICES[rule][str(value)])


def limits(rule: str) -> str:
    """What else the rule may say, and what it says when nobody confirms it."""
    found = RULES[rule]
    if isinstance(found.kind, Number):
        low, high = found.kind.low, found.kind.high
        return _filled(LIMITS[found.kind.unit], found.kind.unit, low=low, high=high, default=int(found.default))
    values = found.kind.codes if isinstance(found.kind, Choice) else (0, 1)
    others = [sentence(rule, value) for value in values if value != found.default]
    return " ".join([str(_("This is the safe default. It may also say:")), *others])


def _filled(text: Promise, unit: str, **numbers: int) -> str:
    """The sentence with its numbers; where they are shares, with the sign."""
    shown = {name: percent_text(n) for name, n in numbers.items()} if unit == "percent" else numbers
    return str(text.format(**shown))  # type: ignore[attr-defined]
