"""Reads of pledges. Stage and count are worked out from what the record holds, never stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from groundswell.accounts.models import Key, KeyState
from groundswell.charter.queries import rules
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import now
from groundswell.kernel.errors import Unknown
from groundswell.pledges.models import Custodian, Entry, Leftover, Message, Outcome, Pledge, Role, Waiting
from groundswell.record import queries as record
from groundswell.workplaces import tree
from groundswell.workplaces.queries import below_stewarded
from scrutiny.errors import Unverified
from scrutiny.pledge import board as boards
from scrutiny.pledge import counting, manifest, statements, trigger
from scrutiny.pledge import terms as terms_of
from scrutiny.pledge.board import READERS, Board
from scrutiny.pledge.counting import Tally
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.terms import Terms
from scrutiny.pledge.trigger import Evidence, Trigger
from scrutiny.pledge.trustees_said import WAITING as WAITING_SECONDS
from scrutiny.pledge.trustees_said import Notice
from scrutiny.record import policy as policies
from scrutiny.record.checkpoints import read as read_checkpoint

BATCH = dt.timedelta(hours=1)
LAST_BATCH = dt.timedelta(hours=1)
"""Entries are taken until so long before the deadline: witnesses have to sign the last batch before it."""
UNWITNESSED = dt.timedelta(days=1)
"""Where no witness signs, trustees stand for them: they have to see the last batch before the deadline."""
KEPT = dt.timedelta(days=30)
"""How long an opened pledge can still be opened by those who signed."""


class Stage(StrEnum):
    PREPARING = "preparing"
    SIGNING = "signing"
    REACHED = "reached"
    OPENING = "opening"
    OPENED = "opened"
    MISSED = "missed"
    VOID = "void"


def pledge(pledge_id: UUID) -> Pledge:
    """Raises Unknown."""
    found: Pledge | None = Pledge.objects.select_related("unit", "by").filter(id=pledge_id).first()
    if found is None:
        raise Unknown
    return found


def by_manifest(h: str) -> Pledge:
    """A pledge whose cards are printed, by the hash of its manifest. Raises Unknown."""
    found: Pledge | None = Pledge.objects.select_related("unit").filter(h=h).first() if h else None
    if found is None:
        raise Unknown
    return found


def pledges() -> QuerySet[Pledge, Pledge]:
    return Pledge.objects.select_related("unit").order_by("-announced", "id")


def running() -> list[Pledge]:
    return list(pledges().filter(outcome=Outcome.RUNNING))


def seen_by(actor: Actor) -> list[Pledge]:
    """Those that somebody is asked for, prepares, or keeps keys of; the newest first."""
    near = tree.ancestors_of_all(actor.units) | below_stewarded(actor.stewarded)
    mine = models.Q(unit_id__in=near) | models.Q(by_id=actor.account) | models.Q(custodians__account_id=actor.account)
    return list(pledges().filter(mine).distinct())


def in_committee(found: Pledge, actor: Actor) -> bool:
    """Whether somebody can open it with their words: stewards of the unit when it was announced."""
    age = Key.objects.filter(account_id=actor.person, state=KeyState.LIVING).values_list("age", flat=True).first()
    return age is not None and age in terms(found).committee


def signable() -> list[Pledge]:
    """Those that take entries now."""
    return [one for one in running() if takes_entries(one)]


def together(found: Pledge) -> list[Pledge]:
    """All pledges of the set, this one among them, by unit."""
    every = Pledge.objects.select_related("unit").filter(together=found.together)
    return sorted(every, key=lambda one: (one.unit.name, str(one.id)))


def custodians(found: Pledge, role: Role) -> list[Custodian]:
    return list(found.custodians.filter(role=role).select_related("account").order_by("place"))


def all_custodians(found: Pledge) -> list[Custodian]:
    """Dealers, then trustees."""
    return [one for role in Role for one in custodians(found, role)]


def custodian(found: Pledge, account: UUID | None) -> Custodian | None:
    return found.custodians.filter(account_id=account).select_related("account").first() if account else None


def custodies(account: UUID) -> list[Custodian]:
    """Pledges in which somebody deals or is trustee and which are not over for them."""
    found = Custodian.objects.filter(account_id=account, pledge__deleted=False).select_related("pledge__unit")
    return list(found.order_by("pledge__deadline", "id"))


def said(found: Pledge, role: Role, step: str) -> dict[int, str]:
    """What was said in one step, by place."""
    rows = Message.objects.filter(custodian__pledge=found, custodian__role=role, step=step)
    return dict(rows.values_list("custodian__place", "content"))


@lru_cache(maxsize=64)
def _terms(content: str) -> Terms:
    return terms_of.of_json(statements.read(content.encode(), terms_of.FIELDS))


def terms(found: Pledge) -> Terms:
    return _terms(found.terms)


@lru_cache(maxsize=16)
def _manifest(content: str) -> Manifest:
    return manifest.read(content.encode())


def manifest_of(found: Pledge) -> Manifest:
    return _manifest(found.manifest)


def board(found: Pledge, size: int | None = None) -> Board:
    """What the record says of this pledge, as far as `size` entries, without reading all of it."""
    made = Board(found.h)
    made.size = record.seen_size() if size is None else size
    rows = record.found_entries(types=READERS).filter(index__lt=made.size, day__gte=found.announced.date())
    for place, content in rows.order_by("index").values_list("index", "public"):
        boards.take(made, place, bytes(content))
    made.root = bytes.fromhex(record.root_at(made.size))
    return made


def place_of(found: Pledge) -> int | None:
    """Which entry of the record holds the hash of the manifest; the first, if there were two."""
    named = f'"{found.h}"'.encode()
    rows = record.found_entries(types=[boards.MANIFEST]).order_by("index").values_list("index", "public")
    return next((int(place) for place, content in rows if named in bytes(content)), None)


def served(found: Pledge) -> dict[bytes, bytes]:
    rows = Entry.objects.filter(pledge=found).order_by("hash").values_list("hash", "content")
    return {bytes.fromhex(name): bytes(content) for name, content in rows if content}


def tally(found: Pledge, at: Board | None = None) -> Tally:
    """The count as every reader works it out; as far as this site has the record now, or as far as `at` goes."""
    return counting.count(manifest_of(found), at or board(found), served(found))


def count(found: Pledge) -> int:
    """Of cards in the record that are not taken back: what `tally` says, for a site that served nothing false."""
    taken_back = found.withdrawals.filter(recorded=True).count()
    return Entry.objects.filter(pledge=found).count() - taken_back


def is_reached(found: Pledge) -> bool:
    """By the whole set: pledges of several units open together or not at all."""
    return all(one.h and count(one) >= one.wanted + one.assumed for one in together(found))


def notices(found: Pledge) -> list[Notice]:
    return board(found).notices if found.checkpoint else []


def evidence(found: Pledge, note: bytes = b"") -> Evidence:
    """What is shown to whoever checks the trigger: up to this checkpoint, or the one that the first notice names."""
    note = note or checkpoint(found)
    at = board(found, read_checkpoint(note)[1].size)
    return Evidence(at, served(found), note, found.policy.encode(), notices(found))


def checkpoint(found: Pledge) -> bytes:
    return found.checkpoint.encode() or record.file("checkpoint")


def triggered(found: Pledge) -> Trigger | None:
    """Enough trustees have seen in time that enough signed; None while that is not so."""
    if not found.checkpoint:
        return None
    try:
        return trigger.triggered(manifest_of(found), evidence(found))
    except Unverified:
        return None


def opens_from(found: Pledge) -> dt.datetime | None:
    """When parts may be given: the charter's days, one at least, after the last of the notices that are needed, in all
    pledges of the set; None while that is not fixed.
    """
    found_triggers = [triggered(one) for one in together(found)]
    if not all(found_triggers):
        return None
    started = max(one.started for one in found_triggers if one)
    wait = max(WAITING_SECONDS, rules().pledge_wait_days * 86_400)
    return dt.datetime.fromtimestamp(started + wait, dt.UTC)


def is_witnessed(policy: str) -> bool:
    return policies.parse(policy.encode()).quorum != policies.NONE


def latest_notice(found: Pledge) -> dt.datetime:
    """Until when trustees can be shown that it was reached. Where no witness signs, until the deadline only."""
    if not is_witnessed(found.policy):
        return found.deadline
    return found.deadline + dt.timedelta(hours=rules().pledge_trigger_hours)


def last_taken(found: Pledge) -> dt.datetime:
    return found.deadline - (LAST_BATCH if is_witnessed(found.policy) else UNWITNESSED)


def next_batch(instant: dt.datetime) -> dt.datetime:
    """The next full hour."""
    return instant.replace(minute=0, second=0, microsecond=0) + BATCH


def sealed(found: Pledge) -> dict[int, str]:
    return said(found, Role.TRUSTEE, "seal")


def stage(found: Pledge) -> Stage:
    if found.outcome:
        return Stage(found.outcome)
    if not found.h:
        return Stage.PREPARING
    if not found.checkpoint:
        return Stage.SIGNING if now() < found.deadline else Stage.REACHED
    return Stage.OPENING if triggered(found) else Stage.REACHED


def takes_entries(found: Pledge) -> bool:
    return stage(found) == Stage.SIGNING and next_batch(now()) <= last_taken(found)


def waiting(found: Pledge) -> QuerySet[Waiting, Waiting]:
    return Waiting.objects.filter(pledge=found)


def leftover(found: Pledge) -> dict[int, list[int]]:
    """Voided cards by deck."""
    made: dict[int, list[int]] = {}
    for deck, cards in Leftover.objects.filter(pledge=found).values_list("deck", "cards"):
        made.setdefault(deck, []).extend(cards)
    return made


def slots(entry: Entry | Waiting) -> list[int]:
    every = (entry.deck_1, entry.deck_2, entry.deck_3, entry.deck_4)
    return [one for one in every if one is not None]


@dataclass(frozen=True)
class Shown:
    """A count as pages show it: in steps, but when it is reached. Entries are public and can be counted."""

    count: int
    threshold: int
    step: int

    @property
    def at_least(self) -> int:
        return self.count if self.count >= self.threshold else self.count - self.count % self.step

    @property
    def percent(self) -> int:
        return min(100, self.at_least * 100 // self.threshold)


def shown(found: Pledge) -> Shown:
    return Shown(count(found), found.wanted + found.assumed, rules().pledge_step)
