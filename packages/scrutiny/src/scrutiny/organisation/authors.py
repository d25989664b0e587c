"""Who did what the entries commit to: signatures under acts, by keys that the record took in before them.

From openings alone, in any order, because the acts of a day stand in the record in random order. Checks, in this order;
Refused names what failed and the entry:

    registration   new keys were registered by whoever holds them
    rotation       keys that take the place of others were taken by whoever held those
    second-key     nobody has a second first key: further keys come by rotation, or by a return that others vouch for
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

from scrutiny.errors import Refused, ScrutinyError
from scrutiny.identity import signed_acts, signin

REGISTER, RETURN = "key.register", "key.return.ask"
PAPERS, CONFIRMED = "ballot.papers", "ballot.papers.confirm"
ANNOUNCED = "ballot.announce"  # by nobody only where a petition forced it, or an election is due
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
    "record.erase",
    "vote.instructed",
}
BY_HOST = {"card.void", "import.adopt", "import.undo", "record.continue", "record.policy"}


@dataclass
class Authors:
    """`signed` acts by keys that are known from these openings, `strange` ones by keys that are not."""

    signed: int = 0
    strange: int = 0
    unsigned: int = 0
    keys: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


def check(org: str, openings: Mapping[int, bytes]) -> Authors:
    """`openings` maps entries to their private parts, which agree with their commitments. Raises Refused."""
    found = Authors()
    said = {index: _read(private) for index, private in openings.items()}
    _take_keys(org, said, found)
    for index, private in said.items():
        if "signed" in private:
            _check_author(org, index, private, found)
        elif _may_be_unsigned(private):
            found.unsigned += 1
        else:
            raise Refused("unsigned", entry=index)
    _check_tellers(said)
    return found


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
        return actor == NOBODY and bool(body.get("petition") or body.get("election"))
    if actor in {NOBODY, HOST}:
        return kind in (BY_NOBODY if actor == NOBODY else BY_HOST)
    if kind in PROVED:
        return "proof" in private
    lapsed = kind == "member.end" and body.get("reason") == "lapsed"
    founding = kind == "steward.accept" and body.get("nomination") == body.get("mandate")
    return lapsed or founding or kind in BY_KEY_PAGES | BY_RULE


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


def _check_author(org: str, index: int, private: Mapping[str, Any], found: Authors) -> None:
    try:
        content, signature = bytes.fromhex(private["signed"]), bytes.fromhex(private["signature"])
        read = signed_acts.parse(content)
        act = signed_acts.verify(content, signature, org=org, actor=read.actor, instant=None)
    except (ScrutinyError, KeyError, TypeError, ValueError) as error:
        raise Refused("author", entry=index) from error
    if act.type != private.get("type") or act.body != private.get("body"):
        raise Refused("act", entry=index)
    known = found.keys.get(str(private.get("actor")))
    if known is None:
        found.strange += 1
    elif act.actor in known.values():
        found.signed += 1
    else:
        raise Refused("author", entry=index)
