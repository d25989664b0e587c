"""A recall in real browsers at the width of a phone, by the keyboard only: somebody begins a petition, two others sign
it, one of them tries to sign twice; when the day is over the ballot is announced by itself.

Run by tests/journeys/test_petitions.py in a process of its own, whose clock it moves: what was seen is printed as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.demo_election import begin, move_to, served

if TYPE_CHECKING:
    from groundswell.motions.models import Petition
    from tests.cast import World
    from tests.journeys.people import Person

PLACES = (("branch", "Industry", ""), ("site", "Morning shift", "Industry"))
FOUNDERS = dict.fromkeys(("Heron", "Rowan", "Kestrel"), "Morning shift")
STEWARDS = {"Heron": "Industry", "Rowan": "Industry"}
NEWCOMERS = 4
WORDS = "Your ten words, or your ten numbers"
REASONS = "We have not seen Heron at a meeting since spring."
LONGEST_STEP = 60_000


def populate() -> World:
    """Three founders and four newcomers, whose first ballot has handed out petition keys and is over."""
    from groundswell.ballots import queries  # noqa: PLC0415 - Django is set up now
    from groundswell.ballots.actions import announcing, due  # noqa: PLC0415
    from groundswell.demo.custodians import prepare  # noqa: PLC0415
    from groundswell.home.daily import settle_day  # noqa: PLC0415
    from tests import cast as people  # noqa: PLC0415
    from tests.elections import STRIKE, announcement, holders  # noqa: PLC0415
    from tests.whole_election import adopt  # noqa: PLC0415

    move_to(people.BEGUN)
    world = people.found(FOUNDERS, STEWARDS, PLACES, {"Morning shift": 40})
    for number in range(NEWCOMERS):
        people.join(world, f"Morning{number}", "Morning shift", "heron", "rowan")
    settle_day()
    adopt(ballot_group="Ed25519")
    for name in ("heron", "rowan", "kestrel", "morning0", "morning1"):
        announcing.offer(world.people[name].actor())
    ballot = announcing.announce(world.heron.actor(), announcement(world.unit("Industry"), STRIKE))
    move_to(ballot.observers + dt.timedelta(minutes=1))
    due.settle()
    prepare(ballot, holders(world, ballot))
    assert queries.is_ready(queries.ballot(ballot.id))
    move_to(ballot.closing + dt.timedelta(hours=9))
    due.settle()
    return world


class Journey:
    """An organisation in this process, and people with browsers who use nothing but the keyboard."""

    def __init__(self, origin: str, folder: Path, browser: Any) -> None:
        from tests.journeys.site import Site  # noqa: PLC0415

        self.site = Site(origin, folder, folder / "log", None)  # type: ignore[arg-type]
        self.browser, self.seen = browser, dict[str, Any]()
        self.world = self.populate()
        self.met: dict[str, Person] = {}
        self.cookies: list[bool] = []

    @staticmethod
    def populate() -> World:
        return populate()

    def meet(self, name: str) -> tuple[Person, Any]:
        """Somebody who signs in with their words, by the keyboard. What they send to sign is watched."""
        from tests.journeys.keyboard import Keyboard  # noqa: PLC0415
        from tests.journeys.people import Person  # noqa: PLC0415

        if name not in self.met:
            person = Person(self.browser, self.site, name)
            person.card = self.world.people[name].card
            person.context.set_default_timeout(LONGEST_STEP)
            person.context.on("request", self._watch)
            keys = Keyboard(person.open("/"))
            keys.go("Sign in")
            keys.tab_to(WORDS).type(person.words)
            keys.press("Sign in")
            person.at("/")
            self.met[name] = person
        return self.met[name], Keyboard(self.met[name])

    def _watch(self, request: Any) -> None:
        if request.method == "POST" and request.url.endswith(("/sign", "/begin")):
            self.cookies.append("cookie" in request.all_headers())

    def faults(self) -> list[str]:
        """The one refusal is meant."""
        found = [fault for person in self.met.values() for fault in person.new_faults()]
        return [fault for fault in found if not (fault.startswith("422") and fault.endswith("/sign"))]

    def open_key(self, person: Person, keys: Any, step: str) -> None:
        keys.press("Go on")
        keys.tab_to(WORDS).type(person.words)
        keys.press("Go on")
        person.page.locator(f"[data-step={step}]:visible").wait_for()
        person.look()

    def begins(self, name: str) -> None:
        person, keys = self.meet(name)
        person.open("/ballots/")
        keys.go("Petitions")
        self.seen["list"] = person.text()
        keys.go("Heron")
        self.seen["first"] = person.text()
        self.open_key(person, keys, "write")
        keys.press("Read it once more")
        self.seen["no text"] = person.page.locator("[data-alert]").inner_text()
        keys.keys.press("Shift+Tab")
        keys.type(REASONS)
        keys.press("Read it once more")
        person.look()
        self.seen["read"] = REASONS in person.page.locator("[data-read]").inner_text()
        keys.press("Begin it and sign")
        person.page.locator("[data-step=done]:visible").wait_for()
        self.seen["begun"] = person.look().page.locator("[data-step=done]").inner_text()
        keys.go("To the page of this petition")
        self.seen["page"] = person.text()

    @property
    def petition(self) -> Petition:
        from groundswell.motions import queries  # noqa: PLC0415
        from groundswell.motions.models import Petition  # noqa: PLC0415

        return queries.petition(Petition.objects.get(kind="recall").id)

    def signs(self, name: str) -> str:
        """What stands on the page after somebody has signed."""
        person, keys = self.meet(name)
        person.open(f"/petitions/{self.petition.id}/")
        keys.go("Sign")
        self.open_key(person, keys, "sign")
        keys.press("Sign")
        person.page.locator("[data-step=done]:visible").wait_for()
        person.look()
        keys.go("To the page of this petition")
        return person.text()

    def signs_again(self, name: str) -> str:
        person, keys = self.meet(name)
        keys.go("Sign")
        self.open_key(person, keys, "sign")
        keys.press("Sign")
        person.page.locator("[data-alert]:visible").wait_for()
        return str(person.look().page.locator("[data-alert]").inner_text())

    def over(self, name: str) -> None:
        """The day is over: what the page of the petition says, and the ballots."""
        self.pass_midnight()
        person, keys = self.meet(name)
        person.open(f"/petitions/{self.petition.id}/")
        self.seen["reached"] = person.text()
        keys.go("To the ballot")
        self.seen["ballot"] = person.text()
        person.page.goto("about:blank")
        person.open(f"/static/keys/en/petition.html#{self.petition.id}")
        self.seen["too late"] = person.text()

    def recalled(self, name: str, elector: str) -> None:
        """The ballot is held and carried: whoever is recalled is refused from then on, on any page."""
        from groundswell.ballots import queries  # noqa: PLC0415
        from groundswell.ballots.actions import due  # noqa: PLC0415
        from groundswell.ballots.models import Ballot  # noqa: PLC0415
        from groundswell.demo.custodians import cast, prepare  # noqa: PLC0415
        from tests.elections import holder, holders  # noqa: PLC0415

        before, _keys = self.meet(name)
        self.seen["may announce"] = before.open("/ballots/new").page.locator("main form").count() > 0
        ballot = queries.ballot(Ballot.objects.get(occasion=self.petition.occasion).id)
        move_to(ballot.observers + dt.timedelta(minutes=1))
        due.settle()
        prepare(ballot, holders(self.world, ballot))
        move_to(ballot.opening + dt.timedelta(hours=1))
        for one in self.world.people.values():
            cast(ballot, holder(one), [[0, 1, 0]])
        move_to(ballot.closing + dt.timedelta(minutes=1))
        due.settle()
        move_to(ballot.decrypting + dt.timedelta(minutes=1))
        prepare(ballot, holders(self.world, ballot)[2:4])
        move_to(ballot.certified + dt.timedelta(minutes=1))
        due.settle()
        refused, _keys = self.meet(name)
        refused.page.goto(self.site.address("/ballots/new"))
        self.seen["refused"] = refused.look().text()
        person, _keys = self.meet(elector)
        self.seen["carried"] = person.open(f"/petitions/{self.petition.id}/").text()

    def demands(self, name: str) -> None:
        """A text is put to the vote by enough who demand it: one of seven is enough here."""
        person, keys = self.meet(name)
        person.open("/petitions/")
        keys.go("Industry")
        self.open_key(person, keys, "write")
        keys.tab_to("Your text").type("Nobody works alone at night.")
        keys.press("Read it once more")
        person.look()
        keys.press("Begin it and sign")
        person.page.locator("[data-step=done]:visible").wait_for()
        self.pass_midnight()
        person.open("/ballots/")
        keys.go("Nobody works alone at night.")
        self.seen["forced"] = person.text()

    def pass_midnight(self) -> None:
        from groundswell.ballots.actions import due  # noqa: PLC0415
        from groundswell.kernel import clock  # noqa: PLC0415
        from scrutiny.organisation.councils.clocks import midnight_after  # noqa: PLC0415

        move_to(midnight_after(clock.today()) + dt.timedelta(minutes=1))
        due.settle()

    def votes(self, name: str) -> None:
        """A delegate puts a question, and answers it in the open, without a mouse; an elector reads it."""
        person, keys = self.meet(name)
        person.open("/ballots/")
        keys.go("Open votes of delegates")
        keys.tab_to("Question").type("Shall we join the strike?")
        keys.go("Put it to them")
        person.sign()
        keys.tab_to("Your reason (may stay empty)").type("All shops are ready.")
        keys.go("Vote in the open")
        person.sign()
        self.seen["delegate"] = person.text()
        elector, _keys = self.meet("morning3")
        elector.page.goto(person.page.url)
        self.seen["elector"] = elector.look().text()

    def counted(self) -> int:
        """From the file that anybody can fetch, by the program that is installed alone."""
        import subprocess  # noqa: PLC0415

        from groundswell.motions.offering import to_count  # noqa: PLC0415

        file = self.site.data / "petition.json"
        file.write_text(json.dumps(to_count(self.petition)))
        command = [sys.executable, "-m", "scrutiny.cli", "petition", "count", str(file), "--json"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return int(json.loads(said)["valid"])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        origin = begin(Path(folder))
        from tests.whole_election import chromium  # noqa: PLC0415 - Django is set up now

        with served(origin), chromium() as browser:
            journey = Journey(origin, Path(folder), browser)
            journey.begins("morning2")
            journey.seen["second"] = journey.signs("morning3")
            journey.seen["twice"] = journey.signs_again("morning3")
            journey.seen["third"] = journey.signs("kestrel")
            journey.seen["counted"] = journey.counted()
            journey.votes("rowan")
            journey.over("morning2")
            journey.seen["cookies"] = [*journey.cookies]
            journey.demands("morning3")
            journey.recalled("heron", "morning2")
            sys.stdout.write(json.dumps(journey.seen | {"faults": journey.faults()}) + "\n")


if __name__ == "__main__":
    main()
