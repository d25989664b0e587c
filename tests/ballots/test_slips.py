"""Who asks for a slip of paper, and that nothing is sealed to them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groundswell.ballots import queries
from groundswell.ballots.actions import due
from groundswell.ballots.models import Envelope, Role
from groundswell.demo.custodians import Holder, in_python, sealed, step
from groundswell.kernel import clock
from groundswell.kernel.errors import Forbidden, Gone, Unknown
from tests.ballots.conftest import adopt
from tests.ballots.urn import announced_for_all, ask
from tests.cast import World, join, signed_in
from tests.elections import holders, ready


class TestSlips:
    def test_registrars_are_told_that_there_are_slips_to_print(self, world: World) -> None:
        adopt(ballot_group="Ed25519")
        ballot = announced_for_all(world)
        ask(world, ballot, "tern")
        ready(world, ballot)
        registrar, other = queries.custodians(ballot, Role.REGISTRAR)[0], queries.custodians(ballot, Role.TRUSTEE)[0]
        with clock.set_to(ballot.observers):
            for one, told in ((registrar, True), (other, False)):
                browser = signed_in(next(p for p in world.people.values() if p.account == one.account_id))
                pages = [browser.get(path).content.decode() for path in ("/", f"/ballots/{ballot.id}/")]
                assert [("Slips to print" in page) for page in pages] == [told, told]

    def test_are_asked_for_and_taken_back_until_the_list_is_final(self, world: World) -> None:
        ballot = announced_for_all(world)
        browser = signed_in(world.tern)
        assert "I want a slip" in browser.get(f"/ballots/{ballot.id}/").content.decode()
        assert browser.post(f"/ballots/{ballot.id}/slip", {"slip": "1"}).status_code == 302
        assert queries.slips_wanted(ballot) == {world.tern.account}
        assert "I vote on my phone after all" in browser.get(f"/ballots/{ballot.id}/").content.decode()
        assert browser.post(f"/ballots/{ballot.id}/slip", {"slip": "0"}).status_code == 302
        assert not queries.slips_wanted(ballot)
        with clock.set_to(ballot.observers), pytest.raises(Gone):
            ask(world, ballot, "tern")

    def test_a_steward_asks_for_somebody_of_their_unit_and_nobody_else_does(self, world: World) -> None:
        ballot = announced_for_all(world)
        ask(world, ballot, "magpie", by="heron")
        assert queries.slips_wanted(ballot) == {world.magpie.account}
        for by in ("kestrel", "tern"):  # no steward, and one of another workplace
            with pytest.raises(Unknown):
                ask(world, ballot, "magpie", by=by)
        page = signed_in(world.heron).get(f"/ballots/{ballot.id}/list").content.decode()
        assert "No slip for Magpie" in page
        data = {"who": str(world.magpie.account), "slip": "0"}
        assert signed_in(world.heron).post(f"/ballots/{ballot.id}/slip", data).status_code == 302
        assert not queries.slips_wanted(ballot)

    def test_who_is_not_on_the_list_gets_none(self, world: World) -> None:
        ballot = announced_for_all(world)
        join(world, "Owl", "Foundry", "finch", "tern")
        with pytest.raises(Forbidden, match="on the list"):
            ask(world, ballot, "owl")

    def test_a_registrar_who_seals_to_them_all_the_same_seals_for_nothing(self, world: World) -> None:
        """Or they would have both, and the slip would be worth nothing."""
        adopt(ballot_group="Ed25519")
        ballot = announced_for_all(world)
        ask(world, ballot, "tern")
        with clock.set_to(ballot.observers):
            due.settle()
            people = holders(world, ballot)

            def sealing_to_all(asked: Any, who: Holder) -> tuple[str, str]:
                made, kept = in_python(asked, who)
                if asked["step"] == "list":
                    said = json.loads(made)
                    for texts in said["envelopes"].values():
                        texts[:] = [text or sealed(b"x", world.tern.public.age) for text in texts]
                    made = json.dumps(said)
                return made, kept

            while sum(step(ballot, one, sealing_to_all) for one in people):
                pass
        assert queries.is_ready(queries.ballot(ballot.id))
        assert not Envelope.objects.filter(account_id=world.tern.account).exists()
