"""The first page, help that works signed out, what is known about me."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.cast import Person, World, elect, invite, later
from tests.fixtures import Open

from groundswell.home import needs
from groundswell.home.views import HELP
from groundswell.kernel.actor import NOBODY
from groundswell.kernel.clock import today
from groundswell.kernel.ids import new_id
from groundswell.members.actions import returns, reviews, standing
from groundswell.members.actions.joining import find_card
from groundswell.workplaces import actions as tree_actions
from groundswell.workplaces import testing
from scrutiny.organisation import acts


def titles(person: Person) -> list[str]:
    return [need.title for need in needs.needs(person.actor())]


class TestTheFirstPage:
    def test_signed_out_says_how_one_comes_in_and_names_nobody(self, world: World, site: Open) -> None:
        page = site().get("/").content.decode()
        assert "/join/" in page
        assert "sign-in.html" in page
        assert not [p.name for p in world.people.values() if p.name in page]

    def test_signed_out_sets_no_cookie(self, world: World, site: Open) -> None:
        assert not site().get("/").cookies

    def test_shows_a_newcomer_that_they_wait(self, world: World, site: Open) -> None:
        page = site(world.wren).get("/").content.decode()
        assert "waits until two fellow workers of that workplace have vouched" in page

    def test_shows_a_member_their_workplace_and_its_stewards(self, world: World, site: Open) -> None:
        page = site(world.kestrel).get("/").content.decode()
        assert "Press shop" in page
        assert "Heron" in page

    @pytest.mark.parametrize("language", ["en", "ru", "es"])
    def test_is_read_in_three_languages(self, world: World, site: Open, language: str) -> None:
        browser = site(world.kestrel)
        browser.post("/language", {"language": language})
        answer = browser.get("/")
        assert answer.headers["Content-Language"] == language
        assert answer.status_code == 200


class TestWhatNeedsMe:
    def test_a_newcomer_of_my_unit_until_i_vouched(self, world: World, site: Open) -> None:
        assert "1 newcomer asks to be vouched for" in titles(world.heron)
        site(world.heron).post(f"/circle/{world.wren.membership}/vouch")
        assert "1 newcomer asks to be vouched for" not in titles(world.heron)

    def test_somebody_who_comes_back(self, world: World) -> None:
        code = invite(world, "Evening shift", "magpie", world.kestrel.account)
        signed, keys, by = Person("Kestrel").registering()
        returns.ask(signed, find_card(code).digest, keys, by)
        assert "Kestrel lost their words and comes back" in titles(world.magpie)
        assert "Kestrel lost their words and comes back" not in titles(world.rowan)

    def test_a_review_until_i_answered(self, world: World) -> None:
        review = reviews.ask(world.heron.actor(), world.magpie.membership, "moved")
        wanted = "1 membership to be decided by our assembly"
        assert wanted in titles(world.rowan)
        reviews.answer(world.rowan.actor(), review.id, True)
        assert wanted not in titles(world.rowan)

    def test_not_a_review_about_myself(self, world: World) -> None:
        reviews.ask(world.heron.actor(), world.magpie.membership, "moved")
        assert not [title for title in titles(world.magpie) if "to be decided" in title]

    def test_a_change_that_a_second_steward_confirms(self, world: World) -> None:
        tree_actions.propose(world.heron.actor(), acts.RenameUnit(world.units["Foundry"], "Old foundry"))
        wanted = "1 change waits for a second steward"
        assert wanted in titles(world.rowan)
        assert wanted in titles(world.tern)
        assert wanted not in titles(world.heron)
        assert wanted not in titles(world.kestrel)

    def test_a_test_of_strength_to_count(self, world: World) -> None:
        plan = acts.PlanTest(new_id(), world.units["Foundry"], "Badge day", "badge", 65, today())
        testing.plan(world.heron.actor(), plan)
        assert "Test of strength: Badge day" in titles(world.tern)
        assert "Test of strength: Badge day" not in titles(world.finch)

    def test_an_office_that_ends_soon(self, world: World) -> None:
        assert not [title for title in titles(world.heron) if "ends in" in title]
        with later(days=75):
            assert "Steward of Industry: ends in 5 days" in titles(world.heron)

    def test_a_candidate_to_sign_for(self, world: World, site: Open) -> None:
        sent = {"unit": world.units["Press shop"], "candidate": world.kestrel.account}
        site(world.kestrel).post("/offices/", sent)
        assert "Kestrel stands: Steward of Press shop" in titles(world.rowan)
        assert "Kestrel stands: Steward of Press shop" not in titles(world.finch)
        elect(world, "kestrel", "Press shop", "kestrel", "heron", "rowan")
        assert "Kestrel stands: Steward of Press shop" not in titles(world.rowan)

    def test_nothing_of_others_when_nobody_is_signed_in(self, world: World) -> None:
        assert needs._offices(NOBODY) == []

    def test_nothing_once_i_have_left(self, world: World) -> None:
        standing.leave(world.kestrel.actor(), world.kestrel.membership, "left")
        assert not [title for title in titles(world.kestrel) if "newcomer" not in title]


class TestHelp:
    @pytest.mark.parametrize("topic", HELP)
    def test_works_signed_out(self, world: World, site: Open, topic: str) -> None:
        answer = site().get(f"/help/{topic}")
        assert answer.status_code == 200
        assert not answer.cookies

    def test_lists_every_topic(self, world: World, site: Open) -> None:
        page = site().get("/help/").content.decode()
        assert not [topic for topic in HELP if f"/help/{topic}" not in page]

    def test_knows_no_other_topic(self, world: World, site: Open) -> None:
        assert site().get("/help/../../etc").status_code == 404


class TestWhatIsKnown:
    def test_is_said_to_everybody(self, world: World, site: Open) -> None:
        assert site().get("/known").status_code == 200

    def test_shows_me_my_own_and_nobody_elses(self, world: World, site: Open) -> None:
        page = site(world.kestrel).get("/known").content.decode()
        assert "Morning shift" in page
        assert "Heron" not in page


def test_members_are_led_to_what_they_decide_and_others_to_the_offices(world: World, site: Open) -> None:
    assert site(world.kestrel).get("/decide/")["Location"] == "/ballots/"
    assert site(world.wren).get("/decide/")["Location"] == "/offices/"


def test_sentences_are_counted_right_in_every_language(world: World) -> None:
    with translation.override("ru"):
        assert all(title and "{" not in title for title in titles(world.heron))
