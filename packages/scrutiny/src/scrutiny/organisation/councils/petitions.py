"""Petitions: enough electors recall a mandate, or force a ballot on a text. Nobody approves one, delays it or stops it.

Signed is, with a petition key (every elector gets one with the credential; its public half stands on a published list,
apart from the credentials and in the order of the keys, which says nothing about people):

    "groundswell/petition/v1" 0x00, the organisation (32 bytes), the petition's id (16), SHA-256 of its statement (32)

The statement is RFC 8785 JSON of everything that is asked, the list of keys included, so that no signature serves for
another question, another electorate or another petition; of the text it has the hash, so that it can be worked out from
the public record. Whoever has the list and the signatures counts: a key on the
list, once, with a valid signature. A false signature by a key does not spoil a true one by it.

Who signed stays unknown, with one exception that is said: registrars who kept the list of whom they gave which key
could name signers or sign for them, and two petitions on one list can be linked.

When more than the charter's share have signed, the ballot's clock starts at the next midnight in UTC. All its instants
follow from that day and the charter, so that no official has any in hand.

Codes of RuleBroken: `timetable`, `no-mandate`, `too-late`, `not-on-the-list`, `signed-already`, `signature`,
`other-question`, `not-the-mover`. Of Malformed: `petition`, `petition-keys`.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from scrutiny.encoding import Json, canonical_json, sha256
from scrutiny.errors import Malformed, Refused, RuleBroken
from scrutiny.identity import signatures
from scrutiny.organisation.charter import CharterRules
from scrutiny.organisation.councils.mandates import MANDATE, Mandate, state_at
from scrutiny.organisation.mandates import signatures_needed

DOMAIN = b"groundswell/petition/v1\x00"
JOIN = b"join"
LONGEST = 20_000  # characters of a text


class Kind(StrEnum):
    RECALL = "recall"
    BALLOT = "ballot"


@dataclass(frozen=True)
class KeyList:
    """The petition keys of one frozen electorate, 32 bytes each, ascending, no two alike. Raises Malformed."""

    keys: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if not self.keys or list(self.keys) != sorted(set(self.keys)):
            raise Malformed("petition-keys")
        try:
            for key in self.keys:
                signatures.check_public_key(key)
        except Refused as error:
            raise Malformed("petition-keys") from error

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the keys one after the other, in hexadecimal: what the record holds of the list."""
        return sha256(b"".join(self.keys)).hex()

    @cached_property
    def known(self) -> frozenset[bytes]:
        return frozenset(self.keys)


@dataclass(frozen=True)
class Petition:
    """`org` is 32 bytes in hexadecimal, `electorate` the key of a body, `keys` the digest of its list. `subject` is the
    mandate that a recall is about, else None. `text` are the reasons, or the text of the forced ballot. It can be
    signed from the day `opened` until the end of the day before `closes`, in UTC. Raises Malformed `petition`.
    """

    id: UUID
    kind: Kind
    org: str
    electorate: str
    keys: str
    subject: UUID | None
    text: str
    opened: dt.date
    closes: dt.date

    def __post_init__(self) -> None:
        right = (
            (self.kind is Kind.RECALL) == (self.subject is not None)
            and 0 < len(self.text.strip()) <= len(self.text) <= LONGEST
            and unicodedata.is_normalized("NFC", self.text)
            and self.opened < self.closes
            and bool(self.electorate)
        )
        if not right:
            raise Malformed("petition")
        signatures.unhex(self.org, 32, "org")
        signatures.unhex(self.keys, 32, "keys")

    def told(self) -> dict[str, Json]:
        """What the record says of it, and what is signed: all but the text, of which it has the SHA-256."""
        return {
            "closes": self.closes.isoformat(),
            "electorate": self.electorate,
            "keys": self.keys,
            "kind": self.kind.value,
            "opened": self.opened.isoformat(),
            "subject": str(self.subject or ""),
            "text": sha256(self.text.encode()).hex(),
        }

    def statement(self) -> bytes:
        """All that a signer agrees to, as canonical bytes."""
        return canonical_json(self.told())

    def message(self) -> bytes:
        """The bytes that are signed."""
        return message_of(self.org, self.id, self.told())


def message_of(org: str, petition: UUID, told: Mapping[str, Json]) -> bytes:
    """The bytes that are signed under what the record tells of a petition."""
    return DOMAIN + bytes.fromhex(org) + petition.bytes + sha256(canonical_json(dict(told)))


@dataclass(frozen=True)
class Signature:
    """A public petition key, and its Ed25519 signature over the petition's message."""

    key: bytes
    signature: bytes


def check_signature(petition: Petition, keys: KeyList, one: Signature, signed: Collection[bytes], day: dt.date) -> None:
    """Before it is taken in; `signed` are the keys that have signed. Raises RuleBroken `too-late`, `not-on-the-list`,
    `signed-already`, `signature`.
    """
    if not petition.opened <= day < petition.closes:
        raise RuleBroken("too-late")
    if keys.digest != petition.keys or one.key not in keys.known:
        raise RuleBroken("not-on-the-list")
    if one.key in signed:
        raise RuleBroken("signed-already")
    if not is_valid(one, petition.message()):
        raise RuleBroken("signature")


def check_begun(
    petition: Petition,
    keys: KeyList,
    first: Signature,
    instant: dt.datetime,
    rules: CharterRules,
    about: Mandate | None,
) -> None:
    """Any elector begins one at any time: with the first signature, and by nothing else that would name them. `about`
    is the mandate of a recall, which is not over, and which these electors gave.

    Raises RuleBroken `timetable`, `no-mandate`, and what `check_signature` raises.
    """
    if petition.closes - petition.opened != dt.timedelta(days=rules.petition_days):
        raise RuleBroken("timetable", days=rules.petition_days)
    if petition.kind is Kind.RECALL and not _can_be_recalled(petition, about, instant):
        raise RuleBroken("no-mandate")
    check_signature(petition, keys, first, (), instant.date())


def _can_be_recalled(petition: Petition, about: Mandate | None, instant: dt.datetime) -> bool:
    if about is None or (about.id, about.electorate) != (petition.subject, petition.electorate):
        return False
    return state_at(about, instant) not in MANDATE.ends()


def is_valid(one: Signature, message: bytes) -> bool:
    """Whether the key of a signature made it under these bytes."""
    try:
        signatures.verify(one.key, message, one.signature)
    except Refused:
        return False
    return True


@dataclass(frozen=True)
class Tally:
    """`signed` are the keys that count; the others are how many signatures do not, and why."""

    signed: frozenset[bytes]
    strange: int = 0
    repeated: int = 0
    false: int = 0

    @property
    def valid(self) -> int:
        return len(self.signed)


def tally(petition: Petition, keys: KeyList, found: Iterable[Signature]) -> Tally:
    """The count, by anyone, in any order. Raises RuleBroken `not-on-the-list` where the list is another one."""
    if keys.digest != petition.keys:
        raise RuleBroken("not-on-the-list")
    message = petition.message()
    signed: set[bytes] = set()
    strange = repeated = false = 0
    for one in found:
        if one.key not in keys.known:
            strange += 1
        elif one.key in signed:
            repeated += 1
        elif is_valid(one, message):
            signed.add(one.key)
        else:
            false += 1
    return Tally(frozenset(signed), strange, repeated, false)


def needed(kind: Kind, electors: int, rules: CharterRules) -> int:
    """How many must have signed: more than the charter's share, and for a recall not fewer than its floor, which so
    protects a delegate of few from a grudge of one; but never more than all electors.
    """
    if kind is Kind.BALLOT:
        return signatures_needed(electors, rules.motion_share_percent)
    return max(1, min(electors, max(rules.recall_floor, signatures_needed(electors, rules.recall_share_percent))))


def reached_on(
    petition: Petition, keys: KeyList, batches: Sequence[tuple[dt.date, Sequence[Signature]]], rules: CharterRules
) -> dt.date | None:
    """The first day at whose end enough have signed. `batches` are the signatures as they came in, by day; what came in
    on another day than between `opened` and `closes` does not count. `rules` are those of the day on which it was
    opened: who raises the share meanwhile raises it for the next one.
    """
    signed: set[bytes] = set()
    enough = needed(petition.kind, len(keys.keys), rules)
    for day, found in sorted(batches, key=lambda batch: batch[0]):
        if petition.opened <= day < petition.closes:
            signed |= tally(petition, keys, (one for one in found if one.key not in signed)).signed
            if len(signed) >= enough:
                return day
    return None


def same_question(one: Petition, other: Petition) -> bool:
    """Whether they ask the same electors the same thing: to recall the same mandate, for whatever reasons; or the same
    text, but for spaces.
    """
    if (one.kind, one.org, one.electorate, one.keys) != (other.kind, other.org, other.electorate, other.keys):
        return False
    if one.kind is Kind.RECALL:
        return one.subject == other.subject
    return one.text.split() == other.text.split()


@dataclass(frozen=True)
class Mover:
    """Who began a petition, by the key with which they signed it first: a mover is as unknown as a signer."""

    petition: UUID
    key: bytes


def join_message(joining: Petition, into: Petition) -> bytes:
    """What both movers sign to join two petitions."""
    return joining.message() + JOIN + into.id.bytes


def check_join(joining: Petition, into: Petition, by: Collection[Signature], movers: Sequence[Mover]) -> None:
    """Two petitions on one question go on as `into`, if both movers sign that. Raises RuleBroken `other-question`,
    `not-the-mover`. No third person can join them, nor keep them apart.
    """
    if joining.id == into.id or not same_question(joining, into):
        raise RuleBroken("other-question")
    agreed = {one.key for one in by if is_valid(one, join_message(joining, into))}
    for petition in (joining, into):
        if not any(mover.petition == petition.id and mover.key in agreed for mover in movers):
            raise RuleBroken("not-the-mover")


def joined_tally(parts: Sequence[tuple[Petition, Sequence[Signature]]], keys: KeyList) -> Tally:
    """Of petitions that were joined: each key once, whichever of them it signed. Raises RuleBroken `other-question`."""
    if not all(same_question(parts[0][0], petition) for petition, _found in parts):
        raise RuleBroken("other-question")
    tallies = [tally(petition, keys, found) for petition, found in parts]
    signed = frozenset[bytes]().union(*(one.signed for one in tallies))
    twice = sum(one.valid for one in tallies) - len(signed)
    return Tally(
        signed,
        sum(one.strange for one in tallies),
        sum(one.repeated for one in tallies) + twice,
        sum(one.false for one in tallies),
    )
