"""What follows from signatures and clock, by rule: enough have signed, and the ballot opens. Nobody is asked.

Safe to run at any time and twice. A day counts when it is over, as for everybody who counts from the record.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from groundswell.councils import actions as councils
from groundswell.councils.models import Occasion, OccasionState
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import today
from groundswell.motions import offering, queries
from groundswell.motions.models import JoinOffer, Kind, Petition, PetitionSignature
from groundswell.record.actions import append
from groundswell.workplaces.queries import public_scope
from scrutiny.organisation import acts
from scrutiny.organisation.ballots import asked
from scrutiny.organisation.ballots.decision import Outcome
from scrutiny.organisation.ballots.seen import End
from scrutiny.organisation.councils import clocks

DAY = dt.timedelta(days=1)


def settle() -> None:
    lay_anew()
    join_agreed()
    for petition in Petition.objects.filter(occasion__state=OccasionState.SETTLED, occasion__outcome=End.NOT_HELD):
        ask_again(petition.id)
    for petition in Petition.objects.filter(reached=None, joined_into=None, opened__lt=today()):
        found = reached_on(petition)
        if found is not None:
            reach(petition.id, *found)


def reached_on(petition: Petition) -> tuple[dt.date, int] | None:
    """The first day, of those that are over, at whose end enough keys had signed it or what was joined to it; and how
    many those were.
    """
    rows = PetitionSignature.objects.filter(petition__in=queries.parts(petition), day__lt=today())
    by_day: dict[dt.date, set[str]] = {}
    for day, key in rows.filter(day__lt=petition.closes).order_by("day").values_list("day", "key"):
        by_day.setdefault(day, set()).add(key)
    seen: set[str] = set()
    for day, keys in by_day.items():
        seen |= keys
        if len(seen) >= petition.needed:
            return day, len(seen)
    return None


@housekeeping
def join_agreed() -> None:
    """Petitions are one from the end of the day on which both movers have agreed."""
    for offer in JoinOffer.objects.filter(day__lt=today(), joining__joined_into=None).select_related("joining", "into"):
        given = JoinOffer.objects.filter(joining=offer.joining, into=offer.into, day__lt=today())
        movers = {offer.joining.mover, offer.into.mover}
        if movers == set(given.values_list("key", flat=True)) and offer.into.joined_into_id is None:
            Petition.objects.filter(id=offer.joining_id, reached=None).update(joined_into=offer.into)


@action
def reach(petition_id: UUID, day: dt.date, signed: int) -> None:
    """Write down that enough have signed, and put the ballot on the timetable."""
    petition: Petition = Petition.objects.select_for_update().get(id=petition_id)
    if petition.reached is not None or queries.state(petition) not in (clocks.OPEN, clocks.LAPSED):
        return
    petition.reached = day
    petition.occasion = _occasion(petition, day)
    petition.save(update_fields=["reached", "occasion"])
    act = acts.TallyPetition(petition=petition.id, reached=day, signed=signed)
    scope = public_scope(petition.unit_id) if petition.unit_id else None
    append(NOBODY, act, effect=act.body(), scope=scope)


@housekeeping
def ask_again(petition_id: UUID) -> None:
    """Those who were to prepare the ballot failed: it is called once more, by others."""
    petition: Petition = Petition.objects.select_for_update(of=("self",)).select_related("occasion").get(id=petition_id)
    if petition.occasion is not None and petition.occasion.outcome == End.NOT_HELD and not queries.is_moot(petition):
        petition.occasion = _occasion(petition, today() - DAY)
        petition.save(update_fields=["occasion"])


def decided(occasion: Occasion, outcome: str) -> None:
    """The ballot of a petition is certified: a recall that was carried ends the mandate. Part of an action."""
    petition: Petition | None = Petition.objects.filter(occasion=occasion).select_related("mandate").first()
    if petition is not None and petition.mandate is not None and outcome == Outcome.CARRIED:
        councils.recall(petition.mandate)


def _occasion(petition: Petition, day: dt.date) -> Occasion:
    """A binding ballot of these electors, which is announced by itself when the day is over."""
    recall = petition.kind == Kind.RECALL
    question = _("Shall this mandate end now?") if recall else _("Do you agree to this text?")
    made: Occasion = Occasion.objects.create(
        kind="recall" if recall else "forced",
        unit_id=petition.unit_id,
        title=offering.heading(petition)[:160],
        text=petition.text,
        questions=asked.to_text([asked.yes_or_no(question, _("Yes"), _("No"))]),
        binding=True,
        due=day,
        automatic=True,
    )
    return made


@housekeeping
def lay_anew() -> None:
    """The rows of days that are over, in the order of the keys: a table remembers in which order rows came."""
    waiting = PetitionSignature.objects.filter(laid=False, day__lt=today())
    rows = list(waiting.order_by("petition_id", "day", "key").values_list("petition_id", "key", "signature", "day"))
    if rows:
        waiting.delete()
        fields = ["petition", "key", "signature", "day", "laid"]
        PetitionSignature.objects.insert(fields, ((*row, True) for row in rows))
