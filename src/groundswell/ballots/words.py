"""What codes of ballots are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from groundswell.ballots.models import Role
from groundswell.ballots.queries import Stage
from scrutiny.identity.words import tracker_indices, tracker_words
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import End

STAGES: dict[str, Promise] = {
    Stage.ANNOUNCED: _("Announced"),
    Stage.VOTING: _("Open"),
    Stage.COMPLAINTS: _("Closed: complaints can be made"),
    Stage.COUNTING: _("Closed: being counted"),
    Stage.DECIDED: _("Decided"),
    Stage.ENDED: _("Not held"),
}
OUTCOMES: dict[str, Promise] = {
    Outcome.CARRIED: _("Carried."),
    Outcome.NOT_CARRIED: _("Not carried: too few voted for it."),
    Outcome.BRANCH_AGAINST: _("Not carried: most voted for it, but not in every branch."),
    Outcome.NO_QUORUM: _("Not carried: too few voted."),
    Outcome.ADVICE: _("Advice: it binds nobody."),
    End.WITHDRAWN: _("Taken back before it opened."),
    End.NOT_HELD: _("Not held: keys or credentials were not ready in time."),
}
ROLES: dict[str, Promise] = {Role.REGISTRAR: _("Registrar"), Role.TRUSTEE: _("Trustee")}
STEPS: dict[str, Promise] = {
    "certificate": _("make a key of your own"),
    "commitment": _("make your part of the common key"),
    "shares": _("hand shares to the other trustees"),
    "key": _("check what the others handed you"),
    "confirm": _("confirm the ballot"),
    "shuffle": _("shuffle the votes"),
    "decrypt": _("open the result together"),
    "hash": _("make credentials"),
    "halves": _("exchange halves with the other registrar"),
    "list": _("seal credentials to the electors"),
    "again": _("seal the credentials of those who have new keys"),
}


def readable(tracker: str) -> str:
    """A tracker as the booth shows it: five words, or their numbers where the page is not in English."""
    if get_language() == "en":
        return " ".join(tracker_words(tracker))
    return " ".join(f"{index:04}" for index in tracker_indices(tracker))


COMPLAINTS: dict[str, Promise] = {
    "missing": _("My ballot is missing on the board"),
    "not-mine": _("Somebody voted in my name"),
    "refused": _("I could not vote"),
    "other": _("Something else was wrong"),
}
RULES: dict[str, Promise] = {
    "scottish": _("single transferable vote (Scottish rules)"),
    "meek": _("single transferable vote (Meek)"),
    "schulze": _("Schulze method"),
}
