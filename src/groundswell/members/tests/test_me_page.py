"""What members say of themselves: where they stand, being seen, out of work, leaving."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import Person, World, later
from tests.fixtures import Open

from groundswell.kernel import clock
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Gone, Invalid, Unknown
from groundswell.members.actions import standing
from groundswell.members.models import Membership
from groundswell.record.models import Pending
from groundswell.workplaces import placements
from groundswell.workplaces import queries as workplaces
from groundswell.workplaces.models import Figures, Placement


def of(person: Person) -> Membership:
    found: Membership = Membership.objects.get(id=person.membership)
    return found


def path(person: Person, what: str) -> str:
    return f"/me/{person.membership}/{what}"


class TestPlaces:
    def test_a_member_moves_within_their_workplace(self, world: World, site: Open) -> None:
        old, new = world.units["Morning shift"], world.units["Evening shift"]
        assert site(world.kestrel).post(path(world.kestrel, "place"), {"old": old, "new": new}).status_code == 302
        assert world.kestrel.actor().units == {new}
        assert workplaces.members_in(world.units["Press shop"]) == 4
        assert workplaces.members_in(old) == 2

    def test_a_member_stands_in_two_shifts_and_counts_once(self, world: World, site: Open) -> None:
        new = world.units["Evening shift"]
        site(world.kestrel).post(path(world.kestrel, "place"), {"old": "", "new": new})
        assert world.kestrel.actor().units == {new, world.units["Morning shift"]}
        assert workplaces.members_in(world.units["Press shop"]) == 4
        assert workplaces.members_in(new) == 2

    def test_saying_so_twice_changes_nothing(self, world: World) -> None:
        for _ in range(2):
            standing.add(world.kestrel.actor(), world.kestrel.membership, world.units["Evening shift"])
        assert workplaces.members_in(world.units["Evening shift"]) == 2

    def test_another_workplace_is_not_entered_so(self, world: World, site: Open) -> None:
        sent = {"old": world.units["Morning shift"], "new": world.units["Foundry"]}
        page = site(world.kestrel).post(path(world.kestrel, "place"), sent)
        assert b"Select a valid choice" in page.content
        with pytest.raises(Invalid, match="another workplace"):
            standing.move(world.kestrel.actor(), world.kestrel.membership, *sent.values())
        with pytest.raises(Invalid, match="another workplace"):
            standing.add(world.kestrel.actor(), world.kestrel.membership, world.units["Foundry"])

    def test_nobody_moves_from_where_they_do_not_stand(self, world: World) -> None:
        with pytest.raises(Invalid, match="do not stand in that unit"):
            standing.move(
                world.kestrel.actor(), world.kestrel.membership, world.units["Evening shift"], world.units["Press shop"]
            )

    def test_who_left_stands_nowhere(self, world: World) -> None:
        with pytest.raises(Invalid, match="do not stand in a unit"):
            standing.add(world.dove.actor(), world.dove.membership, world.units["Morning shift"])

    def test_of_others_are_theirs(self, world: World) -> None:
        with pytest.raises(Unknown):
            standing.add(world.heron.actor(), world.kestrel.membership, world.units["Evening shift"])


class TestBeingSeen:
    def test_nobody_is_seen_who_did_not_choose_it(self, world: World, site: Open) -> None:
        assert b"Nobody has chosen to be seen." in site(world.kestrel).get("/circle/").content

    def test_whoever_chose_it_is_seen_in_their_own_unit_only(self, world: World, site: Open) -> None:
        assert site(world.kestrel).post(path(world.kestrel, "show"), {"visible": "on"}).status_code == 302
        assert b"Kestrel" in site(world.rowan).get("/circle/").content
        for name in ("finch", "wren"):
            assert b"Kestrel" not in site(world.people[name]).get("/circle/").content

    def test_the_choice_can_be_taken_back(self, world: World, site: Open) -> None:
        browser = site(world.kestrel)
        browser.post(path(world.kestrel, "show"), {"visible": "on"})
        browser.post(path(world.kestrel, "show"), {})
        assert b"Kestrel" not in site(world.rowan).get("/circle/").content

    def test_being_active_counts_once_in_every_unit_above(self, world: World, site: Open) -> None:
        browser = site(world.kestrel)
        for _ in range(2):
            browser.post(path(world.kestrel, "show"), {"active": "on"})
        assert Figures.objects.get(unit=world.units["Industry"]).active == 1
        browser.post(path(world.kestrel, "show"), {})
        assert Figures.objects.get(unit=world.units["Industry"]).active == 0

    def test_the_languages_of_an_active_member_are_known_as_a_count(self, world: World, site: Open) -> None:
        site(world.kestrel).post(path(world.kestrel, "show"), {"active": "on", "languages": ["es", "ru"]})
        assert placements.spoken_below(world.units["Industry"]) == {"es": 1, "ru": 1}

    def test_a_language_that_is_none_is_refused(self, world: World, site: Open) -> None:
        assert site(world.kestrel).post(path(world.kestrel, "show"), {"languages": ["xx"]}).status_code == 422


class TestOutOfWork:
    def dismissed(self, world: World, site: Open, dispute: bool = False) -> None:
        sent = {"cause": "dismissed", **({"dispute": "on"} if dispute else {})}
        assert site(world.kestrel).post(path(world.kestrel, "out-of-work"), sent).status_code == 302

    @pytest.mark.parametrize("cause", ["dismissed", "laid-off", "season-over"])
    def test_a_member_stays_one_whom_the_employer_sent_away(self, world: World, cause: str) -> None:
        standing.out_of_work(world.kestrel.actor(), world.kestrel.membership, cause, False)
        assert world.kestrel.actor().is_member
        assert workplaces.members_in(world.units["Press shop"]) == 4

    def test_a_steward_stays_one_who_was_dismissed(self, world: World) -> None:
        standing.out_of_work(world.heron.actor(), world.heron.membership, "dismissed", False)
        assert world.heron.actor().stewarded == {world.units["Industry"]}

    def test_after_twenty_four_months_it_is_over_by_itself(self, world: World, site: Open) -> None:
        self.dismissed(world, site)
        with clock.set_to(dt.datetime(2028, 3, 1, 23, tzinfo=dt.UTC)):
            assert world.kestrel.actor().is_member
        with clock.set_to(dt.datetime(2028, 3, 2, 0, tzinfo=dt.UTC)):
            assert not world.kestrel.actor().is_member, "before anybody has settled the day"
            with later(hours=1):
                assert of(world.kestrel).reason == "lapsed"
                assert workplaces.members_in(world.units["Press shop"]) == 3

    def test_it_is_not_over_while_a_dispute_is_open(self, world: World, site: Open) -> None:
        self.dismissed(world, site, dispute=True)
        with later(days=4000):
            assert world.kestrel.actor().is_member
            site(world.kestrel).post(path(world.kestrel, "dispute"), {"open": "no"})
            assert not world.kestrel.actor().is_member

    def test_a_dispute_is_not_opened_after_the_months_are_over(self, world: World) -> None:
        """Or a lapsed membership could be brought back before the day is settled."""
        standing.out_of_work(world.kestrel.actor(), world.kestrel.membership, "dismissed", False)
        with clock.set_to(now() + dt.timedelta(days=800)):
            with pytest.raises(Gone, match="lapsed"):
                standing.dispute(world.kestrel.actor(), world.kestrel.membership, True)
            with pytest.raises(Gone, match="lapsed"):
                standing.back_at_work(world.kestrel.actor(), world.kestrel.membership)

    def test_back_at_work_it_begins_anew(self, world: World, site: Open) -> None:
        self.dismissed(world, site, dispute=True)
        assert site(world.kestrel).post(path(world.kestrel, "back")).status_code == 302
        held = of(world.kestrel)
        assert (held.state, held.out_of_work_since, held.dispute_open, held.reason) == ("member", None, False, "")
        with later(days=4000):
            assert world.kestrel.actor().is_member

    @pytest.mark.parametrize("what", ["dispute", "back"])
    def test_whoever_is_at_work_cannot_say_so(self, world: World, site: Open, what: str) -> None:
        assert site(world.kestrel).post(path(world.kestrel, what), {"open": "yes"}).status_code == 422

    def test_is_said_with_a_reason_from_the_list(self, world: World, site: Open) -> None:
        answer = site(world.kestrel).post(path(world.kestrel, "out-of-work"), {"cause": "boss found out"})
        assert answer.status_code == 422
        with pytest.raises(Invalid):
            standing.out_of_work(world.kestrel.actor(), world.kestrel.membership, "boss found out", False)

    def test_is_said_once(self, world: World, site: Open) -> None:
        self.dismissed(world, site)
        answer = site(world.kestrel).post(path(world.kestrel, "out-of-work"), {"cause": "laid-off"})
        assert answer.status_code == 422

    def test_leaves_a_personal_entry_without_the_cause_in_public(self, world: World, site: Open) -> None:
        self.dismissed(world, site)
        waiting = Pending.objects.get(type="member.out-of-work")
        assert "dismissed" not in str(waiting.effect)
        assert b"dismissed" in bytes(waiting.private)
        with later(days=1):
            assert not Pending.objects.exists()


class TestLeaving:
    @pytest.mark.parametrize("reason", ["left", "moved", "management"])
    def test_ends_the_membership_and_every_place(self, world: World, site: Open, reason: str) -> None:
        assert site(world.kestrel).post(path(world.kestrel, "leave"), {"reason": reason}).status_code == 302
        held = of(world.kestrel)
        assert (held.state, held.reason, held.ended) == ("ended", reason, today())
        assert not Placement.objects.filter(person=world.kestrel.account).exists()
        assert workplaces.members_in(world.units["Industry"]) == 5

    @pytest.mark.parametrize("reason", ["management", "moved"])
    def test_ends_the_office_too(self, world: World, reason: str) -> None:
        standing.leave(world.heron.actor(), world.heron.membership, reason)
        assert not world.heron.actor().stewarded

    @pytest.mark.parametrize("reason", ["", "review", "lapsed", "out-of-work", "back-at-work", "admitted"])
    def test_has_a_reason_from_the_list(self, world: World, site: Open, reason: str) -> None:
        assert site(world.kestrel).post(path(world.kestrel, "leave"), {"reason": reason}).status_code == 422
        with pytest.raises(Invalid):
            standing.leave(world.kestrel.actor(), world.kestrel.membership, reason)
        assert of(world.kestrel).state == "member"

    def test_is_done_once(self, world: World, site: Open) -> None:
        assert site(world.dove).post(path(world.dove, "leave"), {"reason": "left"}).status_code == 422

    def test_is_told_to_the_record_without_the_reason(self, world: World, site: Open) -> None:
        site(world.kestrel).post(path(world.kestrel, "leave"), {"reason": "management"})
        waiting = Pending.objects.get(type="member.end")
        assert "management" not in str(waiting.effect)
        assert waiting.effect == {"members": -1}


def test_the_page_shows_my_own_standing_and_nobody_elses(world: World, site: Open) -> None:
    page = site(world.kestrel).get("/me/").content.decode()
    assert "Morning shift" in page
    assert str(world.kestrel.membership) in page
    for other in ("heron", "rowan", "magpie"):
        assert str(world.people[other].membership) not in page


def test_whoever_lost_their_membership_can_appeal_from_here(world: World, site: Open) -> None:
    assert path(world.dove, "appeal") in site(world.dove).get("/me/").content.decode()
