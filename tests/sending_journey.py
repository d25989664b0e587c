"""How a workplace sends a delegate, and a council one of its delegates further, in real browsers at the width of a
phone, by the keyboard only.

Run by tests/journeys/test_sending.py in a process of its own, whose clock it moves: what was seen is printed as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests import petition_journey
from tests.demo_election import begin, move_to, served

if TYPE_CHECKING:
    from groundswell.councils.models import Election
    from tests.cast import World

PLACES = (
    ("branch", "Industry", ""),
    ("enterprise", "Motors", "Industry"),
    ("site", "Press shop", "Motors"),
    ("site", "Foundry", "Motors"),
)
FOUNDERS = dict.fromkeys(("Heron", "Rowan", "Kestrel"), "Press shop")
STEWARDS = {"Heron": "Industry", "Rowan": "Industry"}
OFFICE = "Delegate of Motors: Congress of Industry"
STATEMENT = "I go there and come back."


def populate() -> World:
    """Three founders in the press shop, and two newcomers in the foundry, who have sent one of them already."""
    from groundswell.home.daily import settle_day  # noqa: PLC0415 - Django is set up now
    from tests import cast as people  # noqa: PLC0415
    from tests.councils.sending import send  # noqa: PLC0415

    move_to(people.BEGUN)
    world = people.found(FOUNDERS, STEWARDS, PLACES, {"Press shop": 40, "Foundry": 20})
    for name in ("Finch", "Tern"):
        people.join(world, name, "Foundry", "heron", "rowan")
    settle_day()
    send(world, "finch", "Foundry", "finch", "tern")
    return world


class Journey(petition_journey.Journey):
    @staticmethod
    def populate() -> World:
        return populate()

    def is_sent(self, name: str) -> None:
        """Put forward by themself in the browser, signed for by the others, accepted in the browser."""
        from groundswell.councils import actions as openly  # noqa: PLC0415
        from groundswell.councils.models import Nomination  # noqa: PLC0415
        from scrutiny.organisation import acts  # noqa: PLC0415

        person, keys = self.meet(name)
        person.open("/offices/")
        keys.tab_to("Which office").type("Delegate of Press")
        keys.go("Put forward and sign")
        self.seen["signed"] = person.page.locator("main").inner_text()
        person.sign()
        nomination = Nomination.objects.get(open=True)
        for other in ("rowan", "kestrel"):
            openly.sign(self.world.people[other].actor(), acts.SignSteward(nomination.id))
        person.open("/offices/")
        self.seen["carried"] = person.text()
        keys.go("Accept the office")
        person.sign()
        self.seen["delegate"] = person.text()

    @property
    def election(self) -> Election:
        from groundswell.councils import elections  # noqa: PLC0415
        from groundswell.councils.models import Election  # noqa: PLC0415

        return elections.election(Election.objects.get().id)

    def is_put_forward(self, name: str, by: str) -> None:
        other, keys = self.meet(by)
        other.open("/offices/elections/")
        keys.tab_to("Which office").type("Delegate of Motors")
        keys.tab_to("Who stands").type(name.capitalize())
        keys.go("Put forward")
        other.sign()
        self.seen["named"] = other.text()
        person, keys = self.meet(name)
        person.open("/")
        self.seen["asked"] = person.text()
        person.open(f"/offices/elections/{self.election.id}")
        keys.tab_to("What you say to those who vote (may stay empty)").type(STATEMENT)
        keys.go("Answer")
        person.sign()
        self.seen["stands"] = person.text()

    def votes(self, name: str) -> None:
        """On the day of the call; the paper is final."""
        from groundswell.ballots.actions import due  # noqa: PLC0415
        from tests.councils.sending import vote  # noqa: PLC0415

        move_to(dt.datetime.combine(self.election.due, dt.time(9), dt.UTC))
        due.settle()
        person, keys = self.meet(name)
        person.open("/")
        self.seen["called"] = person.text()
        keys.go(f"Vote: Your council elects: {OFFICE}")
        self.seen["paper"] = person.text()
        keys.tab_to("Heron").type("yes")
        keys.go("Vote in the open")
        person.sign()
        self.seen["voted"] = person.text()
        vote(self.world, "finch", self.election, (1,))

    def accepts(self, name: str) -> None:
        from groundswell.ballots.actions import due  # noqa: PLC0415

        closes = self.election.closes
        assert closes is not None
        move_to(closes + dt.timedelta(hours=9))
        due.settle()
        person, keys = self.meet(name)
        person.open("/")
        self.seen["elected"] = person.text()
        keys.go(f"Look: You were elected: {OFFICE}")
        self.seen["given"] = person.text()
        keys.go("Accept the mandate")
        person.sign()
        self.seen["accepted"] = person.text()
        keys.go("What this delegate was told, and did")
        self.seen["account"] = person.text()

    def falls(self, name: str) -> None:
        """The workplace ends the mandate below, as it gave it: the one above is over in the same moment."""
        from groundswell.councils.models import Given, Mandate  # noqa: PLC0415
        from groundswell.motions.actions import recalling  # noqa: PLC0415
        from scrutiny.organisation import acts  # noqa: PLC0415

        base = Mandate.objects.get(body__startswith="council:", holder_id=self.world.people[name].account)
        for other in ("rowan", "kestrel"):
            recalling.sign(self.world.people[other].actor(), acts.SignRecall(base.id))
        person, _keys = self.meet(name)
        person.open(f"/offices/mandates/{Given.objects.get().id}")
        self.seen["fallen"] = person.text()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        origin = begin(Path(folder))
        from tests.whole_election import chromium  # noqa: PLC0415 - Django is set up now

        with served(origin), chromium() as browser:
            journey = Journey(origin, Path(folder), browser)
            journey.is_sent("heron")
            journey.is_put_forward("heron", "finch")
            journey.votes("heron")
            journey.accepts("heron")
            journey.falls("heron")
            journey.seen["faults"] = journey.faults()
    sys.stdout.write(json.dumps(journey.seen) + "\n")


if __name__ == "__main__":
    main()
