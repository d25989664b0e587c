"""An urn in real browsers at the width of a phone, by the keyboard only: two registrars print their halves of four
slips; a teller enters slips and papers, with one of which somebody voted before; the network is cut while they are
sent; another teller compares and confirms.

Run by tests/journeys/test_paper_station.py in a process of its own, whose clock it moves: what was seen is printed as
JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.ballot_journey import EACH, WORDS, Journey
from tests.demo_election import begin, move_to, served

if TYPE_CHECKING:
    from groundswell.ballots.models import Ballot
    from tests.journeys.keyboard import Keyboard
    from tests.journeys.people import Person

KEEPERS = ("kestrel", "juniper", "morning1", "morning2", "farm1")
ON_PAPER = ("morning3", "morning4", "morning5", "morning6")
ELSEWHERE = "morning6"  # finds another way to vote with the slip
LOST = "**/ballots/station/*"
ASKED = "**/ballots/station/*/slip"


class AtTheUrn(Journey):
    def announce(self) -> Ballot:
        from groundswell.ballots.actions import announcing, papers  # noqa: PLC0415 - Django is set up now
        from scrutiny.organisation import acts  # noqa: PLC0415
        from tests.elections import STRIKE, announcement, volunteer  # noqa: PLC0415
        from tests.whole_election import adopt  # noqa: PLC0415

        adopt(ballot_floor=EACH, ballot_group="Ed25519")
        volunteer(self.world, *KEEPERS)
        ballot = announcing.announce(self.world.heron.actor(), announcement(self.world.unit("Industry"), STRIKE))
        for name in ON_PAPER:
            person = self.world.people[name]
            papers.ask_for_slip(person.actor(), acts.AskForSlip(ballot.id, person.account, wanted=True))
        return ballot

    def prepare(self, ballot: Ballot) -> None:
        from groundswell.ballots.actions import due  # noqa: PLC0415
        from groundswell.demo.custodians import prepare  # noqa: PLC0415
        from tests.elections import holders  # noqa: PLC0415

        move_to(ballot.observers + dt.timedelta(minutes=1))
        due.settle()
        prepare(ballot, holders(self.world, ballot))

    def asks_for_a_slip(self, ballot: Ballot, name: str) -> None:
        """By the page of the ballot, and thinks better of it."""
        from tests.journeys.keyboard import Keyboard  # noqa: PLC0415

        person = self.meet(name)
        for label in ("I want a slip", "I vote on my phone after all"):
            keys = Keyboard(person.open(f"/ballots/{ballot.id}/"))
            keys.go(label)
            if person.page.url.endswith("/sign.html"):
                keys.tab_to(WORDS).type(person.words)
                keys.go("Sign")

    def prints(self, ballot: Ballot, name: str) -> dict[int, str]:
        """What stands on the halves of one registrar, by number."""
        from tests.journeys.keyboard import Keyboard  # noqa: PLC0415

        person = self.meet(name)
        keys = Keyboard(person.open(f"/static/keys/en/room.html#{ballot.id}"))
        keys.press("Slips to print")
        person.page.locator("[data-step=words]:visible").wait_for()
        keys.tab_to(WORDS).type(person.words)
        keys.press("Do it now")
        person.page.locator("[data-step=slips]:visible").wait_for()
        person.look()
        cards = person.page.locator("[data-step=slips] .card")
        self.seen.setdefault("cards", []).append(cards.count())
        self.seen["names"] = person.page.locator("[data-handing] li").all_inner_texts()
        self.seen["on a card"] = cards.first.inner_text()
        return {
            int(card.locator("[data-fill=number]").inner_text()): card.locator("[data-fill=half]").inner_text()
            for card in cards.all()
        }

    def votes_elsewhere(self, ballot: Ballot, slips: dict[int, list[str]]) -> int:
        """Somebody casts with the halves of their slip before it is handed in. Its number."""
        from groundswell.ballots import queries  # noqa: PLC0415
        from groundswell.ballots.actions import casting  # noqa: PLC0415
        from scrutiny.elections.credentials import parse  # noqa: PLC0415
        from scrutiny.roles import voter  # noqa: PLC0415

        part = queries.parts(queries.ballot(ballot.id))[0]
        account = self.world.people[ELSEWHERE].account
        number = [one.account_id for one in queries.electors_of(part)].index(account) + 1
        secrets = [parse(half) for half in slips[number]]
        casting.cast(account, part.id, voter.vote(queries.election_of(part), secrets, [[0, 1, 0]]))
        return number

    def station(self, ballot: Ballot, name: str, label: str) -> tuple[Keyboard, Person]:
        from tests.journeys.keyboard import Keyboard  # noqa: PLC0415

        person = self.meet(name)
        keys = Keyboard(person.open(f"/ballots/{ballot.id}/"))
        self.seen[f"{name} sees"] = person.text()
        keys.go(label)
        person.page.locator("[data-step=start]:visible").wait_for()
        person.look()
        return keys, person

    def shows_keys(self, keys: Keyboard, person: Person) -> None:
        person.page.locator("[data-step=words]:visible").wait_for()
        person.look()
        keys.tab_to(WORDS).type(person.words)
        keys.press("Go on")

    def enters(self, ballot: Ballot, name: str, other: str, slips: dict[int, list[str]], papers: list[str]) -> str:
        """The fingerprint on the printed protocol."""
        keys, person = self.station(ballot, name, "Count papers")
        page = person.page
        keys.tab_to("The other teller").type(other)
        keys.press("Open the slips")
        self.shows_keys(keys, person)
        page.locator("[data-step=slips]:visible").wait_for()
        self.slips(keys, person, slips)
        keys.press("All slips are entered")
        page.locator("[data-step=papers]:visible").wait_for()
        self.papers(keys, person, papers)
        keys.press("Make the ballots")
        page.locator("[data-step=sums]:visible").wait_for()
        person.look()
        page.route(LOST, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        keys.press("Sign and send")
        page.locator("[data-step=lost]:visible").wait_for()
        person.look()
        page.unroute(LOST)
        keys.press("Send again")
        page.locator("[data-step=sums] [data-dropped]:visible").wait_for()
        person.look()
        keys.press("Sign and send")
        page.locator("[data-step=sent]:visible").wait_for()
        person.look()
        self.seen["protocol"] = " ".join(page.locator("[data-step=sent]").inner_text().split())
        self.seen["few"] = page.locator("[data-step=sent] [data-few]").is_visible()
        return str(page.locator("[data-step=sent] [data-fill=digest]").inner_text())

    def slips(self, keys: Keyboard, person: Person, slips: dict[int, list[str]]) -> None:
        """All of them, one with a slip of the pen; and once more the used one, while the site does not know yet."""
        page, used = person.page, self.seen["elsewhere"]
        first = next(iter(slips))
        right = slips[first][0]
        wrong = right[:5] + ("3" if right[5] == "2" else "2") + right[6:]  # the check character of its first group
        self.half(keys, person, first, wrong)
        self.seen["mistyped"] = page.locator("[data-alert]").inner_text()
        for number, halves in slips.items():
            for half in halves:
                self.half(keys, person, number, half)
            if number == used:
                self.seen["used"] = page.locator("[data-alert]").inner_text()
        self.seen["slips"] = page.locator("[data-slips] li").all_inner_texts()
        page.route(ASKED, lambda route: route.fulfill(json={"state": "good"}))
        for half in slips[used]:
            self.half(keys, person, used, half)
        page.unroute(ASKED)
        person.look()

    def half(self, keys: Keyboard, person: Person, number: int, half: str) -> None:
        person.page.fill("#slip-half", "")
        person.page.fill("#slip-number", "")
        keys.type(str(number))
        keys.tab_to("Letters and digits below the code").type(half)
        keys.press("Add this half")
        person.page.locator("[data-step=slips] form button[aria-disabled]").wait_for(state="detached")

    def papers(self, keys: Keyboard, person: Person, papers: list[str]) -> None:
        page = person.page
        for count in (str(len(papers) + 1), str(len(papers))):
            page.fill("#paper-count", "")
            keys.type(count)
            keys.press("Enter the papers")
            if count != str(len(papers)):
                self.seen["too many"] = page.locator("[data-alert]").inner_text()
        for n, answer in enumerate(papers, 1):
            page.locator("[data-step=question-0]:visible").wait_for()
            person.look()
            self.seen["paper"] = page.locator("[data-step=question-0] [data-kind]").inner_text()
            keys.tab_to("Yes")
            page.keyboard.press("Space")
            if answer == "No":
                page.keyboard.press("ArrowDown")
            keys.press("Go on")
            page.locator("[data-step=review]:visible").wait_for()
            person.look() if n == 1 else None
            keys.press("It is the same")
        page.locator("[data-step=all]:visible").wait_for()
        person.look()

    def confirms(self, ballot: Ballot, name: str) -> str:
        keys, person = self.station(ballot, name, "Count papers")
        page = person.page
        keys.press("Compare and confirm")
        page.locator("[data-step=compare]:visible").wait_for()
        person.look()
        digest = str(page.locator("[data-step=compare] [data-fill=digest]").inner_text())
        keys.press("It is the same: put them on the board")
        self.shows_keys(keys, person)
        page.locator("[data-step=confirmed]:visible").wait_for()
        person.look()
        self.seen["trackers"] = page.locator("[data-trackers] li").all_inner_texts()
        return digest

    def board(self, ballot: Ballot, name: str) -> None:
        from groundswell.ballots import queries  # noqa: PLC0415

        person = self.meet(name).open(f"/ballots/board/{queries.parts(queries.ballot(ballot.id))[0].id}/")
        self.seen["board"] = person.text()
        person.open(f"/ballots/{ballot.id}/list")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        origin = begin(Path(folder))
        from groundswell.ballots.actions import due  # noqa: PLC0415 - Django is set up now
        from tests.whole_election import chromium  # noqa: PLC0415

        with served(origin), chromium() as browser:
            journey = AtTheUrn(origin, Path(folder), browser)
            ballot = journey.announce()
            journey.asks_for_a_slip(ballot, "morning0")
            journey.prepare(ballot)
            halves = [journey.prints(ballot, name) for name in journey.custodians(ballot, "registrar")]
            slips = {number: [one[number] for one in halves] for number in halves[0]}
            move_to(ballot.opening + dt.timedelta(hours=1))
            due.settle()
            journey.seen["elsewhere"] = journey.votes_elsewhere(ballot, slips)
            printed = journey.enters(ballot, "heron", "Rowan", slips, ["Yes", "No", "Yes", "Yes"])
            journey.seen["same digest"] = printed == journey.confirms(ballot, "rowan")
            journey.board(ballot, "morning3")
            sys.stdout.write(json.dumps(seen(journey)) + "\n")


def seen(journey: Journey) -> dict[str, Any]:
    return journey.seen | {"faults": journey.faults()}


if __name__ == "__main__":
    main()
