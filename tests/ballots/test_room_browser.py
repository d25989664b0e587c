"""Registrars and trustees in the browser's code and in Python's, in one ballot: they understand one another."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from groundswell.ballots import queries, steps
from groundswell.ballots.actions import due
from groundswell.ballots.board import ballots_of, file_of
from groundswell.ballots.models import Ballot, Message
from groundswell.ballots.room import room
from groundswell.demo.custodians import Holder, cast, in_python, opened, prepare, step
from groundswell.kernel import clock
from groundswell.record.queries import org_id, root_at, seen_size
from scrutiny.groups import by_name
from scrutiny.organisation.ballots.asked import Asked
from tests.cast import World
from tests.elections import STRIKE, announced, holder, holders, ready, soon

ROOT = Path(__file__).resolve().parents[2]
ORDER = Asked("rank", "In which order?", ("Wages", "Breaks", "Masks"), rule="scottish", seats=2)


def in_browser(asked: Mapping[str, Any], who: Holder) -> tuple[str, str]:
    if shutil.which("node") is None:
        pytest.skip("needs node")
    size = seen_size()
    signing = {"org": org_id(), "actor": who.keys.act_public, "now": 0, "seen": {"size": size, "root": root_at(size)}}
    said = {"room": {**asked, **signing}, "act": who.keys.act.hex(), "age": who.keys.age.hex()}
    said["archives"] = archives(asked)
    done = subprocess.run(
        ["node", "tests/room.mjs"],
        cwd=ROOT / "frontend",
        input=json.dumps(said),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    made = json.loads(done.stdout)
    return str(made["content"]), str(made["kept"])


def archives(asked: Mapping[str, Any]) -> dict[str, str]:
    """What stands at the addresses that the room names."""
    found = {}
    for address in (one for count in asked.get("counts", []) for one in count["archives"]):
        part = queries.part(UUID(address.split("/")[-2]))
        found[address] = base64.b64encode(b"".join(file_of(part))).decode()
    return found


def mixed(ballot: Ballot, people: list[Holder]) -> None:
    """Every second one works in the browser's code."""
    going = True
    while going:
        going = False
        for n, one in enumerate(people):
            going |= step(ballot, one, in_browser if n % 2 == 0 else in_python)


@pytest.mark.parametrize("questions", [(STRIKE,), (STRIKE, ORDER)])
def test_a_ballot_kept_by_browsers_and_by_files(world: World, questions: tuple[Asked, ...]) -> None:
    ballot = announced(world, *questions)
    with clock.set_to(ballot.observers):
        due.settle()
        mixed(ballot, holders(world, ballot))
    assert queries.is_ready(ballot)
    votes = {"heron": [[0, 1, 0]], "finch": [[0, 1, 0]], "magpie": [[0, 0, 1]], "tern": [[1, 0, 0]]}
    with clock.set_to(soon(ballot.opening)):
        for name, vote in votes.items():
            whole = vote if len(questions) == 1 else [*vote, [1, 2, 0]]
            cast(ballot, holder(world.people[name]), whole)
    with clock.set_to(ballot.closing):
        due.settle()
    with clock.set_to(ballot.decrypting):
        mixed(ballot, holders(world, ballot)[2:4])
    found = queries.ballot(ballot.id)
    assert found.counts["whole"] == [6, 4, 2]
    if len(questions) > 1:
        (count,) = found.tallies.all()
        assert sorted(count.result[1]) == [[1, 2, 0]] * 4


def test_what_the_browser_keeps_opens_in_python(world: World) -> None:
    ballot = announced(world)
    who = next(one for one in holders(world, ballot)[2:])
    custodian = queries.custodian(ballot, who.actor.person)
    assert custodian is not None
    with transaction.atomic():
        _content, kept = in_browser(room(ballot, custodian), who)
    assert set(json.loads(opened(kept, who.keys))) == {"seed"}
    prepare(ballot, [])


class Lies:
    """A site that shows a custodian's page something else: it makes nothing of it, and says which check failed."""

    def __init__(self, ballot: Ballot, who: Holder) -> None:
        self.ballot, self.who = ballot, who
        custodian = queries.custodian(ballot, who.actor.person)
        assert custodian is not None
        self.room: dict[str, Any] = json.loads(json.dumps(room(queries.ballot(ballot.id), custodian)))

    def refused(self) -> str:
        with pytest.raises(subprocess.CalledProcessError) as error:
            in_browser(self.room, self.who)
        return str(error.value.stderr)


def until(ballot: Ballot, people: list[Holder], wanted: str) -> Holder:
    """The first for whom this step is due, when the others have done what comes before."""
    while True:
        before = Message.objects.count()
        for one in people:
            custodian = queries.custodian(ballot, one.actor.person)
            if custodian and steps.due(queries.ballot(ballot.id), custodian) == wanted:
                return one
            step(ballot, one)
        assert Message.objects.count() > before


def test_a_trustee_confirms_no_election_under_another_key(world: World) -> None:
    ballot = announced(world)
    with clock.set_to(ballot.observers):
        lies = Lies(ballot, until(ballot, holders(world, ballot), "confirm"))
        ((uuid, text),) = lies.room["elections"].items()
        other = by_name(ballot.group).power(by_name(ballot.group).g, 5)
        election = json.loads(text) | {"public_key": by_name(ballot.group).text(other)}
        lies.room["elections"][uuid] = json.dumps(election, separators=(",", ":"))
        assert "key" in lies.refused()


def test_a_registrar_seals_nothing_for_an_election_that_too_few_trustees_signed(world: World) -> None:
    ballot = announced(world)
    with clock.set_to(ballot.observers):
        who = until(ballot, holders(world, ballot), "list")
        lies = Lies(ballot, who)
        (first, *_rest) = lies.room["confirmed"]
        lies.room["confirmed"] = {first: lies.room["confirmed"][first]}
        assert "confirmed" in lies.refused()
        lies = Lies(ballot, who)
        for said in lies.room["confirmed"].values():
            said["content"] += " "
        assert "confirmed" in lies.refused()
        lies = Lies(ballot, who)
        lies.room["parts"][0]["election"] = lies.room["parts"][0]["election"].replace("Stop work", "Go on")
        assert "confirmed" in lies.refused()


def voted(world: World, *questions: Asked) -> Ballot:
    ballot = ready(world, announced(world, *questions))
    with clock.set_to(soon(ballot.opening)):
        for name, vote in {"heron": [0, 1, 0], "finch": [0, 0, 1]}.items():
            cast(ballot, holder(world.people[name]), [vote] if len(questions) < 2 else [vote, [1, 2, 0]])
    with clock.set_to(ballot.closing):
        due.settle()
    return ballot


def test_a_trustee_opens_nobodys_single_ballot(world: World) -> None:
    """The server knows until the close whose ballot is whose: the trustees are what keeps it from knowing how."""
    ballot = voted(world)
    with clock.set_to(ballot.decrypting):
        lies = Lies(ballot, holders(world, ballot)[2])
        one = json.loads(next(ballots_of(queries.parts(ballot)[0])))
        lies.room["counts"][0]["tally"] = json.dumps([one["answers"][0]["choices"]], separators=(",", ":"))
        assert "tally" in lies.refused()


def test_a_trustee_opens_no_sum_after_a_false_shuffle(world: World) -> None:
    ballot = voted(world, STRIKE, ORDER)
    with clock.set_to(ballot.decrypting):
        lies = Lies(ballot, until(ballot, holders(world, ballot), "decrypt"))
        count = lies.room["counts"][0]
        made = json.loads(count["shuffles"][0])
        made["ciphertexts"][0][0] = made["ciphertexts"][0][1]
        count["shuffles"][0] = json.dumps(made, separators=(",", ":"))
        assert "shuffle" in lies.refused()
        lies = Lies(ballot, lies.who)
        lies.room["counts"][0]["shuffles"] = []
        assert "tally" in lies.refused()
