"""Coming in with a card: the code, the six sentences, the keys."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import ORIGIN, Browser, Person, World, invite
from tests.fixtures import Open

from groundswell.accounts.models import Account
from groundswell.kernel import clock
from groundswell.kernel.actor import Actor
from groundswell.kernel.clock import now, today
from groundswell.kernel.errors import Forbidden
from groundswell.members import guessing
from groundswell.members import queries as members
from groundswell.members.actions import joining
from groundswell.members.models import Card, Membership
from groundswell.record.models import Pending
from scrutiny.organisation.invitations import digest, new_code


@pytest.fixture
def code(world: World) -> str:
    """What stands on a card from Kestrel."""
    return invite(world, "Morning shift", "kestrel")


def enter(browser: Browser, code: str) -> int:
    return int(browser.post("/join/", {"code": code}).status_code)


def test_whoever_has_a_card_makes_keys_and_waits(world: World, site: Open, code: str) -> None:
    browser, linnet = site(), Person("Linnet")
    assert b"/static/keys/en/make.html" in browser.post("/join/", {"code": code}).content
    assert browser.register(linnet).json() == {"next": "/"}
    assert browser.get("/me/").status_code == 200
    standing = Membership.objects.get(account__name="Linnet")
    assert (standing.state, standing.unit_id) == ("waiting", world.units["Morning shift"])


def test_the_page_before_the_keys_has_six_sentences_on_who_sees_what(world: World, site: Open, code: str) -> None:
    page = site().post("/join/", {"code": code}).content.decode()
    assert page.count("<li>") >= 6


def test_the_page_of_the_card_says_nothing_of_the_workplace(world: World, site: Open) -> None:
    browser = site(world.kestrel)
    page = browser.post("/circle/invite", {"unit": str(world.units["Morning shift"]), "returns": ""})
    card = page.content.decode().split('class="card', 1)[1].split("</section>", 1)[0]
    for name in ("Morning shift", "Press shop", "Motors", "Riverside", "Kestrel"):
        assert name not in card


def test_only_the_digest_of_a_code_is_kept(world: World, code: str) -> None:
    card = Card.objects.get(digest=digest(code))
    assert code not in str(vars(card))
    assert code.replace("-", "") not in str(vars(card))


def test_the_code_may_be_typed_in_any_way(world: World, site: Open, code: str) -> None:
    for typed in (code.lower(), code.replace("-", " "), code.replace("-", ""), f"  {code} "):
        assert enter(site(), typed) == 200


def test_the_name_and_language_are_those_that_were_chosen(world: World, site: Open, code: str) -> None:
    browser = site()
    enter(browser, code)
    browser.register(Person("Linnet"), name=" Красная  Птица ", language="ru")
    account = Account.objects.get(name="Красная Птица")
    assert account.language == "ru"


class TestACard:
    def unusable(self, browser: Browser, code: str) -> None:
        answer = browser.post("/join/", {"code": code})
        assert answer.status_code == 410
        assert b"Ask whoever gave it to you for a new one." in answer.content

    def test_that_was_used_is_refused(self, world: World, site: Open, code: str) -> None:
        browser = site()
        enter(browser, code)
        assert browser.register(Person("Linnet")).status_code == 200
        self.unusable(site(), code)

    def test_that_has_expired_is_refused(self, world: World, site: Open, code: str) -> None:
        with clock.set_to(now() + dt.timedelta(days=14)):
            assert enter(site(), code) == 200, "the last day counts"
        with clock.set_to(now() + dt.timedelta(days=15)):
            self.unusable(site(), code)

    def test_that_was_withdrawn_is_refused(self, world: World, site: Open, code: str) -> None:
        card = Card.objects.get(digest=digest(code))
        assert site(world.kestrel).post(f"/circle/cards/{card.id}/void").status_code == 302
        self.unusable(site(), code)

    def test_that_never_existed_gets_the_same_answer(self, world: World, site: Open) -> None:
        self.unusable(site(), new_code())

    @pytest.mark.parametrize("group", [1, 2, 3, 4])
    def test_that_is_mistyped_names_the_group(self, world: World, site: Open, code: str, group: int) -> None:
        groups = code.split("-")
        last = groups[group - 1][-1]
        groups[group - 1] = groups[group - 1][:-1] + ("0" if last != "0" else "1")
        answer = site().post("/join/", {"code": "-".join(groups)})
        assert answer.status_code == 422
        assert f"Group {group} of the code is mistyped.".encode() in answer.content

    def test_that_lacks_a_letter_is_told_so(self, world: World, site: Open, code: str) -> None:
        answer = site().post("/join/", {"code": code[:-1]})
        assert b"four groups of five" in answer.content

    def test_that_expires_while_the_keys_are_made_is_refused(self, world: World, site: Open, code: str) -> None:
        browser = site()
        enter(browser, code)
        with clock.set_to(now() + dt.timedelta(days=15)):
            assert browser.register(Person("Linnet")).status_code == 410
        assert not Account.objects.filter(name="Linnet").exists()

    def test_that_was_used_by_another_meanwhile_is_refused(self, world: World, site: Open, code: str) -> None:
        one, other = site(), site()
        enter(one, code)
        enter(other, code)
        assert one.register(Person("Linnet")).status_code == 200
        assert other.register(Person("Shrike")).status_code == 410
        assert not Account.objects.filter(name="Shrike").exists()

    def test_is_not_used_up_by_keys_that_do_not_fit(self, world: World, site: Open, code: str) -> None:
        browser, linnet = site(), Person("Linnet")
        enter(browser, code)
        assert browser.register(linnet, act_signature="00" * 64).status_code == 403
        assert browser.register(linnet, name="").status_code == 422
        assert browser.register(linnet).status_code == 200


class TestKeys:
    @pytest.mark.parametrize("language", ["", "xx", "en" * 4000, "en\r\nSet-Cookie: a=b"])
    def test_in_a_language_that_there_is_not_speak_the_sites(
        self, world: World, site: Open, code: str, language: str
    ) -> None:
        browser = site()
        enter(browser, code)
        assert browser.register(Person("Linnet"), language=language).status_code == 200
        assert Account.objects.get(name="Linnet").language == "en"

    def test_are_not_registered_without_a_door(self, world: World, site: Open) -> None:
        assert site().register(Person("Linnet")).status_code == 403

    def test_of_a_member_are_not_registered_again(self, world: World, site: Open, code: str) -> None:
        browser = site()
        enter(browser, code)
        answer = browser.register(world.heron)
        assert answer.status_code == 422
        assert "in use already" in answer.json()["message"]
        assert enter(site(), code) == 200, "the card is still good"

    def test_are_not_registered_twice_through_one_door(self, world: World, site: Open, code: str) -> None:
        browser = site()
        enter(browser, code)
        browser.register(Person("Linnet"))
        assert browser.register(Person("Shrike")).status_code == 403


class TestGuessing:
    def test_two_hundred_who_come_through_one_address_in_ten_minutes_get_in(self, world: World, site: Open) -> None:
        """Each mistypes once, looks twice, and is through."""
        code = invite(world, "Morning shift", "rowan")
        codes = [new_code() for _ in range(199)]
        browser = site(REMOTE_ADDR="192.0.2.7")
        statuses = [browser.post("/join/", {"code": typed}).status_code for one in codes for typed in (one, one[:-1])]
        assert set(statuses) == {410, 422}
        assert enter(browser, code) == 200

    def test_from_one_address_ends_after_a_thousand_tries(self, world: World, site: Open) -> None:
        guessing.per_address._attempts.clear()
        browser, other = site(REMOTE_ADDR="192.0.2.7"), site(REMOTE_ADDR="192.0.2.8")
        for _ in range(1000):
            guessing.per_address.count("192.0.2.7")
        assert enter(browser, new_code()) == 429
        assert enter(other, new_code()) == 410

    def test_of_one_card_is_limited(self, world: World, site: Open) -> None:
        browser, code = site(), new_code()
        statuses = [enter(browser, code) for _ in range(61)]
        assert statuses == [410] * 60 + [429]

    def test_by_one_account_is_limited_but_not_the_account_beside_it(self, world: World, site: Open) -> None:
        magpie = site(world.magpie)
        statuses = [enter(magpie, new_code()) for _ in range(61)]
        assert statuses == [410] * 60 + [429]
        assert enter(site(world.heron), new_code()) == 410

    def test_through_an_onion_service_is_not_counted_by_its_one_address(
        self, world: World, site: Open, settings: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("django.conf.settings.ALLOWED_HOSTS", ["example.onion"])
        for _ in range(1000):
            guessing.per_address.count("127.0.0.1")
        assert enter(site(HTTP_HOST="example.onion"), new_code()) == 410

    @pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.2.2", "172.17.0.1", "192.168.1.5"])
    def test_through_a_web_server_is_not_counted_by_its_one_address(
        self, world: World, site: Open, code: str, address: str
    ) -> None:
        """Or one stranger who guesses for a minute would keep everybody out for an hour."""
        guessing.per_address._attempts.clear()
        for _ in range(1000):
            guessing.per_address.count(address)
        assert enter(site(REMOTE_ADDR=address), code) == 200


class TestWhoHasKeysAlready:
    def test_asks_to_join_another_workplace_with_a_card_from_there(self, world: World, site: Open) -> None:
        code = invite(world, "Foundry", "finch")
        assert enter(site(world.kestrel), code) == 302
        standing = Membership.objects.get(account_id=world.kestrel.account, state="waiting")
        assert standing.unit_id == world.units["Foundry"]

    def test_comes_back_after_having_left(self, world: World, site: Open, code: str) -> None:
        assert enter(site(world.dove), code) == 302
        assert Membership.objects.filter(account_id=world.dove.account, state="waiting").exists()

    def test_does_not_stand_twice_in_one_unit(self, world: World, site: Open, code: str) -> None:
        assert enter(site(world.heron), code) == 422
        assert enter(site(), code) == 200, "the card is still good"


class TestInviting:
    def test_leaves_a_personal_entry(self, world: World, code: str) -> None:
        assert Pending.objects.filter(type="card.issue", day=today()).exists()

    def test_has_a_limit_of_open_cards(self, world: World, site: Open) -> None:
        browser, sent = site(world.rowan), {"unit": str(world.units["Morning shift"]), "returns": ""}
        statuses = [browser.post("/circle/invite", sent).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]

    def test_into_another_workplace_is_refused(self, world: World, site: Open) -> None:
        sent = {"unit": str(world.units["Foundry"]), "returns": ""}
        page = site(world.kestrel).post("/circle/invite", sent).content.decode()
        assert "Select a valid choice" in page
        with pytest.raises(Forbidden, match="your own workplace"):
            joining.issue_card(world.kestrel.actor(), world.units["Foundry"])

    def test_into_a_workplace_near_by_opens_it(self, world: World, site: Open) -> None:
        sent = {"unit": str(world.units["Cold store"]), "returns": ""}
        assert site(world.kestrel).post("/circle/invite", sent).status_code == 200

    def test_a_card_is_withdrawn_only_by_whoever_gave_it(self, world: World, site: Open, code: str) -> None:
        card = Card.objects.get(digest=digest(code))
        assert site(world.heron).post(f"/circle/cards/{card.id}/void").status_code == 410
        assert enter(site(), code) == 200

    def test_shows_the_code_once(self, world: World, site: Open) -> None:
        browser = site(world.kestrel)
        page = browser.post("/circle/invite", {"unit": str(world.units["Morning shift"]), "returns": ""})
        code = str(page.context["code"])
        for path in ("/circle/", "/me/", "/", "/circle/invite"):
            assert code not in browser.get(path).content.decode()


def test_a_card_leads_to_the_sites_own_origin_with_https(
    world: World, site: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a web server every request arrives as plain http: whoever followed such a link could be led elsewhere."""
    drawn: list[str] = []
    monkeypatch.setattr("django.conf.settings.ORIGINS", (ORIGIN, "https://our.example"))
    monkeypatch.setattr("django.conf.settings.ALLOWED_HOSTS", ["127.0.0.1", "our.example"])
    monkeypatch.setattr("groundswell.members.views.card_svg", lambda text: str(drawn.append(text)))  # type: ignore[func-returns-value]
    browser = site(world.kestrel)
    browser.cookies["__Host-session"] = browser.cookies["session"].value
    said = {"unit": str(world.units["Morning shift"]), "returns": ""}
    page = browser.post("/circle/invite", said, headers={"Host": "our.example"})
    assert drawn == [f"https://our.example/join/#{page.context['code']}"]


def test_an_account_by_itself_may_do_nothing(world: World) -> None:
    wren = Actor(account=world.wren.account, key=world.wren.key)
    assert members.units_today(wren.person) == frozenset()
