"""Becoming steward and ceasing to be: nominated, signed for, accepted, lapsed, resigned."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from tests.cast import NOW, World, crowd, later
from tests.fixtures import Open

from groundswell.councils import actions, queries
from groundswell.councils.models import Mandate, Nomination, Signature
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import now
from groundswell.kernel.errors import DomainError, Forbidden, Gone, Invalid, Unknown
from groundswell.kernel.ids import new_id
from groundswell.members.actions import standing
from groundswell.record.models import Entry, Pending
from groundswell.workplaces import actions as tree_actions
from groundswell.workplaces import testing
from scrutiny.organisation import acts


def nominate(world: World, who: str, unit: str, by: str) -> Nomination:
    act = acts.NominateSteward(unit=world.units[unit], account=world.people[who].account)
    return actions.nominate(world.people[by].actor(), act)


def sign(world: World, nomination: Nomination, *by: str) -> None:
    for name in by:
        actions.sign(world.people[name].actor(), acts.SignSteward(nomination=nomination.id))


def accept(world: World, nomination: Nomination, who: str) -> Mandate:
    act = acts.AcceptStewardship(nomination=nomination.id, mandate=new_id())
    return actions.accept(world.people[who].actor(), act)


def mandate_of(world: World, who: str) -> Mandate:
    found: Mandate = queries.mandates_of(world.people[who].account)[0]
    return found


class TestAnElection:
    def test_is_carried_when_most_of_the_unit_have_signed(self, world: World, site: Open) -> None:
        """Four stand in the press shop: three are most of them."""
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        sign(world, nomination, "heron")
        with pytest.raises(Invalid, match="Most members of the unit have to sign first"):
            accept(world, nomination, "kestrel")
        sign(world, nomination, "magpie")
        assert site(world.kestrel).post(f"/offices/nominations/{nomination.id}/accept").status_code == 302
        assert world.kestrel.actor().stewarded == {world.units["Press shop"]}

    def test_counts_a_signature_once(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        sign(world, nomination, "kestrel", "kestrel", "heron", "heron")
        assert queries.valid_signatures(nomination) == 2

    def test_counts_nobody_who_has_left_since(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        sign(world, nomination, "heron", "rowan")
        standing.leave(world.rowan.actor(), world.rowan.membership, "left")
        assert queries.valid_signatures(nomination) == 2
        accept(world, nomination, "kestrel")
        assert mandate_of(world, "kestrel").electorate == 3

    def test_takes_a_withdrawn_signature_off(self, world: World, site: Open) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        sign(world, nomination, "heron", "rowan")
        site(world.rowan).post(f"/offices/nominations/{nomination.id}/withdraw")
        with pytest.raises(Invalid):
            accept(world, nomination, "kestrel")

    def test_needs_most_of_those_who_stand_there_now(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        sign(world, nomination, "heron", "rowan")
        crowd(world.units["Evening shift"], 3)
        with pytest.raises(Invalid):
            accept(world, nomination, "kestrel")

    def test_is_over_when_it_was_accepted(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        sign(world, nomination, "heron", "rowan")
        accept(world, nomination, "kestrel")
        for late in (lambda: accept(world, nomination, "kestrel"), lambda: sign(world, nomination, "magpie")):
            with pytest.raises(Gone):
                late()

    def test_may_be_of_two_people_at_once(self, world: World) -> None:
        for name in ("kestrel", "rowan"):
            nomination = nominate(world, name, "Press shop", name)
            sign(world, nomination, "heron", "magpie")
            accept(world, nomination, name)
        assert len(queries.stewards_of(world.units["Press shop"])) == 2

    def test_nominating_somebody_again_adds_a_signature(self, world: World) -> None:
        one = nominate(world, "kestrel", "Press shop", "kestrel")
        assert nominate(world, "kestrel", "Press shop", "heron").id == one.id
        assert queries.valid_signatures(one) == 2


class TestIsRefused:
    def test_signing_in_another_workplace(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        for act in (
            lambda: sign(world, nomination, "finch"),
            lambda: actions.withdraw_signature(
                world.finch.actor(), acts.WithdrawStewardSignature(nomination=nomination.id)
            ),
            lambda: accept(world, nomination, "finch"),
        ):
            with pytest.raises(Unknown):
                act()

    def test_signing_without_standing(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        for name in ("dove", "wren"):
            with pytest.raises(Forbidden):
                sign(world, nomination, name)

    def test_accepting_for_somebody_else(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        sign(world, nomination, "heron", "rowan")
        with pytest.raises(Forbidden, match="Only the one who was nominated"):
            accept(world, nomination, "rowan")

    def test_accepting_after_having_left(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        sign(world, nomination, "heron", "rowan")
        standing.leave(world.kestrel.actor(), world.kestrel.membership, "management")
        with pytest.raises(Forbidden):
            accept(world, nomination, "kestrel")

    def test_a_candidate_from_elsewhere(self, world: World) -> None:
        with pytest.raises(Forbidden, match="works in the unit that they stand for"):
            nominate(world, "finch", "Press shop", "heron")

    def test_nominating_where_one_does_not_stand(self, world: World) -> None:
        with pytest.raises(Forbidden, match="Only members of this unit"):
            nominate(world, "finch", "Press shop", "finch")

    def test_a_form_with_an_unknown_person(self, world: World, site: Open) -> None:
        sent = {"unit": world.units["Press shop"], "candidate": world.finch.account}
        assert b"Select a valid choice" in site(world.kestrel).post("/offices/", sent).content
        assert not Nomination.objects.filter(candidate_id=world.finch.account, open=True).exists()


class TestAMandate:
    def test_lapses_after_ninety_days_by_itself(self, world: World) -> None:
        end = mandate_of(world, "heron").end
        with clock.set_to(end - dt.timedelta(seconds=1)):
            assert world.heron.actor().stewarded
        with clock.set_to(end):
            assert not world.heron.actor().stewarded
            assert not queries.stewards_of(world.units["Industry"])

    def test_is_renewed_and_not_doubled(self, world: World) -> None:
        nomination = nominate(world, "heron", "Industry", "heron")
        sign(world, nomination, "rowan", "kestrel", "finch")
        accept(world, nomination, "heron")
        assert len([m for m in queries.stewards_of(world.units["Industry"]) if m.holder_id == world.heron.account]) == 1
        assert mandate_of(world, "heron").end == now() + dt.timedelta(days=90)

    def test_ends_when_it_is_given_back(self, world: World, site: Open) -> None:
        mandate = mandate_of(world, "heron")
        assert site(world.heron).post(f"/offices/mandates/{mandate.id}/resign").status_code == 302
        assert not world.heron.actor().stewarded
        with pytest.raises(Gone):
            resign(world, "heron", mandate.id)

    def test_is_given_back_by_its_holder_only(self, world: World) -> None:
        with pytest.raises(Forbidden, match="Only the steward"):
            resign(world, "rowan", mandate_of(world, "heron").id)

    def test_rests_while_the_holder_stands_elsewhere(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Morning shift", "kestrel")
        sign(world, nomination, "heron")
        accept(world, nomination, "kestrel")
        move = (world.kestrel.membership, world.units["Morning shift"], world.units["Evening shift"])
        standing.move(world.kestrel.actor(), *move)
        assert not world.kestrel.actor().stewarded
        assert not queries.stewards_of(world.units["Morning shift"])

    def test_stands_in_the_record_at_once_with_its_days(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Morning shift", "kestrel")
        sign(world, nomination, "heron")
        mandate = accept(world, nomination, "kestrel")
        entry = bytes(Entry.objects.latest("index").public).decode()
        assert str(mandate.id) in entry
        assert mandate.end.isoformat() in entry
        assert str(world.kestrel.account) not in entry

    def test_who_signed_for_it_is_personal(self, world: World) -> None:
        nominate(world, "kestrel", "Morning shift", "heron")
        for waiting in Pending.objects.filter(type__in=["steward.sign", "steward.nominate"]):
            assert waiting.effect == {}

    def test_ends_after_it_starts(self, world: World) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            housekeeping(Mandate.objects.filter(holder_id=world.heron.account).update)(end=NOW - dt.timedelta(days=900))

    def test_and_one_signature_each_is_kept_by_the_database(self, world: World) -> None:
        nomination = nominate(world, "kestrel", "Press shop", "kestrel")
        with pytest.raises(IntegrityError), transaction.atomic():
            housekeeping(Signature.objects.create)(nomination=nomination, by_id=world.kestrel.account)
        values = {"unit_id": world.units["Press shop"], "candidate_id": world.kestrel.account, "day": NOW.date()}
        with pytest.raises(IntegrityError), transaction.atomic():
            housekeeping(Nomination.objects.create)(**values)


def resign(world: World, who: str, mandate: UUID) -> None:
    actions.resign(world.people[who].actor(), acts.EndStewardship(mandate=mandate, reason="resigned"))


class TestALapsedSteward:
    """Nothing has to be done for it: from that second on every door is closed."""

    def test_is_refused_everywhere(self, world: World, site: Open) -> None:
        unit, test = world.units["Morning shift"], new_id()
        planned = acts.PlanTest(test, unit, "Badge day", "badge", 65, NOW.date())
        proposal = tree_actions.propose(world.rowan.actor(), acts.RenameUnit(unit=unit, name="Early")).id
        testing.plan(world.heron.actor(), planned)
        with later(days=81):
            heron = world.heron.actor()
            assert heron.is_member
            for act in (
                lambda: tree_actions.propose(heron, acts.RenameUnit(unit=unit, name="Late")),
                lambda: tree_actions.confirm(heron, acts.ConfirmEdit(proposal=proposal)),
                lambda: tree_actions.reject(heron, acts.RejectEdit(proposal=proposal)),
                lambda: testing.plan(heron, planned),
                lambda: testing.record(heron, acts.RecordTestCount(test, unit, 10, 40)),
                lambda: testing.close(heron, acts.CloseTest(test)),
            ):
                with pytest.raises(DomainError):
                    act()

    def test_in_a_session_that_began_before(self, world: World, site: Open) -> None:
        browser, path = site(world.heron), f"/workplace/{world.units['Morning shift']}/edit/rename"
        assert browser.get(path).status_code == 200
        with later(days=81):
            assert browser.get(path).status_code == 403
            assert browser.post(path, {"name": "Early"}).status_code == 403


class TestThePage:
    def test_shows_the_stewards_on_my_path_and_until_when(self, world: World, site: Open) -> None:
        page = site(world.kestrel).get("/offices/").content.decode()
        assert "Heron" in page
        assert "Rowan" in page
        assert "Tern" not in page

    def test_offers_myself_and_whom_i_know(self, world: World, site: Open) -> None:
        form = site(world.kestrel).get("/offices/").context["form"]
        names = [str(name) for _id, name in form.fields["candidate"].choices]
        assert names[0] == "I myself"
        assert set(names[1:]) <= {"Magpie", "Dove", "Heron", "Rowan"}

    def test_nominates(self, world: World, site: Open) -> None:
        sent = {"unit": world.units["Press shop"], "candidate": world.kestrel.account}
        browser = site(world.kestrel)
        assert browser.post("/offices/", sent).status_code == 302
        assert b"Kestrel" in browser.get("/offices/").content
