"""Dealers and trustees in the browser's code and in Python's, in one pledge: they understand one another."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from groundswell.demo.pledging import Hands
from groundswell.kernel import clock
from groundswell.pledges import folder, queries
from groundswell.pledges.actions import custody, due
from groundswell.pledges.models import Role
from groundswell.pledges.queries import Stage
from groundswell.pledges.room import room
from groundswell.record.queries import org_id, root_at, seen_size
from scrutiny.encoding import sha256
from scrutiny.identity import age_keys
from scrutiny.organisation import acts
from scrutiny.pledge import opening, partials, sealing
from scrutiny.pledge.payload import Eligible
from tests.cast import World
from tests.pledges.story import Story, announced, next_hour, signed_by

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


def step(hands: Hands) -> bool:
    """One step, done by the code of the page."""
    found = hands.pledge
    custodian = queries.custodian(found, hands.holder.actor.person)
    assert custodian is not None
    asked = room(found, custodian)
    if not asked["step"]:
        return False
    keys, size = hands.holder.keys, seen_size()
    instant = int(clock.now().timestamp())
    signing = {"org": org_id(), "actor": keys.act_public, "seen": {"size": size, "root": root_at(size)}, "now": instant}
    said: dict[str, Any] = {"room": {**asked, **signing}, "act": keys.act.hex(), "age": keys.age.hex()}
    said |= {"shown": shown(found) if found.h else {}}
    done = subprocess.run(
        ["node", "tests/pledge-room.mjs"],
        cwd=ROOT / "frontend",
        input=json.dumps(said),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    made = json.loads(done.stdout)
    act = acts.PledgeStep(found.id, str(asked["step"]), sha256(made["content"].encode()).hex())
    assert custody.say(hands.holder.actor, act, made["content"], made["kept"]).fault == ""
    return True


def shown(found: queries.Pledge) -> dict[str, Any]:
    return {
        one.h: {
            "manifest": one.manifest,
            "served": [content.hex() for content in queries.served(one).values()],
            "entries": [content.decode() for content in folder.record_entries(one)],
            "checkpoint": queries.checkpoint(one).decode(),
            "policy": one.policy,
            "notices": folder.notices(one),
        }
        for one in queries.together(found)
    }


def prepared_by_both(world: World) -> Story:
    """The second dealer and the second trustee use the page; the others Python."""
    (story,) = announced(world)
    pages = [story.hands(Role.TRUSTEE, 2)]
    python = [one for one in story.everybody if one not in pages]
    while sum(hands.step() for hands in python) + sum(step(hands) for hands in pages):
        continue
    story.decks = [story.hands(Role.DEALER, place).cards() for place in (1, 2)]
    return story


def test_a_pledge_is_prepared_and_opened_by_pages_and_python_together(world: World) -> None:
    story = prepared_by_both(world)
    assert queries.stage(story.pledge) == Stage.SIGNING
    signed_by(story, range(1, 9))
    with clock.set_to(next_hour() + dt.timedelta(hours=1)):
        assert step(story.hands(Role.TRUSTEE, 2))
        assert story.hands(Role.TRUSTEE, 3).step()
        opens = queries.opens_from(story.pledge)
    assert opens
    with clock.set_to(opens):
        assert step(story.hands(Role.TRUSTEE, 2))
        assert story.hands(Role.TRUSTEE, 3).step()
        assert queries.stage(story.pledge) == Stage.OPENED
    manifest = queries.manifest_of(story.pledge)
    mine = age_keys.identity(sealing.reader_secret([card.seed for card in story.pair(1)], manifest.h))
    texts = queries.sealed(story.pledge).values()
    bundles = [partials.read(manifest, partials.unsealed_by(text.encode(), mine)) for text in texts]
    trigger = queries.triggered(story.pledge)
    assert trigger
    assert len(opening.open_all(trigger, bundles, Eligible()).signed) == 8


def test_a_dealer_s_page_and_deletion_after_a_missed_deadline(world: World) -> None:
    (story,) = announced(world)
    assert step(story.hands(Role.DEALER, 1))
    while sum(hands.step() for hands in story.everybody):
        continue
    assert queries.stage(story.pledge) == Stage.SIGNING
    with clock.set_to(story.pledge.deadline):
        due.settle()
    with clock.set_to(story.pledge.deadline + dt.timedelta(hours=49)):
        assert step(story.hands(Role.TRUSTEE, 1))
        assert step(story.hands(Role.TRUSTEE, 1)) is False
