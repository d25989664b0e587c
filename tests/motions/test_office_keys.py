"""What is done in an office is signed with the key of the office, which everyone sees and which does not say who."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test.client import ClientHandler

from groundswell.councils import actions as offices
from groundswell.councils import office_keys
from groundswell.councils.models import Mandate
from groundswell.councils.office_keys import NoOfficeKey
from groundswell.kernel import clock
from groundswell.kernel.errors import Forbidden, Gone, Invalid
from groundswell.kernel.ids import new_id
from groundswell.motions import votes
from groundswell.motions.actions import voting
from groundswell.motions.models import Question
from groundswell.record.models import Entry, Opening
from groundswell.record.queries import org_id
from groundswell.record.signing import NotByOffice, NotSigned, by_office, by_seed
from scrutiny.identity import signed_acts
from scrutiny.identity.offices import prove_possession
from scrutiny.identity.signatures import public_key
from scrutiny.organisation import acts, authors
from tests.ballots.test_closing import assert_replays
from tests.cast import Person, World, signed_in

DAY = dt.timedelta(days=1)
NEW_SEED = b"\7" * 32


def mandate_of(person: Person) -> Mandate:
    found: Mandate = Mandate.objects.filter(holder_id=person.account, ended=None).latest("start")
    return found


@pytest.fixture
def asked(world: World) -> Question:
    """Tern, steward of the foundry, asks its delegates something."""
    held = mandate_of(world.tern)
    closes = (clock.now() + 7 * DAY).isoformat()
    act = acts.CallVote(new_id(), held.unit_id, held.id, "Shall we join the strike?", "From Monday on.", closes)
    return voting.call(world.tern.actor(), act)


def a_vote(world: World, asked: Question) -> acts.CastOpenVote:
    return acts.CastOpenVote(asked.id, mandate_of(world.tern).id, "in-favour", " Because they asked us. ")


def effect_of(kind: str) -> dict[str, Any]:
    entry = Entry.objects.filter(type=kind).latest("index")
    return dict(json.loads(bytes(entry.public))["effect"])


def openings() -> dict[int, bytes]:
    return {one.entry_id: bytes(one.private) for one in Opening.objects.all()}


def test_an_acceptance_shows_the_key_of_the_office_and_not_the_proof_that_names_the_member(world: World) -> None:
    held = mandate_of(world.tern)
    assert held.office_key == world.tern.takes(held.id)[0]
    entries = [bytes(one.public) for one in Entry.objects.filter(type="steward.accept")]
    assert sum(held.office_key.encode() in one for one in entries) == 1
    assert not any(world.tern.takes(held.id)[1].encode() in one for one in entries)


def test_everyone_can_check_by_which_office_a_vote_was_given_and_learns_no_more(world: World, asked: Question) -> None:
    voting.cast(world.tern.actor(), a_vote(world, asked))
    effect = effect_of("vote.cast")
    signed = bytes.fromhex(effect["signed"])
    key = mandate_of(world.tern).office_key
    signed_acts.verify(signed, bytes.fromhex(effect["signature"]), org=org_id(), actor=key, instant=None)
    written = json.dumps(effect).encode() + signed
    for said in (world.tern.public.act, world.tern.public.signin, str(world.tern.account), "Because they asked us."):
        assert said.encode() not in written
    assert_replays()


def test_the_private_part_names_the_office_and_has_the_text(world: World, asked: Question) -> None:
    voting.cast(world.tern.actor(), a_vote(world, asked))
    private = json.loads(bytes(Opening.objects.latest("entry_id").private))
    assert private["actor"] == mandate_of(world.tern).office_key
    assert private["body"]["reason"] == "Because they asked us."
    assert str(world.tern.account) not in json.dumps(private)
    assert authors.check(org_id(), openings()).strange == 0


def test_the_key_for_acts_does_not_sign_in_an_office_that_has_a_key(world: World, asked: Question) -> None:
    by_member = replace(world.tern.actor(), signs=by_seed(world.tern.keys.act, world.tern.public.act))
    with pytest.raises(NotByOffice):
        voting.cast(by_member, a_vote(world, asked))


def test_the_key_of_one_office_signs_in_no_other(world: World, asked: Question) -> None:
    other = replace(world.tern.actor(), signs=by_office(world.tern.office_seed(new_id())))
    with pytest.raises(NotByOffice):
        voting.cast(other, a_vote(world, asked))


def test_the_key_of_an_office_signs_nothing_else(world: World) -> None:
    held = mandate_of(world.rowan)
    in_office = replace(world.rowan.actor(), signs=by_office(world.rowan.office_seed(held.id)))
    with pytest.raises(NotSigned):
        offices.nominate(in_office, acts.NominateSteward(held.unit_id, world.rowan.account))


def test_after_the_end_the_key_votes_no_more_and_still_reports(world: World, asked: Question) -> None:
    held = mandate_of(world.tern)
    offices.resign(world.tern.actor(), acts.EndStewardship(held.id, "resigned"))
    assert effect_of("steward.end")["office_key"] == held.office_key
    with pytest.raises(Forbidden):
        voting.cast(world.tern.actor(), acts.CastOpenVote(asked.id, held.id, "against", ""))
    voting.report(world.tern.actor(), acts.GiveReport(asked.id, held.id, " We were heard. "))
    assert effect_of("report.give")["office_key"] == held.office_key
    last = votes.last_report(asked, held.id)
    assert last is not None
    assert last.text == "We were heard."
    assert_replays()


def carried(world: World) -> UUID:
    """Tern stands again, and most of the foundry have signed."""
    unit = world.unit("Foundry")
    found = offices.nominate(world.finch.actor(), acts.NominateSteward(unit, world.tern.account))
    offices.sign(world.tern.actor(), acts.SignSteward(found.id))
    return UUID(str(found.id))


class TestTaking:
    def test_an_office_is_not_taken_with_a_key_that_somebody_else_holds(self, world: World) -> None:
        nomination, mandate = carried(world), new_id()
        theirs = world.finch.takes(mandate)
        unproved = world.tern.takes(mandate)[0], world.tern.takes(new_id())[1]
        for given in (theirs, unproved, (world.tern.public.act, "00" * 64)):
            with pytest.raises(NoOfficeKey):
                offices.accept(world.tern.actor(), acts.AcceptStewardship(nomination, mandate, *given))

    def test_who_signs_on_the_site_names_a_key(self, world: World, one_handler: ClientHandler) -> None:
        browser = signed_in(world.tern, one_handler)
        assert browser.post(f"/offices/nominations/{carried(world)}/accept").status_code == 302
        held = mandate_of(world.tern)
        assert held.office_key == world.tern.takes(held.id)[0]

    def test_without_a_key_it_is_refused_there(self, world: World, one_handler: ClientHandler) -> None:
        browser = signed_in(world.tern, one_handler)
        for said in ({"_signed": "[]"}, {"office_key": "XY"}, {"possession": "\0"}):
            answer = browser.post(f"/offices/nominations/{carried(world)}/accept", said)
            assert answer.status_code == 422


def renewing(person: Person) -> tuple[str, str]:
    return prove_possession(NEW_SEED, org_id(), mandate_of(person).id, person.public.act)


def renewed(person: Person) -> Mandate:
    """An office of theirs with a key that does not follow from the words that they have."""
    held = mandate_of(person)
    office_keys.renew(person.actor(), acts.RenewOfficeKey(held.id, *renewing(person)))
    return held


class TestANewKey:
    def test_takes_the_place_of_the_one_before(self, world: World, asked: Question) -> None:
        renewed(world.tern)
        with pytest.raises(NotByOffice):
            voting.cast(world.tern.actor(), a_vote(world, asked))
        voting.cast(replace(world.tern.actor(), signs=by_office(NEW_SEED)), a_vote(world, asked))
        assert effect_of("vote.cast")["office_key"] == public_key(NEW_SEED).hex()
        assert_replays()
        assert authors.check(org_id(), openings()).strange == 0

    def test_is_given_on_the_page_of_offices(self, world: World, one_handler: ClientHandler) -> None:
        held = renewed(world.tern)
        answer = signed_in(world.tern, one_handler).post(f"/offices/mandates/{held.id}/key")
        assert answer.status_code == 302
        assert mandate_of(world.tern).office_key == held.office_key

    def test_is_given_by_nobody_else_nor_without_one_nor_twice_nor_after_the_end(self, world: World) -> None:
        held, new = mandate_of(world.tern), renewing(world.tern)
        with pytest.raises(Forbidden):
            office_keys.renew(world.finch.actor(), acts.RenewOfficeKey(held.id, *world.finch.takes(held.id)))
        with pytest.raises(NoOfficeKey):
            office_keys.renew(world.tern.actor(), acts.RenewOfficeKey(held.id, "", ""))
        with pytest.raises(Invalid):
            office_keys.renew(world.tern.actor(), acts.RenewOfficeKey(held.id, *world.tern.takes(held.id)))
        offices.resign(world.tern.actor(), acts.EndStewardship(held.id, "resigned"))
        with pytest.raises(Gone):
            office_keys.renew(world.tern.actor(), acts.RenewOfficeKey(held.id, *new))
