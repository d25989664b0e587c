"""Beginning, signing, counting and joining petitions through the site's own actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest

from groundswell.charter.queries import rules
from groundswell.councils import queries as councils
from groundswell.kernel import clock
from groundswell.kernel.errors import Gone, Invalid, TooMany, Unknown
from groundswell.kernel.ids import new_id
from groundswell.motions import offering, queries
from groundswell.motions.actions import due, signing
from groundswell.motions.models import KeyEnvelope, Petition, PetitionSignature
from groundswell.record.actions import close_day
from groundswell.record.models import Entry
from scrutiny.organisation.councils import clocks, petitions
from scrutiny.organisation.councils.petitions import Kind, Signature
from tests.ballots.conftest import Held
from tests.cast import World
from tests.motions.signers import as_call, begun, demand, key_of, mandate_of, recall_of, sign, with_text

NAMES = ("heron", "rowan", "kestrel", "magpie", "finch", "tern")
DAY = dt.timedelta(days=1)


@pytest.fixture
def here(voting: Held) -> World:
    return voting.world


def code_of(raised: pytest.ExceptionInfo[Invalid]) -> object:
    return raised.value.data["code"]


class TestKeys:
    def test_every_elector_gets_one_and_no_two_are_alike(self, here: World) -> None:
        listed = queries.key_list(here.unit("Industry"))
        assert listed is not None
        keys = queries.keys_of(listed)
        assert {key_of(here, name).public for name in NAMES} == set(keys.keys)
        assert queries.size_of(listed) == len(NAMES)

    def test_the_list_stands_in_the_order_of_the_keys(self, here: World) -> None:
        listed = queries.key_list(here.unit("Industry"))
        assert listed is not None
        assert list(queries.keys_of(listed).keys) == sorted(queries.keys_of(listed).keys)

    def test_halves_are_sealed_to_two_different_keys_of_registrars(self, here: World) -> None:
        assert len(set(KeyEnvelope.objects.values_list("registrar", flat=True))) == 2

    def test_there_are_none_before_a_ballot(self, world: World) -> None:
        assert queries.key_list(world.unit("Foundry")) is None
        assert queries.recallable_in([world.unit("Foundry")]) == []
        with pytest.raises(Gone):
            offering.of_ballot(world.unit("Foundry"), world.finch.account, "Riverside")


class TestBeginning:
    def test_any_elector_begins_one_with_their_signature(self, here: World) -> None:
        asked = recall_of(here, "heron")
        made = begun(here, asked, "finch")
        assert queries.value(made) == asked
        assert queries.standing(made).signed == 1
        assert queries.state(made) == clocks.OPEN

    def test_sent_twice_it_is_begun_once(self, here: World) -> None:
        asked = demand(here)
        begun(here, asked, "finch")
        begun(here, asked, "finch")
        assert Petition.objects.count() == 1
        assert PetitionSignature.objects.count() == 1

    def test_its_id_serves_for_no_other_text(self, here: World) -> None:
        asked = demand(here)
        begun(here, asked, "finch")
        with pytest.raises(Gone):
            begun(here, with_text(asked, "Something else."), "tern")

    def test_a_key_that_is_on_no_list_begins_nothing(self, here: World) -> None:
        asked = demand(here)
        mine = key_of(here, "finch")
        stranger = replace(mine, secret=bytes([7]) * 32, public=bytes.fromhex("d7" * 32))
        with pytest.raises(Invalid):
            signing.begin(asked, Signature(stranger.public, bytes(64)))
        assert not Petition.objects.exists()

    def test_a_signature_under_something_else_begins_nothing(self, here: World) -> None:
        asked = demand(here)
        with pytest.raises(Invalid) as raised:
            signing.begin(asked, key_of(here, "finch").on(with_text(asked, "Something else.")))
        assert code_of(raised) == "signature"

    @pytest.mark.parametrize("days", [1, 13, 400])
    def test_its_days_are_those_of_the_charter(self, here: World, days: int) -> None:
        asked = demand(here)
        other = replace(asked, closes=asked.opened + dt.timedelta(days=days))
        with pytest.raises(Invalid) as raised:
            begun(here, other, "finch")
        assert code_of(raised) == "timetable"

    @pytest.mark.parametrize("shift", [-2, 1, 30])
    def test_it_begins_today(self, here: World, shift: int) -> None:
        asked = demand(here)
        moved = replace(asked, opened=asked.opened + shift * DAY, closes=asked.closes + shift * DAY)
        with pytest.raises(Invalid):
            begun(here, moved, "finch")

    def test_what_was_drawn_up_before_midnight_may_arrive_after_it(self, here: World) -> None:
        asked = demand(here)
        with clock.set_to(clock.now() + DAY):
            begun(here, asked, "finch")

    def test_a_mandate_that_is_over_is_not_recalled(self, here: World) -> None:
        asked = recall_of(here, "heron")
        with pytest.raises(Invalid) as raised:
            begun(here, replace(asked, subject=new_id()), "finch")
        assert code_of(raised) == "no-mandate"

    def test_a_mandate_of_another_unit_is_not_recalled_by_these_electors(self, here: World) -> None:
        tern = next(one for one in councils.mandates_of(here.tern.account) if one.unit.name == "Foundry")
        with pytest.raises(Invalid) as raised:
            begun(here, replace(recall_of(here, "heron"), subject=tern.id), "finch")
        assert code_of(raised) == "no-mandate"

    def test_one_key_floods_nobody(self, here: World) -> None:
        for number in range(signing.OPEN_AT_ONCE):
            begun(here, demand(here, f"Text {number}"), "finch")
        with pytest.raises(TooMany):
            begun(here, demand(here, "One more"), "finch")
        begun(here, demand(here, "One more"), "tern")

    def test_another_organisations_petition_is_none_of_ours(self, here: World) -> None:
        with pytest.raises(Invalid):
            begun(here, demand(here, org="ab" * 32), "finch")

    def test_another_body_is_not_asked_with_this_list(self, here: World) -> None:
        with pytest.raises(Invalid):
            begun(here, demand(here, electorate=queries.body_of(here.unit("Foundry"))), "finch")


class TestSigning:
    def test_each_key_counts_once(self, here: World) -> None:
        asked = demand(here)
        made = begun(here, asked, "finch")
        sign(here, asked, "tern", "magpie")
        assert queries.signed(made) == 3
        with pytest.raises(Invalid) as raised:
            sign(here, asked, "tern")
        assert code_of(raised) == "signed-already"
        assert queries.signed(made) == 3

    def test_a_key_that_is_not_on_the_list_is_not_counted(self, here: World) -> None:
        asked = demand(here)
        made = begun(here, asked, "finch")
        stranger = Signature(bytes.fromhex("d7" * 32), bytes(64))
        with pytest.raises(Invalid) as raised:
            signing.sign(asked.id, stranger)
        assert code_of(raised) == "not-on-the-list"
        assert queries.signed(made) == 1

    def test_a_false_signature_does_not_spoil_the_true_one(self, here: World) -> None:
        asked = demand(here)
        begun(here, asked, "finch")
        with pytest.raises(Invalid) as raised:
            signing.sign(asked.id, key_of(here, "tern").on(with_text(asked, "Another.")))
        assert code_of(raised) == "signature"
        sign(here, asked, "tern")

    def test_nobody_signs_what_is_not_there(self, here: World) -> None:
        with pytest.raises(Unknown):
            signing.sign(new_id(), key_of(here, "tern").on(demand(here)))

    def test_after_its_last_day_nobody_signs(self, here: World) -> None:
        asked = demand(here)
        made = begun(here, asked, "finch")
        last = clocks.midnight_after(asked.closes - DAY)
        with clock.set_to(last - dt.timedelta(seconds=1)):
            sign(here, asked, "tern")
        with clock.set_to(last):
            assert queries.state(made) == clocks.LAPSED
            with pytest.raises(Gone):
                sign(here, asked, "magpie")

    def test_nobody_signs_for_the_recall_of_a_mandate_that_is_over(self, here: World) -> None:
        asked = recall_of(here, "heron")
        made = begun(here, asked, "finch")
        end = queries.petition(made.id).mandate
        assert end is not None
        assert queries.state(queries.petition(made.id)) == clocks.OPEN


class TestCounting:
    def test_what_is_needed_is_what_the_charter_says(self, here: World) -> None:
        recall = begun(here, recall_of(here, "heron"), "finch")
        ballot = begun(here, demand(here), "finch")
        assert recall.needed == petitions.needed(Kind.RECALL, len(NAMES), rules())
        assert ballot.needed == petitions.needed(Kind.BALLOT, len(NAMES), rules())

    def test_anyone_counts_from_the_file(self, here: World) -> None:
        asked = demand(here)
        made = begun(here, asked, "finch")
        sign(here, asked, "tern", "rowan")
        file = offering.to_count(queries.petition(made.id))
        keys = petitions.KeyList(tuple(bytes.fromhex(key) for key in file["keys"]))  # type: ignore[union-attr,arg-type]
        found = [
            Signature(bytes.fromhex(one["key"]), bytes.fromhex(one["signature"]))  # type: ignore[call-overload,index,arg-type]
            for one in file["signatures"]  # type: ignore[union-attr]
        ]
        assert petitions.tally(asked, keys, found).valid == 3
        assert file["message"] == asked.message().hex()

    def test_signatures_come_into_the_record_with_the_days_batch(self, here: World) -> None:
        asked = demand(here)
        begun(here, asked, "finch")
        assert not Entry.objects.filter(type__in=["petition.open", "petition.sign"]).exists()
        with clock.set_to(clock.now() + DAY):
            close_day()
        kinds = sorted(Entry.objects.filter(type__startswith="petition.").values_list("type", flat=True))
        assert kinds == ["petition.keys", "petition.list", "petition.open", "petition.sign"]


class TestJoining:
    def two(self, here: World) -> tuple[petitions.Petition, petitions.Petition]:
        one, other = demand(here), demand(here)
        begun(here, one, "finch")
        begun(here, other, "tern")
        return one, other

    def at_midnight(self) -> None:
        with clock.set_to(clock.now() + DAY):
            due.settle()

    def agree(self, here: World, name: str, one: petitions.Petition, into: petitions.Petition) -> None:
        signing.join(one.id, into.id, key_of(here, name).under(petitions.join_message(one, into)))

    def test_they_are_one_when_both_movers_have_agreed(self, here: World) -> None:
        one, other = self.two(here)
        self.agree(here, "finch", one, other)
        assert queries.state(queries.petition(one.id)) == clocks.OPEN
        self.agree(here, "tern", one, other)
        self.at_midnight()
        assert queries.state(queries.petition(one.id)) == clocks.JOINED
        assert queries.signed(queries.petition(other.id)) == 2

    def test_who_has_signed_both_counts_once(self, here: World) -> None:
        one, other = self.two(here)
        sign(here, one, "rowan")
        sign(here, other, "rowan")
        self.agree(here, "finch", one, other)
        self.agree(here, "tern", one, other)
        self.at_midnight()
        assert queries.signed(queries.petition(other.id)) == 3

    def test_nobody_else_joins_them(self, here: World) -> None:
        one, other = self.two(here)
        sign(here, one, "rowan")
        with pytest.raises(Invalid) as raised:
            self.agree(here, "rowan", one, other)
        assert code_of(raised) == "not-the-mover"

    def test_one_mover_does_not_agree_twice_for_both(self, here: World) -> None:
        one, other = self.two(here)
        self.agree(here, "finch", one, other)
        self.agree(here, "finch", one, other)
        self.at_midnight()
        assert queries.petition(one.id).joined_into_id is None

    def test_other_questions_are_not_joined(self, here: World) -> None:
        one, other = demand(here), demand(here, "Another text.")
        begun(here, one, "finch")
        begun(here, other, "finch")
        with pytest.raises(Invalid) as raised:
            self.agree(here, "finch", one, other)
        assert code_of(raised) == "other-question"
        assert queries.same_question(queries.petition(one.id)) == []


class TestOrder:
    def test_rows_of_days_that_are_over_lie_in_the_order_of_the_keys(self, here: World) -> None:
        asked = demand(here)
        made = begun(here, asked, "finch")
        sign(here, asked, *sorted(set(NAMES) - {"finch"}, key=lambda name: key_of(here, name).public, reverse=True)[:2])
        with clock.set_to(clock.now() + DAY):
            due.lay_anew()
        lying = list(PetitionSignature.objects.order_by("id").values_list("key", flat=True))
        assert lying == sorted(lying)
        assert queries.signed(made) == 3

    def test_rows_of_today_wait(self, here: World) -> None:
        begun(here, demand(here), "finch")
        due.lay_anew()
        assert PetitionSignature.objects.filter(laid=False).count() == 1


def test_what_the_page_sends_says_all_that_is_signed(here: World) -> None:
    asked = recall_of(here, "heron")
    body = as_call(asked, key_of(here, "finch").on(asked))
    assert str(mandate_of(here, "heron")) in body
    assert isinstance(asked.subject, UUID)
