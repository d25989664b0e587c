"""Sentences about petitions, by code."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundswell.workplaces.models import Unit
from scrutiny.organisation.councils import clocks

STATES: Mapping[str, Promise] = {
    clocks.OPEN: _("Signatures are being collected."),
    clocks.REACHED: _("Enough have signed. The ballot is announced at midnight (UTC), by itself."),
    clocks.ANNOUNCED: _("Enough have signed. The ballot is on its way, and nobody can stop it."),
    clocks.LAPSED: _("Its time is over, and not enough have signed."),
    clocks.JOINED: _("It was joined to another petition."),
    clocks.MOOT: _("The mandate that it was about is over."),
    "carried": _("The ballot was carried."),
    "not-carried": _("The ballot was not carried."),
    "no-quorum": _("Too few voted in the ballot."),
    "branch-against": _("A branch was against it in the ballot."),
}

REFUSALS: Mapping[str, Promise] = {
    "too-late": _("This petition cannot be signed today."),
    "not-on-the-list": _("This key is not on the list of petition keys."),
    "signed-already": _("You have signed this already: a petition key counts once."),
    "signature": _("This signature does not belong to this petition."),
    "timetable": _("The days of a petition are those of the charter, and begin today."),
    "no-mandate": _("This mandate is over, or was not given by these electors."),
    "other-question": _("Only petitions that ask the same electors the same thing can be joined."),
    "not-the-mover": _("Only those who began the two petitions can join them."),
    "petition": _("This petition cannot be read."),
}

POSITIONS: Mapping[str, Promise] = {
    "in-favour": _("in favour"),
    "against": _("against"),
    "abstain": _("abstention"),
}

VOTE_REFUSALS: Mapping[str, Promise] = {
    "no-mandate": _("This mandate does not live now: nothing can be done with it."),
    "other-holder": _("This is not your mandate."),
    "not-here": _("This mandate has no vote here."),
    "voted-already": _("You have voted already. An open vote is not changed."),
    "vote-over": _("This vote is over."),
    "too-early": _("This vote has not begun."),
    "reason-needed": _("Your electors have instructed you otherwise: say why you vote differently."),
}


def place_name(unit: Unit | None) -> str:
    """To whom a question is put."""
    return unit.name if unit else gettext("Congress of the alliance")
