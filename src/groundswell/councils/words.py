"""How mandates end, and what bodies are called, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.councils.sending import body_named, unit_of
from scrutiny.organisation.councils import mandates
from scrutiny.organisation.councils.bodies import AT_WORK, Body, BodyKind

ENDS: dict[str, Promise] = {
    mandates.DECLINED: _("declined by whoever was elected"),
    mandates.NOT_ACCEPTED: _("not accepted in time"),
    mandates.LAPSED: _("its time is over"),
    mandates.RECALLED: _("ended early by the electors"),
    mandates.LAID_DOWN: _("laid down"),
    mandates.FALLEN: _("the mandate below, on which it rested, is over"),
    mandates.NOT_ELIGIBLE: _("the holder is no member of these electors any more"),
}

# Whether a delegate holds a job at a workplace now, or how it was lost.
STANDINGS: dict[str, Promise] = {
    AT_WORK: _("at work"),
    "dismissed": _("dismissed"),
    "laid-off": _("laid off"),
    "season-over": _("the season is over"),
}

BODY_KINDS: dict[str, Promise] = {
    BodyKind.ASSEMBLY: _("assembly"),
    BodyKind.COUNCIL: _("council"),
    BodyKind.BRANCH_CONGRESS: _("congress of a branch"),
    BodyKind.ALLIANCE_CONGRESS: _("congress of the alliance"),
}

BODY_TITLES: dict[str, Promise] = {
    BodyKind.ASSEMBLY: _("Assembly of {unit}"),
    BodyKind.COUNCIL: _("Council of {unit}"),
    BodyKind.BRANCH_CONGRESS: _("Congress of {unit}"),
    BodyKind.ALLIANCE_CONGRESS: _("Congress of the alliance"),
}

UNDECIDED: dict[str, Promise] = {
    "parity": _(
        "The charter wants as many seats for every branch, and one branch needs more than another can fill. Until that "
        "is decided, nobody can say how many seats there are."
    ),
}


def body_title(body: Body, unit_name: str) -> str:
    """What a body is called: `Council of Motors`."""
    return str(BODY_TITLES[body.kind]).format(unit=unit_name)


def body_name(key: str) -> str:
    """The same from the key of a body."""
    body = body_named(key)
    unit = unit_of(body)
    return body_title(body, unit.name if unit else "")


def office_name(unit: str, body: str) -> str:
    """An office: that of a steward, or of those whom a unit sends into a body."""
    if not body:
        return gettext("Steward of {unit}").format(unit=unit)
    return gettext("Delegate of {unit}: {body}").format(unit=unit, body=body_name(body))
