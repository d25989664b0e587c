"""Registrars and trustees who do not say what they should, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from groundswell.ballots import queries, steps
from groundswell.ballots.models import Custodian
from groundswell.demo.custodians import Answer, Holder, Room, in_python, step
from scrutiny.elections.strict import compact
from tests.ballots.conftest import Held
from tests.elections import holders


def is_due(held: Held, holder: Holder) -> str | None:
    """The step that this custodian has to do now."""
    found = queries.custodian(held.ballot, holder.actor.person)
    assert found is not None
    return steps.due(held.ballot, found)


def play(held: Held, who: Holder | None = None, lies: Mapping[str, Answer | None] | None = None) -> None:
    """All steps that can be done, by all; one of them lies in some, or (None) does not do them."""
    said = dict(lies or {})

    def is_liar(holder: Holder) -> bool:
        return who is not None and holder.actor.account == who.actor.account

    def answer(asked: Room, holder: Holder) -> tuple[str, str]:
        lie = said.get(str(asked["step"])) if is_liar(holder) else None
        return (lie or in_python)(asked, holder)

    def comes(holder: Holder) -> bool:
        name = is_due(held, holder)
        return not is_liar(holder) or name not in said or said[name] is not None

    people = holders(held.world, held.ballot)
    while sum(comes(holder) and step(held.ballot, holder, answer) for holder in people):
        continue


def faults(held: Held) -> dict[tuple[str, int], str]:
    """Who was named, by role and place, and for which step."""
    found = Custodian.objects.filter(ballot=held.ballot).exclude(fault="")
    return {(one.role, one.place): one.fault for one in found}


def changed(change: Callable[[dict[str, Any], Room, Holder], None]) -> Answer:
    """What should be said, with something in it changed."""

    def lie(asked: Room, holder: Holder) -> tuple[str, str]:
        said, kept = in_python(asked, holder)
        made = json.loads(said)
        change(made, asked, holder)
        return compact(made).decode(), kept

    return lie
