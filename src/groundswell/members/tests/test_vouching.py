"""Vouching: who may, how often, and what follows from it."""

from __future__ import annotations

import pytest
from tests.cast import Person, World, apply, crowd, edit, join, later, vouch
from tests.fixtures import Open

from groundswell.kernel.actions import housekeeping
from groundswell.kernel.clock import today
from groundswell.kernel.errors import DomainError, Forbidden, Gone, Unknown
from groundswell.members import admission
from groundswell.members.actions import joining, standing
from groundswell.members.models import Membership, Vouch
from groundswell.record.actions import close_day
from groundswell.record.models import Entry, Pending
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces import strength
from groundswell.workplaces.models import Unit
from scrutiny.organisation import acts


def state(person: Person) -> str:
    return str(Membership.objects.get(id=person.membership).state)


def take_back(world: World, who: str, by: str) -> None:
    joining.withdraw_vouch(world.people[by].actor(), acts.WithdrawVouch(standing=world.people[who].membership))


def give_application_to(world: World, who: str) -> None:
    """Let it be somebody else who waits, in the evening shift, where Wren's application is."""
    waiting = Membership.objects.filter(id=world.wren.membership)
    housekeeping(waiting.update)(account_id=world.people[who].account, unit_id=world.units["Evening shift"])


class TestAdmission:
    def test_begins_with_the_second_vouch(self, world: World, site: Open) -> None:
        for name, wanted in (("heron", "waiting"), ("kestrel", "member")):
            path = f"/circle/{world.wren.membership}/vouch"
            assert site(world.people[name]).post(path).status_code == 302
            assert state(world.wren) == wanted
        assert world.wren.actor().units == {world.units["Morning shift"]}

    def test_counts_in_every_unit_above(self, world: World) -> None:
        before = {
            name: workplaces.members_in(world.units[name]) for name in ("Morning shift", "Press shop", "Industry")
        }
        vouch(world, "wren", "heron", "rowan")
        for name, members in before.items():
            assert workplaces.members_in(world.units[name]) == members + 1

    def test_is_told_to_the_record_as_a_count_with_no_name(self, world: World) -> None:
        vouch(world, "wren", "heron", "rowan")
        assert Pending.objects.get(type="member.admit").effect == {"members": 1}

    def test_is_personal_and_waits_for_the_next_day(self, world: World) -> None:
        vouch(world, "wren", "heron", "rowan")
        waiting, already = Pending.objects.count(), Entry.objects.count()
        with later(days=1):
            close_day()
        assert Entry.objects.count() == already + waiting

    def test_is_over_for_those_who_come_later(self, world: World) -> None:
        vouch(world, "wren", "heron", "rowan")
        with pytest.raises(Gone):
            vouch(world, "wren", "kestrel")


class TestAVouchIsRefused:
    def why(self, world: World, who: str, by: str) -> str:
        with pytest.raises(Forbidden) as caught:
            vouch(world, who, by)
        assert not Vouch.objects.filter(
            membership_id=world.people[who].membership, voucher_id=world.people[by].account
        ).exclude(day__lt=today())
        return caught.value.sentence

    def test_for_oneself(self, world: World) -> None:
        give_application_to(world, "heron")
        assert self.why(world, "wren", "heron") == "Nobody vouches for themselves."

    def test_a_second_time(self, world: World) -> None:
        vouch(world, "wren", "heron")
        with pytest.raises(Forbidden, match="vouched already"):
            vouch(world, "wren", "heron")

    def test_from_another_workplace(self, world: World) -> None:
        assert self.why(world, "wren", "finch") == "Only fellow workers of that workplace vouch."

    def test_within_thirty_days_of_joining(self, world: World) -> None:
        assert self.why(world, "wren", "magpie") == "You joined lately. In 20 days you can vouch."

    def test_over_the_quota_of_ninety_days(self, world: World) -> None:
        """Heron has vouched for Finch, Tern and Magpie: two are left."""
        for name in ("Linnet", "Shrike"):
            apply(world, name, "Morning shift", "rowan")
            vouch(world, name.lower(), "heron")
        assert "vouched for 5 people within 90 days" in self.why(world, "wren", "heron")
        with later(days=91):
            vouch(world, "wren", "heron")

    def test_of_somebody_who_stands_on_the_newcomers_vouch_alone(self, world: World) -> None:
        """Kestrel has left; Magpie stands on Heron, who asks to come back through Magpie."""
        with later(days=31):
            housekeeping(
                Vouch.objects.filter(membership_id=world.magpie.membership, voucher_id=world.kestrel.account).delete
            )()
            give_application_to(world, "heron")
            assert "is the only one who vouched for you" in self.why(world, "wren", "magpie")

    def test_by_somebody_who_is_no_member(self, world: World) -> None:
        assert self.why(world, "wren", "dove") == "Only members see this."

    def test_by_somebody_who_waits_themselves(self, world: World) -> None:
        apply(world, "Linnet", "Morning shift", "rowan")
        assert self.why(world, "wren", "linnet") == "Only members see this."


class TestAVouchCounts:
    def test_not_when_the_voucher_has_left_before_the_admission(self, world: World) -> None:
        vouch(world, "wren", "kestrel")
        standing.leave(world.kestrel.actor(), world.kestrel.membership, "left")
        vouch(world, "wren", "heron")
        assert state(world.wren) == "waiting"
        vouch(world, "wren", "rowan")
        assert state(world.wren) == "member"

    def test_once_for_two_who_stand_on_nobody_but_each_other(self, world: World) -> None:
        with later(days=60):
            for name in ("Linnet", "Shrike"):
                join(world, name, "Morning shift", "kestrel", "rowan")
        with later(days=100):
            linnet, shrike = world.linnet, world.shrike
            housekeeping(Vouch.objects.filter(membership_id__in=[linnet.membership, shrike.membership]).delete)()
            for a, b in ((linnet, shrike), (shrike, linnet)):
                housekeeping(Vouch.objects.create)(membership_id=a.membership, voucher_id=b.account, day=today())
            for voucher in (linnet, shrike):
                housekeeping(Vouch.objects.create)(
                    membership_id=world.wren.membership, voucher_id=voucher.account, day=today()
                )
            assert admission.missing(Membership.objects.get(id=world.wren.membership)) == 1


class TestTakingItBack:
    def test_is_possible_until_the_admission(self, world: World, site: Open) -> None:
        vouch(world, "wren", "heron")
        assert site(world.heron).post(f"/circle/{world.wren.membership}/withdraw").status_code == 302
        vouch(world, "wren", "rowan")
        assert state(world.wren) == "waiting"

    def test_is_seen_by_nobody(self, world: World, site: Open) -> None:
        vouch(world, "wren", "heron")
        take_back(world, "wren", "heron")
        page = site(world.kestrel).get(f"/circle/{world.wren.membership}/vouch").content.decode()
        assert "2 more fellow workers have to vouch." in page
        assert "Heron" not in page

    def test_is_over_after_the_admission(self, world: World) -> None:
        vouch(world, "wren", "heron", "rowan")
        with pytest.raises(Gone, match="is a member now"):
            take_back(world, "wren", "heron")

    def test_is_nothing_for_those_who_gave_none(self, world: World) -> None:
        written = Pending.objects.count()
        with pytest.raises(Unknown):
            take_back(world, "wren", "kestrel")
        assert Pending.objects.count() == written

    def test_gives_no_vouch_of_the_quota_back_to_be_given_twice(self, world: World) -> None:
        vouch(world, "wren", "heron")
        take_back(world, "wren", "heron")
        vouch(world, "wren", "heron")
        assert Vouch.objects.filter(membership_id=world.wren.membership).count() == 1


class TestAFullWorkplace:
    @pytest.fixture
    def full(self, world: World) -> World:
        """As many members in the press shop as people work there."""
        for name in ("Morning shift", "Evening shift"):
            edit(world, acts.SetHeadcount(world.units[name], today(), 2, "our own count"))
        return world

    def test_admits_nobody_more(self, full: World, site: Open) -> None:
        vouch(full, "wren", "heron", "rowan")
        assert state(full.wren) == "waiting"
        assert b"more members than people" in site(full.heron).get(f"/circle/{full.wren.membership}/vouch").content

    def test_raises_an_alarm_that_every_member_there_sees(self, full: World, site: Open) -> None:
        edit(full, acts.SetHeadcount(full.units["Morning shift"], today(), 1, "our own count"))
        assert strength.alarm(full.units["Press shop"])
        page = site(full.kestrel).get(f"/workplace/{full.units['Press shop']}/").content
        assert b"There are more members here than people who work here." in page

    def test_admits_who_was_vouched_for_once_the_headcount_is_right(self, full: World) -> None:
        vouch(full, "wren", "heron", "rowan")
        edit(full, acts.SetHeadcount(full.units["Morning shift"], today(), 40, "our own count"))
        with later(days=1):
            assert state(full.wren) == "member"

    def test_counts_the_largest_season(self, full: World) -> None:
        season = acts.SetHeadcount(full.units["Morning shift"], today(), 90, "our own count", "06-01", "09-30")
        edit(full, season)
        vouch(full, "wren", "heron", "rowan")
        assert state(full.wren) == "member"


class TestOpeningAWorkplace:
    def test_two_of_the_same_enterprise_vouch_for_the_first(self, world: World) -> None:
        join(world, "Linnet", "Cold store", "finch", "heron")
        assert state(world.linnet) == "member"

    def test_those_near_by_vouch_no_more_once_two_stand_there(self, world: World) -> None:
        apply(world, "Linnet", "Foundry", "finch")
        with pytest.raises(Forbidden, match="fellow workers of that workplace"):
            vouch(world, "linnet", "heron")

    def test_shows_that_it_is_being_opened(self, world: World, site: Open) -> None:
        assert (
            b"This workplace is being opened." in site(world.finch).get(f"/workplace/{world.units['Foundry']}/").content
        )

    def test_is_done_when_three_of_its_own_have_vouched_for_one_another(self, world: World) -> None:
        join(world, "Linnet", "Foundry", "finch", "tern")
        foundry = Unit.objects.get(id=world.units["Foundry"])
        assert foundry.opening
        for who, by in (("finch", "tern"), ("tern", "finch")):
            vouch(world, who, by)
        with later(days=31):
            for who in ("finch", "tern"):
                assert Unit.objects.get(id=foundry.id).opening
                vouch(world, who, "linnet")
            assert not Unit.objects.get(id=foundry.id).opening

    def test_is_done_by_the_founding_act_where_three_founders_stand(self, world: World) -> None:
        assert not Unit.objects.get(id=world.units["Press shop"]).opening
        with pytest.raises(Gone):
            vouch(world, "magpie", "rowan")


class TestWhoSeesANewcomer:
    @pytest.mark.parametrize("name", ["heron", "rowan", "kestrel"])
    def test_those_of_the_same_unit(self, world: World, site: Open, name: str) -> None:
        assert b"Wren" in site(world.people[name]).get("/circle/").content

    @pytest.mark.parametrize("name", ["finch", "tern", "dove", "wren"])
    def test_nobody_elsewhere(self, world: World, site: Open, name: str) -> None:
        browser = site(world.people[name])
        assert b"asks to" not in browser.get("/circle/").content
        assert browser.get(f"/circle/{world.wren.membership}/vouch").status_code in {403, 404}

    def test_the_workplace_where_the_unit_is_too_small_to_vouch_alone(self, world: World, site: Open) -> None:
        apply(world, "Linnet", "Evening shift", "magpie")
        assert b"Linnet" in site(world.rowan).get("/circle/").content
        crowd(world.units["Evening shift"], 5)
        assert b"Linnet" not in site(world.rowan).get("/circle/").content

    def test_after_the_admission_only_those_who_vouched(self, world: World, site: Open) -> None:
        vouch(world, "wren", "heron", "rowan")
        path = f"/circle/{world.wren.membership}/vouch"
        assert site(world.heron).get(path).status_code == 200
        assert site(world.kestrel).get(path).status_code == 404


def test_a_newcomer_who_gives_up_leaves_no_trace_in_the_counts(world: World) -> None:
    standing.leave(world.wren.actor(), world.wren.membership, "left")
    assert Pending.objects.get(type="member.end").effect == {"members": 0}
    with pytest.raises(DomainError):
        vouch(world, "wren", "heron")
