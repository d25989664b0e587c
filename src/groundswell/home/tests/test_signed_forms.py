"""A form becomes an act that somebody signs: nothing happens before, and exactly what was signed happens then."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.conf import settings
from tests.cast import ORIGIN, Browser, World
from tests.fixtures import Open

from groundswell.accounts.models import WaitingForm
from groundswell.accounts.signed_forms import LIVES, forget_old
from groundswell.kernel import clock
from groundswell.members.models import Card, Vouch
from groundswell.record.models import Pending
from groundswell.record.queries import org_id
from groundswell.record.signing import by_seed
from scrutiny.identity import signed_acts
from scrutiny.organisation import acts

SIGN = "/static/keys/en/sign.html"


def unsigned(browser: Browser) -> Browser:
    """The same browser, that does not sign by itself."""
    browser.person = None
    return browser


@pytest.fixture
def kestrel(site: Open, world: World) -> Browser:
    return unsigned(site(world.kestrel))


def vouching(world: World) -> str:
    return f"/circle/{world.wren.membership}/vouch"


def vouches() -> int:
    return int(Vouch.objects.count())


def rowan(site: Open, world: World) -> Browser:
    return unsigned(site(world.rowan))


class TestBeforeTheSignature:
    def test_nothing_is_written_and_the_browser_is_sent_to_the_page_that_signs(self, site: Open, world: World) -> None:
        before, waiting = vouches(), Pending.objects.count()
        answer = rowan(site, world).post(vouching(world))
        assert (answer.status_code, answer.headers["Location"]) == (303, SIGN)
        assert (vouches(), Pending.objects.count()) == (before, waiting)

    def test_htmx_is_sent_there_too(self, site: Open, world: World) -> None:
        answer = rowan(site, world).post(vouching(world), headers={"HX-Request": "true"})
        assert answer.headers["HX-Redirect"] == SIGN

    def test_in_the_language_of_the_page(self, site: Open, world: World) -> None:
        browser = rowan(site, world)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
        answer = browser.post(vouching(world))
        assert answer.headers["Location"] == "/static/keys/ru/sign.html"

    def test_what_may_not_be_done_is_never_shown_for_signing(self, kestrel: Browser, world: World) -> None:
        assert kestrel.post(f"/circle/{world.magpie.membership}/vouch").status_code in {403, 404, 410}
        assert kestrel.get("/keys/pending").status_code == 410

    def test_the_page_learns_the_act_with_names_and_the_record_that_is_seen(self, site: Open, world: World) -> None:
        browser = rowan(site, world)
        browser.post(vouching(world), headers={"Referer": f"{ORIGIN}/circle/"})
        kept = browser.get("/keys/pending").json()
        assert kept["acts"] == [
            {
                "type": "member.vouch",
                "body": {"standing": str(world.wren.membership)},
                "names": {str(world.wren.membership): "Wren, Morning shift"},
                "office": "",
            }
        ]
        assert (kept["org"], kept["actor"]) == (org_id(), world.rowan.public.act)
        assert (kept["path"], kept["back"]) == (vouching(world), "/circle/")
        assert kept["now"] == int(clock.now().timestamp())

    def test_units_inside_a_proposal_are_named(self, site: Open, world: World) -> None:
        browser, unit = unsigned(site(world.heron)), world.unit("Morning shift")
        browser.post(f"/workplace/{unit}/edit/rename", {"name": "Early shift"})
        (act,) = browser.get("/keys/pending").json()["acts"]
        assert act["type"] == "edit.propose"
        assert act["names"] == {str(unit): "Morning shift"}

    def test_it_waits_for_ten_minutes(self, site: Open, world: World) -> None:
        browser = rowan(site, world)
        browser.post(vouching(world))
        with clock.set_to(clock.now() + dt.timedelta(seconds=LIVES + 1)):
            assert browser.get("/keys/pending").status_code == 410
            forget_old()
        assert not WaitingForm.objects.exists()

    def test_only_in_the_session_that_sent_it(self, site: Open, world: World) -> None:
        rowan(site, world).post(vouching(world))
        assert site(world.rowan).get("/keys/pending").status_code == 410
        assert site().get("/keys/pending").status_code == 403


class TestWithIt:
    def test_the_act_is_done_and_the_record_keeps_what_was_signed(self, site: Open, world: World) -> None:
        browser = rowan(site, world)
        browser.post(vouching(world))
        before = vouches()
        assert browser.post(vouching(world), browser.signed_fields(world.rowan)).status_code == 302
        assert vouches() == before + 1
        said = json.loads(bytes(Pending.objects.filter(type="member.vouch").latest("id").private))
        act = signed_acts.verify(
            bytes.fromhex(said["signed"]),
            bytes.fromhex(said["signature"]),
            org=org_id(),
            actor=world.rowan.public.act,
            instant=None,
        )
        assert (act.type, act.body) == (said["type"], said["body"])
        assert browser.get("/keys/pending").status_code == 410

    def test_what_is_drawn_is_the_same_both_times(self, kestrel: Browser, world: World) -> None:
        """The code of an invitation is in the act by its digest; it is not in the table before the signature."""
        kestrel.post("/circle/invite", {"unit": str(world.unit("Morning shift"))})
        fields = kestrel.signed_fields(world.kestrel)
        digest = kestrel.get("/keys/pending").json()["acts"][0]["body"]["card_digest"]
        assert not Card.objects.filter(digest=digest).exists()
        assert kestrel.post("/circle/invite", fields).status_code == 200
        assert Card.objects.filter(digest=digest).exists()

    def test_twice_is_refused(self, site: Open, world: World) -> None:
        browser = rowan(site, world)
        browser.post("/circle/invite", {"unit": str(world.unit("Morning shift"))})
        fields = browser.signed_fields(world.rowan)
        assert browser.post("/circle/invite", fields).status_code == 200
        cards = Card.objects.count()
        again = browser.post("/circle/invite", fields)
        assert (again.status_code, again.headers["Location"]) == (303, SIGN)  # another card, not signed yet
        assert Card.objects.count() == cards


def forged(world: World, browser: Browser, **change: Any) -> dict[str, Any]:
    """Rowan's form, signed wrongly in one way."""
    fields = browser.signed_fields(world.rowan)
    ((content, _signature),) = json.loads(fields["_signed"])
    act = signed_acts.parse(bytes.fromhex(content))
    seed = change.pop("seed", world.rowan.keys.act)
    other = type(act)(**{**act.__dict__, **change})
    return {**fields, "_signed": json.dumps([[bytes(other).hex(), signed_acts.sign(other, seed).hex()]])}


class TestForged:
    @pytest.mark.parametrize(
        "what", ["key", "actor", "organisation", "record", "future", "past", "long", "larger", "cut"]
    )
    def test_is_refused_and_nothing_is_written(self, site: Open, world: World, what: str) -> None:
        browser, instant = rowan(site, world), int(clock.now().timestamp())
        browser.post(vouching(world))
        before = vouches()
        change: dict[str, dict[str, Any]] = {
            "key": {"seed": world.kestrel.keys.act},
            "actor": {"seed": world.kestrel.keys.act, "actor": world.kestrel.public.act},
            "organisation": {"org": "ab" * 32},
            "record": {"seen_root": "cd" * 32},
            "larger": {"seen_size": 2**40},
            "future": {"created": instant + 600, "expires": instant + 1200},
            "past": {"created": instant - 4000, "expires": instant - 400},
            "long": {"expires": instant + 90_000},
            "cut": {},
        }
        fields = forged(world, browser, **change[what])
        if what == "cut":
            fields["_signed"] = fields["_signed"].replace('"]]', 'ff"]]')
        assert browser.post(vouching(world), fields).status_code == 422
        assert vouches() == before

    @pytest.mark.parametrize(
        "text", ["", "[]", "{}", "[[1]]", "[[]]", "null", '[["zz", "00"]]', '[["00", "00"]]', "[" * 5000]
    )
    def test_what_is_no_signature_counts_as_none(self, site: Open, world: World, text: str) -> None:
        browser = rowan(site, world)
        answer = browser.post(vouching(world), {"_signed": text})
        assert answer.headers["Location"] == SIGN

    def test_a_signature_under_another_act_is_none(self, site: Open, world: World) -> None:
        browser = rowan(site, world)
        other = by_seed(world.rowan.keys.act, world.rowan.public.act)(acts.Vouch(standing=world.magpie.membership))
        given = json.dumps([[other.content.hex(), other.signature.hex()]])
        answer = browser.post(vouching(world), {"_signed": given})
        assert answer.headers["Location"] == SIGN
