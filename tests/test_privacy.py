"""After a journey through the site the disk and the log hold nothing that leads to a person.

Canaries are planted wherever a browser says something of itself; afterwards the bytes of the database, of everything
else in the data folder and of the log are searched for them, and for every secret that passed by.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from groundswell.members import queries as members
from groundswell.members.models import Membership
from groundswell.record.queries import org_id
from scrutiny.identity.derivation import root
from scrutiny.identity.words import card_numbers, card_words, qr_payload
from tests.cast import Browser, Person, World, later

CANARIES = {
    "HTTP_USER_AGENT": "CanaryBrowser/7.3 (Fairphone)",
    "HTTP_X_FORWARDED_FOR": "203.0.113.77",
    "HTTP_FORWARDED": "for=203.0.113.78",
    "HTTP_X_REAL_IP": "203.0.113.79",
    "REMOTE_ADDR": "198.51.100.42",
    "REMOTE_HOST": "canary.provider.example",
    "HTTP_REFERER": "https://canary-forum.example/thread",
    "HTTP_FROM": "canary.worker@example.org",
    "HTTP_ACCEPT_LANGUAGE": "en;q=0.9, x-canarylanguage",
}
TYPED = "typed.canary@example.net"
SHEET = (
    "Enterprise,Workplace,Department,Employees,Name,E-mail,Phone\n"
    "Motors,Rolling mill,Hall 1,80,Canarovich Ivan,ivan.canarovich@example.com,+44 20 7946 0991\n"
    "Motors,Rolling mill,Hall 2,30,Canaryson Ann,ann.canaryson@example.com,+44 20 7946 0992\n"
)
OF_SHEET = ("anarovich", "anaryson", "7946 099", "79460991", "@example.com")


class Journey:
    """A browser full of canaries, and every secret that was used on the way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.secrets: set[str] = set()
        self.sessions: set[str] = set()

    def browser(self, person: Person | None = None) -> Browser:
        browser = Browser(None, **CANARIES)
        if person:
            self.keep(person)
            assert browser.sign_in(person).status_code == 200
        return browser

    def keep(self, person: Person) -> None:
        """The words in every form in which they could be written, and what follows from them."""
        words, numbers, keys = card_words(person.card), card_numbers(person.card), person.keys
        for between in (" ", "-", ",", "\n", "", ", ", '", "'):
            self.secrets |= {between.join(words[n : n + 2]) for n in range(9)} | {between.join(numbers[:3])}
        self.secrets |= {qr_payload(person.card), str(list(person.card)), str(list(person.card))[1:-1]}
        for secret in (root(person.card, org_id()), keys.signin, keys.act, keys.age):
            self.secrets |= {secret.hex(), secret.decode("latin-1")}

    def keep_code(self, code: str) -> None:
        self.secrets |= {code, code.replace("-", ""), code.lower(), code[:11], code[6:17], code[12:]}

    def join(self, name: str, code: str) -> Person:
        browser, person = self.browser(), Person(name)
        self.keep(person)
        self.keep_code(code)
        assert browser.post(f"/join/?from={TYPED}", {"code": code, "note": TYPED}).status_code == 200
        assert browser.register(person, email=TYPED).status_code == 200
        standing = Membership.objects.get(account__name=name)
        person.account, person.membership = standing.account_id, standing.id
        return person

    def card(self, browser: Browser, unit: str, returns: str = "") -> str:
        page = browser.post("/circle/invite", {"unit": self.world.units[unit], "returns": returns})
        return str(page.context["code"])


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the server would have written to its log."""
    written = io.StringIO()
    names: Any = settings.LOGGING["loggers"]
    named = [logging.getLogger(name) for name in ("", *names)]
    handlers = {h for logger in named for h in logger.handlers if h.formatter and type(h) is logging.StreamHandler}
    assert handlers, "the log is configured"
    before = {handler: handler.setStream(written) for handler in handlers}
    yield written
    for handler, stream in before.items():
        handler.setStream(stream)


@pytest.fixture
def travelled(open_world: World, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> Journey:
    """Joining, being vouched for, moving, being dismissed, exchanging words, coming back, importing, and a mishap."""
    journey = Journey(open_world)
    heron, kestrel = journey.browser(open_world.heron), journey.browser(open_world.kestrel)
    linnet = journey.join("Linnet", journey.card(kestrel, "Morning shift"))
    for browser in (heron, kestrel):
        assert browser.post(f"/circle/{linnet.membership}/vouch", {"why": TYPED}).status_code == 302
    with_linnet = journey.browser(linnet)
    for what, sent in (("show", {"visible": "on"}), ("out-of-work", {"cause": "dismissed", "text": TYPED})):
        assert with_linnet.post(f"/me/{linnet.membership}/{what}", sent).status_code == 302
    new = Person("Heron")
    journey.keep(new)
    assert journey.browser().exchange(open_world.heron, new).status_code == 200
    come_back(journey, kestrel, linnet)
    import_a_sheet(journey, new)
    go_wrong(journey, kestrel, monkeypatch)
    with later(days=1):
        kestrel.get("/")
    return journey


def come_back(journey: Journey, kestrel: Browser, linnet: Person) -> None:
    """Linnet loses the words, and asks with a card from Kestrel."""
    code, browser, new = (
        journey.card(kestrel, "Morning shift", str(linnet.account)),
        journey.browser(),
        Person("Linnet"),
    )
    journey.keep(new)
    journey.keep_code(code)
    browser.post("/join/", {"code": code})
    assert browser.register(new).status_code == 200


def import_a_sheet(journey: Journey, heron: Person) -> None:
    browser = journey.browser(heron)
    sheet = SimpleUploadedFile("list.csv", SHEET.encode(), "text/csv")
    answer = browser.post(f"/workplace/imports/new/{journey.world.units['Industry']}", {"sheet": sheet})
    assert answer.status_code == 302
    made = answer["Location"]
    assert browser.get(made).status_code == 200
    assert browser.post(f"{made}propose").status_code == 302


def go_wrong(journey: Journey, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the program, while somebody's data are at hand; and addresses that do not exist."""

    def breaks(_account: object) -> None:
        raise RuntimeError(f"{TYPED} {CANARIES['REMOTE_ADDR']}")

    with monkeypatch.context() as broken:
        broken.setattr(members, "memberships_of", breaks)
        assert browser.get(f"/me/?{TYPED}").status_code == 500
    assert browser.get(f"/no-such-page/{TYPED}").status_code == 404
    assert Browser(None, **{**CANARIES, "HTTP_HOST": "canary-host.example"}).get("/").status_code == 400


def on_disk() -> dict[str, bytes]:
    """Every file of the data folder and of the database, with what SQLite has not moved over yet."""
    files = [file for file in Path(settings.DATA).rglob("*") if file.is_file()]
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        files += list(database.parent.glob(f"{database.name}*"))
    return {file.name: file.read_bytes() for file in files}


def traces(of: set[str], held: dict[str, bytes]) -> list[str]:
    """Where something stands that should not, in plain text, in hexadecimal, or as UTF-16."""
    found = []
    for secret in of:
        plain = secret.encode("latin-1", "ignore") or secret.encode()
        for form in (plain, plain.hex().encode(), secret.encode("utf-16-le")):
            found += [f"{secret!r} in {name}" for name, data in held.items() if form in data]
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the bytes of PostgreSQL lie elsewhere")
def test_a_journey_leaves_no_trace_of_a_person(travelled: Journey, log: io.StringIO) -> None:
    held = {**on_disk(), "the log": log.getvalue().encode()}
    assert any(b"Linnet" in data for data in held.values()), "the search would find what is there"
    assert not traces({*CANARIES.values(), *CANARIES["HTTP_USER_AGENT"].split()}, held)
    assert not traces({TYPED, "canary-host", "x-canarylanguage", "canary-forum"}, held)
    assert not traces(set(OF_SHEET), held)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the bytes of PostgreSQL lie elsewhere")
def test_a_journey_leaves_no_secret_of_a_member(travelled: Journey, log: io.StringIO) -> None:
    held = {**on_disk(), "the log": log.getvalue().encode()}
    assert len(travelled.secrets) > 200
    assert not traces({secret for secret in travelled.secrets if len(secret) >= 5}, held)


def test_the_log_says_where_it_broke_and_nothing_that_was_said(travelled: Journey, log: io.StringIO) -> None:
    said = log.getvalue()
    assert "RuntimeError" in said
    assert "members/views.py" in said
    assert "@" not in said
    assert not re.search(r"\d+\.\d+\.\d+\.\d+", said)


def test_signing_in_and_out_writes_nothing_to_the_log(open_world: World, log: io.StringIO) -> None:
    browser = Journey(open_world).browser(open_world.heron)
    browser.get("/circle/")
    browser.post("/sign-out")
    assert log.getvalue() == ""


def test_no_table_has_a_place_for_what_is_never_stored(db: None) -> None:
    """Or somebody would fill it one day."""
    never = re.compile(r"(^|_)(e?mail|phone|address|ip|agent|legal|surname|birth|password|pin)(_|$)")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                assert not never.search(column.name), f"{table}.{column.name}"


@pytest.mark.parametrize("name", ["heron@example.org", "Heron +44 20 7946 0991", "0049 151 23456789"])
def test_a_name_that_is_an_address_or_a_number_is_not_taken(world: World, name: str) -> None:
    journey = Journey(world)
    browser = journey.browser()
    browser.post("/join/", {"code": journey.card(journey.browser(world.kestrel), "Morning shift")})
    answer = browser.register(Person(name))
    assert answer.status_code == 422
    assert not Membership.objects.filter(account__name=name).exists()
