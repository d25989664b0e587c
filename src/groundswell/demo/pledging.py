"""Dealers, trustees and signers of invented people, in Python: the same messages as the browser's pages make."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from groundswell.demo import tape
from groundswell.demo.custodians import Holder, opened, sealed
from groundswell.kernel.clock import now
from groundswell.pledges import queries
from groundswell.pledges.actions import custody, signing
from groundswell.pledges.actions.signing import Taken
from groundswell.pledges.models import Pledge
from groundswell.pledges.room import room
from scrutiny.elections import trustees as lists
from scrutiny.elections.strict import compact, parse
from scrutiny.elections.trustees import Signed
from scrutiny.encoding import Json, sha256
from scrutiny.organisation import acts
from scrutiny.pledge import cards, ceremony, decks, entries, partials, statements, trustees_said
from scrutiny.pledge import manifest as manifests
from scrutiny.pledge.cards import Card
from scrutiny.pledge.decks import Dealt
from scrutiny.pledge.entries import Signer
from scrutiny.pledge.manifest import Manifest
from scrutiny.pledge.partials import Share
from scrutiny.pledge.terms import Terms
from scrutiny.pledge.trigger import Trigger
from scrutiny.proofs import schnorr
from scrutiny.record.checkpoints import read as read_checkpoint
from scrutiny.roles import threshold
from scrutiny.roles.threshold import Ceremony, Polynomial

Room = Mapping[str, Any]


class Hands:
    """Somebody at work in the room of one pledge. `dealt` is what a dealer's page holds until it forgets."""

    def __init__(self, pledge: Pledge, holder: Holder) -> None:
        self.pledge_id, self.holder = pledge.id, holder
        self.dealt: Dealt | None = None

    @property
    def pledge(self) -> Pledge:
        return queries.pledge(self.pledge_id)

    def step(self) -> bool:
        """Do the next step, if one is due."""
        found = self.pledge
        custodian = queries.custodian(found, self.holder.actor.person)
        assert custodian is not None  # noqa: S101 - those at work were drawn or named
        asked = room(found, custodian)
        name = str(asked["step"])
        if not name:
            return False
        made, kept = STEPS[name](self, asked)
        act = acts.PledgeStep(found.id, name, sha256(made.encode()).hex())
        hidden = sealed(json.dumps(kept).encode(), str(asked["age"])) if kept else ""
        custody.say(self.holder.actor, act, made, hidden)
        return True

    def kept(self, asked: Room, step: str) -> Any:
        return json.loads(opened(str(asked["kept"][step]), self.holder.keys))

    def terms(self) -> Terms:
        return queries.terms(self.pledge)

    def cards(self) -> list[Card]:
        """What a dealer prints once the manifest is there."""
        found = self.pledge
        custodian = queries.custodian(found, self.holder.actor.person)
        if self.dealt is None or custodian is None:
            raise ValueError("this one deals no cards")
        return cards.of_deck(self.dealt, custodian.place, queries.manifest_of(found).h)


Said = tuple[str, Any]


def _deck(hands: Hands, asked: Room) -> Said:
    hands.dealt = decks.deal(hands.terms(), int(asked["place"]))
    return statements.written(dict(hands.dealt.deck.to_json())).decode(), None


def _manifest(hands: Hands, asked: Room) -> Said:
    made = manifests.read(str(asked["manifest"]).encode())
    manifests.check(made)
    return compact({"signature": manifests.sign(made.h, hands.holder.keys.act).hex()}).decode(), {"h": made.h.hex()}


def _certificate(hands: Hands, asked: Room) -> Said:
    terms, seed = hands.terms(), threshold.new_seed()
    made = ceremony.certify(terms, seed, int(asked["place"]))
    endorsement = ceremony.endorse(terms, made, hands.holder.keys.act).hex()
    return compact({"certificate": made.to_json(), "endorsement": endorsement}).decode(), {
        "seed": seed,
        "certificate": made.to_json(),
    }


def _rounds(hands: Hands, asked: Room) -> Ceremony:
    group, said = ceremony.group_of(hands.terms()), asked["said"]["certificate"]
    read = [json.loads(said[place]) for place in sorted(said, key=int)]
    signed = [lists.signed_message(group, parse(json.dumps(one["certificate"]).encode())) for one in read]
    return ceremony.ceremony(hands.terms(), signed, [bytes.fromhex(one["endorsement"]) for one in read])


def _commitment(hands: Hands, asked: Room) -> Said:
    group = ceremony.group_of(hands.terms())
    seed = hands.kept(asked, "certificate")["seed"]
    made = threshold.draw_polynomial(group, seed, hands.terms().needed)
    secret = {"secret": [str(a) for a in made.secret], "signed": compact(made.signed.to_json()).decode()}
    return made.hash(), secret


def _shares(hands: Hands, asked: Room) -> Said:
    known, seed = _rounds(hands, asked), hands.kept(asked, "certificate")["seed"]
    kept = hands.kept(asked, "commitment")
    signed = lists.signed_message(known.group, parse(kept["signed"].encode()))
    coefficients = tuple(lists.coefficients(known.group, signed))
    mine = Polynomial(tuple(int(a) for a in kept["secret"]), coefficients, signed)
    shares = [threshold.share_for(known, seed, mine, place) for place in range(1, len(known.certs) + 1)]
    return compact({"commitments": signed.to_json(), "shares": shares}).decode(), None


def _private(hands: Hands, asked: Room) -> tuple[Ceremony, int, list[Any], list[Any]]:
    known, place = _rounds(hands, asked), int(asked["place"])
    said = asked["said"]["shares"]
    read = [json.loads(said[one]) for one in sorted(said, key=int)]
    signed: list[Signed] = [
        lists.signed_message(known.group, parse(json.dumps(one["commitments"]).encode())) for one in read
    ]
    hashes = [asked["said"]["commitment"][str(n)] for n in range(1, len(signed) + 1)]
    committed = threshold.check_commitments(known, hashes, signed)
    seed = hands.kept(asked, "certificate")["seed"]
    mine = [one["shares"][place - 1] for one in read]
    private, complaints = threshold.check_shares(known, seed, place, mine, committed)
    return known, private, complaints, committed


def _key(hands: Hands, asked: Room) -> Said:
    known, private, complaints, committed = _private(hands, asked)
    if complaints:
        said = [json.loads(one.to_bytes(known.group)) for one in complaints]
        return compact({"complaints": said}).decode(), None
    seed = hands.kept(asked, "certificate")["seed"]
    key = threshold.public_key(known, seed, private)
    proof = threshold.sign_ceremony(known, seed, committed[int(asked["place"]) - 1])
    made = {"complaints": [], "key": key.to_json(known.group), "signature": schnorr.to_json(proof)}
    return compact(made).decode(), {"share": str(private)}


def _notice(hands: Hands, asked: Room) -> Said:
    found = hands.pledge
    note = queries.checkpoint(found)
    seen = read_checkpoint(note)[1]
    h, instant = bytes.fromhex(found.h), int(now().timestamp())
    made = trustees_said.notice(h, int(asked["place"]), seen.size, seen.root, instant, hands.holder.keys.act)
    said: dict[str, Json] = {
        "checkpoint": note.decode(),
        "root": made.root.hex(),
        "shown": made.shown,
        "signature": made.signature.hex(),
        "size": made.size,
    }
    return statements.written(said).decode(), None


def triggers(found: Pledge) -> list[Trigger]:
    """Of all pledges that open with it. Raises ValueError while it is not reached."""
    made = [queries.triggered(one) for one in queries.together(found)]
    if not all(made):
        raise ValueError("not reached")
    return [one for one in made if one]


def share_of(hands: Hands) -> Share:
    """A trustee's own share, from what only they can open."""
    found = hands.pledge
    custodian = queries.custodian(found, hands.holder.actor.person)
    assert custodian is not None  # noqa: S101 - those at work were drawn
    _known, private, _complaints, _committed = _private(hands, room(found, custodian))
    return Share(custodian.place, private)


def _seal(hands: Hands, _asked: Room) -> Said:
    every = triggers(hands.pledge)
    mine = next(one for one in every if one.manifest.h.hex() == hands.pledge.h)
    bundle = partials.make(mine, share_of(hands), every, int(now().timestamp()))
    made = partials.sealed(mine, bundle, hands.holder.keys.act)
    return tape.sealed(bytes(bundle), "readers of a pledge", lambda: made).decode(), None


def _delete(hands: Hands, asked: Room) -> Said:
    manifest, instant = queries.manifest_of(hands.pledge), int(now().timestamp())
    made = trustees_said.deleted(manifest, int(asked["place"]), instant, hands.holder.keys.act)
    return statements.written({"instant": made.instant, "signature": made.signature.hex()}).decode(), None


STEPS: dict[str, Callable[[Hands, Room], Said]] = {
    "certificate": _certificate,
    "commitment": _commitment,
    "shares": _shares,
    "key": _key,
    "deck": _deck,
    "manifest": _manifest,
    "notice": _notice,
    "seal": _seal,
    "delete": _delete,
}


def prepare(everybody: Sequence[Hands]) -> None:
    """All steps that can be done now, by all."""
    while sum(hands.step() for hands in everybody):
        continue


def sign(found: Pledge, held: Sequence[Card], name: str, workplace: str, holder: Holder | None) -> Taken:
    """What the signer's page does with one card of each deck; `holder` is None where anyone may sign."""
    manifest: Manifest = queries.manifest_of(found)
    for card in held:
        cards.check(manifest, card)
    keys = ((bytes.fromhex(holder.keys.act_public),), (holder.keys.act,)) if holder else ((), ())
    entry = entries.make(manifest, held, Signer(name, workplace, *keys))
    return signing.take(found.h, bytes(entry))
