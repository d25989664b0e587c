"""A share from each unit: all pledges of the set are opened together, or none."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from packages.scrutiny.tests.pledge import stories
from packages.scrutiny.tests.pledge.stories import DEADLINE, Record, World, eligible, seed_of, world

from scrutiny.errors import Unverified
from scrutiny.pledge import board as boards
from scrutiny.pledge import opening, partials, together, trustees_said
from scrutiny.pledge.terms import Demand
from scrutiny.pledge.trigger import Evidence, Trigger, triggered

UNITS = ("Foundry", "Press")
DEMANDS = tuple(Demand(unit, 3) for unit in UNITS)


@cache
def unit_world(unit: str) -> World:
    return stories.made(replace(world().manifest.terms, unit=unit, together=DEMANDS))


def both(missing: str = "") -> list[Trigger]:
    """Both units in one record; one signature less in the unit that is missing."""
    record = Record(unit_world("Foundry"))
    record.add(boards.MANIFEST, boards.manifest_effect(unit_world("Press").manifest.h))
    names = {"Foundry": ("Ada", "Ben", "Cem"), "Press": ("Dov", "Eda", "Flo")}
    for unit in UNITS:
        known = unit_world(unit)
        signed = [known.entry(name, n, n) for n, name in enumerate(names[unit], 1)]
        batch = signed[:-1] if unit == missing else signed
        record.add(boards.ENTRIES, boards.entries_effect(known.manifest.h, batch))
        record.served |= {entry.hash(): bytes(entry) for entry in batch}
    return [_trigger(record, unit_world(unit)) for unit in UNITS if unit != missing]


def _trigger(record: Record, known: World) -> Trigger:
    board = boards.read(record.contents, known.manifest.h)
    notices = [
        trustees_said.notice(known.manifest.h, n, board.size, board.root, DEADLINE, seed_of(f"trustee {n}"))
        for n in (1, 2)
    ]
    return triggered(known.manifest, Evidence(board, record.served, record.checkpoint(), stories.POLICY, notices))


def test_a_set_that_is_complete_is_opened_unit_by_unit() -> None:
    triggers = both()
    names = []
    for found in triggers:
        known = unit_world(found.manifest.terms.unit)
        given = [partials.make(found, known.shares[n], triggers, found.opens_from) for n in (0, 1)]
        signed = opening.open_all(found, given, eligible("Ada", "Ben", "Cem", "Dov", "Eda", "Flo")).signed
        names += [one.payload.name for one in signed]
    assert sorted(names) == ["Ada", "Ben", "Cem", "Dov", "Eda", "Flo"]


def test_where_one_unit_misses_its_share_no_unit_is_opened() -> None:
    with pytest.raises(Unverified, match="too-few"):
        _trigger_of_missing()
    (found,) = [one for one in both() if one.manifest.terms.unit == "Foundry"]
    with pytest.raises(Unverified, match="unit-missing"):
        partials.make(found, unit_world("Foundry").shares[0], [found], found.opens_from)


def _trigger_of_missing() -> None:
    record = Record(unit_world("Press"))
    record.publish(unit_world("Press").entry("Dov", 1, 1))
    _trigger(record, unit_world("Press"))


def test_the_same_unit_twice_or_a_pledge_of_another_set_completes_nothing() -> None:
    foundry, press = both()
    easier = replace(press.manifest, terms=replace(press.manifest.terms, deadline=DEADLINE + 1))
    for manifests, code in (
        ([foundry.manifest, foundry.manifest], "unit-missing"),
        ([foundry.manifest, easier], "other-set"),
        ([foundry.manifest], "unit-missing"),
    ):
        with pytest.raises(Unverified, match=code):
            together.check(manifests)


def test_the_units_are_counted_in_one_checkpoint() -> None:
    foundry, press = both()
    with pytest.raises(Unverified, match="other-record"):
        together.check_triggers(foundry.manifest, [foundry, replace(press, size=press.size + 1)])


def test_a_pledge_that_is_not_among_the_triggers_is_not_opened() -> None:
    with pytest.raises(Unverified, match="unit-missing"):
        together.check_triggers(world().manifest, both())


def test_the_waiting_day_is_that_of_the_last_unit() -> None:
    foundry, press = both()
    later = replace(press, started=press.started + 50)
    assert together.opens_from([foundry, later]) == later.opens_from
