"""Petition keys of the cast, as the petition page makes them in a browser."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from groundswell.charter.queries import rules
from groundswell.councils.models import Electorate
from groundswell.demo.custodians import opened
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.ids import new_id
from groundswell.motions import queries
from groundswell.motions.actions import keys, signing
from groundswell.motions.models import Petition
from groundswell.record.queries import org_id
from scrutiny.identity import envelopes, joint_keys
from scrutiny.organisation.councils import petitions
from scrutiny.organisation.councils.petitions import Kind, Signature
from scrutiny.randomness import random_bytes
from tests.cast import Person, World


@dataclass(frozen=True)
class PetitionKey:
    """A petition key whose halves were opened."""

    secret: bytes
    public: bytes

    def under(self, message: bytes) -> Signature:
        return Signature(self.public, joint_keys.sign(self.secret, message))

    def on(self, petition: petitions.Petition) -> Signature:
        return self.under(petition.message())


def key_of(world: World, name: str, unit: str = "Industry") -> PetitionKey:
    """As both registrars sealed it to them."""
    halves = halves_of(world, name, unit)
    public = joint_keys.joined_public(joint_keys.public_half(one) for one in halves)
    return PetitionKey(joint_keys.joined_secret(halves), public)


def halves_of(world: World, name: str, unit: str = "Industry") -> list[bytes]:
    """The two secret halves, opened with somebody's own keys."""
    person, listed = world.people[name], queries.key_list(world.unit(unit))
    assert listed is not None
    found = queries.halves(listed, person.account)
    assert len(found) == 2
    return [_half(person, one.sealed, one.registrar, listed.digest) for one in found]


def _half(person: Person, sealed: str, registrar: str, digest: str) -> bytes:
    half = envelopes.opened_half(opened(sealed, person.keys), registrar)
    assert (half.org, half.keys, half.recipient) == (org_id(), digest, str(person.account))
    return bytes.fromhex(half.secret)


def recall_of(world: World, name: str, **changed: Any) -> petitions.Petition:
    """A recall of a steward of Industry, as the page writes it."""
    subject = mandate_of(world, name)
    return drawn_up(world, kind=Kind.RECALL, subject=subject, text="We have not seen them since spring.", **changed)


def mandate_of(world: World, name: str) -> UUID:
    person = world.people[name].account
    found = [one.id for one in queries.recallable_in([world.unit("Industry")]) if one.holder_id == person]
    return found[0]


def demand(world: World, text: str = "Nobody works alone at night.", **changed: Any) -> petitions.Petition:
    return drawn_up(world, kind=Kind.BALLOT, subject=None, text=text, **changed)


def drawn_up(world: World, **values: Any) -> petitions.Petition:
    listed = queries.key_list(world.unit("Industry"))
    assert listed is not None
    day = clock.today()
    known: dict[str, Any] = {
        "id": new_id(),
        "org": org_id(),
        "electorate": queries.body_of(world.unit("Industry")),
        "keys": listed.digest,
        "opened": day,
        "closes": day + dt.timedelta(days=rules().petition_days),
    }
    return petitions.Petition(**{**known, **values})


def begun(world: World, asked: petitions.Petition, by: str) -> Petition:
    return signing.begin(asked, key_of(world, by).on(asked))


def sign(world: World, asked: petitions.Petition, *names: str) -> None:
    for name in names:
        signing.sign(asked.id, key_of(world, name).on(asked))


def as_call(asked: petitions.Petition, one: Signature) -> str:
    """The body with which the page begins it."""
    said = {**asked.told(), "text": asked.text, "id": str(asked.id), "org": asked.org}
    return json.dumps({**said, "key": one.key.hex(), "signature": one.signature.hex()})


def with_text(asked: petitions.Petition, text: str) -> petitions.Petition:
    return replace(asked, text=text)


@housekeeping
def hand_out(world: World, unit: str, electors: int) -> list[PetitionKey]:
    """Petition keys for the members of a unit without a ballot; nobody has envelopes of them."""
    electorate = Electorate.objects.create(unit_id=world.unit(unit), frozen=clock.now())
    secrets = [[random_bytes(32), random_bytes(32)] for _elector in range(electors)]
    made = [
        PetitionKey(joint_keys.joined_secret(halves), joint_keys.joined_public(map(joint_keys.public_half, halves)))
        for halves in secrets
    ]
    keys.publish(electorate, new_id(), sorted(one.public.hex() for one in made))
    return made


def demanded(world: World, electors: int = 6) -> tuple[petitions.Petition, list[PetitionKey]]:
    """A petition of Industry, begun with the first of the keys."""
    made = hand_out(world, "Industry", electors)
    asked = demand(world)
    signing.begin(asked, made[0].on(asked))
    return asked, made
