"""A ballot in real browsers at the width of a phone, by the keyboard only: three trustees make the key and two of them
decrypt; a member votes, finds the tracker, votes again, and opens a ballot to check it; a majority of all is not
enough where one of two branches is against.

Run by tests/journeys/test_voting.py in a process of its own, whose clock it moves: what was seen is printed as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.demo_election import begin, move_to, served

if TYPE_CHECKING:
    from groundswell.ballots.models import Ballot
    from tests.cast import World
    from tests.journeys.people import Person

PLACES = (
    ("branch", "Industry", ""),
    ("site", "Morning shift", "Industry"),
    ("branch", "Land", ""),
    ("site", "Farm", "Land"),
)
EACH = 10  # in a branch: the least that the charter lets count apart
LONGEST_STEP = 120_000


FOUNDERS = dict.fromkeys(("Heron", "Rowan", "Kestrel"), "Morning shift") | dict.fromkeys(
    ("Maple", "Lark", "Juniper"), "Farm"
)
STEWARDS = {"Heron": "Industry", "Rowan": "Industry", "Maple": "Land", "Lark": "Land"}
WORDS = "Your ten words, or your ten numbers"


def populate() -> World:
    """Six founders of two branches, and as many newcomers as it takes."""
    from tests import cast as people  # noqa: PLC0415 - Django is set up now

    move_to(people.BEGUN)
    world = people.found(FOUNDERS, STEWARDS, PLACES, {"Morning shift": 40})
    for place, three in (("Morning shift", ("heron", "rowan", "kestrel")), ("Farm", ("maple", "lark", "juniper"))):
        for number in range(EACH - 3):
            people.join(world, f"{place.split()[0]}{number}", place, three[number % 3], three[(number + 1) % 3])
    people.settle_day()
    return world


class Journey:
    """An organisation in this process, and people with browsers who use nothing but the keyboard."""

    def __init__(self, origin: str, folder: Path, browser: Any) -> None:
        from tests.journeys.site import Site  # noqa: PLC0415

        self.site = Site(origin, folder, folder / "log", None)  # type: ignore[arg-type]
        self.browser, self.seen = browser, dict[str, Any]()
        self.world = populate()
        self.met: dict[str, Person] = {}

    def meet(self, name: str) -> Person:
        """Somebody who signs in with their words, by the keyboard."""
        from tests.journeys.keyboard import Keyboard  # noqa: PLC0415
        from tests.journeys.people import Person  # noqa: PLC0415

        if name not in self.met:
            person = Person(self.browser, self.site, name)
            person.card = self.world.people[name].card
            person.context.set_default_timeout(LONGEST_STEP)
            keys = Keyboard(person.open("/"))
            keys.go("Sign in")
            keys.tab_to(WORDS).type(person.words)
            keys.press("Sign in")
            person.at("/")
            self.met[name] = person
        return self.met[name]

    def faults(self) -> list[str]:
        return [fault for person in self.met.values() for fault in person.new_faults()]

    # The ballot

    def announce(self) -> Ballot:
        from groundswell.ballots.actions import announcing  # noqa: PLC0415
        from tests.elections import STRIKE, announcement  # noqa: PLC0415
        from tests.whole_election import adopt  # noqa: PLC0415

        adopt(ballot_floor=EACH, ballot_group="Ed25519")
        for name in ("heron", "rowan", "kestrel", "maple", "lark"):
            announcing.offer(self.world.people[name].actor())
        return announcing.announce(self.world.heron.actor(), announcement(None, STRIKE))

    def custodians(self, ballot: Ballot, role: str) -> list[str]:
        names = {person.account: name for name, person in self.world.people.items()}
        return [names[one.account_id] for one in ballot.custodians.filter(role=role).order_by("place")]

    def room(self, ballot: Ballot, name: str) -> None:
        """Everything that is due for a trustee, on a telephone and without a mouse."""
        from tests.journeys.keyboard import Keyboard  # noqa: PLC0415

        person = self.meet(name)
        person.page.goto("about:blank")
        person.open(f"/static/keys/en/room.html#{ballot.id}")
        if person.page.locator("[data-step=words]:visible").count():
            keys = Keyboard(person)
            keys.tab_to(WORDS).type(person.words)
            keys.press("Do it now")
        person.page.locator("[data-step=waiting]:visible, [data-step=over]:visible").wait_for()
        person.look()

    def prepare(self, ballot: Ballot) -> None:
        from groundswell.ballots import queries  # noqa: PLC0415
        from groundswell.ballots.actions import due  # noqa: PLC0415
        from groundswell.demo.custodians import Holder, step  # noqa: PLC0415

        move_to(ballot.observers + dt.timedelta(minutes=1))
        due.settle()
        registrars = [self.world.people[name] for name in self.custodians(ballot, "registrar")]
        trustees = self.custodians(ballot, "trustee")
        self.seen["trustees"] = len(trustees)
        for _round in range(12):
            if queries.is_ready(queries.ballot(ballot.id)):
                return
            for name in trustees:
                self.room(ballot, name)
            for person in registrars:
                step(ballot, Holder(person.actor(), person.keys))
        raise AssertionError("keys and credentials were not made in twelve rounds")

    def others_vote(self, ballot: Ballot, but: str) -> None:
        """Industry is for it; of Land four are, and six are against."""
        from groundswell.demo.custodians import Holder, cast  # noqa: PLC0415

        move_to(ballot.opening + dt.timedelta(hours=1))
        for name, person in self.world.people.items():
            against = name.startswith("farm") and name != "farm0"
            if name != but:
                cast(ballot, Holder(person.actor(), person.keys), [[0, 0, 1] if against else [0, 1, 0]])

    def votes(self, ballot: Ballot, name: str) -> None:
        """A member votes, finds the tracker, votes again, and opens a third ballot to check it."""
        from tests.journeys.keyboard import Keyboard  # noqa: PLC0415

        person = self.meet(name)
        keys = Keyboard(person.open(f"/ballots/{ballot.id}/"))
        keys.go("Vote now")
        first = self.cast(keys, person, "Yes")
        keys.go("To the page of this ballot")
        keys.go("Find my ballot on the board")
        self.seen["found"] = "it is the last of its credential" in person.text() and first in person.text()
        self.look_for(keys, first)
        self.seen["found by words"] = "it is the last of its credential" in person.text()
        person.open(f"/ballots/{ballot.id}/")
        keys.go("Vote again")
        second = self.cast(keys, person, "No")
        self.seen["another"] = first != second
        keys.go("To the page of this ballot")
        keys.go("Find my ballot on the board")
        self.look_for(keys, first)
        self.seen["replaced"] = "a later one of the same credential counts instead" in person.text()
        person.open(f"/ballots/{ballot.id}/")
        keys.go("Vote again")
        self.seen["audit"] = self.audit(keys, person)
        person.open(f"/ballots/{ballot.id}/")
        keys.go("Find my ballot on the board")
        self.seen["still counts"] = "it is the last of its credential" in person.text() and second in person.text()

    def look_for(self, keys: Any, words: str) -> None:
        keys.tab_to("Tracker")
        keys.keys.press("Control+a")
        keys.type(words)
        keys.go("Look for it")

    def choose(self, keys: Any, person: Person, answer: str) -> str:
        """From the first page of the booth to a ballot that is ready; its tracker in words."""
        page = person.page
        keys.press("Go on to the vote")
        keys.tab_to(WORDS).type(person.words)
        keys.press("Go on to the vote")
        page.locator("[data-step=question-0]:visible").wait_for()
        person.look()
        keys.tab_to("Yes")
        page.keyboard.press("Space")
        if answer == "No":
            page.keyboard.press("ArrowDown")
        keys.press("Go on")
        person.look()
        keys.press("Encrypt my vote")
        page.locator("[data-step=ready]:visible").wait_for()
        person.look()
        return str(page.locator("[data-step=ready] [data-tracker]").inner_text())

    def cast(self, keys: Any, person: Person, answer: str) -> str:
        tracker = self.choose(keys, person, answer)
        keys.press("Cast my vote")
        person.page.locator("[data-step=done]:visible").wait_for()
        person.look()
        return tracker

    def audit(self, keys: Any, person: Person) -> str:
        """What the checking program says of a ballot that was opened."""
        tracker = self.choose(keys, person, "Yes")
        keys.press("Check this ballot instead")
        person.page.locator("[data-step=opened]:visible").wait_for()
        person.look()
        file = self.site.data / "ballot-check.json"
        file.write_text(person.page.input_value("#audit-text"))
        command = [sys.executable, "-m", "scrutiny.cli", "election", "audit", str(file)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return "holds Yes" if "Yes" in said and tracker in said else said

    def count(self, ballot: Ballot) -> None:
        """Two of three trustees open the sums; everybody reads what came out."""
        from groundswell.ballots import queries  # noqa: PLC0415
        from groundswell.ballots.actions import due  # noqa: PLC0415

        move_to(ballot.closing + dt.timedelta(minutes=1))
        due.settle()
        move_to(ballot.decrypting + dt.timedelta(minutes=1))
        for name in self.custodians(ballot, "trustee")[:2]:
            self.room(ballot, name)
        self.seen["whole"] = queries.ballot(ballot.id).counts.get("whole")
        person = self.meet("morning1").open(f"/ballots/{ballot.id}/result")
        self.seen["result"] = person.text()
        move_to(ballot.certified + dt.timedelta(minutes=1))
        due.settle()
        self.seen["outcome"] = queries.ballot(ballot.id).outcome
        person.open("/ballots/")
        person.open(f"/ballots/{ballot.id}/")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        origin = begin(Path(folder))
        from tests.whole_election import chromium  # noqa: PLC0415 - Django is set up now

        with served(origin), chromium() as browser:
            journey = Journey(origin, Path(folder), browser)
            ballot = journey.announce()
            journey.prepare(ballot)
            journey.others_vote(ballot, but="morning0")
            journey.votes(ballot, "morning0")
            journey.count(ballot)
            sys.stdout.write(json.dumps(journey.seen | {"faults": journey.faults()}) + "\n")


if __name__ == "__main__":
    main()
