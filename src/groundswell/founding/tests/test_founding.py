"""The founding: with the token, together, once; and nobody is an administrator afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.cast import PLACES, Browser, Person, signed_in

from groundswell.accounts.models import Account
from groundswell.ballots.queries import named_first
from groundswell.charter.queries import is_founded, organisation_name
from groundswell.councils.models import Mandate
from groundswell.councils.queries import stewards_of
from groundswell.founding import actions, queries, views
from groundswell.founding.models import Draft, Founder
from groundswell.founding.token import is_token, token_of
from groundswell.kernel.errors import Forbidden, Gone, Invalid
from groundswell.members.models import Membership
from groundswell.members.queries import units_today
from groundswell.record.models import Entry, Log, Opening
from groundswell.workplaces.models import Unit
from scrutiny.organisation.charter import DEFAULTS
from scrutiny.organisation.invitations import new_code


@pytest.fixture
def fresh(cast_once: object, db: None, clock_stands: None, tmp_path: Path, settings: Any) -> Path:
    """A site that nobody has founded."""
    settings.DATA = tmp_path
    views.attempts._attempts.clear()
    later = {"sqlite": "PRAGMA defer_foreign_keys = ON", "postgresql": "SET CONSTRAINTS ALL DEFERRED"}
    with connection.cursor() as cursor:
        cursor.execute(later[connection.vendor])
        for table in set(connection.introspection.table_names()) - {"django_migrations"}:
            cursor.execute(f'DELETE FROM "{table}"')
    return tmp_path


@pytest.fixture
def entered(fresh: Path) -> Browser:
    """A browser in which the token was typed."""
    browser = Browser()
    assert browser.post("/found/", {"token": token_of(fresh)}).status_code == 302
    return browser


def units() -> dict[str, str]:
    found = queries.draft()
    return {unit["name"]: unit["id"] for unit in found.units} if found else {}


def version() -> int:
    found = queries.draft()
    return found.version if found else 0


def write_places(browser: Browser) -> None:
    for kind, name, above in PLACES:
        sent = {"kind": kind, "name": name, "parent": units().get(above, "")}
        assert browser.post("/found/places/add", sent).status_code == 302


def make_founder(browser: Browser, name: str) -> Person:
    person = Person(name)
    browser.post("/found/keys")
    assert browser.register(person).json() == {"next": "/found/draft"}
    return person


@pytest.fixture
def ready(entered: Browser, fresh: Path) -> dict[str, Browser]:
    """Three founders who have written everything, and have not agreed yet."""
    entered.post("/found/name", {"name": "Riverside Alliance"})
    write_places(entered)
    browsers = {}
    for name in ("Heron", "Rowan", "Kestrel"):
        browser = Browser()
        browser.post("/found/", {"token": token_of(fresh)})
        make_founder(browser, name)
        sent = {"place": units()["Morning shift"], "steward_of": "" if name == "Kestrel" else units()["Industry"]}
        assert browser.post("/found/stand", sent).status_code == 302
        browsers[name] = browser
    return browsers


def agree(browsers: dict[str, Browser]) -> None:
    for browser in browsers.values():
        assert browser.post("/found/agree", {"version": version()}).status_code == 302


class TestTheToken:
    def test_opens_the_founding(self, entered: Browser) -> None:
        assert entered.get("/found/draft").status_code == 200

    def test_is_needed(self, fresh: Path) -> None:
        browser = Browser()
        assert browser.get("/found/draft").status_code == 403
        assert browser.post("/found/name", {"name": "Ours"}).status_code == 403
        assert browser.post("/found/keys").status_code == 403
        assert not Draft.objects.exists()

    def test_that_is_another_is_refused(self, fresh: Path) -> None:
        assert Browser().post("/found/", {"token": new_code()}).status_code == 403

    def test_that_is_mistyped_is_told_so(self, fresh: Path) -> None:
        answer = Browser().post("/found/", {"token": token_of(fresh)[:-1]})
        assert answer.status_code == 422
        assert b"mistyped" in answer.content

    def test_is_kept_where_only_the_server_reads_it(self, fresh: Path) -> None:
        token = token_of(fresh)
        assert (fresh / "founding_token").stat().st_mode & 0o077 == 0
        assert token == token_of(fresh)
        assert is_token(fresh, token.lower().replace("-", " "))

    def test_does_not_open_through_another_browser(self, entered: Browser) -> None:
        assert Browser().get("/found/draft").status_code == 403

    def test_begins_one_draft_and_one_record(self, entered: Browser, fresh: Path) -> None:
        org = Log.objects.get().org
        Browser().post("/found/", {"token": token_of(fresh)})
        assert (Draft.objects.count(), Log.objects.get().org) == (1, org)

    def test_cannot_be_guessed_for_long(self, fresh: Path) -> None:
        browser = Browser(REMOTE_ADDR="192.0.2.7")
        for _ in range(300):
            browser.post("/found/", {"token": new_code()})
        assert browser.post("/found/", {"token": new_code()}).status_code == 429

    def test_is_not_kept_from_the_founders_by_one_who_guesses_through_the_same_web_server(self, fresh: Path) -> None:
        stranger, founder = Browser(), Browser()
        for _ in range(301):
            stranger.post("/found/", {"token": new_code()})
        assert founder.post("/found/", {"token": token_of(fresh)}).status_code == 302


class TestTheDraft:
    def test_is_written_by_all_founders_together(self, entered: Browser, fresh: Path) -> None:
        other = Browser()
        other.post("/found/", {"token": token_of(fresh)})
        entered.post("/found/name", {"name": "  Riverside   Alliance "})
        assert b"Riverside Alliance" in other.get("/found/draft").content

    @pytest.mark.parametrize("name", ["", "x", "x" * 81])
    def test_has_a_name_of_a_sensible_length(self, entered: Browser, name: str) -> None:
        assert entered.post("/found/name", {"name": name}).status_code == 422

    def test_keeps_units_where_they_may_stand(self, entered: Browser) -> None:
        write_places(entered)
        wrong = [
            {"kind": "branch", "name": "Land", "parent": units()["Motors"]},
            {"kind": "castle", "name": "Castle", "parent": ""},
            {"kind": "shift", "name": "Night shift", "parent": ""},
            {"kind": "site", "name": "", "parent": units()["Motors"]},
            {"kind": "site", "name": "x" * 161, "parent": units()["Motors"]},
            {"kind": "site", "name": "Yard", "parent": "no such unit"},
        ]
        assert [entered.post("/found/places/add", sent).status_code for sent in wrong] == [422] * 6
        assert set(units()) == {name for _kind, name, _above in PLACES}

    def test_loses_a_unit_with_all_below_it(self, entered: Browser) -> None:
        write_places(entered)
        entered.post("/found/places/remove", {"place": units()["Motors"]})
        assert set(units()) == {"Industry", "Harbour", "Cold store"}

    def test_has_a_most_of_units(self, entered: Browser) -> None:
        statuses = [
            entered.post("/found/places/add", {"kind": "site", "name": f"Site {n}", "parent": ""}).status_code
            for n in range(61)
        ]
        assert statuses == [302] * 60 + [422]

    def test_lets_a_founder_steward_only_above_where_they_work(self, ready: dict[str, Browser]) -> None:
        sent = {"place": units()["Morning shift"], "steward_of": units()["Foundry"]}
        assert ready["Kestrel"].post("/found/stand", sent).status_code == 422
        assert ready["Kestrel"].post("/found/stand", {"place": "nowhere"}).status_code == 422

    def test_is_no_place_for_whoever_made_no_keys(self, entered: Browser) -> None:
        write_places(entered)
        for path, sent in (("stand", {"place": units()["Foundry"]}), ("agree", {}), ("adopt", {})):
            assert entered.post(f"/found/{path}", sent).status_code == 403


class TestAgreeing:
    def test_is_to_the_text_that_was_read(self, ready: dict[str, Browser]) -> None:
        read = version()
        ready["Rowan"].post("/found/name", {"name": "Something else"})
        answer = ready["Heron"].post("/found/agree", {"version": read})
        assert answer.status_code == 422
        assert b"changed while you read it" in answer.content

    @pytest.mark.parametrize("change", ["name", "places/add", "stand", "a founder more"])
    def test_is_void_when_anything_changes(self, ready: dict[str, Browser], fresh: Path, change: str) -> None:
        agree(ready)
        sent = {
            "name": {"name": "Something else"},
            "places/add": {"kind": "site", "name": "Yard", "parent": units()["Motors"]},
            "stand": {"place": units()["Evening shift"]},
        }
        if change in sent:
            ready["Kestrel"].post(f"/found/{change}", sent[change])
        else:
            browser = Browser()
            browser.post("/found/", {"token": token_of(fresh)})
            make_founder(browser, "Magpie")
        found = queries.draft()
        assert found is not None
        assert len(queries.readiness(found).not_agreed) >= 3
        assert ready["Heron"].post("/found/adopt").status_code == 409
        assert not is_founded()

    @pytest.mark.parametrize("wrong", ["", "x", "-1", "0"])
    def test_needs_to_say_to_what(self, ready: dict[str, Browser], wrong: str) -> None:
        assert ready["Heron"].post("/found/agree", {"version": wrong}).status_code == 422

    def test_is_not_possible_while_something_is_missing(self, entered: Browser) -> None:
        make_founder(entered, "Heron")
        assert entered.post("/found/agree", {"version": version()}).status_code == 422


class TestAdopting:
    @pytest.fixture
    def founded(self, ready: dict[str, Browser]) -> dict[str, Browser]:
        agree(ready)
        assert ready["Kestrel"].post("/found/adopt").status_code == 302
        return ready

    def test_puts_everything_in_force_at_once(self, founded: dict[str, Browser]) -> None:
        assert organisation_name() == "Riverside Alliance"
        assert set(Unit.objects.values_list("name", flat=True)) == {name for _kind, name, _above in PLACES}
        assert Membership.objects.filter(state="member", founder=True).count() == 3
        branch = Unit.objects.get(name="Industry")
        assert {m.holder.name for m in stewards_of(branch.id)} == {"Heron", "Rowan"}
        assert branch.figures.members == 3

    def test_is_the_first_entry_of_the_record(self, founded: dict[str, Browser]) -> None:
        first = Entry.objects.get(index=0)
        assert first.type == "organisation.found"
        assert b'"vouches_needed":2' in bytes(first.public)

    def test_leaves_no_administrator_and_no_token(self, founded: dict[str, Browser], fresh: Path) -> None:
        assert not (fresh / "founding_token").exists()
        assert not Founder.objects.exists()
        assert not Draft.objects.exists()
        for browser in (*founded.values(), Browser()):
            assert browser.get("/found/").status_code == 404
            assert browser.get("/found/draft").status_code == 404
            assert browser.post("/found/", {"token": token_of(fresh)}).status_code == 404

    def test_gives_offices_that_lapse_like_any_other(self, founded: dict[str, Browser]) -> None:
        for mandate in Mandate.objects.all():
            assert (mandate.end - mandate.start).days == DEFAULTS.steward_days
            assert (mandate.electorate, mandate.signed) == (3, 3)

    def test_is_done_once(self, founded: dict[str, Browser]) -> None:
        with pytest.raises(Gone):
            actions.set_name("Another")
        with pytest.raises(Gone):
            actions.enter(new_code())

    def test_opens_the_workplace_where_three_founders_stand(self, founded: dict[str, Browser]) -> None:
        assert not Unit.objects.get(name="Press shop").opening
        assert Unit.objects.get(name="Foundry").opening

    def test_names_those_who_keep_the_keys_of_the_first_ballot(self, ready: dict[str, Browser], fresh: Path) -> None:
        place = {"place": units()["Morning shift"], "steward_of": units()["Industry"]}
        ready["Heron"].post("/found/stand", place | {"keeps_keys": "on"})
        assert "keeps keys of the first ballot" in ready["Rowan"].get("/found/draft").content.decode()
        agree(ready)
        assert ready["Heron"].post("/found/adopt").status_code == 302
        heron = Account.objects.get(name="Heron").id
        assert named_first() == {heron}
        assert f'"custodians":["{heron}"]'.encode() in bytes(Opening.objects.get(entry_id=0).private)

    def test_takes_three_founders(self, entered: Browser, fresh: Path) -> None:
        entered.post("/found/name", {"name": "Riverside Alliance"})
        write_places(entered)
        make_founder(entered, "Heron")
        found = queries.draft()
        assert found is not None
        assert queries.readiness(found).founders_missing == 2
        assert entered.post("/found/adopt").status_code == 409

    def test_takes_two_stewards_for_one_proposes_and_a_second_confirms(self, ready: dict[str, Browser]) -> None:
        ready["Rowan"].post("/found/stand", {"place": units()["Morning shift"], "steward_of": ""})
        found = queries.draft()
        assert found is not None
        assert queries.readiness(found).stewards_missing == 1
        assert ready["Heron"].post("/found/adopt").status_code == 409

    def test_is_for_founders(self, ready: dict[str, Browser], fresh: Path) -> None:
        agree(ready)
        browser = Browser()
        browser.post("/found/", {"token": token_of(fresh)})
        assert browser.post("/found/adopt").status_code == 403


def test_a_founder_who_blocks_the_others_is_left_out_and_all_agree_anew(
    ready: dict[str, Browser], entered: Browser
) -> None:
    agree(ready)
    linnet = make_founder(entered, "Linnet")
    account = str(Founder.objects.get(account__name="Linnet").account_id)
    before = version()
    assert ready["Heron"].post("/found/leave-out", {"founder": account}).status_code == 302
    assert version() == before + 1
    assert not Founder.objects.filter(account_id=account).exists()
    assert signed_in(linnet).post("/found/leave-out", {"founder": account}).status_code == 403
    agree(ready)
    assert ready["Heron"].post("/found/adopt").status_code == 302
    assert is_founded()


def test_only_founders_leave_somebody_out_and_only_who_is_in_the_draft(ready: dict[str, Browser], fresh: Path) -> None:
    browser = Browser()
    browser.post("/found/", {"token": token_of(fresh)})
    founder = str(Founder.objects.values_list("account_id", flat=True)[0])
    assert browser.post("/found/leave-out", {"founder": founder}).status_code == 403
    assert ready["Heron"].post("/found/leave-out", {"founder": "nobody"}).status_code == 422


def test_a_founder_comes_back_to_the_draft_by_signing_in(ready: dict[str, Browser], entered: Browser) -> None:
    linnet = make_founder(entered, "Linnet")
    assert signed_in(linnet).get("/found/draft").status_code == 200


def test_a_founder_is_no_member_before_the_founding(ready: dict[str, Browser]) -> None:
    account = UUID(str(Founder.objects.values_list("account_id", flat=True)[0]))
    assert units_today(account) == frozenset()
    assert ready["Heron"].get("/workplace/").status_code == 403


def test_what_cannot_be_said_is_said_in_an_error(fresh: Path) -> None:
    with pytest.raises(Forbidden):
        actions.set_name("Before the token")
    with pytest.raises(Invalid):
        actions.enter("not a token")
