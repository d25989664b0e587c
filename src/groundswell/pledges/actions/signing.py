"""Entries, withdrawals and leftover cards.

What comes in is checked, kept without a word about who sent it, and promised for the next full hour. Then all that
waits is written into the record, sorted by hash, and laid anew, so that neither record nor tables tell the order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from groundswell.kernel.actions import action, housekeeping
from groundswell.kernel.actor import NOBODY, Actor
from groundswell.kernel.clock import now
from groundswell.kernel.errors import DomainError, Gone, Invalid
from groundswell.pledges import promising, queries
from groundswell.pledges.models import Entry, Leftover, Pledge, Waiting, Withdrawal
from groundswell.pledges.permissions import check_may_void
from groundswell.record.actions import append
from scrutiny.errors import ScrutinyError
from scrutiny.organisation import acts
from scrutiny.pledge import board, checks, entries, withdrawals
from scrutiny.pledge.promises import Promise


@dataclass(frozen=True)
class Taken:
    """What the signer is answered: the promise, and the short code for the card."""

    promise: Promise
    code: str


@housekeeping
def take(h: str, content: bytes) -> Taken:
    """One entry. The same entry sent again is answered in the same way.

    Raises Unknown, Gone after the last batch or when it is reached, Invalid where a check fails, DomainError where a
    card was played before or is void.
    """
    found: Pledge = Pledge.objects.select_for_update().get(id=queries.by_manifest(h).id)
    try:
        entry = checks.check(queries.manifest_of(found), content)
    except ScrutinyError as error:
        raise Invalid(
            _("This does not hold: the card was misread, or the page is not ours."), code=error.code
        ) from error
    hashed = entry.hash()
    known = Waiting.objects.filter(pledge=found, hash=hashed.hex()).first()
    if known:
        return _promised(found, hashed, known.batch)
    if Entry.objects.filter(pledge=found, hash=hashed.hex()).exists():
        return _promised(found, hashed, now())
    if not queries.takes_entries(found):
        raise Gone(_("Nobody can sign this pledge any more."), todo=_("Ask whoever gave you the card."))
    _check_unused(found, entry.indices)
    batch = queries.next_batch(now())
    played = {f"deck_{deck}": index for deck, index in entry.slots}
    try:
        Waiting.objects.create(pledge=found, hash=hashed.hex(), content=content, batch=batch, **played)
    except IntegrityError as error:
        raise _used() from error
    return _promised(found, hashed, batch)


def _used() -> DomainError:
    return DomainError(
        _("One of these cards has been played already."),
        todo=_("If it was not you, tell whoever gave you the cards: it is a complaint."),
        code="used-card",
    )


def _check_unused(found: Pledge, indices: Sequence[int]) -> None:
    void = queries.leftover(found)
    for deck, index in enumerate(indices, 1):
        if index in void.get(deck, []):
            raise DomainError(_("One of these cards was counted as left over and is void."), code="void-card")
        if Entry.objects.filter(pledge=found, **{f"deck_{deck}": index}).exists():
            raise _used()


def _promised(found: Pledge, hashed: bytes, batch: dt.datetime) -> Taken:
    made = promising.promise(bytes.fromhex(found.h), hashed, int(batch.timestamp()))
    return Taken(made, entries.short_code(hashed))


@housekeeping
def take_back(h: str, content: bytes) -> dt.datetime:
    """A withdrawal of an entry that is in the record. When it will be there.

    Raises Unknown, Gone when trustees have seen the count, Invalid.
    """
    found = queries.by_manifest(h)
    manifest = queries.manifest_of(found)
    try:
        read = withdrawals.read(content, len(manifest.decks))
        entry = Entry.objects.filter(pledge=found, hash=read.entry.hex()).first()
        if entry is None or not entry.content:
            raise Gone(_("This signature is not in the record."), todo=_("Try again after the next full hour."))
        withdrawals.check(manifest, entries.read(bytes(entry.content), len(manifest.decks)), read)
    except ScrutinyError as error:
        raise Invalid(_("To take a signature back, all cards are needed with which it was made.")) from error
    if queries.stage(found) != queries.Stage.SIGNING:
        raise Gone(
            _("The trustees have seen already that enough signed."),
            todo=_("It cannot be taken back here any more."),
        )
    made, _new = Withdrawal.objects.get_or_create(
        pledge=found,
        entry=read.entry.hex(),
        defaults={"content": content, "batch": queries.next_batch(now())},
    )
    batch: dt.datetime = made.batch
    return batch


@action
def record_batch(pledge: Pledge) -> None:
    """What was promised for an hour that has come. Whoever comes second finds nothing."""
    found: Pledge = Pledge.objects.select_for_update().get(id=pledge.id)
    due = sorted(queries.waiting(found).filter(batch__lte=now()), key=lambda one: one.hash)
    h, decks = bytes.fromhex(found.h), len(queries.manifest_of(found).decks)
    for batch in board.batches([entries.read(bytes(one.content), decks) for one in due]):
        append(NOBODY, acts.RecordEntries(found.id, len(batch)), effect=board.entries_effect(h, batch))
    Waiting.objects.filter(hash__in=[one.hash for one in due]).delete()
    for one in due:
        cards = {name: getattr(one, name) for name in ("deck_1", "deck_2", "deck_3", "deck_4")}
        Entry.objects.create(pledge=found, hash=one.hash, content=one.content, **cards)
    back = list(found.withdrawals.filter(recorded=False, batch__lte=now()))
    if back:
        contents = [bytes(one.content) for one in back]
        act = acts.RecordWithdrawals(found.id, len(back))
        append(NOBODY, act, effect=board.withdrawals_effect(h, contents))
        found.withdrawals.filter(id__in=[one.pk for one in back]).update(recorded=True)


@action
def void(actor: Actor, act: acts.VoidLeftover) -> None:
    """Leftover cards were counted and destroyed. Raises Forbidden, Invalid, DomainError where one was played."""
    found: Pledge = Pledge.objects.select_for_update().get(id=queries.pledge(act.pledge).id)
    check_may_void(actor, found)
    cards = sorted(set(act.cards))
    if not found.h or not 1 <= act.deck <= len(queries.terms(found).dealers) or not cards:
        raise Invalid(_("There are no such cards."))
    if not 1 <= cards[0] <= cards[-1] <= found.cards:
        raise Invalid(_("There are no such cards."), todo=_("Compare the numbers with those on the cards."))
    name = f"deck_{act.deck}__in"
    if Entry.objects.filter(pledge=found, **{name: cards}).exists() or queries.waiting(found).filter(**{name: cards}):
        raise DomainError(_("One of these cards was played."), todo=_("Compare the numbers with those on the cards."))
    fresh = [one for one in cards if one not in queries.leftover(found).get(act.deck, [])]
    if not fresh:
        raise Gone(_("These cards are void already."))
    Leftover.objects.create(pledge=found, deck=act.deck, cards=fresh, by_id=actor.person)
    slots = [(act.deck, one) for one in fresh]
    append(actor, act, effect=board.voided_effect(bytes.fromhex(found.h), slots))
