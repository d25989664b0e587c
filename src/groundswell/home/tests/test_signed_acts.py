"""Who acts has signed: the record refuses what a server, or somebody with its database, would make up."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.cast import World, later

from groundswell.kernel import clock
from groundswell.kernel.actions import NeedsSignature, action
from groundswell.kernel.actor import Actor
from groundswell.kernel.errors import Gone, Invalid
from groundswell.members.actions import joining
from groundswell.record.actions import append
from groundswell.record.models import Entry, Opening, Pending, SignedOnce
from groundswell.record.queries import org_id
from groundswell.record.signing import LIFE, by_seed
from scrutiny.errors import Refused
from scrutiny.organisation import acts, authors

append_alone = action(append)


def test_an_action_without_signature_is_rolled_back_and_says_what_it_waits_for(world: World) -> None:
    silent = replace(world.rowan.actor(), signs=lambda _act: None)
    before = Pending.objects.count(), Entry.objects.count()
    with pytest.raises(NeedsSignature) as asked:
        joining.vouch(silent, acts.Vouch(standing=world.wren.membership))
    assert asked.value.acts == (acts.Vouch(standing=world.wren.membership),)
    assert (Pending.objects.count(), Entry.objects.count()) == before


def test_one_signature_serves_once(world: World) -> None:
    act = acts.Vouch(standing=world.wren.membership)
    once = world.rowan.actor().signs(act)
    actor = replace(world.rowan.actor(), signs=lambda _act: once)
    append_alone(actor, act)
    with pytest.raises(Gone):
        append_alone(actor, act)


def test_what_was_used_is_remembered_until_it_expires(world: World) -> None:
    act = acts.Vouch(standing=world.wren.membership)
    once = world.rowan.actor().signs(act)
    append_alone(replace(world.rowan.actor(), signs=lambda _act: once), act)
    with later(seconds=LIFE + 1):
        with pytest.raises(Invalid):
            append_alone(replace(world.rowan.actor(), signs=lambda _act: once), act)
        append_alone(world.kestrel.actor(), act)
        assert SignedOnce.objects.filter(expires__lt=int(clock.now().timestamp())).count() == 0


WITHOUT = {  # by the host, by rule, or proved by a key page in a domain of its own
    "key.register",
    "member.admit",
    "member.apply",
    "record.draw",
    "record.erase",
    "steward.accept",  # of the founders: the founding act is its signature
}


def privates() -> dict[int, bytes]:
    """All private parts, those of today behind the others."""
    openings = [bytes(o.private) for o in Opening.objects.order_by("entry_id")]
    return dict(enumerate([*openings, *(bytes(p.private) for p in Pending.objects.order_by("id"))]))


def test_everything_that_members_did_is_signed_by_keys_that_the_record_knows(world: World) -> None:
    found = authors.check(org_id(), privates())
    assert found.signed > 30
    assert found.strange == 0
    assert {json.loads(one)["type"] for one in privates().values() if b'"signed"' not in one} <= WITHOUT


def test_whoever_has_the_database_cannot_act_as_a_member(world: World) -> None:
    """With every row, a key of their own under Rowan's name, and the server's own writing of the record."""
    act = acts.Vouch(standing=world.wren.membership)
    thief = world.magpie.keys
    append_alone(
        Actor(world.rowan.account, world.rowan.key, thief.act_public, by_seed(thief.act, thief.act_public)), act
    )
    with pytest.raises(Refused) as error:
        authors.check(org_id(), privates())
    assert error.value.code == "author"
