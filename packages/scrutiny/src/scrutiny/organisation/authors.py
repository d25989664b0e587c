"""Who did what the entries commit to: signatures under acts, by keys that the record took in before them.

From openings alone, in any order, because the acts of a day stand in the record in random order. Checks, in this order;
Refused names what failed and the entry:

    registration   new keys were registered by whoever holds them
    rotation       keys that take the place of others were taken by whoever held those
    second-key     nobody has a second first key: further keys come by rotation, or by a return that others vouch for
    possession     whoever took an office held the key of it that they named
    office         an act of office is signed with the key of that office, and nothing else is
    author         an act is signed by a key of the member who is said to have done it
    act            what was signed is what the private part says
    unsigned       without a signature goes only what the host types, what follows by rule, what a key page proves
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from scrutiny.errors import Refused, ScrutinyError
from scrutiny.identity import offices, signed_acts, signin
from scrutiny.identity.signed_acts import SignedAct
from scrutiny.organisation import office_acts

REGISTER, RETURN = "key.register", "key.return.ask"
PAPERS, CONFIRMED = "ballot.papers", "ballot.papers.confirm"
ANNOUNCED = "ballot.announce"  # by nobody only where a petition forced it, or the clock
FOUNDING = "organisation.found"
NOBODY, HOST = "None", "host"
PROVED = {REGISTER, RETURN, "key.rotate"}
BY_KEY_PAGES = {"key.return.cancel", "key.return.settle", "member.apply"}  # the proof is a sign-in, or with the keys
BY_RULE = {"member.admit", "review.settle"}
BY_NOBODY = {
    "ballot.board",
    "ballot.certify",
    "ballot.custodians",
    "ballot.list",
    "ballot.replace",
    "charter.change",
    "council.call",
    "mandate.end",
    "mandate.give",
    "petition.join",
    "petition.keys",
    "petition.list",
    "petition.open",
    "petition.sign",
    "petition.tally",
    "pledge.custodians",
    "pledge.end",
    "pledge.entries",
    "pledge.manifest",
    "pledge.notice",
    "pledge.sealed",
    "pledge.withdrawals",
    "recall.openly",
    "record.draw",
    "record.drawn",
    "record.erase",
    "vote.instructed",
}
BY_HOST = {"card.void", "import.adopt", "import.undo", "record.continue", "record.policy"}


@dataclass
class Authors:
    """`signed` acts by keys that are known from these openings, `strange` ones by keys that are not. `keys` by account;
    `offices` are mandates by the keys that they have or had, `since` the entries in which they had the first.
    """

    signed: int = 0
    strange: int = 0
    unsigned: int = 0
    keys: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    offices: dict[str, str] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)


def check(org: str, openings: Mapping[int, bytes]) -> Authors:
    """`openings` maps entries to their private parts, which agree with their commitments. Raises Refused."""
    found = Authors()
    said = {index: _read(private) for index, private in openings.items()}
    _take_keys(org, said, found)
    _take_offices(org, said, found)
    for index, private in said.items():
        if "signed" in private:
            _check_author(org, index, private, found)
        elif _may_be_unsigned(private):
            found.unsigned += 1
        else:
            raise Refused("unsigned", entry=index)
    _check_tellers(said)
    _check_founding(said)
    return found


def _check_founding(said: Mapping[int, dict[str, Any]]) -> None:
    """The founding act signs for the first stewards; it names them, and each takes the office once."""
    act = next((private.get("body") for private in said.values() if private.get("type") == FOUNDING), None)
    if not isinstance(act, dict):
        return
    named = Counter(str(one.get("account")) for one in act.get("stewards", []))
    for index, private in sorted(said.items()):
        if _is_founding(private) and "signed" not in private:
            named[str(private.get("actor"))] -= 1
            if named[str(private.get("actor"))] < 0:
                raise Refused("unsigned", entry=index)


def _is_founding(private: Mapping[str, Any]) -> bool:
    body = private.get("body")
    same = isinstance(body, dict) and body.get("nomination") == body.get("mandate")
    return private.get("type") == "steward.accept" and same


def _check_tellers(said: Mapping[int, dict[str, Any]]) -> None:
    """Of papers of which both openings are there. One person cannot be both, with whatever keys."""
    named: dict[str, tuple[str, str]] = {}
    for private in said.values():
        body = private.get("body")
        if private.get("type") == PAPERS and isinstance(body, dict):
            named[str(body.get("station"))] = str(private.get("actor")), str(body.get("co_teller"))
    for index, private in said.items():
        body = private.get("body")
        if private.get("type") != CONFIRMED or not isinstance(body, dict):
            continue
        first, second = named.get(str(body.get("station")), ("", str(private.get("actor"))))
        if private.get("actor") != second or first == second:
            raise Refused("tellers", entry=index)


def _may_be_unsigned(private: Mapping[str, Any]) -> bool:
    """Whether such an act goes without a signature."""
    kind, actor, body = private.get("type"), private.get("actor"), private.get("body")
    if not isinstance(body, dict):
        return False
    if kind == ANNOUNCED:
        return actor == NOBODY and any(body.get(name) for name in ("petition", "election", "confirms"))
    if actor in {NOBODY, HOST}:
        return kind in (BY_NOBODY if actor == NOBODY else BY_HOST)
    if kind in PROVED:
        return "proof" in private
    lapsed = kind == "member.end" and body.get("reason") == "lapsed"
    return lapsed or _is_founding(private) or kind in BY_KEY_PAGES | BY_RULE


def _read(private: bytes) -> dict[str, Any]:
    try:
        value = json.loads(private)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _registrations(said: Mapping[int, dict[str, Any]]) -> Iterator[tuple[int, str, dict[str, str], dict[str, Any]]]:
    for index, private in said.items():
        if private.get("type") == REGISTER and "proof" in private:
            try:
                body, proof = private["body"], dict(private["proof"])
                keys = {name: str(body["keys"][name]) for name in ("signin", "act", "age")}
                yield index, str(body["account"]), keys, proof
            except (KeyError, TypeError, ValueError) as error:
                raise Refused("registration", entry=index) from error


def _take_keys(org: str, said: Mapping[int, dict[str, Any]], found: Authors) -> None:
    first: Counter[str] = Counter()
    replaced: dict[int, tuple[str, str]] = {}
    for index, account, keys, proof in _registrations(said):
        found.keys[account][keys["signin"]] = keys["act"]
        step = "rotation" if "old" in proof else "registration"
        try:
            _verify_keys(org, keys, proof)
        except (ScrutinyError, KeyError, TypeError, ValueError) as error:
            raise Refused(step, entry=index) from error
        if "old" in proof:
            replaced[index] = account, str(proof["old"])
        else:
            first[account] += 1
            if first[account] > 1 + _returns(said, account):
                raise Refused("second-key", entry=index)
    for index, (account, old) in replaced.items():
        if old not in found.keys[account]:
            raise Refused("rotation", entry=index)


def _verify_keys(org: str, keys: Mapping[str, str], proof: Mapping[str, Any]) -> None:
    halves = keys["signin"], keys["act"], keys["age"]
    place = org, proof["origin"], proof["challenge"]
    if "old" in proof:
        by_old, by_new, by_act = proof["signatures"]
        signin.verify_rotation(*place, proof["old"], *halves, by_old, by_new, by_act)
    else:
        by_new, by_act = proof["signatures"]
        signin.verify_registration(*place, *halves, by_new, by_act)


def _returns(said: Mapping[int, dict[str, Any]], account: str) -> int:
    return sum(p.get("type") == RETURN and p.get("body", {}).get("account") == account for p in said.values())


def _take_offices(org: str, said: Mapping[int, dict[str, Any]], found: Authors) -> None:
    """The keys with which mandates were accepted, each held by whoever accepted."""
    for index, private in said.items():
        body = private.get("body")
        if private.get("type") not in office_acts.TAKES or not isinstance(body, dict) or "office_key" not in body:
            continue
        try:
            mandate, key, by = str(body["mandate"]), str(body["office_key"]), _signed(org, private).actor
            offices.verify_possession(org, UUID(mandate), by, key, str(body["possession"]))
        except (ScrutinyError, KeyError, TypeError, ValueError) as error:
            raise Refused("possession", entry=index) from error
        if key in found.offices:
            raise Refused("possession", entry=index)
        found.offices[key] = mandate
        found.since[mandate] = min(index, found.since.get(mandate, index))


def _signed(org: str, private: Mapping[str, Any]) -> SignedAct:
    """What was signed, by the key that it names. Raises ScrutinyError, KeyError, TypeError, ValueError."""
    content, signature = bytes.fromhex(private["signed"]), bytes.fromhex(private["signature"])
    read = signed_acts.parse(content)
    return signed_acts.verify(content, signature, org=org, actor=read.actor, instant=None)


def _check_author(org: str, index: int, private: Mapping[str, Any], found: Authors) -> None:
    try:
        act = _signed(org, private)
    except (ScrutinyError, KeyError, TypeError, ValueError) as error:
        raise Refused("author", entry=index) from error
    kind, body = str(private.get("type")), private.get("body")
    by_office = office_acts.by_office(kind) and private.get("actor") == act.actor
    mandate, office = _mandate(kind, body), found.offices.get(act.actor)
    known = mandate is not None and found.since.get(mandate, index) < index
    if (known or office) and not (by_office and office == mandate):
        raise Refused("office", entry=index)
    said = office_acts.shown(kind, body) if by_office and isinstance(body, dict) else body
    if act.type != kind or act.body != said:
        raise Refused("act", entry=index)
    _count(index, str(private.get("actor")), act, found, known_office=known)


def _mandate(kind: str, body: Any) -> str | None:
    """The mandate by which this is done, if it is an act of office."""
    return str(body.get("mandate")) if office_acts.by_office(kind) and isinstance(body, dict) else None


def _count(index: int, actor: str, act: SignedAct, found: Authors, *, known_office: bool) -> None:
    known = found.keys.get(actor)
    if known_office or (known is not None and act.actor in known.values()):
        found.signed += 1
    elif known is None:
        found.strange += 1
    else:
        raise Refused("author", entry=index)
