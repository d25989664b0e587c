"""Delegates vote in the open, beside what their electors told them; a departure has a reason that the electors read."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.test.client import ClientHandler

from groundswell.councils import actions as offices
from groundswell.councils.models import Mandate
from groundswell.kernel import clock
from groundswell.kernel.errors import Forbidden, Gone, Invalid, Unknown
from groundswell.kernel.ids import new_id
from groundswell.motions import votes
from groundswell.motions.actions import voting
from groundswell.motions.models import OpenVote, Question
from groundswell.record.models import Entry
from scrutiny.organisation import acts
from tests.ballots.test_closing import assert_replays
from tests.cast import World, elect, signed_in
from tests.councils.sending import seated

DAY = dt.timedelta(days=1)
FOR, AGAINST, ABSTAIN = "in-favour", "against", "abstain"


def mandate_of(world: World, name: str, unit: str) -> Mandate:
    found: Mandate = Mandate.objects.filter(
        holder_id=world.people[name].account, unit_id=world.unit(unit), ended=None
    ).latest("start")
    return found


@pytest.fixture
def council(world: World) -> World:
    """Motors: its own steward Kestrel, and below it Tern of the foundry and Rowan of the press shop."""
    elect(world, "kestrel", "Motors", "heron", "rowan", "kestrel", "finch")
    elect(world, "rowan", "Press shop", "heron", "rowan", "kestrel")
    return world


def put(world: World, by: str = "kestrel", unit: str = "Motors", days: int = 7) -> Question:
    held = mandate_of(world, by, unit)
    closes = (clock.now() + days * DAY).isoformat()
    act = acts.CallVote(new_id(), world.unit(unit), held.id, "Shall we join the strike?", "From Monday on.", closes)
    return voting.call(world.people[by].actor(), act)


def cast(world: World, asked: Question, name: str, unit: str, position: str, reason: str = "") -> OpenVote:
    act = acts.CastOpenVote(asked.id, mandate_of(world, name, unit).id, position, reason)
    return voting.cast(world.people[name].actor(), act)


def instruct(world: World, asked: Question, unit: str, position: str, *names: str) -> None:
    for name in names:
        voting.instruct(world.people[name].actor(), acts.Instruct(asked.id, world.unit(unit), position))


def line(world: World, asked: Question, name: str, unit: str) -> votes.Line:
    mandate = mandate_of(world, name, unit).id
    return next(one for one in votes.lines(asked, [world.unit(unit)]) if one.mandate.id == mandate)


class TestWhoWasSent:
    def test_has_the_vote_instead_of_the_stewards(self, council: World) -> None:
        seated(council)
        assert {one.holder.name for one in votes.council(council.unit("Motors"))} == {"Heron", "Kestrel", "Finch"}
        assert {one.office for one in votes.council(council.unit("Motors"))} == {"delegate"}
        steward = mandate_of(council, "rowan", "Press shop")
        act = acts.CallVote(new_id(), council.unit("Motors"), steward.id, "Mine", "", (clock.now() + DAY).isoformat())
        with pytest.raises(Forbidden):
            voting.call(council.rowan.actor(), act)

    def test_votes_with_that_mandate_and_is_told_by_those_who_sent(self, council: World) -> None:
        seated(council)
        sent = votes.council(council.unit("Motors"))
        heron = next(one for one in sent if one.holder.name == "Heron")
        closes = (clock.now() + DAY).isoformat()
        act = acts.CallVote(new_id(), council.unit("Motors"), heron.id, "Do we join?", "", closes)
        asked = voting.call(council.heron.actor(), act)
        assert {one.id for one in votes.waiting_for(council.finch.account)} == {asked.id}
        instruct(council, asked, "Press shop", AGAINST, "heron", "rowan", "kestrel")
        with pytest.raises(Invalid):
            voting.cast(council.heron.actor(), acts.CastOpenVote(asked.id, heron.id, FOR, ""))
        voting.cast(council.heron.actor(), acts.CastOpenVote(asked.id, heron.id, AGAINST, ""))
        assert [one.position for one in votes.lines(asked, []) if one.mandate.id == heron.id] == [AGAINST]
        assert_replays()

    def test_sits_in_no_other_council(self, council: World) -> None:
        seated(council)
        heron = next(one for one in votes.council(council.unit("Motors")) if one.holder.name == "Heron")
        closes = (clock.now() + DAY).isoformat()
        act = acts.CallVote(new_id(), None, heron.id, "To the congress", "", closes)
        with pytest.raises(Forbidden):
            voting.call(council.heron.actor(), act)


class TestPutting:
    def test_a_delegate_puts_a_question_to_all_of_the_council(self, council: World) -> None:
        asked = put(council)
        names = {one.holder.name for one in votes.council(asked.unit_id)}
        assert names == {"Kestrel", "Tern", "Rowan"}

    def test_nobody_else_does(self, council: World) -> None:
        held = mandate_of(council, "kestrel", "Motors")
        closes = (clock.now() + DAY).isoformat()
        act = acts.CallVote(new_id(), council.unit("Motors"), held.id, "Mine", "", closes)
        for name in ("finch", "heron", "tern"):
            with pytest.raises(Forbidden):
                voting.call(council.people[name].actor(), act)

    @pytest.mark.parametrize("days", [-1, 0, 500])
    def test_it_lasts_a_while_and_not_longer_than_the_mandate_of_whoever_calls_it(
        self, council: World, days: int
    ) -> None:
        with pytest.raises(Invalid):
            put(council, days=days)


class TestVoting:
    def test_everybody_reads_who_voted_how(self, council: World) -> None:
        asked = put(council)
        cast(council, asked, "tern", "Foundry", FOR)
        cast(council, asked, "rowan", "Press shop", AGAINST)
        found = {one.mandate.holder.name: one.position for one in votes.lines(asked, [])}
        assert found == {"Kestrel": "", "Tern": FOR, "Rowan": AGAINST}
        public = b"".join(bytes(one.public) for one in Entry.objects.filter(type="vote.cast"))
        assert b'"position":"in-favour"' in public
        assert_replays()

    def test_a_vote_is_given_once(self, council: World) -> None:
        asked = put(council)
        cast(council, asked, "tern", "Foundry", FOR)
        with pytest.raises(Gone):
            cast(council, asked, "tern", "Foundry", AGAINST)

    def test_nobody_votes_with_anothers_mandate(self, council: World) -> None:
        asked = put(council)
        act = acts.CastOpenVote(asked.id, mandate_of(council, "tern", "Foundry").id, FOR, "")
        with pytest.raises(Unknown):
            voting.cast(council.finch.actor(), act)

    def test_a_mandate_elsewhere_has_no_vote_here(self, council: World) -> None:
        asked = put(council)
        with pytest.raises(Forbidden):
            cast(council, asked, "heron", "Industry", FOR)

    def test_from_the_second_on_which_a_mandate_ends_it_does_not_vote(self, council: World) -> None:
        held = mandate_of(council, "tern", "Foundry")
        with clock.set_to(held.end - DAY):
            asked = put(council)
        with clock.set_to(held.end), pytest.raises(Forbidden):
            cast(council, asked, "tern", "Foundry", FOR)
        with clock.set_to(held.end - dt.timedelta(seconds=1)):
            cast(council, asked, "tern", "Foundry", FOR)

    def test_who_gave_the_office_back_does_not_vote(self, council: World) -> None:
        asked, held = put(council), mandate_of(council, "tern", "Foundry")
        offices.resign(council.tern.actor(), acts.EndStewardship(held.id, "resigned"))
        with pytest.raises(Forbidden):
            voting.cast(council.tern.actor(), acts.CastOpenVote(asked.id, held.id, FOR, ""))

    def test_after_the_close_nobody_votes(self, council: World) -> None:
        asked = put(council)
        with clock.set_to(asked.closes), pytest.raises(Gone):
            cast(council, asked, "tern", "Foundry", FOR)

    def test_there_are_three_positions(self, council: World) -> None:
        with pytest.raises(Invalid):
            cast(council, put(council), "tern", "Foundry", "perhaps")


class TestInstructions:
    def test_most_of_a_unit_make_one(self, council: World) -> None:
        asked = put(council)
        instruct(council, asked, "Foundry", AGAINST, "finch")
        assert line(council, asked, "tern", "Foundry").instructed == ""
        instruct(council, asked, "Foundry", AGAINST, "tern")
        assert line(council, asked, "tern", "Foundry").instructed == AGAINST
        assert Entry.objects.filter(type="vote.instructed").count() == 1

    def test_whoever_changes_their_mind_counts_once(self, council: World) -> None:
        asked = put(council)
        instruct(council, asked, "Foundry", AGAINST, "finch")
        instruct(council, asked, "Foundry", FOR, "finch")
        assert votes.valid_wishes(asked, council.unit("Foundry"), AGAINST) == 0

    def test_others_do_not_instruct_them(self, council: World) -> None:
        with pytest.raises(Forbidden):
            instruct(council, put(council), "Foundry", FOR, "heron")

    def test_a_departure_needs_a_reason(self, council: World) -> None:
        asked = put(council)
        instruct(council, asked, "Foundry", AGAINST, "finch", "tern")
        with pytest.raises(Invalid):
            cast(council, asked, "tern", "Foundry", FOR)
        with pytest.raises(Invalid):
            cast(council, asked, "tern", "Foundry", ABSTAIN, "   ")
        cast(council, asked, "tern", "Foundry", FOR, "The other shops had agreed already.")
        found = line(council, asked, "tern", "Foundry")
        assert found.departs
        assert "agreed already" in found.reason
        assert_replays()

    def test_the_reason_is_for_those_who_elected(self, council: World) -> None:
        asked = put(council)
        cast(council, asked, "tern", "Foundry", FOR, "Between us.")
        elsewhere = votes.lines(asked, [council.unit("Press shop")])
        assert not [one for one in elsewhere if "Between us." in one.reason]
        public = b"".join(bytes(one) for one in Entry.objects.values_list("public", flat=True))
        assert b"Between us." not in public

    def test_staying_away_is_a_departure_too_when_the_vote_is_over(self, council: World) -> None:
        asked = put(council)
        instruct(council, asked, "Foundry", AGAINST, "finch", "tern")
        assert not line(council, asked, "tern", "Foundry").departs
        with clock.set_to(asked.closes):
            assert line(council, asked, "tern", "Foundry").departs


class TestReports:
    def report(self, world: World, asked: Question, text: str = "We decided to wait.") -> UUID:
        held = mandate_of(world, "tern", "Foundry").id
        voting.report(world.tern.actor(), acts.GiveReport(asked.id, held, text))
        return held

    def test_most_electors_accept_it(self, council: World) -> None:
        asked = put(council)
        held = self.report(council, asked)
        for name in ("finch", "tern"):
            voting.receive(council.people[name].actor(), acts.ReceiveReport(asked.id, held, ""))
        found = votes.last_report(asked, held)
        assert found is not None
        assert found.state == "accepted"
        assert_replays()

    def test_one_elector_answers_it_and_there_has_to_be_another(self, council: World) -> None:
        asked = put(council)
        held = self.report(council, asked)
        with pytest.raises(Gone):
            self.report(council, asked, "And again.")
        voting.receive(council.finch.actor(), acts.ReceiveReport(asked.id, held, "And what about the pay?"))
        self.report(council, asked, "Nothing was said about it.")
        found = votes.last_report(asked, held)
        assert found is not None
        assert (found.number, found.state) == (2, "given")

    def test_only_those_who_elected_receive_it(self, council: World) -> None:
        asked = put(council)
        held = self.report(council, asked)
        with pytest.raises(Forbidden):
            voting.receive(council.heron.actor(), acts.ReceiveReport(asked.id, held, ""))

    def test_nobody_reports_for_another(self, council: World) -> None:
        asked = put(council)
        act = acts.GiveReport(asked.id, mandate_of(council, "tern", "Foundry").id, "Mine")
        with pytest.raises(Unknown):
            voting.report(council.finch.actor(), act)

    def test_a_mandate_that_is_over_still_owes_its_report(self, council: World) -> None:
        asked, held = put(council), mandate_of(council, "tern", "Foundry")
        offices.resign(council.tern.actor(), acts.EndStewardship(held.id, "resigned"))
        voting.report(council.tern.actor(), acts.GiveReport(asked.id, held.id, "We decided to wait."))
        assert votes.last_report(asked, held.id) is not None

    def test_an_empty_one_is_none(self, council: World) -> None:
        with pytest.raises(Invalid):
            self.report(council, put(council), "  ")


class TestPages:
    def test_the_first_page_of_a_delegate_says_that_a_vote_waits(
        self, council: World, one_handler: ClientHandler
    ) -> None:
        asked = put(council)
        tern = signed_in(council.tern, one_handler)
        assert "Shall we join the strike?" in tern.get("/").content.decode()
        assert [one.id for one in votes.waiting_for(council.tern.account)] == [asked.id]
        assert votes.waiting_for(council.finch.account) == []
        cast(council, asked, "tern", "Foundry", FOR)
        assert votes.waiting_for(council.tern.account) == []
        assert "Shall we join the strike?" not in tern.get("/").content.decode()

    def test_a_vote_from_the_form_to_the_page(self, council: World, one_handler: ClientHandler) -> None:
        kestrel, tern = (signed_in(council.people[name], one_handler) for name in ("kestrel", "tern"))
        said = {"unit": str(council.unit("Motors")), "title": "Shall we?", "text": "", "days": "7"}
        answer = kestrel.post("/petitions/votes/", said)
        assert answer.status_code == 302
        page = answer["Location"]
        assert "Shall we?" in tern.get(page).content.decode()
        held = str(mandate_of(council, "tern", "Foundry").id)
        cast = {"mandate": held, "position": FOR, "reason": ""}
        assert tern.post(f"{page}cast", cast).status_code == 302
        shown = kestrel.get(page).content.decode()
        assert "Tern, Foundry" in shown
        assert "in favour" in shown

    def test_electors_instruct_and_receive_on_the_page(self, council: World, one_handler: ClientHandler) -> None:
        asked = put(council)
        page = f"/petitions/votes/{asked.id}/"
        finch, tern = (signed_in(council.people[name], one_handler) for name in ("finch", "tern"))
        wish = {"unit": str(council.unit("Foundry")), "position": AGAINST}
        assert finch.post(f"{page}instruct", wish).status_code == 302
        assert tern.post(f"{page}instruct", wish).status_code == 302
        held = mandate_of(council, "tern", "Foundry").id
        said = {"mandate": str(held), "position": FOR, "reason": "It could not wait."}
        assert tern.post(f"{page}cast", said).status_code == 302
        assert "otherwise than you had instructed" in finch.get(page).content.decode()
        assert tern.post(f"{page}report/{held}", {"report": "They agreed."}).status_code == 302
        assert finch.post(f"{page}receive/{held}", {"answer": "Who did?"}).status_code == 302
        assert "Who did?" in tern.get(page).content.decode()


class TestTheAccountOfADelegate:
    def test_lists_what_was_told_and_done_and_counts_departures(self, council: World) -> None:
        asked = put(council)
        instruct(council, asked, "Press shop", AGAINST, "heron", "rowan", "kestrel")
        cast(council, asked, "rowan", "Press shop", FOR, "They gave in on Tuesday.")
        put(council)
        told = votes.account_of(mandate_of(council, "rowan", "Press shop"), [council.unit("Press shop")])
        assert [(one.id == asked.id, line.instructed, line.position, line.departs) for one, line in told] in (
            [(True, AGAINST, FOR, True), (False, "", "", False)],
            [(False, "", "", False), (True, AGAINST, FOR, True)],
        )

    def test_keeps_reasons_for_those_who_gave_the_mandate(self, council: World) -> None:
        asked = put(council)
        cast(council, asked, "rowan", "Press shop", FOR, "They gave in on Tuesday.")
        held = mandate_of(council, "rowan", "Press shop")
        assert [line.reason for _one, line in votes.account_of(held, [])] == [""]

    def test_is_read_by_every_member(self, council: World, one_handler: ClientHandler) -> None:
        asked = put(council)
        cast(council, asked, "rowan", "Press shop", FOR)
        held = mandate_of(council, "rowan", "Press shop")
        page = signed_in(council.finch, one_handler).get(f"/petitions/mandates/{held.id}/").content.decode()
        assert "What Rowan was told, and did" in page
        assert asked.title in page
