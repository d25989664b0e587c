"""The life of a mandate in real browsers at the width of a phone, by the keyboard only: put forward, elected by secret
ballot, accepted, recalled by petition and ballot, filled from the same papers, lapsed by the clock.

Run by tests/journeys/test_councils.py in a process of its own, whose clock it moves: what was seen is printed as JSON.
What needs a crowd, its custodians and their keys is done by actions.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests import petition_journey
from tests.demo_election import begin, move_to, served

if TYPE_CHECKING:
    from groundswell.ballots.models import Ballot
    from groundswell.councils.models import Election, Given

STATEMENT = "I will tell you every Tuesday what was said."
LIKED = ("Morning2", "Kestrel", "Morning3")  # everybody's order on the paper
LATER = dt.timedelta(minutes=1)


class Journey(petition_journey.Journey):
    @property
    def election(self) -> Election:
        from groundswell.councils import elections  # noqa: PLC0415 - Django is set up now
        from groundswell.councils.models import Election  # noqa: PLC0415

        return elections.election(Election.objects.get().id)

    def stands(self, name: str, *others: str) -> None:
        """Somebody puts themself forward in the browser and says why; others do it beside them."""
        from groundswell.councils import electing, elections  # noqa: PLC0415
        from scrutiny.organisation import acts  # noqa: PLC0415

        unit = self.world.unit("Industry")
        move_to(dt.datetime.combine(elections.names_from(unit), dt.time(9), dt.UTC))
        person, keys = self.meet(name)
        person.open("/offices/")
        keys.go("Elections by secret ballot")
        keys.tab_to("Which office").type("Steward of Industry")
        keys.go("Put forward")
        person.sign()
        keys.tab_to("What you say to those who vote (may stay empty)").type(STATEMENT)
        keys.go("Answer")
        person.sign()
        self.seen["stands"] = person.text()
        for other in others:
            actor = self.world.people[other].actor()
            electing.nominate(actor, acts.NominateDelegate(unit, self.world.people[other].account))
            electing.answer(actor, acts.AnswerNomination(self.election.id, True, ""))

    def is_elected(self, name: str) -> None:
        """It announces itself, is held, and whoever was elected is told and accepts."""
        from groundswell.ballots import queries  # noqa: PLC0415
        from groundswell.ballots.actions import due  # noqa: PLC0415
        from groundswell.ballots.models import Ballot  # noqa: PLC0415

        move_to(dt.datetime.combine(self.election.due, dt.time(0, 5), dt.UTC))
        due.settle()
        ballot = queries.ballot(Ballot.objects.get(occasion=self.election.occasion).id)
        names = queries.asked_of(ballot)[0].answers
        paper = [LIKED.index(one) + 1 for one in names]
        self.held(ballot, dict.fromkeys(self.world.people, paper))
        self.takes(name, "elected")

    def held(self, ballot: Ballot, votes: Mapping[str, Sequence[int]]) -> None:
        """Prepared, voted, opened and certified."""
        from groundswell.ballots.actions import due  # noqa: PLC0415
        from groundswell.demo.custodians import cast, prepare  # noqa: PLC0415
        from tests.elections import holder, holders  # noqa: PLC0415

        move_to(ballot.observers + LATER)
        due.settle()
        prepare(ballot, holders(self.world, ballot))
        move_to(ballot.opening + dt.timedelta(hours=1))
        for name, vote in votes.items():
            cast(ballot, holder(self.world.people[name]), [list(vote)])
        move_to(ballot.closing + LATER)
        due.settle()
        move_to(ballot.decrypting + LATER)
        prepare(ballot, holders(self.world, ballot)[2:4])
        move_to(ballot.certified + LATER)
        due.settle()

    def takes(self, name: str, about: str) -> None:
        """What the first page says of it, and accepting it."""
        person, keys = self.meet(name)
        person.open("/")
        self.seen[about] = person.text()
        keys.go("Look: You were elected: Steward of Industry")
        keys.go("Accept the mandate")
        person.sign()
        self.seen[f"{about}, accepted"] = person.text()

    def given(self, name: str) -> Given:
        from groundswell.councils.models import Given  # noqa: PLC0415

        found: Given = Given.objects.get(candidate__account_id=self.world.people[name].account)
        return found

    def rules(self, name: str, about: str) -> None:
        """Whether the page that only stewards have shows its form."""
        person, _keys = self.meet(name)
        person.page.goto(self.site.address("/ballots/new"))
        self.seen[about] = person.look().text()

    def is_recalled(self, name: str, *signers: str) -> None:
        """A petition reaches its share; its ballot opens by itself, and is carried."""
        from groundswell.ballots import queries  # noqa: PLC0415
        from groundswell.ballots.actions import due  # noqa: PLC0415
        from groundswell.ballots.models import Ballot  # noqa: PLC0415
        from tests.motions import signers as petitions  # noqa: PLC0415

        move_to(self.given(name).start + dt.timedelta(hours=9))
        due.settle()
        self.rules(name, "in office")
        asked = petitions.recall_of(self.world, name)
        petitions.begun(self.world, asked, signers[0])
        petitions.sign(self.world, asked, *signers[1:])
        self.pass_midnight()
        person, _keys = self.meet(signers[0].lower())
        self.seen["reached"] = person.open(f"/petitions/{asked.id}/").text()
        ballot = queries.ballot(Ballot.objects.get(occasion=self.petition.occasion).id)
        self.held(ballot, dict.fromkeys(self.world.people, (0, 1, 0)))
        due.settle()
        self.rules(name, "recalled")

    def lapses(self, name: str) -> None:
        """In the same open page, a second after the end."""
        person, _keys = self.meet(name)
        self.rules(name, "follower in office")
        move_to(self.given(name).end + LATER)
        person.page.goto(self.site.address("/ballots/new"))
        self.seen["lapsed"] = person.look().text()
        self.seen["offices"] = person.open("/offices/").text()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        origin = begin(Path(folder))
        from tests.whole_election import chromium  # noqa: PLC0415 - Django is set up now

        with served(origin), chromium() as browser:
            journey = Journey(origin, Path(folder), browser)
            journey.stands("morning2", "kestrel", "morning3")
            journey.is_elected("morning2")
            journey.is_recalled("morning2", "morning3", "kestrel", "rowan")
            journey.takes("kestrel", "follows")
            journey.lapses("kestrel")
            sys.stdout.write(json.dumps(journey.seen | {"faults": journey.faults()}) + "\n")


if __name__ == "__main__":
    main()
