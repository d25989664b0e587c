"""Coming back without the words, and what a thief can do with either set of them."""

from __future__ import annotations

import json

import pytest
from tests.cast import Browser, Person, World, invite, later
from tests.fixtures import Open

from groundswell.accounts.models import Key, KeyReturn
from groundswell.kernel.errors import Forbidden, Gone, Unknown
from groundswell.members import queries
from groundswell.members.actions import returns, standing
from groundswell.members.models import Membership
from groundswell.record.models import Opening


@pytest.fixture
def new(world: World) -> Person:
    """Kestrel's new words."""
    return Person("Kestrel")


@pytest.fixture
def asked(world: World, site: Open, new: Person) -> KeyReturn:
    """Kestrel lost the words, has a card from Magpie (for whom Kestrel vouched), and has made new ones."""
    return ask(world, site, new)


def ask(world: World, site: Open, new: Person, by: str = "magpie") -> KeyReturn:
    code = invite(world, "Evening shift" if by == "magpie" else "Morning shift", by, world.kestrel.account)
    browser = site()
    assert browser.post("/join/", {"code": code}).status_code == 200
    assert browser.register(new).json() == {"next": "/help/words-lost"}
    assert not is_in(browser), "the new words are not in force yet"
    found: KeyReturn = KeyReturn.objects.get(account_id=world.kestrel.account, outcome="")
    return found


def is_in(browser: Browser) -> bool:
    return bool(browser.get("/keys/").status_code == 200)


def known(world: World) -> None:
    """Kestrel is visible in the morning shift, so Heron and Rowan can say that it is them."""
    standing.show_me(world.kestrel.actor(), world.kestrel.membership, True, False, ())


def confirm(world: World, asked: KeyReturn, *by: str) -> None:
    for name in by:
        returns.vouch(world.people[name].actor(), asked.id)


def state(person: Person) -> str:
    return str(Key.objects.get(signin=person.public.signin).state)


class TestComingBack:
    def test_takes_two_vouches_and_seven_days(self, world: World, site: Open, asked: KeyReturn, new: Person) -> None:
        known(world)
        confirm(world, asked, "magpie", "heron")
        with later(days=6):
            assert site().sign_in(new).status_code == 403
        with later(days=7):
            assert site().sign_in(new).status_code == 200
            assert site().sign_in(world.kestrel).status_code == 403
            assert (state(world.kestrel), state(new)) == ("revoked", "living")

    def test_keeps_the_membership_as_it_was(self, world: World, site: Open, asked: KeyReturn, new: Person) -> None:
        known(world)
        confirm(world, asked, "magpie", "heron")
        with later(days=7):
            assert site(new).get("/workplace/").status_code == 200
        assert Membership.objects.filter(account_id=world.kestrel.account).count() == 1

    def test_both_keys_rest_while_waiting(self, world: World, site: Open, asked: KeyReturn, new: Person) -> None:
        """A phone that was taken shows nothing any more from the second vouch on."""
        taken = site(world.rowan)
        of_rowan = ask_for(world, site, "rowan")
        assert is_in(taken)
        confirm_for(world, of_rowan)
        assert not is_in(taken)

    def test_is_in_the_record_step_by_step(self, world: World, site: Open, asked: KeyReturn, new: Person) -> None:
        known(world)
        confirm(world, asked, "magpie", "heron")
        with later(days=7):
            site().sign_in(new)
        with later(days=8):
            said = [json.loads(bytes(opening.private))["type"] for opening in Opening.objects.all()]
        steps = {kind for kind in said if kind.startswith("key.return")}
        assert steps == {"key.return.ask", "key.return.vouch", "key.return.settle"}

    def test_is_asked_once_at_a_time(self, world: World, site: Open, asked: KeyReturn) -> None:
        code = invite(world, "Evening shift", "magpie", world.kestrel.account)
        browser = site()
        browser.post("/join/", {"code": code})
        answer = browser.register(Person("Kestrel"))
        assert (answer.status_code, answer.json()["code"]) == (410, "gone")

    def test_tells_whoever_made_new_words_that_they_wait(self, world: World, site: Open, new: Person) -> None:
        ask(world, site, new)
        answer = site().sign_in(new)
        assert answer.status_code == 403
        assert "not in force yet" in answer.json()["message"]


def ask_for(world: World, site: Open, who: str) -> KeyReturn:
    """Somebody else's return, with a card from Kestrel, who sees them in the same unit."""
    person = world.people[who]
    standing.show_me(person.actor(), person.membership, True, False, ())
    code = invite(world, "Morning shift", "kestrel", person.account)
    browser = site()
    browser.post("/join/", {"code": code})
    browser.register(Person(person.name))
    found: KeyReturn = KeyReturn.objects.get(account_id=person.account)
    return found


def confirm_for(world: World, asked: KeyReturn) -> None:
    confirm(world, asked, "kestrel", "heron")


class TestTheOldWords:
    """Whoever still has them signs in, and that ends the return: the member is warned, the thief of a card is out."""

    def test_cancel_it_before_anybody_vouched(self, world: World, site: Open, asked: KeyReturn, new: Person) -> None:
        assert site().sign_in(world.kestrel).status_code == 200
        assert (state(world.kestrel), state(new)) == ("living", "revoked")

    def test_cancel_it_during_the_seven_days(self, world: World, site: Open, asked: KeyReturn, new: Person) -> None:
        known(world)
        confirm(world, asked, "magpie", "heron")
        assert state(world.kestrel) == "suspended"
        with later(days=3):
            assert is_in(site(world.kestrel))
        with later(days=7):
            assert site().sign_in(new).status_code == 403

    def test_are_nothing_once_the_new_ones_are_in_force(
        self, world: World, site: Open, asked: KeyReturn, new: Person
    ) -> None:
        known(world)
        confirm(world, asked, "magpie", "heron")
        with later(days=7):
            site().sign_in(new)
        with later(days=8):
            assert site().sign_in(world.kestrel).status_code == 403
            assert is_in(site(new))

    def test_that_were_exchanged_meanwhile_end_it_too(
        self, world: World, site: Open, asked: KeyReturn, new: Person
    ) -> None:
        """Whoever exchanges words has not lost them. Nobody comes back later through the open return."""
        exchanged = Person("Kestrel")
        assert site().exchange(world.kestrel, exchanged).status_code == 200
        asked.refresh_from_db()
        assert asked.outcome == "cancelled"
        assert (state(world.kestrel), state(new), state(exchanged)) == ("revoked", "revoked", "living")
        with pytest.raises(Gone):
            confirm(world, asked, "magpie")
        with later(days=30):
            assert site().sign_in(new).status_code == 403
            assert is_in(site(exchanged))

    def test_in_a_thiefs_hand_do_not_open_what_rests(self, world: World, site: Open, asked: KeyReturn) -> None:
        thief = site(world.heron)
        known(world)
        confirm(world, asked, "magpie", "rowan")
        assert is_in(thief), "only Kestrel's keys rest"


class TestTheNewWords:
    def test_of_an_infiltrator_need_a_second_who_agrees(self, world: World, site: Open, new: Person) -> None:
        """Magpie makes a card for Kestrel's account, makes keys with it, and vouches."""
        asked = ask(world, site, new)
        for _ in range(3):
            confirm(world, asked, "magpie")
        assert queries.return_vouches(asked) == 1
        with later(days=30):
            assert site().sign_in(new).status_code == 403
            assert is_in(site(world.kestrel))

    def test_that_were_cancelled_are_never_in_force(
        self, world: World, site: Open, asked: KeyReturn, new: Person
    ) -> None:
        site().sign_in(world.kestrel)
        with pytest.raises(Gone):
            confirm(world, asked, "magpie")
        with later(days=30):
            assert site().sign_in(new).status_code == 403


class TestWhoMayVouch:
    @pytest.mark.parametrize("name", ["finch", "tern", "rowan"])
    def test_not_those_who_do_not_know_the_person(self, world: World, asked: KeyReturn, name: str) -> None:
        with pytest.raises(Unknown):
            confirm(world, asked, name)

    def test_not_whoever_is_no_member(self, world: World, asked: KeyReturn) -> None:
        with pytest.raises(Forbidden):
            confirm(world, asked, "dove")

    def test_not_the_person_themselves(self, world: World, asked: KeyReturn) -> None:
        with pytest.raises(Unknown):
            confirm(world, asked, "kestrel")

    def test_a_card_to_come_back_names_somebody_one_knows(self, world: World) -> None:
        with pytest.raises(Forbidden, match="help somebody back"):
            invite(world, "Morning shift", "rowan", world.heron.account)

    def test_those_who_may_see_the_name_are_asked_on_their_page(
        self, world: World, site: Open, asked: KeyReturn
    ) -> None:
        assert b"It really is Kestrel" in site(world.magpie).get("/circle/").content
        assert b"It really is Kestrel" not in site(world.finch).get("/circle/").content


def test_a_card_for_a_newcomer_brings_nobody_back(world: World, site: Open) -> None:
    code = invite(world, "Morning shift", "heron")
    browser = site()
    browser.post("/join/", {"code": code})
    assert browser.register(Person("Kestrel")).json() == {"next": "/"}
    assert not KeyReturn.objects.exists()
