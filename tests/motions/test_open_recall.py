"""Where there are no petition keys, those who gave a mandate end it openly, as they gave it."""

from __future__ import annotations

import pytest
from django.test.client import ClientHandler

from groundswell.kernel.errors import Forbidden, Gone, Unknown
from groundswell.kernel.ids import new_id
from groundswell.motions import recalls
from groundswell.motions.actions import recalling
from groundswell.record.models import Entry
from scrutiny.organisation import acts
from tests.ballots.conftest import Held
from tests.ballots.test_closing import assert_replays
from tests.cast import World, signed_in
from tests.motions.signers import mandate_of
from tests.motions.test_open_votes import mandate_of as steward_of


def sign(world: World, *names: str) -> None:
    held = steward_of(world, "tern", "Foundry")
    for name in names:
        recalling.sign(world.people[name].actor(), acts.SignRecall(held.id))


def test_with_as_many_as_it_takes_to_give_it_a_mandate_is_over_at_once(world: World) -> None:
    sign(world, "finch")
    assert world.unit("Foundry") in world.tern.actor().stewarded
    sign(world, "tern")
    assert world.unit("Foundry") not in world.tern.actor().stewarded
    assert Entry.objects.filter(type="recall.openly").count() == 1
    assert_replays()


def test_signing_twice_counts_once(world: World) -> None:
    sign(world, "finch", "finch")
    assert recalls.signed(steward_of(world, "tern", "Foundry")) == 1


def test_a_signature_can_be_taken_back(world: World) -> None:
    held = steward_of(world, "tern", "Foundry")
    sign(world, "finch")
    recalling.withdraw(world.finch.actor(), acts.WithdrawRecall(held.id))
    sign(world, "tern")
    assert world.unit("Foundry") in world.tern.actor().stewarded


def test_others_do_not_end_it(world: World) -> None:
    with pytest.raises(Forbidden):
        sign(world, "heron")
    with pytest.raises(Unknown):
        recalling.sign(world.finch.actor(), acts.SignRecall(new_id()))


def test_what_is_over_is_not_ended_again(world: World) -> None:
    held = steward_of(world, "tern", "Foundry")
    sign(world, "finch", "tern")
    with pytest.raises(Gone):
        recalling.sign(world.finch.actor(), acts.SignRecall(held.id))


def test_where_there_are_petition_keys_nobody_signs_openly(voting: Held) -> None:
    world = voting.world
    held = mandate_of(world, "heron")
    with pytest.raises(Gone):
        recalling.sign(world.finch.actor(), acts.SignRecall(held))
    assert held not in {one.mandate.id for one in recalls.standings([world.unit("Industry")], world.finch.account)}


def test_the_page_offers_it_and_hides_the_count_of_so_few(world: World, one_handler: ClientHandler) -> None:
    finch, held = signed_in(world.finch, one_handler), steward_of(world, "tern", "Foundry")
    page = finch.get("/petitions/").content.decode()
    assert "End a mandate openly" in page
    assert "Signatures so far" not in page
    assert finch.post(f"/petitions/recall/{held.id}", {"signed": "1"}).status_code == 302
    assert "Take my signature back" in finch.get("/petitions/").content.decode()
    assert finch.post(f"/petitions/recall/{held.id}", {"signed": "0"}).status_code == 302
    assert recalls.signed(held) == 0
