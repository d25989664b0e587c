"""A rule of the charter in real browsers at the width of a phone: one ballot fails because a branch is against it,
another is carried in both branches, and the charter says so from then on. Before two years are over the clock asks
whether it holds on; too few are for it, and on its day it falls back.

Run by tests/journeys/test_charter.py in a process of its own, whose clock it moves: what was seen is printed as JSON.
What needs a crowd, its custodians and their keys is done by actions.
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
    from groundswell.ballots.models import Ballot
    from tests.cast import World

BRANCHES = {"Industry": 12, "Fields": 11}
AFTER = 10  # days for voting, where the charter says 7
LATER = dt.timedelta(minutes=1)
YES, NO = [0, 1, 0], [0, 0, 1]


def populate() -> World:
    """Two branches in which enough vote to be counted each."""
    from groundswell.home.daily import settle_day  # noqa: PLC0415 - Django is set up now
    from tests import cast as people  # noqa: PLC0415
    from tests.ballots.branches import add_branch, add_members  # noqa: PLC0415
    from tests.elections import volunteer  # noqa: PLC0415
    from tests.whole_election import adopt  # noqa: PLC0415

    move_to(people.BEGUN)
    places = petition_journey.PLACES
    world = people.found(petition_journey.FOUNDERS, petition_journey.STEWARDS, places, {"Morning shift": 40})
    settle_day()
    adopt(ballot_group="Ed25519", ballot_floor=10)
    add_members(world, "Morning shift", BRANCHES["Industry"] - len(petition_journey.FOUNDERS))
    add_branch(world, "Fields", BRANCHES["Fields"])
    volunteer(world, "heron", "rowan", "kestrel", "fields 0", "fields 1", "fields 2")
    return world


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), dt.UTC)


class Journey(petition_journey.Journey):
    @staticmethod
    def populate() -> World:
        return populate()

    def decided(self, about: str, fields_for: int) -> None:
        """All of Industry are for it, and so many of Fields. What the result and the charter say then."""
        from groundswell.ballots.actions import announcing  # noqa: PLC0415
        from scrutiny.organisation.ballots import asked  # noqa: PLC0415
        from tests.elections import announcement  # noqa: PLC0415

        question = asked.yes_or_no("Shall a ballot stay open for ten days?", "Yes", "No")
        act = announcement(None, question, voting_days=AFTER)
        ballot = announcing.announce(self.world.heron.actor(), act)
        self.seen[about] = self.hold(ballot, fields_for)
        reader, keys = self.meet("kestrel")
        reader.open(f"/ballots/{ballot.id}/")
        keys.go("The result")
        self.seen[f"{about}, result"] = reader.text()
        reader.open("/charter/")
        self.seen[f"{about}, charter"] = reader.page.locator("#voting_days").text_content()

    def hold(self, ballot: Ballot, fields_for: int) -> str:
        """Prepared, voted, counted and certified, each in its time. How it ended."""
        from groundswell.ballots import queries  # noqa: PLC0415
        from groundswell.ballots.actions import due  # noqa: PLC0415
        from groundswell.demo.custodians import cast, prepare  # noqa: PLC0415
        from tests.elections import holder, holders  # noqa: PLC0415

        move_to(ballot.observers + LATER)
        due.settle()
        prepare(ballot, holders(self.world, ballot))
        move_to(ballot.opening + dt.timedelta(hours=1))
        due.settle()
        in_fields = [name for name in self.world.people if name.startswith("fields ")]
        for name, person in self.world.people.items():
            against = name in in_fields and in_fields.index(name) >= fields_for
            cast(ballot, holder(person), [NO if against else YES])
        for instant in (ballot.closing, ballot.decrypting):
            move_to(instant + LATER)
            due.settle()
            prepare(ballot, holders(self.world, ballot))
        move_to(ballot.certified + LATER)
        due.settle()
        return queries.ballot(ballot.id).outcome

    def asked_again(self) -> None:
        """Nobody announces it. One branch alone does not keep the rule."""
        from groundswell.ballots import confirmations  # noqa: PLC0415
        from groundswell.ballots.actions import due  # noqa: PLC0415

        coming = confirmations.coming()[0]
        move_to(morning(coming.first))
        due.settle()
        reader, keys = self.meet("rowan")
        reader.open("/charter/")
        keys.go("The ballot about it")
        self.seen["asked again"] = reader.text()
        ballot = confirmations.of_day(coming.confirm_by)
        assert ballot is not None
        self.seen["not confirmed"] = self.hold(ballot, 0)
        reader.open(f"/ballots/{ballot.id}/")
        self.seen["not confirmed, page"] = reader.text()
        move_to(morning(coming.confirm_by))
        reader.open("/charter/")
        self.seen["not confirmed, charter"] = reader.page.locator("#voting_days").text_content()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        origin = begin(Path(folder))
        from tests.whole_election import chromium  # noqa: PLC0415 - Django is set up now

        with served(origin), chromium() as browser:
            journey = Journey(origin, Path(folder), browser)
            journey.decided("one branch against", 4)
            journey.decided("both for it", 8)
            journey.asked_again()
            sys.stdout.write(json.dumps(journey.seen | {"faults": journey.faults()}) + "\n")


if __name__ == "__main__":
    main()
