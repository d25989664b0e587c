"""A plan as bytes, to wait in a table until a second steward confirms it; and with names merged."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import astuple, replace
from typing import Any

from groundswell.workplaces.lists.likeness import Pair, normal
from groundswell.workplaces.lists.plan import Heads, Plan, Problem, Test, Unit, unit_key

COUNTS = ("problem_count", "rows", "cases", "without_tally", "dropped_columns", "dropped_values")
PIECE = 64 * 1024


def to_bytes(plan: Plan) -> bytes:
    """Compressed lines of JSON: the counts, then an item a line; units are named by their place in the plan."""
    packer = zlib.compressobj()
    return b"".join([*(packer.compress(line) for line in _lines(plan)), packer.flush()])


def _lines(plan: Plan) -> Iterator[bytes]:
    place = {key: n for n, key in enumerate(plan.units)} | {"": -1}
    yield _line("counts", {name: getattr(plan, name) for name in COUNTS})
    for u in plan.units.values():
        yield _line("unit", u.key, place[u.parent], u.kind, u.name, *u.languages)
    for h in plan.heads.values():
        yield _line("heads", place[h.unit], h.day, h.count, h.season_from, h.season_to)
    for t in plan.tests:
        yield _line("test", t.key, place[t.unit], t.day, t.title, t.count, t.of, t.cast)
    for problem in plan.problems:
        yield _line("problem", *astuple(problem))
    for pair in plan.likely:
        yield _line("likely", *astuple(pair))


def _line(*parts: object) -> bytes:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_bytes(stored: bytes) -> Plan:
    plan = Plan()
    keys: list[str] = []
    for line in _unpacked(stored):
        what, *parts = json.loads(line)
        _READERS[what](plan, keys, parts)
    return plan


def _unpacked(stored: bytes) -> Iterator[bytes]:
    """The lines, unpacked a piece at a time."""
    unpacker, rest = zlib.decompressobj(), b""
    for n in range(0, len(stored), PIECE):
        *lines, rest = (rest + unpacker.decompress(stored[n : n + PIECE])).split(b"\n")
        yield from lines
    yield from (rest + unpacker.flush()).splitlines()


def _read_unit(plan: Plan, keys: list[str], parts: list[Any]) -> None:
    key, parent, kind, name, *languages = parts
    plan.units[key] = Unit(key, keys[parent] if parent >= 0 else "", sys.intern(kind), name, tuple(languages))
    keys.append(key)


def _read_heads(plan: Plan, keys: list[str], parts: list[Any]) -> None:
    place, day, count, season_from, season_to = parts
    heads = Heads(keys[place], sys.intern(day), count, season_from, season_to)
    plan.heads[heads.unit, heads.day, season_from] = heads


def _read_test(plan: Plan, keys: list[str], parts: list[Any]) -> None:
    key, place, *rest = parts
    plan.tests.append(Test(key, keys[place], *rest))


_READERS: dict[str, Callable[[Plan, list[str], list[Any]], None]] = {
    "counts": lambda plan, _keys, parts: plan.__dict__.update(parts[0]),
    "unit": _read_unit,
    "heads": _read_heads,
    "test": _read_test,
    "problem": lambda plan, _keys, parts: plan.problems.append(Problem(*parts)),
    "likely": lambda plan, _keys, parts: plan.likely.append(Pair(*parts)),
}


def merged(plan: Plan, pairs: Collection[Pair]) -> Plan:
    """The plan with the second name of each pair taken for the first: parts of the same name become one too."""
    if not pairs:
        return plan
    other = {normal(pair.other, firm=True): pair.one for pair in pairs}
    new_key: dict[str, str] = {"": ""}
    units: dict[str, Unit] = {}
    for unit in plan.units.values():  # parents stand before their parts
        name = _followed(unit.name, other) if unit.kind == "enterprise" else unit.name
        parent = new_key[unit.parent]
        key = unit_key(parent, unit.kind, name)
        new_key[unit.key] = key
        units.setdefault(key, replace(unit, key=key, parent=parent, name=name))
    heads = [replace(h, unit=new_key[h.unit]) for h in plan.heads.values()]
    return replace(
        plan,
        units=units,
        heads={(h.unit, h.day, h.season_from): h for h in heads},
        tests=[replace(test, unit=new_key[test.unit]) for test in plan.tests],
        likely=[pair for pair in plan.likely if not _one(pair, other)],
    )


def _followed(name: str, other: Mapping[str, str]) -> str:
    """The name for which a name is taken, over several pairs; pairs that go round in a ring end where they meet."""
    seen = {normal(name, firm=True)}
    while (to := other.get(normal(name, firm=True))) and normal(to, firm=True) not in seen:
        name = to
        seen.add(normal(name, firm=True))
    return name


def _one(pair: Pair, other: Mapping[str, str]) -> bool:
    one, two = (normal(_followed(name, other), firm=True) for name in (pair.one, pair.other))
    return one == two
