"""Rules of the charter that have to be confirmed are put to a ballot by the clock: nobody asks for it or delays it.

What nobody asked about in time, because too few keep keys, falls back all the same.
"""

from __future__ import annotations

from contextlib import suppress

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundswell.ballots import confirmations
from groundswell.ballots.actions import announcing
from groundswell.charter.models import Organisation
from groundswell.charter.queries import history, rules
from groundswell.charter.words import sentence
from groundswell.councils.models import Occasion
from groundswell.kernel.actions import ActionLeftNoEntry, action
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Invalid
from groundswell.kernel.ids import new_id
from groundswell.web.templatetags.components import day
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import asked, confirming
from scrutiny.organisation.ballots.confirming import Due
from scrutiny.organisation.ballots.seen import INSTANTS
from scrutiny.organisation.charter import RULES


def settle() -> None:
    """Safe to run at any time and twice. One that cannot be prepared yet is tried again each time."""
    for one in confirming.due(history(), today(), rules()):
        if one.on(today()) and not confirmations.is_asked(one.confirm_by):
            with suppress(Invalid, ActionLeftNoEntry, ScrutinyError):
                _call(one)


@action
def _call(due: Due) -> None:
    Organisation.objects.select_for_update().get()
    if confirmations.is_asked(due.confirm_by):
        return
    on_paper = asked.yes_or_no(
        _("Shall these rules of our charter hold on?"),
        _("Yes, they hold on"),
        _("No, the safe defaults shall hold from {day} on").format(day=day(due.confirm_by)),
    )
    occasion: Occasion = Occasion.objects.create(
        kind=confirmations.KIND,
        title=_title(due),
        text=_text(due),
        questions=asked.to_text([on_paper]),
        binding=True,
        rules=dict(due.values),
        due=due.confirm_by,
        automatic=True,
    )
    times = confirming.times(rules(), today())
    act = acts.AnnounceBallot(
        ballot=new_id(),
        unit=None,
        title=occasion.title,
        text=occasion.text,
        questions=occasion.questions,
        binding=True,
        rules=tuple(acts.RuleValue(rule, value) for rule, value in sorted(due.values.items())),
        confirms=due.confirm_by.isoformat(),
        **{name: getattr(times, name).isoformat() for name in INSTANTS},
    )
    announcing.call(NOBODY, act, occasion, times)


def _title(due: Due) -> str:
    number = len(due.values)
    return ngettext(
        "Does {number} rule of our charter hold on?", "Do {number} rules of our charter hold on?", number
    ).format(number=number)


def _text(due: Due) -> str:
    """Each rule as it is, and what would hold instead."""
    said = [
        _("Now: {now} Otherwise: {default}").format(
            now=sentence(rule, value), default=sentence(rule, RULES[rule].default)
        )
        for rule, value in due.values.items()
    ]
    return "\n\n".join(said)
