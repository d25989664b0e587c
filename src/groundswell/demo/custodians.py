"""Registrars and trustees of invented people, in Python: the same messages as the browser's rooms make.

For the demonstration, the tests and the script that runs a whole election.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyrage

from groundswell.ballots import queries
from groundswell.ballots.actions import casting, custody
from groundswell.ballots.models import Ballot, Part
from groundswell.ballots.room import room
from groundswell.demo import tape
from groundswell.kernel.actor import Actor
from groundswell.record.queries import org_id
from scrutiny.elections import credentials, election
from scrutiny.elections import tally as tallies
from scrutiny.elections import trustees as lists
from scrutiny.elections.strict import compact, parse
from scrutiny.elections.trustees import Signed
from scrutiny.encoding import sha256
from scrutiny.groups import Group, by_name
from scrutiny.identity import age_keys, envelopes, joint_keys
from scrutiny.identity.derivation import MemberKeys
from scrutiny.organisation import acts
from scrutiny.proofs import schnorr
from scrutiny.randomness import random_bytes
from scrutiny.roles import authority, threshold, voter
from scrutiny.roles import trustee as single
from scrutiny.roles.authority import Made
from scrutiny.roles.threshold import Ceremony, Polynomial

Room = Mapping[str, Any]


Answer = Callable[[Room, "Holder"], tuple[str, str]]


@dataclass(frozen=True)
class Holder:
    """Somebody with their secret keys at hand."""

    actor: Actor
    keys: MemberKeys


def sealed(plain: bytes, age: str) -> str:
    """Encrypted with age to a key in hexadecimal, as base64."""
    to = pyrage.x25519.Recipient.from_str(age_keys.recipient(bytes.fromhex(age)))
    return base64.b64encode(tape.sealed(plain, age, lambda: pyrage.encrypt(plain, [to]))).decode()


def opened(text: str, keys: MemberKeys) -> bytes:
    identity = pyrage.x25519.Identity.from_str(age_keys.identity(keys.age))
    found: bytes = pyrage.decrypt(base64.b64decode(text), [identity])
    return found


def in_python(asked: Room, holder: Holder) -> tuple[str, str]:
    """The message of the step that is due, and what its author seals to themselves."""
    made, kept = STEPS[str(asked["step"])](asked, _Keeper(asked, holder), holder)
    return made, sealed(json.dumps(kept).encode(), str(asked["age"])) if kept else ""


def step(ballot: Ballot, holder: Holder, answer: Answer = in_python) -> bool:
    """Do the next step of whoever it is, if one is due."""
    ballot = queries.ballot(ballot.id)
    custodian = queries.custodian(ballot, holder.actor.person)
    if custodian is None:
        return False
    asked = room(ballot, custodian)
    name = str(asked["step"])
    if not name:
        return False
    made, kept = answer(asked, holder)
    act = acts.CustodyStep(ballot.id, name, sha256(made.encode()).hex())
    custody.say(holder.actor, act, made, kept)
    return True


def prepare(ballot: Ballot, holders: Sequence[Holder]) -> None:
    """All steps that can be done now, by all."""
    while sum(step(ballot, holder) for holder in holders):
        continue


class _Keeper:
    """What somebody had sealed to themselves in earlier steps."""

    def __init__(self, asked: Room, holder: Holder) -> None:
        self.asked, self.holder = asked, holder

    def __getitem__(self, name: str) -> Any:
        return json.loads(opened(str(self.asked["kept"][name]), self.holder.keys))


def kept_by(asked: Room, holder: Holder) -> _Keeper:
    return _Keeper(asked, holder)


Said = tuple[str, Any]


# Trustees


def _ceremony(asked: Room) -> Ceremony:
    group, certs = by_name(str(asked["group"])), asked["said"]["certificate"]
    signed = (lists.signed_message(group, parse(certs[place].encode())) for place in sorted(certs, key=int))
    return Ceremony(group, int(asked["threshold"]), tuple(signed))


def _certificate(asked: Room, _kept: _Keeper, _holder: Holder) -> Said:
    group, seed, size = by_name(str(asked["group"])), threshold.new_seed(), len(asked["custodians"]["trustee"])
    made = threshold.certify(group, seed, size, int(asked["threshold"]), int(asked["place"]))
    return compact(made.to_json()).decode(), {"seed": seed}


def _commitment(asked: Room, kept: _Keeper, _holder: Holder) -> Said:
    group = by_name(str(asked["group"]))
    made = threshold.draw_polynomial(group, kept["certificate"]["seed"], int(asked["threshold"]))
    secret = {"secret": [str(a) for a in made.secret], "signed": compact(made.signed.to_json()).decode()}
    return made.hash(), secret


def _polynomial(group: Group, kept: _Keeper) -> Polynomial:
    said = kept["commitment"]
    signed = lists.signed_message(group, parse(said["signed"].encode()))
    return Polynomial(tuple(int(a) for a in said["secret"]), tuple(lists.coefficients(group, signed)), signed)


def _shares(asked: Room, kept: _Keeper, _holder: Holder) -> Said:
    known, seed = _ceremony(asked), kept["certificate"]["seed"]
    mine = _polynomial(known.group, kept)
    shares = [threshold.share_for(known, seed, mine, place) for place in range(1, len(known.certs) + 1)]
    return compact({"commitments": mine.signed.to_json(), "shares": shares}).decode(), None


def _committed(asked: Room, group: Group) -> tuple[list[Signed], list[list[str]]]:
    said = asked["said"]["shares"]
    found = [json.loads(said[place]) for place in sorted(said, key=int)]
    signed = [lists.signed_message(group, parse(json.dumps(one["commitments"]).encode())) for one in found]
    return signed, [one["shares"] for one in found]


def _private(asked: Room, kept: _Keeper) -> tuple[Ceremony, int, list[Any], list[Any]]:
    known, place = _ceremony(asked), int(asked["place"])
    signed, shares = _committed(asked, known.group)
    hashes = [asked["said"]["commitment"][str(n)] for n in range(1, len(signed) + 1)]
    committed = threshold.check_commitments(known, hashes, signed)
    mine = [sent[place - 1] for sent in shares]
    private, complaints = threshold.check_shares(known, kept["certificate"]["seed"], place, mine, committed)
    return known, private, complaints, committed


def _key(asked: Room, kept: _Keeper, _holder: Holder) -> Said:
    known, private, complaints, committed = _private(asked, kept)
    seed, place = kept["certificate"]["seed"], int(asked["place"])
    if complaints:
        said = [json.loads(one.to_bytes(known.group)) for one in complaints]
        return compact({"complaints": said}).decode(), None
    key = threshold.public_key(known, seed, private)
    proof = threshold.sign_ceremony(known, seed, committed[place - 1])
    made = {"complaints": [], "key": key.to_json(known.group), "signature": schnorr.to_json(proof)}
    return compact(made).decode(), None


def _confirm(asked: Room, _kept: _Keeper, _holder: Holder) -> Said:
    found = {uuid: election.read(text.encode()).fingerprint for uuid, text in asked["elections"].items()}
    return json.dumps({"elections": found}, sort_keys=True), None


def _shuffle(asked: Room, _kept: _Keeper, _holder: Holder) -> Said:
    made = {}
    for count in asked["counts"]:
        found = election.read(count["election"].encode())
        tally = tallies.read(found, count["tally"].encode(), count["voted"])
        made[count["id"]] = single.shuffle(found, tally).to_bytes(found.group).decode()
    return json.dumps({"shuffle": made}, sort_keys=True), None


def _decrypt(asked: Room, kept: _Keeper, _holder: Holder) -> Said:
    _known, private, _complaints, _committed = _private(asked, kept)
    made = {}
    for count in asked["counts"]:
        found = election.read(count["election"].encode())
        tally = tallies.read(found, count["tally"].encode(), count["voted"])
        made[count["id"]] = tallies.decrypt(found, tally, private).to_bytes(found.group).decode()
    return json.dumps({"decrypt": made}, sort_keys=True), None


# Registrars


def _hash(asked: Room, _kept: _Keeper, holder: Holder) -> Said:
    group, hashes, secrets, documents = by_name(str(asked["group"])), {}, {}, {}
    for part in asked["parts"]:
        made = authority.make(group, part["uuid"], len(part["electors"]))
        document = authority.halves(group, part["uuid"], str(asked["account"]), made)
        hashes[part["uuid"]] = authority.hash_of(document)
        secrets[part["uuid"]], documents[part["uuid"]] = list(made.secrets), document.decode()
    petition = [random_bytes(32) for part in asked["parts"] for _one in part["electors"]]
    said = {"hashes": hashes, "petition": joint_keys.commitment([joint_keys.public_half(one) for one in petition])}
    kept = {"secrets": secrets, "halves": documents, "petition": [one.hex() for one in petition]}
    return json.dumps(said, sort_keys=True), kept


def _halves(asked: Room, kept: _Keeper, _holder: Holder) -> Said:
    """What the others need, sealed to each of them: the server must not learn whose credential is whose."""
    publics = [joint_keys.public_half(bytes.fromhex(one)).hex() for one in kept["hash"]["petition"]]
    plain = json.dumps({"halves": kept["hash"]["halves"], "petition": publics}).encode()
    others = [one for one in asked["custodians"]["registrar"] if one["account"] != asked["account"]]
    made = {one["account"]: sealed(plain, one["age"]) for one in others}
    return json.dumps({"sealed": made}, sort_keys=True), None


def _list(asked: Room, kept: _Keeper, holder: Holder) -> Said:
    group = by_name(str(asked["group"]))
    others = {place: json.loads(opened(text, holder.keys)) for place, text in asked["said"]["halves"].items()}
    mine = kept["hash"]
    found: dict[str, Any] = {"lists": {}, "envelopes": {}}
    for part in asked["parts"]:
        uuid, made = part["uuid"], Made(tuple(mine["secrets"][part["uuid"]]), ())
        whole = [group.secret_power(group.g, credentials.exponent(group, uuid, s)) for s in made.secrets]
        for one in asked["custodians"]["registrar"]:
            if str(one["place"]) in others:
                hashed = json.loads(asked["said"]["hash"][str(one["place"])])["hashes"][uuid]
                document = others[str(one["place"])]["halves"][uuid].encode()
                whole = authority.joined(
                    group, whole, authority.check_halves(group, uuid, one["account"], hashed, document)
                )
        found["lists"][uuid] = authority.public_list(group, whole).decode()
        found["envelopes"][uuid] = [
            _envelope(asked, part, holder, elector, group.text(public), secret)
            for elector, public, secret in zip(part["electors"], whole, made.secrets, strict=True)
        ]
    found["petition"], found["keys"] = _petition_keys(asked, mine["petition"], others, holder)
    return json.dumps(found, sort_keys=True), None


def _petition_keys(
    asked: Room, mine: Sequence[str], others: Mapping[str, Any], holder: Holder
) -> tuple[list[str], list[str]]:
    """The sorted list that is published, and this registrar's halves, sealed to the electors of all parts in order."""
    publics = [[joint_keys.public_half(bytes.fromhex(one)) for one in mine]]
    for place, shown in others.items():
        publics.append([bytes.fromhex(one) for one in shown["petition"]])
        if joint_keys.commitment(publics[-1]) != json.loads(asked["said"]["hash"][place])["petition"]:
            raise ValueError("petition")
    listed = sorted(joint_keys.joined_public(halves).hex() for halves in zip(*publics, strict=True))
    digest = sha256(bytes.fromhex("".join(listed))).hex()
    electors = [one for part in asked["parts"] for one in part["electors"]]
    return listed, [_key_envelope(asked, holder, one, half, digest) for one, half in zip(electors, mine, strict=True)]


def _key_envelope(asked: Room, holder: Holder, elector: Any, half: str, digest: str) -> str:
    if not elector["age"]:
        return ""
    made = envelopes.PetitionHalf(
        org=org_id(),
        ballot=str(asked["ballot"]),
        keys=digest,
        recipient=elector["account"],
        age=elector["age"],
        registrar=holder.keys.act_public,
        secret=half,
    )
    return sealed(envelopes.written(made, holder.keys.act), elector["age"])


def _again(asked: Room, kept: _Keeper, holder: Holder) -> Said:
    """As the list was made, but only the envelopes of those who have new keys."""
    made, found = json.loads(_list(asked, kept, holder)[0]), {}
    for part in asked["parts"]:
        wanted = asked["again"].get(part["uuid"], [])
        whole = zip(part["electors"], made["envelopes"][part["uuid"]], strict=True)
        if wanted:
            found[part["uuid"]] = {who["account"]: sealed for who, sealed in whole if who["account"] in wanted}
    electors = [one["account"] for part in asked["parts"] for one in part["electors"]]
    again = {account for one in found.values() for account in one}
    keys = {who: sealed for who, sealed in zip(electors, made["keys"], strict=True) if who in again}
    return json.dumps({"again": found, "keys": keys}, sort_keys=True), None


def _envelope(asked: Room, part: Any, holder: Holder, elector: Any, public: str, secret: str) -> str:
    """Empty for somebody who has no living keys: they come to the registrars."""
    if not elector["age"]:
        return ""
    made = envelopes.Credential(
        org=org_id(),
        ballot=str(asked["ballot"]),
        uuid=part["uuid"],
        fingerprint=election.read(part["election"].encode()).fingerprint,
        recipient=elector["account"],
        age=elector["age"],
        registrar=holder.keys.act_public,
        public=public,
        secret=secret,
    )
    return sealed(envelopes.written(made, holder.keys.act), elector["age"])


STEPS: dict[str, Any] = {
    "certificate": _certificate,
    "commitment": _commitment,
    "shares": _shares,
    "key": _key,
    "confirm": _confirm,
    "shuffle": _shuffle,
    "decrypt": _decrypt,
    "hash": _hash,
    "halves": _halves,
    "list": _list,
    "again": _again,
}


# Electors


def credential_of(part: Part, holder: Holder) -> list[str]:
    """The halves that the registrars sealed to somebody, checked as the booth checks them; none where none were sealed.

    Raises ValueError where they are not for this person and election, or do not make the credential on the list.
    """
    found = queries.election_of(part)
    halves = [
        envelopes.opened(opened(one.sealed, holder.keys), one.custodian.act)
        for one in queries.envelopes(part, holder.actor.person)
    ]
    mine = (str(holder.actor.account), holder.keys.age_public)
    wanted = (org_id(), str(part.ballot_id), found.uuid, found.fingerprint, *mine)
    if any((c.org, c.ballot, c.uuid, c.fingerprint, c.recipient, c.age) != wanted for c in halves):
        raise ValueError("envelope")
    secrets = [one.secret for one in halves]
    exponent = sum(credentials.exponent(found.group, found.uuid, secret) for secret in secrets)
    public = found.group.text(found.group.secret_power(found.group.g, exponent % found.group.q))
    if any(one.public != public for one in halves) or len(set(secrets)) != len(secrets):
        raise ValueError("credential")
    return secrets


def ballot_for(part: Part, holder: Holder, vote: Sequence[Sequence[int]]) -> bytes:
    return voter.vote(queries.election_of(part), credential_of(part, holder), vote)


def cast(ballot: Ballot, holder: Holder, vote: Sequence[Sequence[int]]) -> casting.Receipt:
    """Vote as somebody on the list."""
    part = queries.part_of(ballot, holder.actor.person)
    if part is None:
        raise ValueError("not on the list")
    return casting.cast(holder.actor.person, part.id, ballot_for(part, holder, vote))
