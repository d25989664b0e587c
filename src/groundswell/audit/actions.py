"""Drawing auditors, their statements, and forgetting those who left."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.accounts.models import Account, Key, KeyState
from groundswell.audit import queries
from groundswell.audit.models import Auditor, Departure, Drawing
from groundswell.charter.queries import founded, rules
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Forbidden, Gone, Invalid
from groundswell.kernel.ids import new_id
from groundswell.members.queries import members_today
from groundswell.record import queries as record
from groundswell.record.actions import append, close_day, erase_openings
from scrutiny.encoding import Json
from scrutiny.organisation import acts
from scrutiny.organisation.lots import drawn
from scrutiny.randomness import random_bytes

KEY_BYTES = 32


def settle() -> None:
    """What is due by the calendar: announce a drawing, draw when the record is long enough, forget who may be."""
    last = queries.latest()
    before = last.announced if last else founded()
    if (last is None or last.drawn) and before + dt.timedelta(days=rules().statement_days) <= today():
        announce()
    elif last and not last.drawn and record.size() >= last.size:
        draw(last)
    for waiting in Departure.objects.filter(done=None):
        forget(waiting)


@action
def announce() -> Drawing:
    """Name a size that the record has not reached yet: its root then decides who audits. By the calendar, by nobody."""
    close_day()
    made: Drawing = Drawing.objects.create(
        id=new_id(), size=record.size() + 2, count=rules().auditors_drawn, announced=today()
    )
    effect: dict[str, Json] = {"drawing": str(made.id), "size": made.size, "count": made.count}
    append(NOBODY, acts.DrawAuditors(made.id, made.size, made.count), effect=effect)
    return made


@housekeeping
def draw(drawing: Drawing) -> list[Auditor]:
    """Everybody who knows the members can draw again."""
    seed = bytes.fromhex(record.root_at(drawing.size))
    chosen = drawn(seed, drawing.id, members_today(), drawing.count)
    drawing.drawn = True
    drawing.save(update_fields=["drawn"])
    made: list[Auditor] = Auditor.objects.bulk_create(Auditor(drawing=drawing, account_id=one) for one in chosen)
    return made


@action
def state(actor: Actor, act: acts.Audited) -> None:
    """What an auditor found: entries whose openings do not agree with their commitments, or none.

    Raises Forbidden for all but the drawn, Gone for a second statement, Invalid for another size or root.
    """
    found = queries.auditor(actor.person, act.drawing)
    if found is None:
        raise Forbidden(_("Only those who were drawn state what they found."))
    if found.stated:
        raise Gone(_("You have stated what you found already."))
    wrong = [index for index in act.exceptions if not 0 <= index < act.size]
    if act.size != found.drawing.size or act.root != record.root_at(act.size) or wrong:
        raise Invalid(_("This is not about the entries that were drawn for you."))
    found.stated, found.exceptions = today(), list(act.exceptions)
    found.save(update_fields=["stated", "exceptions"])
    append(actor, act, effect=act.body())


@action
def leave_for_good(actor: Actor) -> Departure:
    """Ask to be forgotten. Raises Forbidden while one still stands somewhere, Gone when it was asked before."""
    if not queries.is_gone(actor.person):
        raise Forbidden(_("You still stand in a workplace."), todo=_("Leave it first; then ask again to be forgotten."))
    if queries.departure(actor.person):
        raise Gone(_("You have asked already."))
    made: Departure = Departure.objects.create(account_id=actor.person, asked=today())
    append(actor, acts.AskToBeForgotten())
    forget(made)
    return made


@housekeeping
def forget(departure: Departure) -> bool:
    """Delete the openings that auditors have seen; when none is left, the name and the keys too.

    Counts and other people's acts stay: they name nobody. Returns whether all is gone.
    """
    account = departure.account_id
    gone = erase_openings(account, queries.audited_size())
    if gone.count:
        append(NOBODY, acts.Erase(gone.count, gone.last), effect={"erased": gone.count, "last": gone.last})
    done = not record.has_openings(account) and queries.is_gone(account)
    if done:
        _blank(account)
        departure.done = today()
        departure.save(update_fields=["done"])
    return done


def _blank(account: UUID) -> None:
    """Random bytes in the place of public keys: unique as the table wants it, and nobody's."""
    Account.objects.filter(id=account).update(name="", language="en")
    for key in Key.objects.filter(account_id=account):
        key.signin, key.act, key.age = (random_bytes(KEY_BYTES).hex() for _one in range(3))
        key.state = KeyState.REVOKED
        key.epoch += 1
        key.save()
