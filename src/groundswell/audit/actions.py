"""Drawing auditors, their statements, and forgetting those who left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from groundswell.accounts.models import Account, Key, KeyState
from groundswell.audit import lists, queries
from groundswell.audit.models import Auditor, Departure, Drawing, FrozenList
from groundswell.charter.queries import founded, rules
from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import today
from groundswell.kernel.errors import Forbidden, Gone, Invalid
from groundswell.kernel.ids import new_id
from groundswell.members.queries import members_today
from groundswell.record import queries as record
from groundswell.record.actions import append, close_day, erase_openings
from scrutiny.organisation import acts, sortition
from scrutiny.organisation.lots import drawn
from scrutiny.organisation.sortition import Listed
from scrutiny.randomness import random_bytes

KEY_BYTES = SALT_BYTES = 32
LISTS_KEPT = 2  # the last one that was drawn from, and the next


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
    """Freeze the list of members, and name a size that the record has not reached yet: its root then decides who
    audits. By the calendar, by nobody.
    """
    close_day()
    salt = random_bytes(SALT_BYTES)
    people = lists.freeze(salt)
    made: Drawing = Drawing.objects.create(
        id=new_id(),
        size=record.size() + 2,
        count=min(rules().auditors_drawn, len(people)),
        announced=today(),
        listed=sortition.digest(people).hex(),
        salt=salt,
    )
    FrozenList.objects.create(drawing=made, content=lists.pack(people))
    _forget_lists()
    act = acts.DrawAuditors(made.id, made.size, made.count, made.listed)
    append(NOBODY, act, effect=act.body())
    return made


def _forget_lists() -> None:
    kept = Drawing.objects.exclude(listed="").order_by("-announced", "-size").values_list("id", flat=True)[:LISTS_KEPT]
    FrozenList.objects.exclude(drawing_id__in=list(kept)).delete()


def draw(drawing: Drawing) -> None:
    """Everybody who has the list can draw again."""
    if drawing.listed:
        _draw(drawing.id)
    else:
        _draw_without_list(drawing)


@action
def _draw(drawing_id: UUID) -> None:
    drawing: Drawing = Drawing.objects.select_for_update().get(id=drawing_id)
    if drawing.drawn:
        return
    people = queries.people(drawing)
    chosen = [one.person for one in sortition.draw(_seed(drawing), drawing.id, people, drawing.count)]
    act = acts.Drawn(drawing.id, tuple(chosen))
    append(NOBODY, act, effect=act.body())
    drawing.drawn, drawing.places = True, [[str(one), ""] for one in chosen]
    drawing.save(update_fields=["drawn", "places"])
    owners = lists.owners(bytes(drawing.salt))
    for place in chosen:
        _seat(drawing, owners, place)


def _seed(drawing: Drawing) -> bytes:
    return bytes.fromhex(record.root_at(drawing.size))


def _seat(drawing: Drawing, owners: Mapping[UUID, UUID], place: UUID) -> None:
    """Somebody audits for this place. That of a member who has left since stays empty: if a rule could pass it on,
    whoever runs the site could say so of every auditor, until the lot falls to one they like.
    """
    if place in owners:
        Auditor.objects.create(drawing=drawing, account_id=owners[place], place=place)


def _next(drawing: Drawing, people: list[Listed], gone: UUID) -> UUID | None:
    """Who comes by lot in the place of somebody drawn. Whoever was drawn once is not drawn again."""
    by_place = {one.person: one for one in people}
    drawn_before = [by_place[UUID(place)] for place, _gone in drawing.places]
    found = sortition.instead(_seed(drawing), drawing.id, people, drawn_before, by_place[gone])
    if found is None:
        return None
    drawing.places = [*drawing.places, [str(found.person), str(gone)]]
    drawing.save(update_fields=["places"])
    return found.person


@action
def pass_on(actor: Actor, act: acts.PassAudit) -> None:
    """Somebody drawn cannot serve: the lot says who comes instead. Raises Forbidden, Gone."""
    found = queries.auditor(actor.person, act.drawing)
    if found is None or found.place is None or found.place != act.place:
        raise Forbidden(_("Only those who were drawn state what they found."))
    if found.stated or found.passed:
        raise Gone(_("You have stated what you found already."))
    drawing: Drawing = Drawing.objects.select_for_update().get(id=act.drawing)
    people = queries.people(drawing)
    found.passed = today()
    found.save(update_fields=["passed"])
    after = _next(drawing, people, found.place)
    append(actor, act, effect={**act.body(), "next": str(after or "")})
    if after is not None:
        _seat(drawing, lists.owners(bytes(drawing.salt)), after)


@housekeeping
def _draw_without_list(drawing: Drawing) -> None:
    """A drawing that was announced before there were lists."""
    chosen = drawn(_seed(drawing), drawing.id, members_today(), drawing.count)
    drawing.drawn = True
    drawing.save(update_fields=["drawn"])
    Auditor.objects.bulk_create(Auditor(drawing=drawing, account_id=one) for one in chosen)


@action
def state(actor: Actor, act: acts.Audited) -> None:
    """What an auditor found: entries whose openings do not agree with their commitments, or none.

    Raises Forbidden for all but the drawn, Gone for a second statement, Invalid for another size or root.
    """
    found = queries.auditor(actor.person, act.drawing)
    if found is None:
        raise Forbidden(_("Only those who were drawn state what they found."))
    if found.stated or found.passed:
        raise Gone(_("You have stated what you found already."))
    wrong = [index for index in act.exceptions if not 0 <= index < act.size]
    if act.place != found.place or act.size != found.drawing.size or act.root != record.root_at(act.size) or wrong:
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
