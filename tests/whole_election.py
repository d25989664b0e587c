"""What `demo_election` and a journey do: an organisation of invented people votes, some of them in real browsers."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing, due
from groundswell.ballots.board import file_of
from groundswell.ballots.models import Ballot, Role
from groundswell.charter.models import Charter
from groundswell.charter.queries import forget
from groundswell.demo.custodians import Holder, cast, step
from groundswell.kernel import clock
from groundswell.kernel.actions import housekeeping
from scrutiny.identity.words import card_words
from scrutiny.organisation.ballots.asked import Asked, yes_or_no
from tests import cast as people
from tests.demo_election import move_to
from tests.elections import announcement

CHROMIUM = "/usr/bin/chromium"
VOUCHES = 5
PHONE = {"width": 360, "height": 740}
STRIKE = yes_or_no("Shall we stop work on 1 May?", "Yes", "No")
ORDER = Asked(
    "rank", "Who goes to the talks?", ("Ash Bell", "Bea Cole", "Cal Dorn", "Dee East"), rule="scottish", seats=2
)


@dataclass(frozen=True)
class Held:
    uuid: str
    archive: bytes
    ballots: int
    voters: int
    result: Any


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


SEASON = dt.timedelta(days=91)  # nobody can vouch for more than a few in that time, nor in their first month


def populate(voters: int) -> people.World:
    """Founded as long before as it takes so many to be vouched for."""
    move_to(people.BEGUN)
    world = people.found()
    left = dict.fromkeys(world.people, VOUCHES)
    while len(world.people) < voters:
        able = sorted((name for name, rest in left.items() if rest), key=lambda name: -left[name])[:2]
        if len(able) < 2:
            move_to(clock.now() + SEASON)
            people.settle_day()
            left = dict.fromkeys(world.people, VOUCHES)
            continue
        for name in able:
            left[name] -= 1
        people.join(world, f"Member{len(world.people)}", "Morning shift", *able)
    return world


@housekeeping
def adopt(**values: int | str) -> None:
    """Other rules than the safe defaults, as a ballot would have set them."""
    Charter.objects.create(adopted=clock.today(), rules=values, confirm_by=None)
    forget()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


class Visitor:
    """One of the people, with a telephone."""

    def __init__(self, browser: Browser, origin: str, person: people.Person) -> None:
        self.person, self.origin = person, origin
        self.page: Page = browser.new_context(viewport=PHONE, locale="en").new_page()  # type: ignore[arg-type]
        self.page.set_default_timeout(60_000)
        self.is_in = False

    @property
    def words(self) -> str:
        return " ".join(card_words(self.person.card))

    def sign_in(self, wanted: str) -> None:
        if self.is_in:
            return
        self.is_in = True
        self.page.goto(f"{self.origin}/static/keys/en/sign-in.html?next={quote(wanted, safe='')}")
        self.page.fill("#card", self.words)
        self.page.check("[name=remember][value=device]")
        self.page.locator("[data-step=words] .primary").click()
        self.page.wait_for_url(f"{self.origin}{wanted}")

    def room(self, ballot: Ballot) -> None:
        """Do everything that is due, in the room."""
        self.sign_in(f"/ballots/{ballot.id}/")
        self.page.goto("about:blank")
        self.page.goto(f"{self.origin}/static/keys/en/room.html#{ballot.id}")
        self.page.locator("[data-step]:visible").wait_for()
        if self.page.locator("[data-step=device]").is_visible():
            self.page.click("[data-step=device] [data-press=use-device]")
        self.page.locator("[data-step=waiting]:visible, [data-step=over]:visible").wait_for()


def holder_of(world: people.World, account: Any) -> Holder:
    person = next(one for one in world.people.values() if one.account == account)
    return Holder(person.actor(), person.keys)


def hold(origin: str, voters: int, kind: str, group: str) -> Held:
    """From the founding to the result."""
    say(f"{voters} people found an organisation and join it ...")
    world = populate(voters)
    if group != "by-size":
        adopt(ballot_group=group)
    if kind == "threshold":
        adopt(trustees_needed=5, trustees_quorum=3)
    for person in list(world.people.values())[:10]:
        announcing.offer(person.actor())
    people.settle_day()
    for one in ("heron", "rowan"):
        people.elect(world, one, "Industry", *list(world.people)[: voters // 2 + 1])
    questions = (STRIKE, ORDER) if kind == "ranked" else (STRIKE,)
    ballot = announcing.announce(world.heron.actor(), announcement(world.units["Industry"], *questions))
    say(f"“{ballot.title}” is announced, in the group {ballot.group}")
    with chromium() as browser:
        prepare(origin, world, ballot, browser)
        trackers = vote(origin, world, ballot, browser, ranked=kind == "ranked")
        count(origin, world, ballot, browser)
    ballot = queries.ballot(ballot.id)
    part = queries.parts(ballot)[0]
    (counted,) = ballot.tallies.all()
    return Held(part.uuid, b"".join(file_of(part)), len(trackers), part.electors, json.dumps(counted.result))


def custodians(world: people.World, ballot: Ballot, role: Role) -> list[people.Person]:
    found = [one.account_id for one in queries.custodians(ballot, role)]
    return [next(p for p in world.people.values() if p.account == account) for account in found]


def prepare(origin: str, world: people.World, ballot: Ballot, browser: Browser) -> None:
    """The first registrar and the first trustee work in browsers, the others on files."""
    move_to(ballot.observers + dt.timedelta(minutes=1))
    due.settle()
    registrars, trustees = custodians(world, ballot, Role.REGISTRAR), custodians(world, ballot, Role.TRUSTEE)
    visitors = [Visitor(browser, origin, registrars[0]), Visitor(browser, origin, trustees[0])]
    others = [Holder(p.actor(), p.keys) for p in [*registrars[1:], *trustees[1:]]]
    while not queries.is_ready(queries.ballot(ballot.id)):
        before = messages(ballot)
        for one in others:
            step(ballot, one)
        for visitor in visitors:
            visitor.room(ballot)
        if messages(ballot) == before:
            raise AssertionError("nobody goes on")
    say("keys and credentials are ready")


def messages(ballot: Ballot) -> int:
    return sum(one.messages.count() for one in ballot.custodians.all())


def vote(origin: str, world: people.World, ballot: Ballot, browser: Browser, *, ranked: bool) -> list[str]:
    move_to(ballot.opening + dt.timedelta(hours=1))
    due.settle()
    trackers, everybody = [], list(world.people.values())
    for number, person in enumerate(everybody[1:]):
        choices: list[list[int]] = [[[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]][number % 4]]
        if ranked:
            choices.append([[1, 2, 3, 4], [2, 1, 0, 0], [0, 1, 2, 3], [4, 3, 2, 1]][number % 4])
        trackers.append(cast(ballot, Holder(person.actor(), person.keys), choices).tracker)
    voter = Visitor(browser, origin, everybody[0])
    trackers.append(in_booth(voter, ballot, ranked=ranked))
    say(f"{len(trackers)} ballots are on the board, one of them from a browser")
    return trackers


def in_booth(voter: Visitor, ballot: Ballot, *, ranked: bool) -> str:
    """Vote in the booth; the tracker that it shows stands on the board."""
    voter.sign_in(f"/ballots/{ballot.id}/")
    page = voter.page
    page.click("a.button.primary:has-text('Vote')")
    page.click("[data-step=first] [data-press=use-device]")
    page.locator("[data-step=question-0] input[type=radio]").first.check()
    page.click("[data-step=question-0] .primary")
    if ranked:
        for place, field in enumerate(page.locator("[data-step=question-1] input").all(), 1):
            field.fill(str(place))
        page.click("[data-step=question-1] .primary")
    page.click("[data-press=encrypt]")
    page.click("[data-step=ready] [data-press=cast]")
    page.locator("[data-step=done]:visible").wait_for()
    part = queries.part_of(ballot, voter.person.account)
    mine = queries.cast_by(part, voter.person.account) if part else None
    if mine is None:
        raise AssertionError(page.locator("main").inner_text())
    return mine.tracker


def count(origin: str, world: people.World, ballot: Ballot, browser: Browser) -> None:
    """Just enough trustees open the result, the first of them in a browser."""
    move_to(ballot.closing + dt.timedelta(minutes=1))
    due.settle()
    move_to(ballot.decrypting + dt.timedelta(minutes=1))
    trustees = custodians(world, ballot, Role.TRUSTEE)[: ballot.threshold]
    visitor, others = Visitor(browser, origin, trustees[0]), [Holder(p.actor(), p.keys) for p in trustees[1:]]
    while not queries.ballot(ballot.id).counts:
        before = messages(ballot)
        visitor.room(ballot)
        for one in others:
            step(ballot, one)
        if messages(ballot) == before:
            raise AssertionError("nobody goes on")
    say("the trustees have opened the result")
