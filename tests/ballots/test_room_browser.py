"""Registrars and trustees in the browser's code and in Python's, in one ballot: they understand one another."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from groundswell.ballots import queries
from groundswell.ballots.actions import due
from groundswell.ballots.models import Ballot
from groundswell.ballots.room import room
from groundswell.demo.custodians import Holder, cast, in_python, opened, prepare, step
from groundswell.kernel import clock
from groundswell.record.queries import org_id, root_at, seen_size
from scrutiny.organisation.ballots.asked import Asked
from tests.cast import World
from tests.elections import STRIKE, announced, holder, holders, soon

ROOT = Path(__file__).resolve().parents[2]
ORDER = Asked("rank", "In which order?", ("Wages", "Breaks", "Masks"), rule="scottish", seats=2)


def in_browser(asked: Mapping[str, Any], who: Holder) -> tuple[str, str]:
    if shutil.which("node") is None:
        pytest.skip("needs node")
    size = seen_size()
    signing = {"org": org_id(), "actor": who.keys.act_public, "now": 0, "seen": {"size": size, "root": root_at(size)}}
    said = {"room": {**asked, **signing}, "act": who.keys.act.hex(), "age": who.keys.age.hex()}
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
