"""What a pledge says before anything is drawn: the text, how many, until when, who deals, who are the trustees."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from scrutiny.encoding import Json, sha256
from scrutiny.errors import Malformed
from scrutiny.identity import signatures
from scrutiny.pledge import statements
from scrutiny.pledge.statements import hexadecimal, items, key, number, text, written
from scrutiny.randomness import random_bytes

MEMBERS, ANYONE = "members", "anyone"
LEAST_THRESHOLD, MOST_CARDS, MOST_THRESHOLD = 2, 10_000, 5_000
MOST_DECKS, MOST_TRUSTEES, MOST_COMMITTEE, MOST_UNITS = 4, 20, 20, 100
LONGEST_TEXT, LONGEST_UNIT, NONCE_BYTES = 4_000, 80, 16
FIELDS = {
    "org", "nonce", "text", "unit", "audience", "wanted", "assumed", "cards", "dealers", "deadline", "needed",
    "trustees", "committee", "witnesses", "server", "together",
}  # fmt: skip


def new_nonce() -> str:
    """So that two pledges with the same words have nothing in common."""
    return random_bytes(NONCE_BYTES).hex()


@dataclass(frozen=True)
class Trustee:
    """The public act key, in hexadecimal, and the unit of the organisation where this trustee works."""

    act: str
    unit: str


@dataclass(frozen=True)
class Demand:
    """How many of one unit must sign, where every unit has to give its share."""

    unit: str
    threshold: int


@dataclass(frozen=True)
class Terms:
    """`dealers` are public act keys, one for each deck; `committee` public X25519 keys; `witnesses` the SHA-256 of the
    policy; `server` the key that promises to publish; all in hexadecimal. `deadline` is in seconds since 1970. `wanted`
    is the crowd, `assumed` how many cards may be in hostile hands: together they are the threshold of every deck.
    `together` are the demands of all units of the set, or empty.
    """

    org: str
    nonce: str
    text: str
    unit: str
    audience: str
    wanted: int
    assumed: int
    cards: int
    dealers: tuple[str, ...]
    deadline: int
    needed: int
    trustees: tuple[Trustee, ...]
    committee: tuple[str, ...]
    witnesses: str
    server: str
    together: tuple[Demand, ...] = ()

    @property
    def threshold(self) -> int:
        return self.wanted + self.assumed

    @property
    def decks(self) -> int:
        return len(self.dealers)

    def to_json(self) -> dict[str, Json]:
        return {
            **{name: getattr(self, name) for name in FIELDS - {"trustees", "together", "dealers", "committee"}},
            "dealers": list(self.dealers),
            "committee": list(self.committee),
            "trustees": [{"act": one.act, "unit": one.unit} for one in self.trustees],
            "together": [{"threshold": one.threshold, "unit": one.unit} for one in self.together],
        }

    def hash(self) -> bytes:
        """What the trustees' key generation and the decks are bound to, before there is a manifest."""
        return sha256(statements.domain("terms") + written(self.to_json()))


def of_json(value: object) -> Terms:
    """Raises Malformed for its form, and what `check` raises."""
    found = statements.fields(value, FIELDS)
    made = Terms(
        org=hexadecimal(found["org"]),
        nonce=hexadecimal(found["nonce"], NONCE_BYTES),
        text=text(found["text"], LONGEST_TEXT, 1),
        unit=text(found["unit"], LONGEST_UNIT, 1),
        audience=text(found["audience"], 10),
        wanted=number(found["wanted"], 1, MOST_THRESHOLD),
        assumed=number(found["assumed"], 0, MOST_THRESHOLD),
        cards=number(found["cards"], 1, MOST_CARDS),
        dealers=tuple(key(one) for one in items(found["dealers"], 1, MOST_DECKS)),
        deadline=number(found["deadline"], 1),
        needed=number(found["needed"], 2, MOST_TRUSTEES),
        trustees=tuple(_trustee(one) for one in items(found["trustees"], 2, MOST_TRUSTEES)),
        committee=tuple(_sealing_key(one) for one in items(found["committee"], 0, MOST_COMMITTEE)),
        witnesses=hexadecimal(found["witnesses"]),
        server=key(found["server"]),
        together=tuple(_demand(one) for one in items(found["together"], 0, MOST_UNITS)),
    )
    check(made)
    return made


def _sealing_key(value: Any) -> str:
    found = hexadecimal(value)
    signatures.check_sealing_key(bytes.fromhex(found))
    return found


def _trustee(value: Any) -> Trustee:
    found = statements.fields(value, {"act", "unit"})
    return Trustee(key(found["act"]), text(found["unit"], LONGEST_UNIT, 1))


def _demand(value: Any) -> Demand:
    found = statements.fields(value, {"unit", "threshold"})
    return Demand(text(found["unit"], LONGEST_UNIT, 1), number(found["threshold"], LEAST_THRESHOLD, MOST_THRESHOLD))


def check(terms: Terms) -> None:
    """Raises Malformed `audience`, `threshold`, `dealers`, `trustees`, `together`."""
    if terms.audience not in (MEMBERS, ANYONE):
        raise Malformed("audience")
    if not LEAST_THRESHOLD <= terms.threshold <= min(terms.cards, MOST_THRESHOLD):
        raise Malformed("threshold")
    if len(set(terms.dealers)) != len(terms.dealers):
        raise Malformed("dealers")
    _check_trustees(terms)
    _check_together(terms)


def _check_trustees(terms: Terms) -> None:
    """No unit alone holds as many trustees as can open."""
    units = [one.unit for one in terms.trustees]
    repeated = len({one.act for one in terms.trustees}) != len(terms.trustees)
    if repeated or terms.needed > len(terms.trustees) or max(map(units.count, units)) >= terms.needed:
        raise Malformed("trustees")


def _check_together(terms: Terms) -> None:
    """In the order of their names, each once, this unit among them with its own threshold."""
    if not terms.together:
        return
    ordered = all(one.unit < other.unit for one, other in pairwise(terms.together))
    if not ordered or len(terms.together) == 1 or Demand(terms.unit, terms.threshold) not in terms.together:
        raise Malformed("together")
