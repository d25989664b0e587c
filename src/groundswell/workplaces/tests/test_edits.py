"""Edits of the tree: one steward proposes, a second confirms, and history stays."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from tests.cast import World, crowd, edit, later
from tests.fixtures import Open

from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import today
from groundswell.kernel.errors import DomainError, Forbidden, Gone, Invalid, Unknown
from groundswell.kernel.ids import new_id
from groundswell.record.models import Entry
from groundswell.workplaces import actions, placements, queries, tree
from groundswell.workplaces.models import Figures, Proposal, Unit, UnitEvent
from groundswell.workplaces.proposals import in_words
from scrutiny.organisation import acts


def propose(world: World, act: Any, by: str = "heron") -> Proposal:
    return actions.propose(world.people[by].actor(), act)


def confirm(world: World, proposal: Proposal, by: str = "rowan") -> None:
    actions.confirm(world.people[by].actor(), acts.ConfirmEdit(proposal=proposal.id))


def figures(world: World, name: str) -> tuple[int, int | None]:
    kept = Figures.objects.get(unit_id=world.units[name])
    return kept.members, kept.headcount


def happened(unit: UUID) -> list[str]:
    return list(UnitEvent.objects.filter(unit_id=unit).order_by("id").values_list("what", flat=True))


class TestTwoStewards:
    def test_nothing_happens_before_the_second_confirms(self, world: World) -> None:
        proposal = propose(world, acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        assert queries.unit(world.units["Foundry"]).name == "Foundry"
        confirm(world, proposal)
        assert queries.unit(world.units["Foundry"]).name == "Old foundry"

    def test_nobody_confirms_their_own(self, world: World) -> None:
        proposal = propose(world, acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        with pytest.raises(Forbidden, match="A second steward"):
            confirm(world, proposal, "heron")

    def test_the_steward_of_the_part_may_be_the_second(self, world: World) -> None:
        confirm(world, propose(world, acts.RenameUnit(world.units["Foundry"], "Old foundry")), "tern")

    @pytest.mark.parametrize("name", ["kestrel", "finch", "magpie"])
    def test_members_without_office_see_no_proposal(self, world: World, name: str) -> None:
        proposal = propose(world, acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        with pytest.raises(Unknown):
            confirm(world, proposal, name)
        with pytest.raises(Unknown):
            actions.reject(world.people[name].actor(), acts.RejectEdit(proposal=proposal.id))

    def test_a_steward_has_no_say_in_other_parts(self, world: World) -> None:
        with pytest.raises(Forbidden, match="Only a steward of this part"):
            propose(world, acts.RenameUnit(world.units["Press shop"], "Ours"), "tern")
        with pytest.raises(Unknown):
            confirm(world, propose(world, acts.RenameUnit(world.units["Press shop"], "Ours")), "tern")

    def test_a_lapsed_steward_confirms_nothing(self, world: World) -> None:
        proposal = propose(world, acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        with later(days=81), pytest.raises(Unknown):
            confirm(world, proposal)

    def test_what_was_confirmed_is_not_confirmed_again(self, world: World) -> None:
        proposal = propose(world, acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        confirm(world, proposal)
        with pytest.raises(Gone):
            confirm(world, proposal, "tern")

    def test_the_proposer_may_drop_it(self, world: World) -> None:
        proposal = propose(world, acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        actions.reject(world.heron.actor(), acts.RejectEdit(proposal=proposal.id))
        with pytest.raises(Gone):
            confirm(world, proposal)

    def test_all_of_it_stands_in_the_record_at_once_and_without_names(self, world: World) -> None:
        before = Entry.objects.count()
        edit(world, acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        entries = Entry.objects.order_by("index")[before:]
        assert [entry.type for entry in entries] == ["edit.propose", "edit.confirm", "unit.rename"]
        assert not [entry for entry in entries if b"Old foundry" in bytes(entry.public)]

    def test_no_name_of_a_unit_is_in_public(self, world: World) -> None:
        edit(world, acts.SplitUnit(world.units["Foundry"], (acts.NewPart(new_id(), "Secret shop"),)))
        edit(world, acts.AddUnit(new_id(), world.units["Foundry"], "crew", "Secret crew", ("es",)))
        assert not [entry for entry in Entry.objects.all() if b"Secret" in bytes(entry.public)]

    def test_nobody_pulls_anothers_part_over_to_their_own(self, world: World) -> None:
        """Tern is steward of the foundry and would like the press shop, or another enterprise."""
        foundry, press = world.units["Foundry"], world.units["Press shop"]
        for act in (
            acts.MergeUnits((press,), foundry),
            acts.MergeUnits((foundry,), press),
            acts.MoveUnit(foundry, world.units["Harbour"]),
        ):
            with pytest.raises(Forbidden):
                propose(world, act, "tern")

    def test_who_confirms_has_a_say_in_all_that_is_touched(self, world: World) -> None:
        proposal = propose(world, acts.MergeUnits((world.units["Press shop"],), world.units["Foundry"]))
        with pytest.raises(Forbidden):
            confirm(world, proposal, "tern")
        proposal.refresh_from_db()
        assert proposal.state == "open"

    def test_what_no_longer_fits_when_it_is_confirmed_changes_nothing(self, world: World) -> None:
        """The crew was to move under a shift, which has moved under the crew meanwhile."""
        crew = new_id()
        edit(world, acts.AddUnit(crew, world.units["Press shop"], "crew", "Crew"))
        waits = propose(world, acts.MoveUnit(crew, world.units["Evening shift"]))
        edit(world, acts.MoveUnit(world.units["Evening shift"], crew))
        with pytest.raises(Invalid):
            confirm(world, waits)
        waits.refresh_from_db()
        assert waits.state == "open"
        assert queries.unit(crew).parent_id == world.units["Press shop"]


class TestMoving:
    def test_takes_members_and_headcount_along(self, world: World) -> None:
        edit(world, acts.MoveUnit(world.units["Foundry"], world.units["Harbour"]))
        assert figures(world, "Harbour") == (2, 32)
        assert figures(world, "Motors") == (4, 70)
        assert figures(world, "Industry") == (6, 102)
        assert happened(world.units["Foundry"]) == ["opened", "moved"]

    def test_under_itself_is_refused(self, world: World) -> None:
        crew, under = new_id(), new_id()
        edit(world, acts.AddUnit(crew, world.units["Press shop"], "crew", "Crew"))
        edit(world, acts.AddUnit(under, crew, "crew", "Under"))
        for parent in (crew, under):
            with pytest.raises(Invalid, match="under itself"):
                propose(world, acts.MoveUnit(crew, parent))

    def test_to_where_its_kind_cannot_stand_is_refused(self, world: World) -> None:
        with pytest.raises(Invalid, match="cannot stand there"):
            propose(world, acts.MoveUnit(world.units["Morning shift"], world.units["Motors"]))


class TestMerging:
    def test_brings_members_parts_and_headcounts_together(self, world: World) -> None:
        edit(world, acts.MergeUnits((world.units["Evening shift"],), world.units["Morning shift"]))
        assert figures(world, "Morning shift") == (4, 70)
        assert figures(world, "Press shop") == (4, 70)
        assert world.magpie.actor().units == {world.units["Morning shift"]}
        closed = queries.unit(world.units["Evening shift"])
        assert (closed.closed, closed.merged_into_id) == (today(), world.units["Morning shift"])

    def test_counts_once_who_stood_in_both(self, world: World) -> None:
        twice = crowd(world.units["Morning shift"], 1)[0]
        also(twice, world.units["Evening shift"])
        edit(world, acts.MergeUnits((world.units["Evening shift"],), world.units["Morning shift"]))
        assert figures(world, "Morning shift")[0] == 5

    def test_keeps_the_history_of_both(self, world: World) -> None:
        edit(world, acts.MergeUnits((world.units["Evening shift"],), world.units["Morning shift"]))
        assert happened(world.units["Evening shift"]) == ["opened", "merged"]
        assert happened(world.units["Morning shift"]) == ["opened", "merged"]

    def test_admits_who_waited_where_it_went(self, world: World) -> None:
        edit(world, acts.MergeUnits((world.units["Morning shift"],), world.units["Evening shift"]))
        assert queries.living(world.units["Morning shift"]) == world.units["Evening shift"]

    @pytest.mark.parametrize(
        ("units", "into"),
        [
            (("Morning shift",), "Morning shift"),
            (("Foundry",), "Morning shift"),
            ((), "Foundry"),
            (("Motors", "Harbour"), "Motors"),
        ],
    )
    def test_of_what_does_not_fit_is_refused(self, world: World, units: tuple[str, ...], into: str) -> None:
        with pytest.raises(Invalid):
            propose(world, acts.MergeUnits(tuple(world.units[name] for name in units), world.units[into]))


def also(person: UUID, unit: UUID) -> None:
    housekeeping(placements.place)(person, new_id(), unit)


class TestSplitting:
    def test_adds_units_of_the_same_kind_beside_it(self, world: World) -> None:
        parts = (acts.NewPart(new_id(), "Foundry A"), acts.NewPart(new_id(), "Foundry B"))
        edit(world, acts.SplitUnit(world.units["Foundry"], parts))
        for part in parts:
            made = queries.unit(part.unit)
            assert (made.kind, made.parent_id) == ("site", world.units["Motors"])
        assert figures(world, "Foundry") == (2, 20)
        assert happened(world.units["Foundry"]) == ["opened", "split"]

    def test_into_nothing_is_refused(self, world: World) -> None:
        with pytest.raises(DomainError):
            propose(world, acts.SplitUnit(world.units["Foundry"], ()))


class TestClosing:
    def test_an_empty_unit_takes_its_headcount_off(self, world: World) -> None:
        edit(world, acts.CloseUnit(world.units["Cold store"]))
        assert figures(world, "Industry")[1] == 90
        assert queries.unit(world.units["Cold store"]).closed == today()

    @pytest.mark.parametrize("name", ["Foundry", "Press shop", "Harbour"])
    def test_a_unit_with_members_or_parts_is_refused(self, world: World, name: str) -> None:
        with pytest.raises(Invalid, match="cannot be closed"):
            propose(world, acts.CloseUnit(world.units[name]))


class TestHeadcounts:
    def test_are_dated_facts_with_a_source(self, world: World) -> None:
        edit(world, acts.SetHeadcount(world.units["Foundry"], today(), 25, "pay slips"))
        fact = queries.unit(world.units["Foundry"]).headcounts.get(day=today())
        assert (fact.count, fact.source) == (25, "pay slips")
        assert figures(world, "Motors")[1] == 95

    def test_of_the_same_day_replace_one_another(self, world: World) -> None:
        for count in (25, 26):
            edit(world, acts.SetHeadcount(world.units["Foundry"], today(), count, "pay slips"))
        assert figures(world, "Foundry")[1] == 26

    def test_of_the_future_count_from_that_day_on(self, world: World) -> None:
        edit(world, acts.SetHeadcount(world.units["Foundry"], today() + dt.timedelta(days=30), 99, "contracts"))
        assert figures(world, "Foundry")[1] == 20

    def test_of_a_season_come_and_go_by_themselves(self, world: World) -> None:
        edit(world, acts.SetHeadcount(world.units["Foundry"], today(), 80, "contracts", "06-01", "09-30"))
        assert figures(world, "Foundry")[1] == 20
        with later(days=100):
            assert figures(world, "Foundry")[1] == 80
            assert figures(world, "Industry")[1] == 162
        with later(days=230):
            assert figures(world, "Foundry")[1] == 20


class TestThePage:
    FORMS: tuple[tuple[str, dict[str, Any]], ...] = (
        ("add", {"kind": "shift", "name": "Night shift"}),
        ("rename", {"name": "Ours"}),
        ("languages", {"languages": "es ru"}),
        ("headcount", {"day": "2026-03-01", "count": "44", "source": "pay slips", "season_from": "", "season_to": ""}),
        ("split", {"names": "North\nSouth\n\n"}),
    )

    @pytest.mark.parametrize(("what", "sent"), FORMS, ids=[what for what, _sent in FORMS])
    def test_every_edit_is_proposed_shown_in_words_and_confirmed(
        self, world: World, site: Open, what: str, sent: dict[str, Any]
    ) -> None:
        path = f"/workplace/{world.units['Press shop']}/edit/{what}"
        heron, rowan = site(world.heron), site(world.rowan)
        assert heron.get(path).status_code == 200
        assert heron.post(path, sent).status_code == 302
        proposal = Proposal.objects.get(state="open")
        assert "Press shop" in in_words(proposal)
        assert "Press shop" in rowan.get("/workplace/proposals/").content.decode()
        assert rowan.post(f"/workplace/proposals/{proposal.id}/confirm").status_code == 302
        proposal.refresh_from_db()
        assert proposal.state == "confirmed"

    def test_moving_and_merging_choose_from_a_list(self, world: World, site: Open) -> None:
        browser = site(world.heron)
        base = f"/workplace/{world.units['Evening shift']}/edit"
        assert browser.post(f"{base}/merge", {"into": world.units["Morning shift"]}).status_code == 302
        assert browser.post(f"{base}/move", {"parent": world.units["Morning shift"]}).status_code == 302
        assert {in_words(p).split(" ", 1)[0] for p in Proposal.objects.filter(state="open")} == {"Merge", "Move"}

    @pytest.mark.parametrize(
        ("what", "sent"),
        [
            ("add", {"kind": "castle", "name": "x"}),
            ("rename", {"name": ""}),
            ("headcount", {"day": "yesterday", "count": "-1", "source": ""}),
            ("headcount", {"day": "2026-03-01", "count": "4", "source": "x", "season_from": "13-40", "season_to": ""}),
            ("languages", {"languages": "klingon"}),
            ("move", {"parent": "nowhere"}),
            ("split", {"names": " \n "}),
        ],
    )
    def test_a_form_with_a_mistake_comes_back_with_it(
        self, world: World, site: Open, what: str, sent: dict[str, Any]
    ) -> None:
        answer = site(world.heron).post(f"/workplace/{world.units['Evening shift']}/edit/{what}", sent)
        assert answer.status_code in {200, 422}
        assert not Proposal.objects.filter(state="open").exists()

    def test_the_own_proposal_can_be_dropped_but_not_confirmed(self, world: World, site: Open) -> None:
        propose(world, acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        page = site(world.heron).get("/workplace/proposals/").content.decode()
        assert "/reject" in page
        assert "/confirm" not in page

    def test_members_without_office_see_none(self, world: World, site: Open) -> None:
        propose(world, acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        assert b"Old foundry" not in site(world.kestrel).get("/workplace/proposals/").content


def test_every_unit_ever_opened_is_still_there(world: World) -> None:
    units = set(Unit.objects.values_list("id", flat=True))
    edit(world, acts.MergeUnits((world.units["Evening shift"],), world.units["Morning shift"]))
    edit(world, acts.CloseUnit(world.units["Cold store"]))
    assert set(Unit.objects.values_list("id", flat=True)) == units
    assert tree.ancestors(world.units["Cold store"])[-1] == world.units["Industry"]
