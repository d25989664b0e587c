"""Keys and names of invented members. A member's ten words follow from their number, so they can be printed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from groundswell.accounts.actions import PublicKeys, Signed, make_challenge
from groundswell.councils.office_keys import by_root
from groundswell.demo.places import FIRST, FOUNDERS, SECOND
from groundswell.kernel.actor import Actor
from groundswell.record.queries import org_id
from scrutiny.identity.derivation import MemberKeys, member_keys, office_seed, root
from scrutiny.identity.offices import prove_possession
from scrutiny.identity.signatures import sign
from scrutiny.identity.signin import register_message
from scrutiny.identity.words import Card, new_card
from scrutiny.randomness import seeded

ORIGIN = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Invented:
    """One member: where and with what keys. `day` is when they joined."""

    number: int
    name: str
    account: UUID
    key: UUID
    membership: UUID
    spot: int


def name_of(number: int) -> str:
    """Founders have names of their own; nobody shares one."""
    if number < len(FOUNDERS):
        return FOUNDERS[number][1]
    place = (number * 1009) % (len(FIRST) * len(SECOND))
    return f"{FIRST[place % len(FIRST)]} {SECOND[place // len(FIRST)]}"


def card_of(number: int) -> Card:
    """The nine words of a member of the demonstration, always the same. Never used for a real organisation."""
    with seeded(f"demonstration card {number}"):
        return new_card()


def keys_of(number: int, org: str) -> MemberKeys:
    return member_keys(card_of(number), org)


def acting(number: int, account: UUID, key: UUID, name: str) -> Actor:
    """A member who signs what they do."""
    keys = keys_of(number, org_id())
    return Actor(account, key, keys.act_public, by_root(root(card_of(number), org_id())), name)


def taking(number: int, mandate: UUID) -> tuple[str, str]:
    """The key of an office that this member takes, and the proof that they hold it."""
    org = org_id()
    return prove_possession(
        office_seed(root(card_of(number), org), mandate), org, mandate, keys_of(number, org).act_public
    )


def registration(number: int, org: str) -> tuple[Signed, PublicKeys, tuple[str, str]]:
    """What the page that makes keys would send for this member."""
    session = f"demonstration {number}"
    challenge = make_challenge(session)
    secret = keys_of(number, org)
    keys = PublicKeys(secret.signin_public, secret.act_public, secret.age_public)
    message = register_message(org, ORIGIN, challenge, keys.signin, keys.act, keys.age)
    by = (sign(secret.signin, message).hex(), sign(secret.act, message).hex())
    return Signed(session=session, origin=ORIGIN, challenge=challenge), keys, by
