"""A ballot in which some vote on paper, and the table with the urn at which two stewards count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from groundswell.ballots import queries
from groundswell.ballots.actions import announcing, papers
from groundswell.ballots.board import ballots_of
from groundswell.ballots.models import Ballot
from groundswell.demo.custodians import Holder
from groundswell.demo.papers import station_ballots
from groundswell.record.signing import by_seed
from scrutiny.organisation import acts
from tests.ballots.conftest import Held
from tests.cast import Browser, World, join, signed_in, vouch
from tests.elections import STRIKE, announcement, volunteer

YES, NO, BLANK = [[0, 1, 0]], [[0, 0, 1]], [[1, 0, 0]]
KEEPERS = ("kestrel", "magpie", "finch", "wren", "lark")
ON_PAPER = ("magpie", "tern", "lark")


def ask(world: World, ballot: Any, name: str, wanted: bool = True, by: str = "") -> None:
    actor = world.people[by or name].actor()
    papers.ask_for_slip(actor, acts.AskForSlip(ballot.id, world.people[name].account, wanted))


def populated(world: World) -> None:
    """Two more members, so that the stewards keep no keys."""
    vouch(world, "wren", "heron", "kestrel")
    join(world, "Lark", "Morning shift", "rowan", "heron")
    volunteer(world, *KEEPERS)


@dataclass
class Table(Held):
    """A table with an urn: Heron and Rowan are its tellers."""

    slips: dict[int, list[str]]

    @property
    def one(self) -> Holder:
        return self.holder("heron")

    @property
    def other(self) -> Holder:
        return self.holder("rowan")

    @property
    def halves(self) -> list[list[str]]:
        return list(self.slips.values())

    def number(self, name: str) -> int:
        people = [one.account_id for one in queries.electors_of(self.part)]
        return people.index(self.world.people[name].account) + 1

    def ballots(self, *votes: Any, slips: Sequence[Sequence[str]] | None = None) -> list[str]:
        return station_ballots(self.part, self.halves if slips is None else slips, votes)

    def on_board(self) -> list[bytes]:
        return list(ballots_of(self.part))

    def browser(self, holder: Holder) -> Browser:
        return signed_in(next(one for one in self.world.people.values() if one.account == holder.actor.account))

    def told(self, holder: Holder, path: str) -> Any:
        return self.browser(holder).get(path, headers={"Accept": "application/json"}).json()

    def call(self, holder: Holder, rest: str = "", act: Any = None, **said: str) -> Any:
        """What the page of tellers sends."""
        signed: dict[str, str] = {}
        if act is not None:
            given = by_seed(holder.keys.act, holder.keys.act_public)(act)
            signed = {"signed": given.content.hex(), "signature": given.signature.hex()}
        return self.browser(holder).call(f"/ballots/station/{self.part.id}{rest}", {**signed, **said})


def announced_for_all(world: World) -> Ballot:
    """Of the eight members of Industry; five who hold no office there keep its keys."""
    populated(world)
    return announcing.announce(world.heron.actor(), announcement(world.unit("Industry"), STRIKE))
